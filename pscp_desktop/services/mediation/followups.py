"""Asking how an agreement is kept: clause by clause, whom, and what has changed between people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pscp_desktop.domain.agreements import Clause, ClauseCheck, FollowUp, FollowUpVoice
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.mediation.work import at_work, change


@dataclass(frozen=True, slots=True)
class Checked:
    """How one clause was found."""

    clause: UUID
    found: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """One party that was asked, and how they get on with the other since."""

    party: UUID
    relation: str = ""


class FollowUps:
    """The follow-ups of a file, planned by the law of the programme and done by people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def plan(self, follow_up: FollowUp) -> FollowUp:
        """Plan one more, beyond the usual months. Raises Invalid without a day."""
        if follow_up.due_on is None:
            raise Invalid({"due_on": "missing"})
        with at_work(self._desk, follow_up.dossier) as unit:
            return unit.create(follow_up)

    def do(
        self,
        shown: Loaded[FollowUp],
        changes: dict[str, Any],
        checked: tuple[Checked, ...],
        voices: tuple[Voice, ...] = (),
    ) -> None:
        """Do a follow-up: each clause that was checked takes the status it was found in.

        Raises Invalid where nobody was asked and it does not say that nobody was reached.
        """
        if not voices and not changes.get("not_reached"):
            raise Invalid({"voices": "missing"})
        desk, follow_up = self._desk, shown.record
        dossier = follow_up.dossier
        with at_work(desk, dossier, undoable=False) as unit:
            done = {"done_on": desk.today(), "done_by": desk.worker}
            unit.set(follow_up, {**done, **changes}, shown=shown.heads)
            for voice in voices:
                unit.create(
                    FollowUpVoice(
                        dossier=dossier,
                        follow_up=follow_up.id,
                        party=voice.party,
                        relation=voice.relation,
                    )
                )
            for check in checked:
                clause = unit.session.get(Clause, check.clause)
                if clause is None or clause.removed or clause.dossier != dossier:
                    raise NotFound(check.clause)
                unit.create(
                    ClauseCheck(
                        dossier=dossier,
                        follow_up=follow_up.id,
                        clause=clause.id,
                        found=check.found,
                        remark=check.remark,
                    )
                )
                change(desk, unit, clause, {"status": check.found})
