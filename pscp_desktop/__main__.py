"""`python -m pscp_desktop`: the desk; or, by its first word, one of the commands that need no window.

`found` founds an organisation on a machine without a network, `risk` runs the methods on files, `whole`
looks whether this installation is whole, and `reader` is the process in which the desk reads files.
"""

import gc
import sys
from collections.abc import Callable
from typing import Final

from pscp_desktop.app import hardening


def _found(given: list[str]) -> int:
    from pscp_desktop.app.found import main

    return main(given)


def _risk(given: list[str]) -> int:
    from pscp_desktop.risk.__main__ import run as risk

    return risk(given)


def _reader(_: list[str]) -> int:
    from pscp_desktop.maps.child import main

    return main()


def _whole(_: list[str]) -> int:
    from pscp_desktop.app.whole import main

    return main()


WITHOUT_WINDOW: Final[dict[str, Callable[[list[str]], int]]] = {
    "found": _found,
    "risk": _risk,
    "reader": _reader,
    "whole": _whole,
}


def run(given: list[str]) -> int:
    """Harden this process, then do what was asked for in it."""
    hardening.harden()
    # Only now: Qt is loaded into a process that has been hardened, and those commands need no Qt.
    if given and given[0] in WITHOUT_WINDOW:
        return WITHOUT_WINDOW[given[0]](given[1:])
    # Nothing to collect comes of importing; from the first window on app.sweeping collects.
    gc.disable()
    from pscp_desktop.app.plainly import import_plainly

    import_plainly()
    from pscp_desktop.app.main import main

    return main(given)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
