"""Whoever takes part: who they are, how to reach them without risk, what they need."""

from collections.abc import Sequence

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.mediation import MediationProcess, Party, PartyRole
from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.matters import of_the_team
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet

IDENTITY = ("name", ("role", "nature"), ("telephone", "email"), "domicile",
            ("legal_name", "document_number"))  # fmt: skip
CARE = ("safe_channel", ("safe_hours", "language"), "contact_warning", ("interpreter", "minor"),
        "support_needs", "seating")  # fmt: skip
MATTER: tuple[Place, ...] = (("dispute", "place"), ("since", "urgency"), "account")
LAW: tuple[Place, ...] = (
    "relationship", ("in_court", "before_court"), "court_number", "previous_attempts",
    "disposable", "restorative",
)  # fmt: skip
ACTS_FOR = (("represents", "representation"), "born_on")


class PersonSheet(Sheet):
    """One person of the file. Two people may write at once: what differs is shown and decided."""

    first_is_enough = True
    title = N_("Person")
    verb = N_("Save")
    done = N_("Saved")
    draft = "mediation.person"
    role = ""

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        desk = self.bench.tools.desk
        self._before = None
        if self.about is not None:
            with desk.reading() as session:
                self._before = desk.load(session, Party, self.about)
        others = [pair for pair in people(self.shown) if pair[0] != self.about]
        words = FormWords(answers={"represents": others}, given={"role": self.role})
        places = ((IDENTITY, "identity."), (CARE, "care."), (ACTS_FOR, "for."))
        self._parts = [
            self.kept(
                RecordForm(
                    self.bench.tools, Party, fields, loaded=self._before, dossier=self.shown.id,
                    prefix=prefix, words=words,
                )
            )
            for fields, prefix in places
        ]  # fmt: skip
        names = (tr("Who they are"), tr("Reaching them safely"), tr("For whom they act"))
        return [Leaf(name, [form]) for name, form in zip(names, self._parts, strict=True)]

    def heading(self) -> tuple[str, str]:
        title, detail = super().heading()
        name = self._before.record.name if self._before is not None else ""
        return name or title, detail

    def job(self) -> Job:
        parties = self.bench.mediation.parties
        if self._before is not None:
            changed = [(form.to_save(), form.changes()) for form in self._parts]

            def change() -> object:
                for shown, changes in changed:
                    if changes:
                        parties.save(shown, changes)
                return None

            return change
        told = {name: value for form in self._parts for name, value in form.values().items()}
        self.demand(self._parts[0], "role")
        party = Party(dossier=self.dossier, **told)

        def add() -> object:
            parties.add(party)
            return None

        return add


class NewPersonSheet(PersonSheet):
    """Somebody more takes part."""

    title = N_("Somebody more takes part")
    verb = N_("Add to the file")
    done = N_("Added to the file")
    draft = "mediation.new_person"


class OtherPartySheet(NewPersonSheet):
    """The other party, named at last."""

    title = N_("The other party")
    done = N_("The other party is named")
    draft = "mediation.other_party"
    role = PartyRole.REQUESTED.value


class RequestEditSheet(Sheet):
    """What was asked, corrected. State and dates move by acts alone and are not here."""

    first_is_enough = True
    title = N_("What was asked")
    verb = N_("Save")
    done = N_("Saved")
    draft = "mediation.what"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        desk, tools, shown = self.bench.tools.desk, self.bench.tools, self.shown
        with desk.reading() as session:
            self._head = desk.load(session, Dossier, shown.id)
            process = desk.load(session, MediationProcess, shown.process.id)
        words = FormWords(more={"dispute": of_the_team(tools)})
        self._named = self.kept(
            RecordForm(tools, Dossier, [("title", "district")], loaded=self._head, prefix="head.")
        )
        self._parts = [
            self.kept(
                RecordForm(
                    tools, MediationProcess, fields, loaded=process, prefix=prefix, words=words
                )
            )
            for fields, prefix in ((MATTER, "what."), (LAW, "law."))
        ]
        return [
            Leaf(tr("The matter"), [self._named, self._parts[0]]),
            Leaf(tr("Before the law"), [self._parts[1]]),
        ]

    def job(self) -> Job:
        changed = [(form.to_save(), form.changes()) for form in self._parts]
        named, renamed = self._named.to_save(), self._named.changes()
        files, desk = self.bench.mediation.files, self.bench.tools.desk

        def keep() -> object:
            if renamed:
                desk.save(named, renamed)
            for shown, changes in changed:
                if changes:
                    files.correct(shown, changes)
            return None

        return keep
