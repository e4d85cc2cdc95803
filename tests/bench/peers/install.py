"""Installs the peers into the cache folder, outside the program's lock, and runs them.

Where one cannot be had the figures are printed without it, and a word on the error stream says why.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from platformdirs import user_cache_path

POUCH: Final = "PouchDB 9 + express-pouchdb"
CARDS: Final = "Anki's sync server"
NODE: Final = ("pouchdb-node@9.0.0", "express-pouchdb@4.2.0", "express@4")
PYTHON: Final = "anki==26.9.3"
HERE: Final = Path(__file__).parent
_WAIT: Final = 600


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of an exchange: seconds, bytes of the connections both ways with their heads, requests."""

    seconds: float
    bytes: float
    requests: float


Told = Mapping[str, Cost]
"""By the name of an exchange: push, first, one, quiet."""


def measured(records: Sequence[Mapping[str, str]]) -> dict[str, Told]:
    """What each peer that can be had needs for these records."""
    told: dict[str, Told] = {}
    for name, measure in ((POUCH, _pouch), (CARDS, _cards)):
        with tempfile.TemporaryDirectory(prefix="bench-peer-") as folder:
            file = Path(folder) / "records.json"
            file.write_text(json.dumps(list(records)), encoding="utf-8")
            try:
                told[name] = measure(Path(folder), file)
            except (OSError, subprocess.SubprocessError, ValueError) as reason:
                sys.stderr.write(f"{name} is not to be had here: {type(reason).__name__}\n")
    return told


def _pouch(folder: Path, file: Path) -> Told:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise FileNotFoundError("node")
    home = user_cache_path("pscp-bench") / "peers" / "pouch"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(home), *NODE])
        (home / "whole").touch()
    shutil.copyfile(HERE / "pouch.js", home / "pouch.js")
    done = _run([node, str(home / "pouch.js"), str(folder), str(file)])
    lines = [json.loads(line) for line in done.splitlines()]
    return {
        name: Cost(*(median(one[what] for one in lines if one["name"] == name)
                     for what in ("seconds", "bytes", "requests")))
        for name in {one["name"] for one in lines}
    }  # fmt: skip


def _cards(folder: Path, file: Path) -> Told:
    home = user_cache_path("pscp-bench") / "peers" / "cards"
    python = home / "bin" / "python"
    if not (home / "whole").exists():
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(python), "-m", "pip", "install", "--quiet", PYTHON])
        (home / "whole").touch()
    port = _free()
    surroundings = {
        **os.environ, "SYNC_USER1": "bench:bench", "SYNC_BASE": str(folder / "hub"),
        "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "RUST_LOG": "error",
    }  # fmt: skip
    surroundings.pop("PYTHONPATH", None)
    server = subprocess.Popen([str(python), "-m", "anki.syncserver"], env=surroundings)
    try:
        _until_it_answers(port)
        with _Relay(port) as relay:
            return _asked(
                [str(python), str(HERE / "cards.py"), str(folder), str(file), str(relay.port)],
                relay,
            )
    finally:
        server.terminate()
        server.wait()


def _asked(command: list[str], relay: "_Relay") -> Told:
    """Run the desk's side, noting at each exchange what went through the relay."""
    found: dict[str, list[Cost]] = {}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        before = (0, 0)
        for line in desk.stdout:
            if not line.startswith("{"):
                continue
            said = json.loads(line)
            time.sleep(0.05)
            if "seconds" in said:
                size, requests = relay.bytes - before[0], relay.requests - before[1]
                found.setdefault(said["name"], []).append(Cost(said["seconds"], size, requests))
            before = (relay.bytes, relay.requests)
            desk.stdin.write("\n")
            desk.stdin.flush()
    if desk.returncode:
        raise subprocess.CalledProcessError(desk.returncode, "anki")
    return {
        name: Cost(*(median(getattr(one, what) for one in costs)
                     for what in ("seconds", "bytes", "requests")))
        for name, costs in found.items()
    }  # fmt: skip


@dataclass
class _Relay:
    """Passes bytes on to a port and counts them, and the requests among them."""

    to: int
    port: int = 0
    bytes: int = 0
    requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> "_Relay":
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                for one, other, up in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._pass, args=(one, other, up), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while part := one.recv(65536):
                with self._lock:
                    self.bytes += len(part)
                    self.requests += up and part.startswith((b"GET ", b"POST "))
                other.sendall(part)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _run(command: list[str]) -> str:
    environment: dict[str, Any] = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        timeout=_WAIT, env=environment,
    )  # fmt: skip
    return done.stdout


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _until_it_answers(port: int) -> None:
    ends = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return
