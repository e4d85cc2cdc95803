"""Attachments on their way: the bytes on the disk cut as they travel, and put together again in order.

Nothing is sealed or opened here. The first part carries the check of the key with the first piece; an
arriving attachment grows beside its place and gets its name once it opens whole.
"""

import os
from pathlib import Path
from typing import Final

from pscp_desktop.domain.errors import AttachmentDamaged
from pscp_desktop.store import attachments
from pscp_desktop.store.files import explained, replace

CHECK: Final = 32
PART: Final = attachments.PIECE + 16


def is_here(folder: Path, blob: bytes) -> bool:
    """Whether the whole attachment lies on this laptop."""
    return attachments.path_of(folder, blob.hex()).is_file()


def parts_of(folder: Path, blob: bytes) -> int:
    """In how many parts an attachment travels. Raises AttachmentDamaged where it is not here."""
    try:
        size = attachments.path_of(folder, blob.hex()).stat().st_size
    except FileNotFoundError:
        raise AttachmentDamaged("missing") from None
    return max(1, -(-(size - CHECK) // PART))


def read_part(folder: Path, blob: bytes, number: int) -> bytes:
    """One part, as it lies on the disk."""
    start = CHECK + number * PART if number else 0
    length = PART if number else CHECK + PART
    with attachments.path_of(folder, blob.hex()).open("rb") as file:
        file.seek(start)
        return file.read(length)


def arrived(folder: Path, blob: bytes) -> int:
    """How many whole parts of an attachment have come so far; the next one is asked for."""
    try:
        size = _beside(folder, blob).stat().st_size
    except FileNotFoundError:
        return 0
    return max(0, (size - CHECK) // PART)


def write_part(folder: Path, blob: bytes, number: int, body: bytes) -> None:
    """Put a part in its place, durably. What a cut left behind it is written over."""
    path = _beside(folder, blob)
    with explained():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(path, "r+b" if path.exists() else "w+b") as file:  # noqa: PTH123 (a choice of modes)
            file.seek(CHECK + number * PART if number else 0)
            file.write(body)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())


def finish(folder: Path, blob: bytes, key: bytes) -> None:
    """Give an attachment that has come whole its name. Raises AttachmentDamaged; then it is gone."""
    path, target = _beside(folder, blob), attachments.path_of(folder, blob.hex())
    with explained():
        replace(path, target)
    try:
        for _ in attachments.read(folder, blob.hex(), key):
            pass
    except AttachmentDamaged:
        attachments.remove(folder, blob.hex())
        raise


def _beside(folder: Path, blob: bytes) -> Path:
    return attachments.path_of(folder, blob.hex()).with_name(f"{blob.hex()}.in")
