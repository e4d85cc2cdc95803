#!/usr/bin/env python3
"""Makes the environment in `.venv`, exactly as the lock says, then runs the program or one of its tools.

    python3 run.py                     the program: a hub and two desks of fictional people, side by side
    python3 run.py demo                the same
           --anew                      what was practised before is thrown away
           --one                       one desk alone, without a hub
    python3 run.py test [ARGS]         the tests; ARGS go to pytest
           --attack [--minutes N]      the slow and violent ones, sharing N minutes
           --slow                      whole windows and whole days
           --package                   the program is packed, started and looked into
           --unguarded                 each protection switched off in turn: its tests must fail
    python3 run.py check               format, lint, types, import contracts, dead code
    python3 run.py bench [NAME]        the speed figures, one line of JSON each
    python3 run.py tour --out DIR [--lang es|en]   a mediator's day: screenshots and documents
    python3 run.py found --out DIR     found an organisation: its public part and custodian cards
    python3 run.py hub [COMMAND]       a hub; `hub --help` tells how to look after one
    python3 run.py sync-demo           two fictional workers and a hub, told in the terminal
    python3 run.py package --out DIR   the program as one folder for this system
    python3 run.py python ARGS         the environment's own interpreter

Standard library only; Python 3.11 or newer; Linux, macOS and Windows.
"""

import contextlib
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent
ENVIRONMENT: Final = ROOT / ".venv"
LOCK: Final = ROOT / "requirements.lock"
STAMP: Final = ENVIRONMENT / "made-from"
CATALOGUES: Final = ROOT / "resources" / "i18n"
CATALOGUES_STAMP: Final = ENVIRONMENT / "catalogues-made-from"
WINDOWS: Final = sys.platform == "win32"
BIN: Final = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
PYTHON: Final = BIN / ("python.exe" if WINDOWS else "python")
OLDEST: Final = (3, 11)

# What Qt loads from the system, and the Debian package that brings it.
DRAWING: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
}
X_WINDOWS: Final = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAYLAND_WINDOWS: Final = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


class CannotRun(Exception):
    """What stands in the way, in words that say what to do about it."""


# The environment.


def prepare() -> None:
    """Make the environment if it is missing or was made from another lock."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and _stamp_of(STAMP) == wanted:
        return
    if not PYTHON.exists() or not _same_python():
        _say("Making the environment in .venv")
        _make_environment()
    _say("Installing exactly what requirements.lock names")
    _run([*_uv(), "pip", "sync", "--require-hashes", "--python", str(PYTHON), str(LOCK)])
    STAMP.write_text(wanted, encoding="ascii")


def compile_catalogues() -> None:
    """Compile the translations if any of them changed since the last time."""
    sources = sorted(CATALOGUES.rglob("*.po"))
    state = hashlib.sha256()
    for source in sources:
        about = source.stat()
        state.update(f"{source.relative_to(ROOT)} {about.st_mtime_ns} {about.st_size}\n".encode())
    made = all(any(folder.rglob("*.mo")) for folder in {source.parent for source in sources})
    if made and _stamp_of(CATALOGUES_STAMP) == state.hexdigest():
        return
    make = "from pscp_desktop.i18n import compile_catalogues; compile_catalogues()"
    _run([str(PYTHON), "-c", make])
    CATALOGUES_STAMP.write_text(state.hexdigest(), encoding="ascii")


def _stamp_of(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="ascii")
    return ""


def _same_python() -> bool:
    """Whether the environment was made by the Python that is running now."""
    ask = "import sys; sys.stdout.write(sys.version)"
    with contextlib.suppress(OSError):
        told = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, check=False, text=True)
        return told.stdout == sys.version
    return False


def _make_environment() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=False)
    if made.returncode:
        hint = f"sudo apt-get install -y python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise CannotRun(f"Python could not make an environment. On Debian or Ubuntu:\n    {hint}")


def _uv() -> list[str]:
    """The installer, from the environment or the system; put into the environment if there is none.

    It trusts the system's certificates, as pip and the browser do: the proxy of an office that
    inspects traffic is known to the system only.
    """
    for found in (str(BIN / "uv"), shutil.which("uv")):
        if found and _answers([found, "--system-certs", "--version"]):
            return [found, "--system-certs"]
    _run([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    return [str(BIN / "uv"), "--system-certs"]


def _answers(command: Sequence[str]) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


def _run(command: Sequence[str]) -> None:
    """Run one step of the preparation, quietly; what fails stops everything."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise CannotRun(
            f"This step failed, and nothing can start without it:\n    {' '.join(command)}"
        )


# The screen.


