"""The real key store of a Linux session, in a session of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import tool
from tests.vaults import PASSPHRASE

pytestmark = [
    pytest.mark.attack,
    pytest.mark.skipif(sys.platform != "linux", reason="a Secret Service is a Linux thing"),
]

ROOT = Path(__file__).parents[2]
SESSION = """
printf 'muestra' | {daemon} --unlock --components=secrets >/dev/null 2>&1 || exit 9
{python} -c "$MAKE" "$1" && {python} -c "$OPEN" "$1"
"""
MAKE = """
import sys
from pathlib import Path
from pscp_desktop.store.secrets import system_secrets
from pscp_desktop.store.vault import create
from tests.vaults import PASSPHRASE, quick_terms, write_note
secrets = system_secrets("Cuaderno")
made = create(Path(sys.argv[1]), PASSPHRASE, quick_terms(secrets=secrets))
write_note(made.engine)
made.mark(7, bytes(32))
made.close()
print(secrets.name)
"""
OPEN = """
import sys
from pathlib import Path
from pscp_desktop.store.erasure import erase
from pscp_desktop.store.secrets import system_secrets
from pscp_desktop.store.vault import unlock
from tests.vaults import PASSPHRASE, quick_terms, read_notes
secrets = system_secrets("Cuaderno")
opened = unlock(Path(sys.argv[1]), PASSPHRASE, quick_terms(secrets=secrets))
print([slot.kind for slot in opened.header.slots], len(read_notes(opened.engine)), opened.last_mark()[0])
opened.close()
print(erase(Path(sys.argv[1]), secrets).secret)
"""


def test_b01_a_vault_lives_with_the_secret_service_of_a_session(tmp_path: Path) -> None:
    daemon, session = tool("gnome-keyring-daemon"), tool("dbus-run-session")
    for name in ("home", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    environ = {
        **os.environ, "HOME": str(tmp_path / "home"), "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "XDG_DATA_HOME": str(tmp_path / "home"), "MAKE": MAKE, "OPEN": OPEN,
    }  # fmt: skip
    script = SESSION.format(daemon=daemon, python=sys.executable)
    done = subprocess.run(
        [session, "--", "sh", "-c", script, "sh", str(tmp_path / "vault")],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["SecretService", "['pass+dev'] 1 7", "True"], done.stderr
    assert not (tmp_path / "vault").exists()
    assert PASSPHRASE not in done.stderr
