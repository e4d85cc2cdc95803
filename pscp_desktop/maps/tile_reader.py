"""Tiles of a basemap, read in a process of their own that stays while the map is open."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final
from weakref import finalize

from pscp_desktop.maps import apart, crossing, tiles
from pscp_desktop.maps.child import PATIENCE_SECONDS
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.pyramids import Key
from pscp_desktop.maps.tiles import Sheet, Tile

MOST_ENDS: Final = 3
"""How often a file may bring its reader down before it is left alone."""


class TileReader:
    """One basemap. Used by one thread at a time; a reader that dies is started again, a few times."""

    def __init__(
        self, path: Path, *, start: Sequence[str] = (), patience: float = PATIENCE_SECONDS
    ) -> None:
        """The process is started with the first question."""
        self._path, self._start, self._patience = path, start, patience
        self._held = ExitStack()
        # However the map goes away, the process goes with it.
        finalize(self, self._held.close)
        self._process: Any = None
        self._stream: apart.Stream | None = None
        self._ends = 0
        self._sheet: Sheet | None = None

    def sheet(self, told: Callable[[], None] = lambda: None) -> Sheet:
        """What the basemap says of itself; raises `Unreadable`."""
        if self._sheet is None:
            self._sheet = self._begun(told)
        return self._sheet

    def tile(self, key: Key, told: Callable[[], None] = lambda: None) -> Tile:
        """One tile; raises `Unreadable` with the reason why not. What `told` raises ends the reader."""
        form = self.sheet(told).form
        if self._stream is None:
            self._begun(told)
        message, body = self._asked({"tile": list(key)}, told)
        return tiles.unpacked(message.get("tile"), body, form)

    def _begun(self, told: Callable[[], None]) -> Sheet:
        if self._ends >= MOST_ENDS:
            raise Unreadable("ended")
        self._process = self._held.enter_context(apart.started(self._start or apart.command()))
        self._stream = apart.Stream(self._process, self._patience, lambda _: None)
        try:
            message, _ = self._asked({"sheet": str(self._path.absolute())}, told)
            return tiles.heard(message.get("sheet"))
        except Unreadable:
            self.close()
            raise

    def _asked(self, asked: dict[str, Any], told: Callable[[], None]) -> tuple[Any, bytes]:
        stream = self._stream
        if stream is None:
            raise Unreadable("ended")
        done = False
        try:
            stream.waiting(lambda _: told())
            apart.ask(self._process, asked, last=False)
            message, body = stream.frame()
            done = True
        except Unreadable:
            self._ends += 1
            raise
        finally:
            if not done:
                # Half an answer may still be on its way: another reader is asked the next time.
                self.close()
        if "refused" in message:
            raise crossing.refusal(message)
        return message, body

    def close(self) -> None:
        """End the process; it is started again when somebody asks."""
        self._held.close()
        self._process = self._stream = None
