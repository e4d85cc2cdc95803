"""Attachments that somebody wants to see now: where they are, and the way to bring them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.services.reconciling.blobs import Blobs, Place
from pscp_desktop.services.reconciling.identity import Hub, hub_of
from sync.protocol import Peer, Unreachable


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Brings one attachment from the hub, on the network's line of work."""

    blobs: Blobs
    reach: Callable[[Hub], AbstractContextManager[Peer]]

    def place(self, attachment: Attachment) -> tuple[bool, bool, str]:
        """Whether it is here, whether the hub has it, and else on whose laptop it still is."""
        standing = self.blobs.standing(attachment)
        return standing.place is Place.HERE, standing.place is Place.HUB, standing.writer

    def bring(self, attachment: Attachment, told: Callable[[int, int], None]) -> bool:
        """Fetch it, going on where a cut left it; False where the hub has not all of it.

        Raises Unreachable, Denied, AttachmentDamaged.
        """
        hub = hub_of(self.blobs.desk.store)
        if hub is None:
            raise Unreachable
        with self.reach(hub) as peer:
            return self.blobs.fetch(peer, attachment, told)
