"""Who may see a file, who must not, and who has looked: for those who work in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from sqlmodel import Session, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.dossiers import Exclusion, Membership
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import Record, record_types
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.undecided import read_undecided
from pscp_desktop.store import audit, rights

MOST_LOOKS: Final = 60
EDITED: Final = "edit"
"""The act whose audit line names the fields that were written."""


@dataclass(frozen=True, slots=True)
class MaySee:
    """A colleague and what they may do in a file."""

    worker: UUID
    name: str
    right: Right
    undecided: bool = False
    """Whether two values stand in what says so."""


@dataclass(frozen=True, slots=True)
class Shut:
    """A colleague to whom a file is closed, and why."""

    worker: UUID
    name: str
    reason: str
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Lines of a file's audit that say the same, one after another: who did what, when and why.

    `at` is the last of them. `kind` is the type of what was written and `fields` which ones, never what they
    say; None where the act is of the file.
    """

    at: datetime
    name: str
    act: str
    why: str
    kind: type[Record] | None
    fields: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class AccessShown:
    """All that is known about who sees a file."""

    may: tuple[MaySee, ...]
    shut: tuple[Shut, ...]
    looks: tuple[Look, ...]
    everything: int
    """How many lines the audit of the file has in all."""


@dataclass(frozen=True, slots=True)
class Access:
    """Reads and narrows who may see a file."""

    desk: Desk

    def of(self, dossier: UUID) -> AccessShown:
        """Who may see the file and who looked, the newest first. Raises NotFound, Refused."""
        desk = self.desk
        with desk.reading() as session:
            desk.demand(session, dossier, Right.WRITER)
            workers, today = desk.workers(session), desk.today()
            known = {who: worker.name for who, worker in workers.items()}
            undecided = read_undecided(desk, session)
            doubtful = {
                one.worker
                for one in desk.all_in(session, Membership, dossier)
                if one.id in undecided
            } | {who for who in workers if who in undecided}
            held = [
                MaySee(
                    who,
                    worker.name,
                    rights.right_in(session, dossier, worker, today),
                    undecided=who in doubtful,
                )
                for who, worker in workers.items()
                if worker.left_on is None or worker.left_on >= today
            ]
            shut = [
                Shut(
                    one.worker,
                    known.get(one.worker, ""),
                    one.reason,
                    undecided=one.id in undecided or one.worker in undecided,
                )
                for one in desk.all_in(session, Exclusion, dossier)
            ]
            lines = [line for _, line, _ in audit.lines(session.connection(), dossier)]
            kinds = _kinds(session, dossier)
        looks = _together(lines, known, kinds)[:MOST_LOOKS]
        may = sorted((one for one in held if one.right > Right.NONE), key=lambda one: one.name)
        return AccessShown(tuple(may), tuple(shut), tuple(looks), len(lines))

    def shut_out(self, dossier: UUID, worker: UUID, reason: str) -> None:
        """Close a file to a colleague. Raises Invalid without a reason or for oneself."""
        if not reason.strip():
            raise Invalid({"reason": "missing"})
        if worker == self.desk.worker:
            raise Invalid({"worker": "own"})
        self.desk.exclude(dossier, worker, reason)


def _kinds(session: Session, dossier: UUID) -> Mapping[UUID, type[Record]]:
    """What each record of a file is, but for the file itself."""
    return {
        record: kind
        for kind in record_types()
        for record in session.exec(select(kind.id).where(kind.dossier == dossier))
        if record != dossier
    }


def _together(
    lines: Sequence[audit.Line],
    names: Mapping[UUID, str],
    kinds: Mapping[UUID, type[Record]],
) -> list[Look]:
    """The newest first; what one person did several times on one day, with nothing between, is one."""

    def same(line: audit.Line) -> tuple[date, UUID, str, str, type[Record] | None]:
        return day_of(_moment(line)), line.user, line.act, line.why, kinds.get(line.record)

    found: list[Look] = []
    for (_, user, act, why, kind), group in groupby(reversed(lines), same):
        newest, *before = group
        details = ",".join(line.detail for line in (newest, *before))
        every = [name.rpartition(":")[2] for name in details.split(",")]
        fields = tuple(dict.fromkeys(every)) if act == EDITED else ()
        look = Look(_moment(newest), names.get(user, ""), act, why, kind, fields, len(before) + 1)
        found.append(look)
    return found


def _moment(line: audit.Line) -> datetime:
    return datetime.fromtimestamp(line.at / 1000, UTC)
