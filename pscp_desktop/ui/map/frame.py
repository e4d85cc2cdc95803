"""The part of the ground that a picture shows."""

from dataclasses import dataclass

from pscp_desktop.maps.features import Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the ground that a picture shows: its west, its north, and metres for a pixel."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    def across(self, x: Floats) -> Floats:
        return (x - self.west) / self.metres

    def down(self, y: Floats) -> Floats:
        return (self.north - y) / self.metres

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (self.west, self.north - self.height * self.metres,
                self.west + self.width * self.metres, self.north)  # fmt: skip
