"""The process takes away from itself what could let its memory or its files out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pscp_desktop.app.hardening import harden, scrub
from tests.protections import guards

ROOT = Path(__file__).parents[3]

PREPARED = {
    "SSLKEYLOGFILE": "/x/keys", "QTWEBENGINE_REMOTE_DEBUGGING": "9222", "SQLITE_TMPDIR": "/x/tmp",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "KEYRING_PROPERTY_SCHEME": "KeePassXC",
    "PYTHONPATH": "/x/x", "QT_PLUGIN_PATH": "/x/plugins", "QT_QPA_PLATFORM_PLUGIN_PATH": "/x/plugins",
    "LD_PRELOAD": "/x/x.so", "DYLD_INSERT_LIBRARIES": "/x/x.dylib", "OPENSSL_CONF": "/x/openssl.cnf",
    "QML2_IMPORT_PATH": "/x/qml", "KEYCHAIN_PATH": "/x/keychain", "SSLKEYLOG": "/x/keys",
}  # fmt: skip
ORDINARY = {
    "HOME": "/home/muestra", "PATH": "/usr/bin", "LANG": "es_ES.UTF-8", "QT_QPA_PLATFORM": "offscreen",
    "QT_SCALE_FACTOR": "1.5", "WAYLAND_DISPLAY": "wayland-0",
    "LD_LIBRARY_PATH": "/opt/lib",
}  # fmt: skip


@guards("app.hardening.scrub")
def test_l13_a_prepared_environment_has_no_effect() -> None:
    environ = PREPARED | ORDINARY
    with _umask_kept():
        harden(environ, platform="win32", native=Calls())
    assert environ == ORDINARY


def test_what_the_packaged_program_set_for_itself_stays() -> None:
    environ = {"QT_PLUGIN_PATH": "/opt/program/_internal/plugins", "QML2_IMPORT_PATH": "/x/qml"}
    assert scrub(environ, kept_inside="/opt/program/_internal") == ("QML2_IMPORT_PATH",)


REPORT = """
import os, resource, sys
from pathlib import Path
from pscp_desktop.app.hardening import harden
from tests.guarding import as_the_parent
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
with as_the_parent():
    harden()
    (Path(sys.argv[1]) / "new").touch()
    import ctypes
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
@guards("app.hardening.no_core")
def test_l07_the_process_leaves_no_core_and_its_files_are_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "(0, 0) 0"
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


@contextmanager
def _umask_kept() -> Iterator[None]:
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


class Calls:
    """A system library that writes down what it is asked."""

    def __init__(self) -> None:
        self.made: list[tuple[str, ...]] = []

    def __call__(self, name: str) -> "Calls":
        self.made.append((name,))
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.made.append((name, *map(str, given)))


def test_p08_on_windows_libraries_come_from_our_folder_and_the_systems_only() -> None:
    """With a system library that only writes down: no Windows here."""
    kernel = Calls()
    with _umask_kept():
        harden({}, platform="win32", native=kernel)
    assert ("SetDllDirectoryW", "") in kernel.made
    assert ("SetDefaultDllDirectories", "4096") in kernel.made


IMPORTING = """
import sys
import pscp_desktop.app.hardening, pscp_desktop.app.instance
import pscp_desktop.store.folder, pscp_desktop.store.tries
print(*{name.split('.')[0] for name in sys.modules})
"""


def test_nothing_but_the_standard_library_is_imported_for_it() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", IMPORTING], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    foreign = set(seen) - set(sys.stdlib_module_names) - {"pscp_desktop", "__main__", "__mp_main__"}
    assert {name for name in foreign if not name.startswith(("_", "sitecustomize"))} == set()
