"""The process that reads files, seen from the desk: started, asked, heard, and gone afterwards."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final

from pscp_desktop.maps import crossing
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import Told

LOOK_SECONDS: Final = 0.1
"""How often it is asked whether anybody still waits."""
PIECE: Final = 1 << 20
FROZEN: Final = "reader"
"""The first argument by which the packed program becomes the reading process."""


def command() -> list[str]:
    """How the reading process is started. No argument says anything of the file."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN]
    return [sys.executable, "-B", "-m", "pscp_desktop.maps.child"]


def ask(process: "subprocess.Popen[bytes]", asked: Mapping[str, Any], *, last: bool) -> None:
    """Ask for something; after the last question the process ends by itself."""
    try:
        _into(process).write(json.dumps(asked).encode() + b"\n")
        _into(process).flush()
        if last:
            _into(process).close()
    except (OSError, ValueError) as error:
        raise Unreadable("ended") from error


def _into(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    if process.stdin is None:
        raise Unreadable("ended")
    return process.stdin


@contextmanager
def started(start: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The process; however this is left, it is gone afterwards."""
    process = subprocess.Popen(  # noqa: S603 (our own program)
        start,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        close_fds=True,
    )
    try:
        yield process
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.wait()


def environment() -> dict[str, str]:
    """What the process is told of its surroundings: where our code is, and one thread for sums."""
    source = Path(__file__).parents[2]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **single, "PYTHONPATH": str(source), "PROJ_NETWORK": "OFF", "PYTHONUTF8": "1"}


class Stream:
    """What the process answers, read without ever waiting longer than it may take."""

    def __init__(self, process: "subprocess.Popen[bytes]", patience: float, told: Told) -> None:
        if process.stdout is None:
            raise Unreadable("ended")
        self._out, self._patience, self._told = process.stdout.fileno(), patience, told
        self._held = bytearray()
        self._last = monotonic()
        self.done = 0.0

    def waiting(self, told: Told) -> None:
        """From now on somebody waits for an answer, and is told so."""
        self._last, self._told, self.done = monotonic(), told, 0.0

    def frame(self) -> tuple[dict[str, Any], bytes]:
        """The next message and its body."""
        size = crossing.LENGTH.size
        lengths = self._exactly(2 * size)
        (head,), (body,) = (
            crossing.LENGTH.unpack(lengths[:size]),
            crossing.LENGTH.unpack(lengths[size:]),
        )
        if head + body > crossing.LONGEST_FRAME:
            raise Unreadable("ended")
        try:
            message = json.loads(self._exactly(head))
        except ValueError as error:
            raise Unreadable("ended") from error
        self._last = monotonic()
        return (message if isinstance(message, dict) else {}), self._exactly(body)

    def _exactly(self, length: int) -> bytes:
        while len(self._held) < length:
            self._wait()
            piece = os.read(self._out, PIECE)
            if not piece:
                raise Unreadable("ended" if monotonic() - self._last < self._patience else "stuck")
            self._held += piece
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def _wait(self) -> None:
        """Until there is something to read. Windows cannot wait for a pipe: there the process ends itself."""
        if sys.platform == "win32":
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while not selector.select(LOOK_SECONDS):
                self._told(self.done)
                if monotonic() - self._last > self._patience:
                    raise Unreadable("stuck")
