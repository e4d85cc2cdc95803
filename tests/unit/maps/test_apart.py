"""The process that reads files: it can reach nothing, and its end is never the desk's."""

import os
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest

from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.importing import read_apart
from tests.guarding import ENVIRONMENT
from tests.map_files import collection, kept, square
from tests.protections import guards

ROOT = Path(__file__).parents[3]
CHILD = """
import os, sys
sys.path.insert(0, {root!r})
from tests.guarding import as_the_parent
with as_the_parent({{{name!r}: {without!r}}}):
    from pscp_desktop.maps import child, reading
    def became(line):
        try:
            exec(line)
        except BaseException as error:
            return type(error).__name__
        return "done"
    def attempt(path, wanted, told):
        from pscp_desktop.maps.faults import Unreadable
        raise Unreadable("bad_crs", {{"name": " ".join(map(became, {attempts!r}))}})
    reading.read_file = attempt
    child.main()
"""


def attempted(folder: Path, *lines: str) -> str:
    """What becomes of lines that are run where files are read."""
    script = CHILD.format(
        root=str(ROOT), name=ENVIRONMENT, without=os.environ.get(ENVIRONMENT, ""), attempts=lines
    )
    path = kept(folder, "child.py", script)
    with pytest.raises(Unreadable) as caught:
        read_apart(
            kept(folder, "a.csv", "lon,lat\n1,2\n"), start=[sys.executable, str(path)], patience=10
        )
    return caught.value.facts.get("name", caught.value.code)


@guards("maps.child.audit")
def test_i10_a_reader_writes_starts_and_calls_nothing(tmp_path: Path) -> None:
    beside = kept(tmp_path, "beside.txt", "whole")
    here = str(beside)
    lines = (
        f"open({here!r}, 'w')", f"os.remove({here!r})", "os.system('true')",
        "import subprocess; subprocess.run(['true'])", "import socket; socket.socket()",
        f"os.open({here!r}, os.O_CREAT | os.O_WRONLY)",
    )  # fmt: skip

    assert attempted(tmp_path, *lines).split() == ["PermissionError"] * len(lines)
    assert beside.read_text() == "whole"


@guards("maps.child.network")
@pytest.mark.skipif(sys.platform != "linux", reason="a network of its own is Linux's")
def test_i10_a_reader_has_no_network_even_past_python(tmp_path: Path) -> None:
    # The interfaces of the process's own network: none but the loopback, and that is down.
    line = (
        "names = open('/proc/net/dev').read(); routes = open('/proc/net/route').read().count(chr(10));"
        " assert names.count(':') == 1 and routes <= 1"
    )

    assert attempted(tmp_path, line) == "done"


@guards("maps.child.bounds")
@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX's")
def test_i09_a_reader_that_wants_all_memory_is_refused_it(tmp_path: Path) -> None:
    assert attempted(tmp_path, "bytearray(3 * 1024 ** 3)") == "MemoryError"


def test_i09_a_reader_that_dies_is_an_error_and_no_more(tmp_path: Path) -> None:
    assert attempted(tmp_path, "os._exit(3)") == "ended"
    assert attempted(tmp_path, "import ctypes; ctypes.string_at(0)") in {"ended", "OSError"}


@guards("maps.child.patience")
def test_i09_a_reader_that_hangs_is_ended(tmp_path: Path) -> None:
    script = kept(tmp_path, "hang.py", "import sys, time\nsys.stdin.readline()\ntime.sleep(8)\n")
    begun = monotonic()

    with pytest.raises(Unreadable) as caught:
        read_apart(
            kept(tmp_path, "a.csv", "lon,lat\n1,2\n"),
            start=[sys.executable, str(script)],
            patience=1,
        )

    assert caught.value.code == "stuck"
    assert monotonic() - begun < 6


def test_i09_a_reading_is_cancelled_at_once(tmp_path: Path) -> None:
    script = kept(tmp_path, "hang.py", "import sys, time\nsys.stdin.readline()\ntime.sleep(30)\n")

    def told(_: float) -> None:
        raise KeyError("nobody waits any more")

    with pytest.raises(KeyError):
        read_apart(
            kept(tmp_path, "a.csv", "lon,lat\n1,2\n"),
            told=told,
            start=[sys.executable, str(script)],
        )
    assert threading.active_count() < 10


def test_a_layer_arrives_from_the_reader_with_its_progress(tmp_path: Path) -> None:
    shares: list[float] = []
    path = kept(tmp_path, "a.geojson", collection(square(), name=["Uno"]))

    layers = read_apart(path, told=shares.append)

    assert layers[0].features.words("name") == ("Uno",)
    assert shares[-1] == 1.0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.geojson"]


def test_a_reason_arrives_from_the_reader(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_apart(kept(tmp_path, "a.geojson", "[]"))

    assert caught.value.code == "unknown"
