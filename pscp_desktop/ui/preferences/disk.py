"""What can be told of the disk the data lie on: how much room there is, and whether it is encrypted."""

import os
import shutil
import sys
from enum import Enum
from pathlib import Path
from typing import Final

SYS: Final = Path("/sys")
CRYPT: Final = "CRYPT-"


class Encryption(Enum):
    """Whether the whole disk is encrypted, as far as the system tells."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def free_bytes(folder: Path) -> int | None:
    """How much room there is where `folder` lies; None where the system does not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def encryption(folder: Path, platform: str = sys.platform, system: Path = SYS) -> Encryption:
    """Whether the disk under `folder` is encrypted. Only Linux is asked; elsewhere it is unknown.

    The device that holds the folder and everything it is made of are looked up in the system's own
    list; one layer of dm-crypt among them is enough.
    """
    if platform != "linux":
        return Encryption.UNKNOWN
    try:
        device = folder.stat().st_dev
        block = system / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
        if not block.exists():
            return Encryption.UNKNOWN
        crypt = _encrypted(block.resolve(), depth=8)
    except OSError:
        return Encryption.UNKNOWN
    return Encryption.YES if crypt else Encryption.NO


def _encrypted(block: Path, *, depth: int) -> bool:
    kind = block / "dm" / "uuid"
    if kind.is_file() and kind.read_text(encoding="utf-8").startswith(CRYPT):
        return True
    beneath = block / "slaves"
    if depth == 0 or not beneath.is_dir():
        return False
    return any(_encrypted(each.resolve(), depth=depth - 1) for each in sorted(beneath.iterdir()))
