"""`python -m pscp_desktop`: the desk; or, on a desk without a network, founding an organisation."""

import gc
import sys

from pscp_desktop.app import hardening


def run(given: list[str]) -> int:
    """Harden this process, then do what was asked for in it."""
    hardening.harden()
    # Only now: Qt is loaded into a process that has been hardened, and founding needs no Qt.
    if given[:1] == ["found"]:
        from pscp_desktop.app.found import main as found

        return found(given[1:])
    # Nothing to collect comes of importing; from the first window on app.sweeping collects.
    gc.disable()
    from pscp_desktop.app.plainly import import_plainly

    import_plainly()
    from pscp_desktop.app.main import main

    return main(given)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
