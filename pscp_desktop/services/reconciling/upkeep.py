"""After a round: snapshots made and confirmed, and what two of them stand for let go."""

import contextlib

from pscp_desktop.services.reconciling.service import Reconciling
from sync.engine.upkeep import Tended
from sync.protocol import Denied, Peer, Unreachable


def tend(reconciling: Reconciling, peer: Peer) -> Tended:
    """Do what is due, which is mostly nothing. A hub that is lost meanwhile spoils no round."""
    with contextlib.suppress(Unreachable, Denied):
        return reconciling.engine.upkeep.tend(peer)
    return Tended()
