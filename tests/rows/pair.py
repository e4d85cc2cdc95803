"""The practice of two desks: nothing is left behind, and nothing waits for ever."""

from typing import Any

from tests.replacing import Replacements, does_nothing


def _as_it_comes(_original: object) -> Any:
    """What goes wrong in pairing goes through to the terminal."""

    def tied(pair: Any, first: Any, hub: Any) -> None:
        from pscp_desktop.app.pair import made

        made.pair_up(first, pair.folder, hub)

    return tied


ROWS: dict[str, Replacements] = {
    "pair.drained": {"pscp_desktop.app.held.Held._read_last": does_nothing},
    "pair.failed": {"pscp_desktop.app.pair.__main__._tied": _as_it_comes},
    "hub.held": {"sync.server.held._watch": does_nothing},
}
