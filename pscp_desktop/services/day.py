"""What waits at this desk whatever the service: drafts, and what has not left the laptop."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pscp_desktop.services.desk import Desk
from pscp_desktop.services.undecided import Undecided, read_undecided
from pscp_desktop.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class Unsent:
    """How much has not reached a hub, and since when."""

    changes: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """Reads what waits at this desk."""

    desk: Desk

    def drafts(self) -> tuple[Draft, ...]:
        """What was begun and not saved, the newest first."""
        return self.desk.drafts.all()

    def undecided(self) -> Undecided:
        """What bears the mark of two values."""
        with self.desk.reading() as session:
            return read_undecided(self.desk, session)

    def unsent(self) -> Unsent:
        """What is kept on this laptop alone."""
        changes, since = self.desk.store.unsent()
        return Unsent(changes, datetime.fromtimestamp(since / 1000, UTC) if since else None)
