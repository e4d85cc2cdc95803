"""The hard lock's last act: this process becomes a new one, which knows nothing of what this one knew."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).parent.parent.parent


def line(given: Sequence[str]) -> list[str]:
    """What is run: the packaged program itself, or the interpreter with the package."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *given]
    return [sys.executable, "-m", "pscp_desktop", *given]


def again(given: Sequence[str]) -> NoReturn:
    """Start anew with the arguments of the start. POSIX keeps the process id; Windows cannot."""
    if not getattr(sys, "frozen", False):
        os.chdir(ROOT)
    whole = line(given)
    if sys.platform == "win32":
        subprocess.Popen(whole, close_fds=True)  # noqa: S603 (our own program)
        os._exit(0)
    os.execv(whole[0], whole)  # noqa: S606 (no shell is wanted)
