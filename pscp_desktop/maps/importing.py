"""Reads a file in a process of its own, with limits, progress and an end at any moment."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final

from pscp_desktop.maps import crossing
from pscp_desktop.maps.child import PATIENCE_SECONDS
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import ReadLayer, Told, Wanted
from pscp_desktop.maps.reading import NOTHING_ASKED

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


def read_apart(
    path: Path,
    wanted: Wanted = NOTHING_ASKED,
    told: Told = lambda _: None,
    *,
    start: Sequence[str] = (),
    patience: float = PATIENCE_SECONDS,
) -> list[ReadLayer]:
    """Every layer in a file, as `reading.read_file`, without the file coming near this process.

    `told` is called several times a second; what it raises ends the reading. Without any progress for
    `patience` seconds the process is ended and the file refused.
    """
    with _process(start or command()) as process:
        asked = {"path": str(path.absolute()), "wanted": asdict(wanted)}
        try:
            _into(process).write(json.dumps(asked).encode() + b"\n")
            _into(process).close()
        except OSError as error:
            raise Unreadable("ended") from error
        return _heard(_Stream(process, patience, told), told)


def _heard(stream: "_Stream", told: Told) -> list[ReadLayer]:
    while True:
        message, body = stream.frame()
        if "layers" in message:
            return crossing.unpacked(message, body)
        if "refused" in message:
            raise crossing.refusal(message)
        stream.done = min(1.0, max(0.0, float(message.get("done", 0.0))))
        told(stream.done)


def _into(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    if process.stdin is None:
        raise Unreadable("ended")
    return process.stdin


@contextmanager
def _process(start: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
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


class _Stream:
    """What the process answers, read without ever waiting longer than it may take."""

    def __init__(self, process: "subprocess.Popen[bytes]", patience: float, told: Told) -> None:
        if process.stdout is None:
            raise Unreadable("ended")
        self._out, self._patience, self._told = process.stdout.fileno(), patience, told
        self._held = bytearray()
        self._last = monotonic()
        self.done = 0.0

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
