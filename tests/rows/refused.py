"""What a hub or colleagues do not take, what is missing, and what is closed on one's own laptop."""

# ruff: noqa: FBT003 (truth is a value here)

from tests.replacing import Replacements, always, does_nothing, value

NAMING = "pscp_desktop.services.reconciling.naming"

ROWS: dict[str, Replacements] = {
    "naming.absent": {f"{NAMING}._absent": always(0)},
    "naming.patience": {f"{NAMING}.PATIENCE": value(0)},
    "naming.heard": {f"{NAMING}.hear": does_nothing},
    "naming.waiting": {f"{NAMING}._by_waiting": always(())},
    "naming.early": {"pscp_desktop.store.ledger.named.NamedRows.early": always([])},
    "rights.ended": {"pscp_desktop.store.rights._ended": always(False)},
    "attention.not_taken": {"sync.engine.belief.Belief.report": does_nothing},
}
