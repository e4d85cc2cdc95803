"""Reaching a hub over the network, as this desk: only at its pinned certificates."""

import secrets
import time
from contextlib import AbstractContextManager, closing

from pscp_desktop.services.reconciling.identity import Hub, Identity
from sync.client import HubClient, Place


def reach(hub: Hub, identity: Identity) -> AbstractContextManager[HubClient]:
    """The hub as a peer for one errand; its connections end with it. Nothing is said unasked."""
    place = Place(hub.url, hub.anchors)
    return closing(HubClient(place, identity.device, identity.signing, _now, secrets.token_bytes))


def _now() -> int:
    return int(time.time() * 1000)
