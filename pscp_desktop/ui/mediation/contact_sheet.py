"""Contacts and visits: who was tried or met, how it went, and coming back safely."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pscp_desktop.domain.dossiers import AddressWarning, Contact, Visit
from pscp_desktop.domain.mediation import State
from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Banner


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
                ["with_party", "kind", "outcome", ("at", "minutes"), "summary"],
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
        place = _place_of(self.shown)
        with desk.reading() as session:
            warnings = desk.all_in(session, AddressWarning, self.shown.id)
        standing = [one for one in warnings if one.lifted_on is None]
        self._visit = self.kept(
            RecordForm(
                self.bench.tools, Visit, ["place", "companion", "back_at"], dossier=self.shown.id,
                words=FormWords(given={"place": place, "back_at": desk.now() + timedelta(hours=1)}),
            )
        )  # fmt: skip
        banners = [
            Banner(
                self.look, "warn",
                tr("Never go alone: {place}").format(place=one.place)
                if one.two_people else tr("Know before you knock: {place}").format(place=one.place),
                one.warning,
            )
            for one in standing
        ]  # fmt: skip
        self._two = any(one.two_people for one in standing)
        return [Leaf(tr("Visit"), [*banners, self._visit])]

    def job(self) -> Job:
        self.demand(self._visit, "place")
        if self._two:
            self.demand(self._visit, "companion")
        desk = self.bench.tools.desk
        visit = self._visit.new_record(worker=desk.worker, leaves_at=desk.now())

        def keep() -> object:
            desk.add(visit)
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


__all__ = ["ContactSheet", "VisitSheet", "WarningSheet", "people"]
