"""Who may see a file, who must not, and who has looked: for those who work in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Exclusion
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import audit, rights

MOST_LOOKS: Final = 60


@dataclass(frozen=True, slots=True)
class MaySee:
    """A colleague and what they may do in a file."""

    worker: UUID
    name: str
    right: Right


@dataclass(frozen=True, slots=True)
class Shut:
    """A colleague to whom a file is closed, and why."""

    worker: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """One line of a file's audit: who did what, when and why. It never says what was read."""

    at: datetime
    name: str
    act: str
    why: str


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
            held = [
                MaySee(who, worker.name, rights.right_in(session, dossier, worker, today))
                for who, worker in workers.items()
                if worker.left_on is None or worker.left_on >= today
            ]
            shut = [
                Shut(one.worker, known.get(one.worker, ""), one.reason)
                for one in desk.all_in(session, Exclusion, dossier)
            ]
            lines = [line for _, line, _ in audit.lines(session.connection(), dossier)]
        looks = tuple(
            Look(datetime.fromtimestamp(line.at / 1000, UTC), known.get(line.user, ""), line.act,
                 line.why)
            for line in reversed(lines[-MOST_LOOKS:])
        )  # fmt: skip
        may = sorted((one for one in held if one.right > Right.NONE), key=lambda one: one.name)
        return AccessShown(tuple(may), tuple(shut), looks, len(lines))

    def shut_out(self, dossier: UUID, worker: UUID, reason: str) -> None:
        """Close a file to a colleague. Raises Invalid without a reason or for oneself."""
        if not reason.strip():
            raise Invalid({"reason": "missing"})
        if worker == self.desk.worker:
            raise Invalid({"worker": "own"})
        self.desk.exclude(dossier, worker, reason)
