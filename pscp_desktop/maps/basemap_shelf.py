"""Where the basemaps of a laptop lie: plain files outside the vault, because they are nobody's secret."""

import os
import shutil
from pathlib import Path
from typing import Final

from pscp_desktop.maps.basemaps import MOST_BYTES, SUFFIXES
from pscp_desktop.maps.bounded import demand_size
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import Told

CHOSEN: Final = "chosen"
UNFINISHED: Final = ".part"
PIECE: Final = 4 * 1024 * 1024
ROOM: Final = 512 * 1024 * 1024
"""Bytes that stay free on the disk: the vault must still be able to save."""


class BasemapShelf:
    """The files in one folder, and which of them is shown."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first file comes."""
        self._folder = folder

    def all(self) -> tuple[Path, ...]:
        """The basemaps there are, by name."""
        if not self._folder.is_dir():
            return ()
        found = (each for each in self._folder.iterdir() if each.suffix.lower() in SUFFIXES)
        return tuple(sorted((each for each in found if each.is_file()), key=lambda p: p.name))

    def take(self, source: Path, told: Told) -> Path:
        """Copy a basemap here; a copy that is not finished leaves nothing. Raises `Unreadable`."""
        size = demand_size(source, MOST_BYTES)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(self._folder).free < size + ROOM:
            raise Unreadable("tile_room")
        target = self._folder / source.name
        part = target.with_name(target.name + UNFINISHED)
        try:
            self._copy(source, part, size, told)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def _copy(self, source: Path, part: Path, size: int, told: Told) -> None:
        done = 0
        with source.open("rb") as given, part.open("wb") as kept:
            while piece := given.read(PIECE):
                kept.write(piece)
                done += len(piece)
                told(done / max(size, 1))
            kept.flush()
            os.fsync(kept.fileno())

    def remove(self, path: Path) -> None:
        """Delete a basemap from this laptop."""
        if path in self.all():
            path.unlink(missing_ok=True)

    def chosen(self) -> Path | None:
        """The basemap that was shown last, if it is still there."""
        try:
            name = (self._folder / CHOSEN).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return next((each for each in self.all() if each.name == name), None)

    def choose(self, path: Path | None) -> None:
        """Remember which basemap is shown; none for none."""
        if path is not None or self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / CHOSEN).write_text(path.name if path else "", encoding="utf-8")
