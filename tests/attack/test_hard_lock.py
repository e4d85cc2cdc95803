"""The real program, locked by its panic key: what it was becomes a new process that knows nothing."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pscp_desktop.app.compose import Newcomer, furnish, terms
from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, passphrases, slots, vault
from pscp_desktop.store.folder import new_vault_folder
from tests.attack.test_memory import _found
from tests.protections import guards

pytestmark = [
    pytest.mark.attack,
    pytest.mark.skipif(sys.platform != "linux", reason="reads memory by /proc"),
    pytest.mark.timeout(120),
]

ROOT = Path(__file__).parents[2]
ALBA = Newcomer(name="Alba Ejemplo", roles="mediator", team="Equipo Ficticio")


@dataclass
class Running:
    """The program at work, and what must not be found in it once it is locked."""

    process: "subprocess.Popen[str]"
    needles: dict[str, bytes]

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def goes_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    @property
    def line(self) -> bytes:
        """How the process was started."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    @property
    def drawn(self) -> bool:
        """Whether it has loaded what draws a window."""
        return "libQt6Widgets" in Path(f"/proc/{self.process.pid}/maps").read_text()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    if os.geteuid() != 0:
        pytest.skip("only the superuser reads the memory of a hardened process")
    phrase = passphrases.generate(passphrases.WORDS_ALONE, "es")
    words = "Zq" + secrets.token_hex(12)
    folder = new_vault_folder(tmp_path)
    folder.rmdir()
    furnish(vault.create(folder, phrase, terms(None, cost=keys.SMALLEST)), ALBA).close()
    header, _ = headers.load(folder)
    root = slots.open_root(header, phrase, None).root
    digits = keys.database_key(root, header.key_id, header.database_salt).digits
    needles = {
        "words": words.encode(), "words, wide": words.encode("utf-16-le"),
        "passphrase": phrase.encode(), "passphrase, wide": phrase.encode("utf-16-le"),
        "root key": root, "database key": bytes.fromhex(digits[:64]),
        "database key in digits": digits[:64].encode(),
        "database key in capitals": digits[:64].upper().encode(),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.attack.hard_lock", str(tmp_path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(f"{phrase}\n{words}\n")
    process.stdin.flush()
    yield Running(process, needles)
    process.kill()
    process.communicate()


@guards("app.relaunch.again")
def test_m01_and_u10_the_panic_key_leaves_a_new_process_without_a_word_within_two_seconds(
    running: Running,
) -> None:
    assert running.says() == "open"
    before = _found(running.process.pid, running.needles)
    assert "words, wide" in before, "the search finds what is there"
    assert "database key in digits" in before
    assert b"hard_lock" in running.line

    running.goes_on()
    assert running.says() == "pressed"
    pressed, patience = time.monotonic(), 4.0 if os.environ.get("CI") else 2.0
    while b"pscp_desktop\0--folder" not in running.line and time.monotonic() < pressed + patience:
        time.sleep(0.01)

    assert b"pscp_desktop\0--folder" in running.line
    ends = time.monotonic() + 20
    while not running.drawn and time.monotonic() < ends:
        time.sleep(0.1)
    time.sleep(2)
    assert running.process.poll() is None, "the same process, in sight again"
    assert _found(running.process.pid, running.needles) == set()
