"""Asking how an agreement is kept: each clause with one press, and what changed between people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pscp_desktop.domain.agreements import ClauseStatus, FollowUp, Relation
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.mediation.followups import Checked, Voice
from pscp_desktop.ui.forms.choices import ChoiceEditor
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Field, text

FOUND = (ClauseStatus.COMPLIED, ClauseStatus.PARTLY, ClauseStatus.NOT, ClauseStatus.NOT_APPLICABLE)
MOST_CLAUSES = 6


class FollowUpSheet(Sheet):
    """One follow-up. Whoever was asked is written down; a clause nobody spoke of stays as it was."""

    first_is_enough = True
    title = N_("Follow-up")
    verb = N_("Keep the follow-up")
    done = N_("Follow-up kept")
    draft = "mediation.follow_up"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._before = self._loaded()
        self._clauses: list[tuple[UUID, ChoiceEditor]] = []
        self._voices: list[tuple[UUID, ChoiceEditor]] = []
        leaves = []
        clauses = list(self.shown.papers.clauses)
        for start in range(0, len(clauses), MOST_CLAUSES):
            parts: list[Part] = []
            for clause in clauses[start : start + MOST_CLAUSES]:
                answers = [(code.value, tr(code.label)) for code in FOUND]
                editor = ChoiceEditor(self.look, answers, empty="", may_be_empty=True)
                editor.changed.connect(self._edited)
                self._clauses.append((clause.id, editor))
                label = f"{clause.number}. {' '.join(clause.text.split())}"
                parts.append(Field(self.look, label, editor))
            if not start:
                parts += self._people()
            leaves.append(Leaf(tr("Clauses"), parts))
        self._rest = self.kept(
            RecordForm(
                self.bench.tools, FollowUp, ["account", "new_incidents", "not_reached"],
                loaded=self._before,
            )
        )  # fmt: skip
        return [*leaves, Leaf(tr("What they tell"), [self._rest])]

    def _people(self) -> list[Part]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        parts: list[Part] = [text(tr("How they get on since, whoever was asked"), "section")]
        for party in self.shown.papers.parties:
            answers = [(code.value, tr(code.label)) for code in Relation]
            editor = ChoiceEditor(self.look, answers, empty="", may_be_empty=True)
            editor.changed.connect(self._edited)
            self._voices.append((party.id, editor))
            parts.append(Field(self.look, party.name or tr("Name not known yet"), editor))
        return parts

    def _loaded(self) -> Loaded[Any]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        of = self.about or self.shown.open_follow_ups[0].id
        desk = self.bench.tools.desk
        with desk.reading() as session:
            return desk.load(session, FollowUp, of)

    def heading(self) -> tuple[str, str]:
        month = self._before.record.month
        title = trn("Follow-up after {n} month", "Follow-up after {n} months", month)
        return title.format(n=month), super().heading()[1]

    def job(self) -> Job:
        changes = self._rest.changes()
        voices = tuple(
            Voice(party, str(editor.value())) for party, editor in self._voices if editor.value()
        )
        checked = tuple(
            Checked(clause, str(editor.value()))
            for clause, editor in self._clauses
            if editor.value()
        )
        if not voices and not changes.get("not_reached"):
            self.turn_to(self.leaves.count() - 1)
            self._rest.field("not_reached").mark(
                tr("Say who was asked in the first part, or tick this.")
            )
            raise Invalid
        shown, follow_ups = self._rest.to_save(), self.bench.mediation.follow_ups
        if voices:
            changes["relation"] = voices[0].relation

        def keep() -> object:
            follow_ups.do(shown, changes, checked, voices)
            return None

        return keep
