"""What can be found in the memory of the process, and who may look."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, slots
from pscp_desktop.store.vault import create
from tests.protections import guards
from tests.vaults import CANARY, PASSPHRASE, MemorySecrets, quick_terms, write_note

pytestmark = [
    pytest.mark.attack,
    pytest.mark.skipif(sys.platform != "linux", reason="reads memory by /proc"),
]

ROOT = Path(__file__).parents[2]

LOCKING = """
import json, sys
from pathlib import Path
from pscp_desktop.app import relaunch
from pscp_desktop.app.hardening import harden
from pscp_desktop.store.vault import unlock
from tests.guarding import as_the_parent
from tests.vaults import MemorySecrets, PASSPHRASE, quick_terms, read_notes
with as_the_parent():
    harden()
    secrets = MemorySecrets(kept=json.loads(sys.argv[2]))
    opened = unlock(Path(sys.argv[1]), sys.stdin.readline().strip(), quick_terms(secrets=secrets))
    notes = read_notes(opened.engine)
    print("open", len(notes), flush=True)
    sys.stdin.readline()
    opened.close()
    # The program itself would open a window here; the way into the new process is the real one.
    relaunch.line = lambda _given: [sys.executable, "-c", "print('anew', flush=True); input()"]
    relaunch.again(())
    print("anew", flush=True)
    input()
"""


def _memory(process: int) -> Iterator[bytes]:
    """Everything the process can read of itself."""
    with (
        Path(f"/proc/{process}/maps").open() as maps,
        Path(f"/proc/{process}/mem").open("rb", 0) as memory,
    ):
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if "r" not in rights or "[v" in line:
                continue
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue


def _found(process: int, needles: dict[str, bytes]) -> set[str]:
    found = set()
    for region in _memory(process):
        found |= {name for name, needle in needles.items() if needle in region}
    return found


@pytest.fixture
def locking(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", dict[str, bytes]]]:
    """A process that has opened a vault, and what must not be found in it afterwards."""
    if os.geteuid() != 0:
        pytest.skip("only the superuser reads the memory of a hardened process")
    terms = quick_terms()
    with closing(create(tmp_path / "vault", PASSPHRASE, terms)) as made:
        for _ in range(50):
            write_note(made.engine)
    header, _ = headers.load(tmp_path / "vault")
    assert isinstance(terms.secrets, MemorySecrets)
    root = slots.open_root(header, PASSPHRASE, terms.secrets).root
    key = keys.database_key(root, header.key_id, header.database_salt).digits
    needles = {
        "note": CANARY.encode(), "passphrase": PASSPHRASE.encode(), "root key": root,
        "database key": bytes.fromhex(key[:64]), "database key in digits": key.encode(),
        "passphrase, wide": PASSPHRASE.encode("utf-16-le"),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", LOCKING, str(tmp_path / "vault"), json.dumps(terms.secrets.kept)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield process, needles
    process.kill()
    process.communicate()


@guards("app.relaunch.again")
def test_m01_after_the_hard_lock_nothing_of_the_vault_is_in_the_process(
    locking: tuple["subprocess.Popen[str]", dict[str, bytes]],
) -> None:
    process, needles = locking
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{PASSPHRASE}\n")
    process.stdin.flush()
    assert process.stdout.readline().split() == ["open", "50"]
    before = process.pid
    # The search finds what is there.
    assert {"note", "database key in digits"} <= _found(process.pid, needles)
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline().strip() == "anew"
    assert process.poll() is None
    assert process.pid == before
    assert _found(process.pid, needles) == set()


WATCHED = """
import ctypes, os, resource, sys
from pscp_desktop.app.hardening import harden
from tests.guarding import as_the_parent
with as_the_parent():
    os.setgid(65534); os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    print("plain", flush=True)
    sys.stdin.readline()
    harden()
    print("hard", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def _watched() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _may_look(process: int) -> bool:
    """Whether another process of the same user, who is not the superuser, may read its memory."""
    child = os.fork()
    if child == 0:
        answer = 0
        try:
            os.setgid(65534)
            os.setuid(65534)
            with Path(f"/proc/{process}/mem").open("rb", 0):
                answer = 1
        except OSError:
            answer = 0
        finally:
            os._exit(answer)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


@guards("app.hardening.no_core")
def test_m02_another_process_of_the_same_user_may_not_look() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs the superuser to become somebody else")
    with _watched() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "plain"
        if not _may_look(process.pid):
            pytest.skip("this kernel lets nobody look at anybody (yama)")
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline().strip() == "hard"
        assert not _may_look(process.pid)
