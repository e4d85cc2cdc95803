"""How much of a file is taken: its size, what an archive may hold, and nothing outside its place."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from pscp_desktop.maps.faults import Unreadable

MIB: Final = 1024 * 1024
FILE_BYTES: Final = 256 * MIB
UNPACKED_BYTES: Final = 128 * MIB
ENTRIES: Final = 64
FEATURES: Final = 1_000_000
VERTICES: Final = 5_000_000
COLUMNS: Final = 256
RATIO: Final = 200
"""How many times its size a part of an archive may become."""
RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
CHUNK: Final = 64 * 1024


def content(path: Path, most: int = FILE_BYTES) -> bytes:
    """The bytes of a file that is not too large."""
    demand_size(path, most)
    with path.open("rb") as file:
        found = file.read(most + 1)
    return demand_length(found, most)


def demand_size(path: Path, most: int = FILE_BYTES) -> int:
    """The size of a plain file; anything else, or a larger one, is refused."""
    try:
        found = path.stat()
    except OSError as error:
        raise Unreadable("damaged") from error
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("unknown")
    if found.st_size > most:
        raise Unreadable("too_large", {"limit": str(most // MIB), "unit": "MiB"})
    return found.st_size


def demand_length(found: bytes, most: int = UNPACKED_BYTES) -> bytes:
    if len(found) > most:
        raise Unreadable("too_large", {"limit": str(most // MIB), "unit": "MiB"})
    return found


def demand_count(count: int, most: int, what: str) -> None:
    """Refuse more than `most` of something."""
    if count > most:
        raise Unreadable("too_many", {"what": what, "limit": f"{most:,}"})


def unpacked(content: bytes) -> dict[str, bytes]:
    """What an archive holds, by name, in memory alone. Nothing is ever written to a disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            demand_entries(archive.infolist())
            return {each.filename: each_of for each, each_of in _read(archive, entries)}
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
    ) as error:
        raise Unreadable("archive") from error


def demand_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive by its table of contents: names, links, sizes, number, overlap."""
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES or len({name.lower() for name in names}) < len(names):
        raise Unreadable("archive")
    if any(not _plain(entry) for entry in entries):
        raise Unreadable("archive")
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Unreadable("archive")
    ends = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < ends:
            raise Unreadable("archive")
        ends = entry.header_offset + entry.compress_size


def _plain(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file of an ordinary name, not packed beyond reason, not packed twice."""
    parts = PurePosixPath(entry.filename).parts
    link = stat.S_ISLNK(entry.external_attr >> 16)
    bad = entry.filename.startswith("/") or any(
        sign in entry.filename for sign in ("\\", ":", "\0")
    )
    bad = bad or ".." in parts or any(RESERVED.match(part) for part in parts)
    swollen = entry.file_size > MIB and entry.file_size > RATIO * max(entry.compress_size, 1)
    nested = entry.filename.lower().endswith((".zip", ".kmz"))
    return not (link or bad or swollen or nested or entry.flag_bits & 1)


def _read(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """The parts one after the other; what comes out is counted, whatever the archive says of it."""
    left = UNPACKED_BYTES
    for entry in entries:
        with archive.open(entry) as part:
            found = bytearray()
            while piece := part.read(CHUNK):
                found += piece
                if len(found) > min(left, entry.file_size):
                    raise Unreadable("archive")
        left -= len(found)
        yield entry, bytes(found)
