"""What a person is told of reconciling: receipts, what needs attention, the laptops."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from pscp_desktop.domain.lease import Lease

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


@dataclass(frozen=True, slots=True)
class Laptop:
    """A device of the directory: whose it is, and what its person may hold on it."""

    device: bytes
    user: UUID
    worker: str
    mine: bool
    words: tuple[str, ...]
    last_seen: datetime | None
    files: int
    """Files that its person may read, and so may lie on it."""
    removed: bool = False
    stolen: bool = False
    wiped: bool = False
