"""What a hub said of itself, or of this program, when it was last tried."""

from collections.abc import Iterator
from contextlib import contextmanager

from pscp_desktop.services.reconciling.told import FULL, NEWER, OLD, Laptop
from sync.protocol import VERSION, Denied, Unreachable


class Contact:
    """Remembers what stands in the way until a hub is met again."""

    def __init__(self) -> None:
        self.trouble = ""
        """`FULL`, `OLD`, `NEWER`, or nothing."""
        self.newest = 0
        """The newest version of the protocol that the hub speaks; 0 before it said so."""
        self.pending: tuple[Laptop, ...] = ()
        """The laptops about which whoever coordinates has something to do, as last looked at."""

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Meet a hub within, from the first word to the last."""
        try:
            yield
        except (Unreachable, Denied) as away:
            self.trouble = away.reason if away.reason in (FULL, OLD) else ""
            raise
        self.trouble = NEWER if speaks_newer(self.newest) else ""


def speaks_newer(newest: int) -> bool:
    """Whether a hub that speaks up to this version of the protocol is newer than this program."""
    return newest > VERSION
