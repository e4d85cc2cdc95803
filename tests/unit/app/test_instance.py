"""One program per data folder, whatever the process ids say."""

import os
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pscp_desktop.app import instance
from pscp_desktop.app.instance import claim
from pscp_desktop.domain.errors import AlreadyRunning
from tests.protections import guards

ROOT = Path(__file__).parents[3]
SECOND = """
import sys
from pathlib import Path
from pscp_desktop.app.instance import claim
from pscp_desktop.domain.errors import AlreadyRunning
try:
    claim(Path(sys.argv[1]), patience=float(sys.argv[2])).release()
except AlreadyRunning as error:
    print("shown" if error.shown else "refused")
else:
    print("claimed")
"""
AGAIN = """
import os, sys
from pathlib import Path
from pscp_desktop.app.instance import claim
claim(Path(sys.argv[1]), patience=0.5)
turns = int(sys.argv[2])
print(os.getpid(), len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0, flush=True)
if turns:
    os.execv(sys.executable, [sys.executable, __file__, sys.argv[1], str(turns - 1)])
"""


def _second(folder: Path, patience: float = 0.0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), str(patience)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@guards("app.instance.lock")
def test_d11_a_second_program_is_refused_and_shows_the_first_ones_window(tmp_path: Path) -> None:
    first = claim(tmp_path)
    shown = threading.Event()
    try:
        assert first.listening is not None
        second = _second(tmp_path, patience=5.0)
        assert select.select([first.listening], [], [], 20)[0]
        assert first.answer(shown.set)
        assert second.communicate(timeout=20)[0].strip() == "shown"
        assert shown.is_set()
        # A first one that is too busy to answer is not waited for without end.
        assert _second(tmp_path).communicate(timeout=20)[0].strip() == "refused"
    finally:
        first.release()
    assert _second(tmp_path).communicate(timeout=20)[0].strip() == "claimed"


def test_a_lock_that_a_killed_program_left_behind_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / instance.LOCK).write_text("4242")
    (tmp_path / instance.SOCKET).write_text("left behind")
    kept = claim(tmp_path, patience=0)
    assert kept.listening is not None
    kept.release()
    assert not (tmp_path / instance.SOCKET).exists()


@pytest.mark.skipif(os.name == "nt", reason="there the hard lock starts another process")
def test_the_program_started_anew_in_its_own_place_is_not_another_one(tmp_path: Path) -> None:
    script = tmp_path / "again.py"
    script.write_text(AGAIN)
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "3"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == 4
    assert len({pid for pid, _ in lines}) == 1
    assert len({count for _, count in lines}) == 1  # nothing open is carried over


def test_what_is_not_a_second_start_is_not_answered(tmp_path: Path) -> None:
    import socket

    first = claim(tmp_path)
    try:
        for said in (b"", b"delete\n"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
                caller.connect(str(tmp_path / instance.SOCKET))
                caller.sendall(said)
                caller.shutdown(socket.SHUT_WR)
                assert not first.answer(lambda: pytest.fail("it showed the window"))
        assert not first.answer(lambda: pytest.fail("nobody called"))
    finally:
        first.release()
        first.release()


def test_a_data_folder_without_room_for_a_socket_still_has_a_lock(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90) / ("y" * 90)
    first = claim(deep)
    assert first.listening is None
    assert not first.answer(lambda: None)
    with pytest.raises(AlreadyRunning):
        claim(deep, patience=0)
    first.release()
    claim(deep, patience=0).release()
