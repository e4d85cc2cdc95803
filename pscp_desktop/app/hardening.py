"""What this process takes away from itself before it does anything: standard library only.

Called first of all, before Qt, and again after every hard lock, because a new process image is
dumpable again. None of it stops whoever rules the machine; it stops what comes in by accident or
by an environment that somebody prepared.
"""

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Final

_PREFIXES: Final = (
    "QTWEBENGINE_",
    "KEYRING_PROPERTY_",
    "PYTHON",
    "QML",
    "DYLD_",
    "LD_AUDIT",
    "LD_DEBUG",
    "LD_PRELOAD",
    "LD_PROFILE",
    "SSLKEYLOG",
    "SQLITE_TMPDIR",
)
_NAMES: Final = frozenset(
    {
        "KEYCHAIN_PATH",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_LOGGING_CONF",
        "QT_LOGGING_TO_CONSOLE",
        "QT_MESSAGE_PATTERN",
    }
)
_PR_SET_DUMPABLE: Final = 4
_PT_DENY_ATTACH: Final = 31
_ONLY_OWN_LIBRARIES: Final = 0x1000  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS
_NO_FAULT_BOX: Final = 0x8007  # no dialogues, no report of a crash with its memory


def harden(
    environ: MutableMapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    native: Callable[[str], Any] | None = None,
) -> None:
    """Scrub the environment, keep files private, leave no memory on the disk."""
    scrub(environ, kept_inside=str(getattr(sys, "_MEIPASS", "")))
    os.umask(0o077)
    library = native or _native
    if platform == "win32":
        _harden_windows(library)
    else:
        _no_core()
        if platform == "linux":
            library("c").prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        elif platform == "darwin" and getattr(sys, "frozen", False):
            # Only in the packaged program: a developer may want a debugger.
            library("c").ptrace(_PT_DENY_ATTACH, 0, 0, 0)


def scrub(environ: MutableMapping[str, str], *, kept_inside: str = "") -> tuple[str, ...]:
    """Remove what could redirect libraries, key stores, temporary files or keys of connections.

    The library path of the loader stays: what it did to this process is done, and the packaged
    program needs it to start again. Values that point into the packaged program are its own.
    """
    removed = [
        name
        for name, value in environ.items()
        if (name.upper().startswith(_PREFIXES) or name.upper() in _NAMES)
        and not (kept_inside and value.startswith(kept_inside))
    ]
    for name in removed:
        del environ[name]
    return tuple(sorted(removed))


def _no_core() -> None:
    import resource  # there is none on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _harden_windows(native: Callable[[str], Any]) -> None:
    """Libraries from our folder and the system's only; no crash dialogue that keeps memory."""
    kernel = native("kernel32")
    kernel.SetDefaultDllDirectories(_ONLY_OWN_LIBRARIES)
    kernel.SetDllDirectoryW("")
    kernel.SetErrorMode(_NO_FAULT_BOX)


def _native(name: str) -> Any:
    if name == "c":
        return ctypes.CDLL(None, use_errno=True)
    return ctypes.CDLL(name, use_errno=True)
