"""Processes held by a pipe: each ends by itself when its standard input closes, however we end.

Nothing here waits without a limit, and whatever a process writes is read: a pipe that nobody empties
stops its writer once it is full.
"""

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Final, Self

ROOT: Final = Path(__file__).parents[2]
GRACE_SECONDS: Final = 30.0
"""The hub is given as long to end its database."""
LAST_LINES: Final = 6
LAST_SECONDS: Final = 1.0


class NoAnswer(Exception):
    """A process ended, or stayed silent for too long; with its last words."""


Heard = SimpleQueue[tuple["Held", str | None]]


class Held:
    """One process that we started and that lives no longer than we do. Ends with the block.

    What it writes is put into `heard` line by line, with None at its end. With `quiet` its errors are
    kept for the last words of a refusal; else they go to the terminal.
    """

    def __init__(
        self,
        module: str,
        *given: str,
        environment: Mapping[str, str] | None = None,
        quiet: bool = True,
        heard: Heard | None = None,
    ) -> None:
        self._heard: Heard = SimpleQueue() if heard is None else heard
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-m", module, *given],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if quiet else None,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._readers = [
            threading.Thread(target=read, args=(stream,), daemon=True, name=f"reads-{module}")
            for read, stream in (
                (self._read_lines, self._process.stdout), (self._read_last, self._process.stderr),
            )
            if stream is not None
        ]  # fmt: skip
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def line(self, seconds: float) -> str:
        """The next line it writes. Raises NoAnswer where none comes in time, or ever."""
        try:
            _, found = self._heard.get(timeout=seconds)
        except Empty:
            found = None
        if found is None:
            for reader in self._readers:  # its last words come by another pipe
                reader.join(LAST_SECONDS)
            raise NoAnswer("\n".join(self._last))
        return found

    def tell(self, **facts: object) -> None:
        """Write it one line of JSON; nothing where it no longer listens."""
        stdin = self._process.stdin
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(json.dumps(facts) + "\n")
                stdin.flush()

    def end(self) -> None:
        """Close its pipe, so that it ends by itself; what does not is ended."""
        stdin = self._process.stdin
        with suppress(OSError):
            if stdin is not None:
                stdin.close()
        if not self._ends():
            self._process.terminate()
        if not self._ends():
            self._process.kill()
            self._process.wait(GRACE_SECONDS)
        for reader in self._readers:
            reader.join(GRACE_SECONDS)

    def _ends(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        return self._process.poll() is not None

    def _read_lines(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._heard.put((self, line.strip()))
        self._heard.put((self, None))

    def _read_last(self, stream: IO[str]) -> None:
        with stream:
            self._last.extend(line.rstrip() for line in stream)
