"""The ledger of one desk, in its vault: what `sync` asks of a desk's storage."""

from pscp_desktop.store.ledger.chains import ChainRows
from pscp_desktop.store.ledger.envelopes import EnvelopeRows
from pscp_desktop.store.ledger.named import NamedRows
from pscp_desktop.store.ledger.saved import SavedRows
from pscp_desktop.store.ledger.states import StateRows


class DeskLedger(ChainRows, EnvelopeRows, NamedRows, SavedRows, StateRows):
    """Implements `sync.ledger.Ledger` over the store of an open vault.

    Every write lies in a `transaction`; a read may stand alone.
    """
