"""Contacts and visits: who was tried or met, how it went, and coming back safely."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pscp_desktop.domain.dossiers import AddressWarning, Contact, Visit
from pscp_desktop.domain.mediation import State
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.marks import marked
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner, column, emptied, panel


def people(shown: FileShown) -> Answers:
    """Whoever takes part, as answers."""
    return [
        (party.id, party.name or party.legal_name or tr("Name not known yet"))
        for party in shown.everybody
    ]


class ContactSheet(Sheet):
    """One contact or the attempt at one."""

    title = N_("Record a contact")
    verb = N_("Record the contact")
    done = N_("Contact recorded")
    draft = "mediation.contact"
    undoable = False

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (a contact is of a file)
        answers = {"with_party": people(self.shown)}
        self._contact = self.kept(
            RecordForm(
                self.bench.tools, Contact,
                ["with_party", "kind", "outcome", "summary", "at", "minutes"],
                dossier=self.shown.id,
                words=FormWords(
                    answers=answers,
                    given={"with_party": self.about or _next_to_reach(self.shown),
                           "at": self.bench.tools.desk.now()},
                ),
            )
        )  # fmt: skip
        return [Leaf(tr("Contact"), [self._contact])]

    def job(self) -> Job:
        assert self.shown is not None  # noqa: S101 (a contact is of a file)
        contact = self._contact.new_record()
        self.demand(self._contact, "outcome", "with_party")
        asking = {party.id for party in self.shown.asking}
        begins = self.shown.state == State.REQUESTED and contact.with_party in asking
        mediation, dossier = self.bench.mediation, self.shown.id

        def keep() -> object:
            mediation.parties.contacted(contact)
            if begins:
                mediation.files.perform(dossier, "contact_requester")
            return None

        return keep


def _next_to_reach(shown: FileShown) -> UUID | None:
    """Whoever asked, until spoken with; then the other party."""
    facts = shown.standing.facts
    wanted = shown.others if facts.requester_reached and shown.others else shown.asking
    return wanted[0].id if wanted else None


class VisitSheet(Sheet):
    """Going to somebody's door: where, with whom, back when; and what to know before leaving."""

    title = N_("Leave for a visit")
    verb = N_("Leave now")
    done = N_("Visit begun. Say when you are back.")
    draft = "mediation.visit"
    advice = N_("Colleagues see where you are and when you should be back.")

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (a visit is of a file)
        desk = self.bench.tools.desk
        self._visits = Visits(desk)
        back = desk.now() + timedelta(hours=1)
        self._visit = self.kept(
            RecordForm(
                self.bench.tools, Visit, ["place", "companion", "back_at"], dossier=self.shown.id,
                words=FormWords(given={"place": _place_of(self.shown), "back_at": back}),
            )
        )  # fmt: skip
        self._known = column(gap="s")
        self._said = ""
        self._warn()
        return [Leaf(tr("Visit"), [panel(self._known), self._visit])]

    def ready(self) -> None:
        self._warn()

    def _warn(self) -> None:
        """Say what is known of the address, as it stands in the field now."""
        place = str(self._visit.value("place") or "")
        if place == self._said:
            return
        self._said = place
        emptied(self._known)
        for one in self._visits.warnings_at(place):
            alone = tr("Never go alone: {place}") if one.warning.two_people else tr(
                "Know before you knock: {place}"
            )  # fmt: skip
            words = alone.format(place=one.warning.place)
            why = marked(one.warning.warning, undecided=one.undecided)
            self._known.addWidget(Banner(self.look, "warn", words, why))

    def job(self) -> Job:
        self.demand(self._visit, "place", "back_at")
        visit, visits = self._visit.new_record(), self._visits

        def keep() -> object:
            visits.leave(visit)
            return None

        return keep


class BackSheet(Sheet):
    """Back from a door, or not safely."""

    title = N_("Back from the visit")
    verb = N_("I am back")
    done = N_("Back, and written down")

    def build(self) -> Sequence[Leaf]:
        self._unsafe = self.kept(
            RecordForm(self.bench.tools, Visit, ["unsafe"], dossier=self.dossier)
        )
        self._told = self.kept(
            RecordForm(self.bench.tools, Contact, ["summary"], prefix="told.", dossier=self.dossier)
        )
        return [Leaf(tr("Visit"), [self._unsafe, self._told])]

    def job(self) -> Job:
        assert self.about is not None  # noqa: S101 (the visit that is under way)
        visits = Visits(self.bench.tools.desk)
        of, unsafe = self.about, bool(self._unsafe.value("unsafe"))
        told = str(self._told.value("summary"))

        def keep() -> object:
            visits.returned(visits.load(of), unsafe=unsafe, told=told)
            return None

        return keep


class WarningSheet(Sheet):
    """Something whoever goes to an address must know before knocking."""

    title = N_("Warn about an address")
    verb = N_("Keep the warning")
    done = N_("Warning kept: it is shown before every visit")
    draft = "mediation.warning"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (a warning is of a file)
        self._warning = self.kept(
            RecordForm(
                self.bench.tools, AddressWarning, ["place", "warning", "two_people"],
                dossier=self.shown.id, words=FormWords(given={"place": _place_of(self.shown)}),
            )
        )  # fmt: skip
        return [Leaf(tr("Warning"), [self._warning])]

    def job(self) -> Job:
        self.demand(self._warning, "place", "warning")
        warning, desk = self._warning.new_record(), self.bench.tools.desk

        def keep() -> object:
            desk.add(warning)
            return None

        return keep


def _place_of(shown: FileShown) -> str:
    wanted = [party.domicile for party in (*shown.others, *shown.asking) if party.domicile]
    return wanted[0] if wanted else shown.process.place


__all__ = ["BackSheet", "ContactSheet", "VisitSheet", "WarningSheet", "people"]
