"""How the map asks for the layers the team keeps: what a service must offer, and nothing else of it."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from pscp_desktop.domain.risk_layers import Layer


class Keeper(Protocol):
    """Keeps layers with their features, with the rights of whoever asks."""

    def all(self) -> Sequence[Layer]:
        """The layers this worker may see."""

    def content(self, layer: UUID) -> bytes:
        """The features of one, as GeoJSON."""

    def keep(self, layer: Layer, content: bytes, name: str) -> Layer:
        """Keep one."""