def check_drawing(*, window: bool) -> None:
    """Refuse before the start what Qt would die of after it, and name the cure."""
    if not sys.platform.startswith("linux"):
        return
    if missing := missing_libraries(libraries_for(os.environ, window=window)):
        raise CannotRun(how_to_install(missing))
    screens = ("DISPLAY", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    if window and not any(os.environ.get(name) for name in screens):
        raise CannotRun(
            "There is no screen to show a window on: neither DISPLAY nor WAYLAND_DISPLAY is set."
        )


def libraries_for(environment: Mapping[str, str], *, window: bool) -> dict[str, str]:
    """What Qt will load here (library: package): for a window, that of the screen it will be on."""
    platform = environment.get("QT_QPA_PLATFORM", "")
    if not window or platform.startswith(("offscreen", "minimal", "vnc")):
        return DRAWING
    if environment.get("WAYLAND_DISPLAY") and not platform.startswith("xcb"):
        return DRAWING | WAYLAND_WINDOWS
    return DRAWING | X_WINDOWS


def how_to_install(missing: Mapping[str, str]) -> str:
    """The libraries that are missing and the one line that brings them."""
    return (
        f"Graphical libraries are missing: {', '.join(missing)}\n"
        "On Debian or Ubuntu this installs them (elsewhere, the packages that hold them):\n"
        f"    sudo apt-get install -y {' '.join(sorted(missing.values()))}"
    )


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of `wanted` (library: package) that this system does not load."""
    return {name: package for name, package in wanted.items() if not _loads(name)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# The commands.


@dataclass(frozen=True)
class Command:
    """One thing to run: the lines it becomes for our interpreter, and what they need."""

    lines: Callable[[list[str]], Iterable[list[str]]]
    window: bool = False
    draws: bool = True
    where_called: bool = False


def _module(name: str, *fixed: str) -> Callable[[list[str]], Iterator[list[str]]]:
    def lines(given: list[str]) -> Iterator[list[str]]:
        yield ["-m", name, *fixed, *_with_whole_paths(given)]

    return lines


def _test(given: list[str]) -> Iterator[list[str]]:
    if "--unguarded" in given:
        yield ["-m", "tests.unguarded", *(word for word in given if word != "--unguarded")]
    elif "--attack" in given:
        yield ["-m", "pytest", "-m", "attack", *(word for word in given if word != "--attack")]
    elif "--slow" in given:
        yield ["-m", "pytest", "-m", "slow", *(word for word in given if word != "--slow")]
    elif "--package" in given:
        yield ["-m", "pytest", "-m", "package", *(word for word in given if word != "--package")]
    elif given:
        yield ["-m", "pytest", *given]
    else:
        # A file of tests stays in one process: what it sets up once is set up once.
        yield ["-m", "pytest", "-n", "logical", "--dist", "loadfile"]


def _check(given: list[str]) -> Iterator[list[str]]:
    if given:
        raise CannotRun("`check` takes nothing after it.")
    yield ["-m", "ruff", "format", "--check", "."]
    yield ["-m", "ruff", "check", "."]
    yield ["-m", "mypy"]
    # Its own `python -m` checks nothing and ends well.
    yield ["-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    yield ["-m", "tests.dead_code"]


def _package(given: list[str]) -> Iterator[list[str]]:
    match _with_whole_paths(given):
        case ["--out", where]:
            places = ["--distpath", where, "--workpath", str(ROOT / "build")]
            yield ["-m", "PyInstaller", "--noconfirm", *places, "build.spec"]
        case _:
            raise CannotRun("Say where the program is to lie: python3 run.py package --out DIR")


def _with_whole_paths(given: list[str]) -> list[str]:
    """`given` with the folder after `--out` made absolute, since the commands run in the root."""
    words = [part for word in given for part in _parted(word)]
    return [
        str(Path.cwd() / word) if place and words[place - 1] == "--out" else word
        for place, word in enumerate(words)
    ]


def _parted(word: str) -> list[str]:
    return word.split("=", 1) if word.startswith("--out=") else [word]


def _demo(given: list[str]) -> Iterator[list[str]]:
    if given == ["--one"]:
        yield ["-m", "pscp_desktop", "--practice"]
    else:
        yield ["-m", "pscp_desktop.app.pair", *given]


PROGRAM: Final = Command(_demo, window=True)
COMMANDS: Final = {
    "demo": PROGRAM,
    "test": Command(_test),
    "check": Command(_check, draws=False),
    "bench": Command(_module("tests.bench")),
    "tour": Command(_module("tests.e2e.tour")),
    "found": Command(_module("pscp_desktop", "found"), draws=False),
    "hub": Command(_module("sync.server"), draws=False),
    "sync-demo": Command(_module("pscp_desktop.app.sync_demo"), draws=False),
    "package": Command(_package),
    "python": Command(lambda given: [given], draws=False, where_called=True),
}


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _start(line: list[str], folder: Path) -> int:
    return subprocess.run([str(PYTHON), *line], cwd=folder, check=False).returncode


def _become(line: list[str], folder: Path) -> NoReturn:
    """Give this process over to the program; Windows has no way to, and waits instead."""
    if WINDOWS:
        sys.exit(_start(line, folder))
    os.chdir(folder)
    os.execv(PYTHON, [str(PYTHON), *line])  # noqa: S606 (no shell is wanted)


def main(given: list[str]) -> int:
    """Prepare, then run what was asked for; the exit code is that of the first that failed."""
    if sys.version_info < OLDEST:
        _say(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}."
        )
        return 1
    if given[:1] in (["-h"], ["--help"], ["help"]):
        sys.stdout.write(str(__doc__))
        return 0
    command = COMMANDS.get(given[0]) if given else PROGRAM
    if command is None:
        _say(f"There is no command {given[0]!r}.\n\n{__doc__}")
        return 2
    try:
        return _prepare_and_run(command, given[1:])
    except CannotRun as reason:
        _say(str(reason))
        return 1


def _prepare_and_run(command: Command, given: list[str]) -> int:
    lines = list(command.lines(given))
    # The environment is ours, and so is its bytecode: without it every start compiles a thousand modules.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if command.draws:
        check_drawing(window=command.window)
    prepare()
    compile_catalogues()
    folder = Path.cwd() if command.where_called else ROOT
    if len(lines) == 1:
        _become(lines[0], folder)
    codes = [_start(line, folder) for line in lines]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
