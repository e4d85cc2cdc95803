"""Reaching a hub over the network, as this desk: only at its pinned certificates."""

import secrets
import time

from pscp_desktop.services.reconciling.identity import Hub, Identity
from sync.client import HubClient, Place
from sync.protocol import Peer


def reach(hub: Hub, identity: Identity) -> Peer:
    """The hub as a peer. Nothing is said to it before the first question."""
    place = Place(hub.url, hub.anchors)
    return HubClient(place, identity.device, identity.signing, _now, secrets.token_bytes)


def _now() -> int:
    return int(time.time() * 1000)
