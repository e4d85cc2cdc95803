"""desk.window: the first window of the program beside KeePassXC's, and beside a bare one of Qt.

By turns, from the start of the process to a painted window with the keyboard in it, seen from outside.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.bench.eye import Eye, eye
from tests.bench.figure import Figure, percentile
from tests.bench.seed import Seeded
from tests.source import ROOT

TURNS: Final = 15
LONGEST_SECONDS: Final = 30.0
PEER_BAR, BARE_BAR = 1.3, 1.4
PHRASE: Final = "una frase de muestra"
KEEPASS: Final = """
[General]
ConfigVersion=2
SingleInstance=false
UpdateCheckMessageShown=true
OpenPreviousDatabasesOnStartup=false
[GUI]
CheckForUpdates=false
ShowTrayIcon=false
"""

Command = Sequence[str]


@contextmanager
def screen() -> Iterator[Mapping[str, str]]:
    """A screen of X for windows that are really mapped, where there is none to use."""
    if shutil.which("Xvfb") is None:
        raise FileNotFoundError("Xvfb is needed: sudo apt-get install -y xvfb")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read, encoding="ascii") as number:
            yield {"DISPLAY": f":{number.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def measure(original: Seeded, home: Path) -> Iterator[Figure]:
    """The figure against KeePassXC where it is installed, and the one against a bare window always."""
    ours = [sys.executable, "-m", "pscp_desktop", "--folder", str(home)]
    bare = [sys.executable, "-m", "tests.bench.bare"]
    with ExitStack() as held:
        room = held.enter_context(screen())
        watching = held.enter_context(eye(room["DISPLAY"]))
        start = _starter(watching, room)
        keepass = _keepass(Path(held.enter_context(tempfile.TemporaryDirectory(prefix="peer-"))))
        if keepass:
            yield _beside(original, start, (ours, keepass), "KeePassXC", PEER_BAR)
        # With KeePassXC there the bar is its; the bare window is told beside it all the same.
        bar = None if keepass else BARE_BAR
        yield _beside(original, start, (ours, bare), "a bare window of Qt", bar)


def _starter(watching: Eye, room: Mapping[str, str]) -> Callable[[Command], float]:
    """Starts a command and gives the milliseconds until its window is there; then ends it."""

    def start(command: Command) -> float:
        surroundings = {**os.environ, **room}
        began = time.perf_counter_ns()
        running = subprocess.Popen(
            command, cwd=ROOT, env=surroundings,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            watching.wait(LONGEST_SECONDS)
            return (time.perf_counter_ns() - began) / 1e6
        finally:
            running.kill()
            running.wait()
            watching.gone()

    return start


def _beside(
    original: Seeded,
    start: Callable[[Command], float],
    both: tuple[Command, Command],
    peer: str,
    bar: float | None,
) -> Figure:
    ours, theirs = list[float](), list[float]()
    for _ in range(TURNS + 1):
        ours.append(start(both[0]))
        theirs.append(start(both[1]))
    ours, theirs = ours[1:], theirs[1:]  # The first of each warmed the disk.
    value, other = percentile(ours, 50), percentile(theirs, 50)
    ratio = round(value / other, 2)
    spread = f"{min(ours):.0f}-{max(ours):.0f} ms, peer {min(theirs):.0f}-{max(theirs):.0f} ms"
    return Figure(
        bench="desk.window", value=value, unit="ms", peer=f"{peer} ({spread})", peer_value=other,
        ratio=ratio, bar=f"<= {bar} x the peer" if bar else None, ok=bar is None or ratio <= bar,
        n=len(ours), p50=value, p95=percentile(ours, 95), records=original.records,
        bytes=original.size,
    )  # fmt: skip


def _keepass(folder: Path) -> Command:
    """How KeePassXC is started on a database of its own; nothing where it is not installed."""
    program, maker = shutil.which("keepassxc"), shutil.which("keepassxc-cli")
    if not program or not maker:
        return ()
    database, settings = folder / "muestra.kdbx", folder / "keepassxc.ini"
    settings.write_text(KEEPASS.lstrip(), encoding="utf-8")
    subprocess.run(
        [maker, "db-create", "--set-password", str(database)],
        input=f"{PHRASE}\n{PHRASE}\n", text=True, check=True, capture_output=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    local = folder / "local.ini"
    return (program, "--config", str(settings), "--localconfig", str(local), str(database))
