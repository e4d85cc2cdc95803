"""How a layer is drawn, as data: the way, the column, its classes, and what the legend says of them."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from pscp_desktop.i18n import N_
from pscp_desktop.maps.classes import Method, bounds, class_of
from pscp_desktop.maps.features import Features, Floats
from pscp_desktop.maps.rasters import gridded

Way: TypeAlias = Literal["single", "classes", "graduated", "clusters", "heat", "raster"]
WAYS: Final[dict[Way, str]] = {
    "single": N_("One colour"),
    "classes": N_("Colour by value"),
    "graduated": N_("Size by value"),
    "clusters": N_("Clusters"),
    "heat": N_("Heat"),
    "raster": N_("Colour bar"),
}
FITTING: Final[dict[str, tuple[Way, ...]]] = {
    "points": ("single", "classes", "graduated", "clusters", "heat"),
    "areas": ("raster", "single", "classes", "graduated"),
    "lines": ("single", "classes"),
}
SMALLEST, LARGEST = 8.0, 34.0
"""Pixels across of the least and of the greatest graduated point."""
HEAT_CELLS: Final = 256
SPREAD: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One way of drawing one layer."""

    way: Way = "single"
    column: str = ""
    method: Method = "natural"
    classes: int = 5
    manual: tuple[float, ...] = ()
    palette: str = "house"
    opacity: float = 1.0
    colour: str = "#0072B2"
    symbol: str = "o"
    labels: str = ""
    """The column whose words stand on the map; empty for none."""
    radius: float = 150.0
    """Metres over which heat spreads."""


@dataclass(frozen=True, slots=True)
class Classed:
    """The class of each feature and the greatest value of each class."""

    upper: tuple[float, ...]
    of: npt.NDArray[np.int64]
    least: float = 0.0
    counts: tuple[int, ...] = field(default=())


def numbers_in(features: Features) -> tuple[str, ...]:
    """The columns that hold numbers."""
    return tuple(name for name, column in features.columns.items() if not isinstance(column, tuple))


def classed(features: Features, style: Style) -> Classed | None:
    """The classes of a layer; none where its style asks for none or the column has no numbers."""
    column = features.columns.get(style.column)
    if style.way not in {"classes", "graduated"} or column is None or isinstance(column, tuple):
        return None
    upper = bounds(column, style.method, style.classes, style.manual)
    if not upper:
        return None
    of = class_of(column, upper)
    counts = np.bincount(of[of >= 0], minlength=len(upper))
    return Classed(upper, of, float(np.nanmin(column)), tuple(counts.tolist()))


def ways_of(features: Features) -> tuple[Way, ...]:
    """The ways in which these features can be drawn."""
    numbers = bool(numbers_in(features))
    return tuple(
        way
        for way in FITTING[features.kind]
        if way in {"single", "clusters", "heat"}
        or (numbers and (way != "raster" or gridded(features)))
    )


def diameters(values: Floats) -> Floats:
    """Pixels across of graduated points: area in proportion to the value, none where there is none."""
    most = np.nanmax(values) if np.isfinite(values).any() else 0.0
    share = np.clip(np.nan_to_num(values), 0, None) / most if most > 0 else np.zeros(len(values))
    return np.where(share > 0, np.maximum(SMALLEST, LARGEST * np.sqrt(share)), 0.0)


def clustered(x: Floats, y: Floats, cell: float) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Points gathered by squares of `cell`: the middle of each gathering and how many it holds."""
    east, north = np.floor(x / cell).astype(np.int64), np.floor(y / cell).astype(np.int64)
    _, of, counts = np.unique(np.column_stack([east, north]), axis=0, return_inverse=True,
                              return_counts=True)  # fmt: skip
    of = of.ravel()
    return np.bincount(of, x) / counts, np.bincount(of, y) / counts, counts


def hottest(x: Floats, y: Floats, radius: float) -> float:
    """The greatest heat anywhere, so that a colour means the same wherever one looks."""
    reach = SPREAD * radius
    box = (
        float(x.min()) - reach,
        float(y.min()) - reach,
        float(x.max()) + reach,
        float(y.max()) + reach,
    )
    return float(heat(x, y, radius, box).max())


def heat(
    x: Floats, y: Floats, radius: float, box: tuple[float, float, float, float]
) -> npt.NDArray[np.float64]:
    """Events per square kilometre over a box (west, south, east, north), rows from south to north."""
    from scipy.ndimage import gaussian_filter

    west, south, east, north = box
    cell = max((east - west) / HEAT_CELLS, (north - south) / HEAT_CELLS, radius / 20)
    shape = max(1, round((north - south) / cell)), max(1, round((east - west) / cell))
    counts, _, _ = np.histogram2d(y, x, bins=shape, range=((south, north), (west, east)))
    square_kilometres = (east - west) * (north - south) / (shape[0] * shape[1]) / 1e6
    spread = gaussian_filter(counts, radius / cell, mode="constant", truncate=SPREAD)
    return np.asarray(spread / square_kilometres, np.float64)
