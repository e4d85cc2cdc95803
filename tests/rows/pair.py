"""The practice of two desks: nothing is left behind, and nothing waits for ever."""

from tests.replacing import Replacements, does_nothing

ROWS: dict[str, Replacements] = {
    "pair.drained": {"pscp_desktop.app.held.Held._read_last": does_nothing},
    "hub.held": {"sync.server.held._watch": does_nothing},
}
