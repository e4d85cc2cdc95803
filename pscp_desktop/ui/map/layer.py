"""A layer on the map: its features in metres, its style, and what was worked out for drawing it."""

from copy import copy
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt
import shapely

from pscp_desktop.maps.features import WORKING_CRS, Features, Floats
from pscp_desktop.maps.rasters import Raster, raster_of
from pscp_desktop.maps.styles import Classed, Style, classed, hottest

FINEST: Final = 0.25
"""Metres below which an outline is drawn as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a layer wherever it is shown."""

    source: str = ""
    licence: str = ""
    attribution: str = ""
    dated: str = ""
    origin: str = ""


NOTHING_SAID: Final = Said()


@dataclass(slots=True, eq=False)
class Worked:
    """What was worked out of features for drawing them, and can be again."""

    simple: dict[int, Features] = field(default_factory=dict)
    boxes: npt.NDArray[np.float64] | None = None
    middles: tuple[Floats, Floats] | None = None
    raster: tuple[str, Raster | None] | None = None
    hottest: tuple[float, float] | None = None


@dataclass(slots=True, eq=False)
class MapLayer:
    """What stands in the list of layers. Change `style` by `restyle`: what hangs on it is worked out anew."""

    name: str
    features: Features
    style: Style = field(default_factory=Style)
    said: Said = NOTHING_SAID
    visible: bool = True
    schematic: bool = False
    passing: bool = False
    """Shown only while a file is looked over, and in no list."""
    kept: UUID | None = None
    """The layer of the team that this is."""
    outside: Features | None = None
    """The features as they may be printed and given away, where these are coarser."""
    chosen: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """The numbers of the selected features."""
    _classed: Classed | None = None
    _worked: Worked = field(default_factory=Worked)

    def __post_init__(self) -> None:
        self.features = self.features.projected(WORKING_CRS)
        if self.features.kind == "areas":
            # Outlines run one way and holes the other: so that what overlaps is still filled.
            turned = shapely.orient_polygons(self.features.geometries())
            self.features = Features.of(turned, self.features.columns, WORKING_CRS)
        self._classed = classed(self.features, self.style)

    def restyle(self, style: Style) -> None:
        """Draw it so from now on."""
        self.style = style
        self._classed = classed(self.features, style)

    @property
    def classes(self) -> Classed | None:
        """The class of each feature, where its style has classes."""
        return self._classed

    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """West, south, east and north of each feature, one line each."""
        if self._worked.boxes is None:
            starts = self.features.parts[
                np.searchsorted(self.features.owners, np.arange(len(self.features)))
            ]
            x, y = self.features.x, self.features.y
            self._worked.boxes = np.column_stack(
                [np.minimum.reduceat(x, starts), np.minimum.reduceat(y, starts),
                 np.maximum.reduceat(x, starts), np.maximum.reduceat(y, starts)]
            )  # fmt: skip
        return self._worked.boxes

    def middles(self) -> tuple[Floats, Floats]:
        """A point for each feature, where its sign or its words stand."""
        if self._worked.middles is None:
            self._worked.middles = self.features.middles()
        return self._worked.middles

    def raster(self) -> Raster | None:
        """The grid that the layer is, with the values its style speaks of."""
        held = self._worked.raster
        if held is None or held[0] != self.style.column:
            held = self._worked.raster = (
                self.style.column,
                raster_of(self.features, self.style.column),
            )
        return held[1]

    def hottest(self) -> float:
        """The greatest heat at the radius of the style, in events per square kilometre."""
        held, radius = self._worked.hottest, self.style.radius
        if held is None or held[0] != radius:
            held = self._worked.hottest = (radius, hottest(*self.middles(), radius))
        return held[1]

    def as_it_leaves(self) -> "MapLayer":
        """The layer as it may be printed and given away."""
        if self.outside is None:
            return self
        return MapLayer(self.name, self.outside, self.style, self.said, self.visible)

    def as_it_is(self) -> "MapLayer":
        """The layer as it is drawn now, whatever becomes of it while the drawing goes on."""
        return copy(self)

    def simple(self, metres: float) -> Features:
        """The outlines with nothing in them smaller than about half of `metres`, kept by powers of two."""
        if self.features.kind not in {"areas", "lines"} or metres < FINEST:
            return self.features
        step = int(np.floor(np.log2(metres / 2)))
        found = self._worked.simple.get(step)
        if found is None:
            shapes = self.features.geometries()
            thin = shapely.simplify(shapes, 2.0**step, preserve_topology=False)
            lost = shapely.is_empty(thin) | (
                shapely.get_dimensions(thin) < shapely.get_dimensions(shapes)
            )
            thin[lost] = shapely.envelope(shapes[lost])
            if self.features.kind == "areas":
                thin = shapely.orient_polygons(thin)
            else:
                thin[lost] = shapes[lost]
            found = self._worked.simple[step] = Features.of(thin, {}, WORKING_CRS)
        return found

    def forget(self) -> None:
        """Let go of what can be worked out again."""
        self._worked = Worked()

    def values(self) -> Floats | None:
        """The numbers the style speaks of."""
        column = self.features.columns.get(self.style.column)
        return None if column is None or isinstance(column, tuple) else column

    def at(self, x: float, y: float, near: float) -> int | None:
        """The number of the feature at a place, or the nearest within `near` metres."""
        west, south, east, north = self.boxes.T
        close = np.flatnonzero(
            (x >= west - near) & (x <= east + near) & (y >= south - near) & (y <= north + near)
        )
        if not len(close):
            return None
        shapes = self.features.geometries()[close]
        away = shapely.distance(shapes, shapely.points(x, y))
        best = int(np.argmin(away))
        return int(close[best]) if away[best] <= near else None

    def inside(self, outline: Floats) -> npt.NDArray[np.int64]:
        """The numbers of the features that touch a drawn area (corners as lines of x and y)."""
        area = shapely.make_valid(shapely.polygons(outline))
        return np.flatnonzero(shapely.intersects(self.features.geometries(), area)).astype(np.int64)
