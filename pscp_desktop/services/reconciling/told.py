"""What a person is told of reconciling: receipts, what needs attention, the laptops."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

import msgspec

from pscp_desktop.domain.lease import Lease
from pscp_desktop.services.reconciling.arriving import Far
from pscp_desktop.services.reconciling.naming import Missing

MOST_RECEIPTS: Final = 200
FULL: Final = "full"
"""It has no room to keep anything more."""
OLD: Final = "version"
"""It no longer speaks with a program as old as this one."""
NEWER: Final = "newer"
"""It serves this program, and speaks a newer version too."""


class Receipt(msgspec.Struct, frozen=True):
    """What one round, or one stick, carried. Kept in the vault, and printed where somebody asks."""

    at: int
    """Milliseconds since 1970 by this laptop."""
    way: str
    """`hub`, `stick out` or `stick in`."""
    sent: int
    received: int
    blobs_sent: int = 0
    blobs_received: int = 0
    refused: int = 0
    held: int = 0
    requests: int = 0
    unsent: int = 0
    """What was still on this laptop alone afterwards."""
    complete: bool = False
    heads: str = ""
    """Hash of where this desk stands in all its files: equal on two desks that know the same."""


@dataclass(frozen=True, slots=True)
class State:
    """How far this laptop is from the others."""

    joined: bool
    hub: str
    unsent: int
    since: datetime | None
    last_contact: datetime | None
    attention: int
    put_out: bool = False
    """Whether the hub, or a signed statement, said at the last round that this laptop is not let in."""
    trouble: str = ""
    """What the hub said of itself or of this program: `FULL`, `OLD`, `NEWER`, or nothing."""
    lease: Lease | None = None
    """How long this laptop may go on alone; None before it belongs to an organisation."""
    arriving: Far | None = None
    """How far the first sync is, while it is not over."""

    def days_alone(self, now: datetime) -> int:
        """Whole days since the last contact; 0 before the first."""
        return (now - self.last_contact).days if self.last_contact else 0


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that did not go by itself: an envelope that waits, or an alarm."""

    code: str
    scope: bytes
    file: str
    """Number or title of the file, where this worker may know of it."""
    writer: str
    at: datetime | None = None
    envelope: bytes = b""
    alarm: int = 0
    missing: Missing | None = None
    """Changes of a laptop that were named and are nowhere here."""
    why: str = ""
    """The reason somebody gave for declaring them lost."""


class Stage(Enum):
    """How far it has come with a laptop."""

    IN_USE = "in use"
    OUT = "out"
    """Put out, with no order to destroy anything."""
    ASKED = "asked"
    """Ordered to destroy its vault; it has not said that it did."""
    ENDED = "ended"
    """It said that it destroyed its vault."""
    SETTLED = "settled"
    """It never said so, and somebody closed the matter."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a laptop: the order, its own last word, and what a person did where that never came."""

    asked_at: datetime | None = None
    reason: str = ""
    """A code of `OutReason`; empty where nobody gave one."""
    confirmed_at: datetime | None = None
    """By the laptop's clock."""
    lost: int = 0
    """Changes that were on it at the end and in no log."""
    settled: str = ""
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Laptop:
    """A device of the directory: whose it is, what it told at its last contact, and its end."""

    device: bytes
    user: UUID
    worker: str
    mine: bool
    words: tuple[str, ...]
    last_seen: datetime | None
    """The last sign of it that has come here: it may have met others since."""
    files: int
    """Files that its person may read, and so may lie on it."""
    stage: Stage = Stage.IN_USE
    end: End = End()
    stolen: bool = False
    way: str = ""
    """A code of `ContactWay`; empty before it told one."""
    program: str = ""
    held: int | None = None
    """Files that it said were on it; None before it said anything."""
    unsent: int | None = None
    """Changes that no log had when it last said so."""
    runs_until: datetime | None = None
    """Until when it may go on alone at least; None where it need not meet anybody."""
    left: bool = False
    """Whether its person no longer works here."""

    @property
    def removed(self) -> bool:
        """Whether it was put out."""
        return self.stage is not Stage.IN_USE

    @property
    def pending(self) -> bool:
        """Whether somebody has something to do: confirm its end, or put it out."""
        return self.stage is Stage.ASKED or (self.left and not self.removed)

    def over(self, now: datetime) -> bool:
        """Whether its lease is over, unless it has met somebody of whom nothing has come here."""
        return self.runs_until is not None and now >= self.runs_until


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that was on a laptop. `title` is empty where the reader may not open it."""

    dossier: UUID
    number: str
    title: str
    open: bool
    service: str = ""
    state: str = ""
    withdrawn: bool = False
    """Whether its person may no longer read it; what was on the laptop is there all the same."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a laptop held at its last contact, as far as this desk knows of it."""

    laptop: Laptop
    teams: tuple[str, ...]
    files: tuple[HeldFile, ...]

    @property
    def unknown(self) -> int:
        """Files that it said were on it and of which nothing is known here."""
        return max(0, (self.laptop.held or 0) - len(self.files))
