"""The process that reads other people's files: no network, no writing, bounded memory, and an end.

It is asked by lines of JSON and answers by frames (`crossing`). Whatever a file manages to do in here, it
does it to a process that can reach nothing.
"""

import ctypes
import faulthandler
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

MEMORY: Final = 2 * 1024 * 1024 * 1024
PATIENCE_SECONDS: Final = 20
NEW_USER: Final = 0x10000000
NEW_NETWORK: Final = 0x40000000
NO_NEW_PRIVILEGES: Final = 38
WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED_FAMILIES: Final = ("socket.", "subprocess.", "shutil.", "ftplib.", "smtplib.", "urllib.", "winreg.",
                           "webbrowser.", "http.", "pty.", "tempfile.")  # fmt: skip
OPEN: Final[list[Any]] = []
"""The basemap that is open, if any."""
REFUSED_CALLS: Final = frozenset(
    {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile",
     "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
     "os.chown", "os.kill", "os.putenv", "sqlite3.enable_load_extension", "sqlite3.load_extension"}
)  # fmt: skip


def main() -> int:
    """Answer requests until there are none."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    _load()
    confine()
    held = ExitStack()
    for line in sys.stdin.buffer:
        still_alive()
        answer(json.loads(line), answers, held)
        faulthandler.cancel_dump_traceback_later()
    held.close()
    return 0


def _load() -> None:
    """What the readers stand on, before anything is forbidden: libraries are opened as files."""
    for name in ("crossing", "reading", "basemaps"):
        import_module(f"pscp_desktop.maps.{name}")


def confine() -> None:
    """Give up what reading does not need. What a system does not offer, another line of these covers."""
    leave_network()
    bound()
    sys.addaudithook(refuse)
    still_alive()


def leave_network() -> None:
    """A network of one's own with nobody in it, where the kernel allows."""
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.unshare(NEW_USER | NEW_NETWORK)


def bound() -> None:
    """So much memory and no more; not one byte into a file; no image of the memory at the end."""
    if sys.platform != "win32":
        import resource

        for limit, most in (("RLIMIT_AS", MEMORY), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
            with suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, limit), (most, most))


def refuse(event: str, facts: tuple[Any, ...]) -> None:
    """The audit hook: sockets, programs, and whatever changes a file raise instead."""
    if event == "open":
        mode, flags = facts[1], facts[2]
        if (isinstance(flags, int) and flags & WRITES) or (
            isinstance(mode, str) and set(mode) & set("wax+")
        ):
            raise PermissionError("reading only")
    elif event in REFUSED_CALLS or event.startswith(REFUSED_FAMILIES):
        raise PermissionError("reading only")


def still_alive() -> None:
    """Put off the end: this process ends by itself when this was not called for so long."""
    faulthandler.dump_traceback_later(PATIENCE_SECONDS, exit=True, file=sys.stderr)


def answer(asked: dict[str, Any], answers: BinaryIO, held: ExitStack) -> None:
    """Read what is asked for and send it, or the reason why not. `held` keeps a basemap open."""
    from pscp_desktop.maps.crossing import framed
    from pscp_desktop.maps.faults import Unreadable

    try:
        tiled = "sheet" in asked or "tile" in asked
        sent = _tiled(asked, held) if tiled else _answered(asked, _teller(answers))
    except Unreadable as error:
        sent = framed({"refused": error.code, "facts": dict(error.facts)})
    except MemoryError:
        sent = framed({"refused": "memory", "facts": {}})
    _send(answers, sent)


def _answered(asked: dict[str, Any], told: Callable[[float], None]) -> bytes:
    from pscp_desktop.maps.crossing import packed
    from pscp_desktop.maps.found import Wanted
    from pscp_desktop.maps.reading import read_file

    return packed(read_file(Path(asked["path"]), Wanted(**asked["wanted"]), told))


def _tiled(asked: dict[str, Any], held: ExitStack) -> bytes:
    """What a basemap says of itself, which opens it; or one of its tiles."""
    from pscp_desktop.maps import tiles
    from pscp_desktop.maps.basemaps import opened, tile_of
    from pscp_desktop.maps.crossing import framed

    if "sheet" in asked:
        held.close()
        OPEN[:] = [held.enter_context(opened(Path(asked["sheet"]), still_alive))]
        return framed(tiles.told_of(OPEN[0].sheet))
    level, x, y = asked["tile"]
    return framed(*tiles.packed(tile_of(OPEN[0], (level, x, y))))


def _teller(answers: BinaryIO) -> Callable[[float], None]:
    from pscp_desktop.maps.crossing import framed

    def told(share: float) -> None:
        still_alive()
        _send(answers, framed({"done": share}))

    return told


def _send(answers: BinaryIO, frame: bytes) -> None:
    left = memoryview(frame)
    while left:
        left = left[answers.write(left) or 0 :]


if __name__ == "__main__":
    sys.exit(main())
