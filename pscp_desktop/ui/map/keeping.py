"""How the map asks for the layers the team keeps: what a service must offer, and nothing else of it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.services.risk.map_desk import Home, Noticed, Tally
from pscp_desktop.services.undecided import Undecided


class Shelved(Protocol):
    """Gives the layers of the team with their features, with the rights of whoever asks."""

    def all(self) -> Sequence[Layer]:
        """The layers this worker may see."""

    def undecided(self) -> Undecided:
        """What bears the mark of two values."""

    def content(self, layer: UUID) -> bytes:
        """The features of one, as GeoJSON."""


class Keeper(Shelved, Protocol):
    """Keeps layers too, and has results and the programme's own records for the map."""

    def keep(self, layer: Layer, content: bytes, name: str) -> Layer:
        """Keep one."""

    def homes(self) -> Sequence[Home]:
        """Where a layer may be kept, and who sees it there."""

    def remove(self, layer: UUID, why: str) -> None:
        """Take one from the whole team."""

    def results(self) -> Sequence[Analysis]:
        """The analyses whose surface may be shown."""

    def result(self, analysis: Analysis) -> bytes:
        """The surface of one, as GeoJSON."""

    def mediation(self, first: date, last: date) -> Sequence[Tally]:
        """Mediation files by neighbourhood, as they may be told."""

    def noticed(self, *, leaves: bool) -> Sequence[Noticed]:
        """What was noticed in the street, places blurred."""
