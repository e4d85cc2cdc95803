"""`python -m pscp_desktop`: the desk; or, on a desk without a network, founding an organisation."""

import sys


def run(given: list[str]) -> int:
    """Do what was asked for."""
    if given[:1] == ["found"]:
        from pscp_desktop.app.founding import main as found

        return found(given[1:])
    from pscp_desktop.app.main import main

    return main(given)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
