"""Failed tries of the passphrase, and the wait after them.

This slows a person at the keyboard and tells the owner that somebody tried. It does not bind
whoever has the disk: against them stands the cost of each guess.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pscp_desktop.domain.errors import MustWait
from pscp_desktop.store.files import write_whole

NAME = "tries.json"
_FREE_TRIES = 3
_LONGEST_WAIT = 300
_LARGEST = 1024


@dataclass(frozen=True, slots=True)
class Tries:
    """How many failed tries since the last good one, and when the last of them was."""

    failures: int = 0
    at: float = 0.0


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures: none for three, then doubling up to five minutes."""
    if failures <= _FREE_TRIES:
        return 0
    return min(1 << min(failures - _FREE_TRIES, 20), _LONGEST_WAIT)


def read(folder: Path) -> Tries:
    path = folder / NAME
    try:
        if path.stat().st_size > _LARGEST:
            return Tries()
        written: Any = json.loads(path.read_text(encoding="ascii"))
        failures, at = int(written["failures"]), float(written["at"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return Tries()
    if failures < 0 or not math.isfinite(at):
        return Tries()
    return Tries(failures, at)


def remaining(folder: Path, now: float) -> int:
    """Seconds still to wait. A clock that went back starts the wait again, never shortens it."""
    tries = read(folder)
    wait = wait_after(tries.failures)
    if wait == 0:
        return 0
    passed = now - tries.at
    if passed < 0:
        _write(folder, Tries(tries.failures, now))
        return wait
    return max(0, math.ceil(wait - passed))


def refuse_early(folder: Path, now: float) -> None:
    if seconds := remaining(folder, now):
        raise MustWait(seconds)


def failed(folder: Path, now: float) -> Tries:
    tries = Tries(read(folder).failures + 1, now)
    _write(folder, tries)
    return tries


def succeeded(folder: Path) -> None:
    (folder / NAME).unlink(missing_ok=True)


def _write(folder: Path, tries: Tries) -> None:
    data = json.dumps({"failures": tries.failures, "at": tries.at})
    write_whole(folder / NAME, data.encode())
