"""Layers of the risk service: what they show, where they come from, and who may see them."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_


class Origin(Code):
    """What kind of record a layer holds. It decides what may be done with it."""

    REPORTED = "reported", N_("Reported by the public")
    SURVEYED = "surveyed", N_("Surveyed")
    DISCOVERED = "discovered", N_("Discovered by police")
    LAND_USE = "land_use", N_("Land use")
    PSYCHOSOCIAL = "psychosocial", N_("Psychosocial context")
    PROTECTIVE = "protective", N_("Protective resource")


EVENTS: Final = frozenset({Origin.REPORTED, Origin.SURVEYED, Origin.DISCOVERED})
"""What can be an outcome: events at places."""
NEVER_FACTORS: Final = frozenset({Origin.PSYCHOSOCIAL})
"""What shows where support is needed and predicts nothing."""


class Sensitivity(Code):
    """How far a layer may go."""

    OPEN = "open", N_("Open data")
    INTERNAL = "internal", N_("Inside the programme")
    RESTRICTED = "restricted", N_("Only in the file")


class LayerShape(Code):
    """What a layer is drawn with."""

    POINTS = "points", N_("Points")
    LINES = "lines", N_("Lines")
    AREAS = "areas", N_("Areas")
    GRID = "grid", N_("Grid")


class Layer(Record, table=True):
    """A layer of the map. Its features are the attachment under `content`, as GeoJSON in its CRS."""

    title: Annotated[str, Spec(label=N_("Name of the layer"), listed=True, searched=True)]
    origin: Annotated[
        str,
        Spec(
            label=N_("Kind of record"),
            help=N_("What police found by looking says where they looked. Say so here."),
            codes=Origin,
            listed=True,
        ),
    ] = ""
    source: Annotated[str, Spec(label=N_("Source"), listed=True, searched=True)] = ""
    licence: Annotated[str, Spec(label=N_("Licence"))] = ""
    attribution: Annotated[
        str,
        Spec(label=N_("Attribution"), help=N_("Stands on every map and print of this layer.")),
    ] = ""
    dated_on: Annotated[date | None, Spec(label=N_("Date of the data"), listed=True)] = None
    crs: Annotated[str, Spec(label=N_("Coordinate system"))] = "EPSG:25830"
    shape: Annotated[str, Spec(label=N_("Drawn as"), codes=LayerShape)] = LayerShape.POINTS.value
    features: Annotated[int, Spec(label=N_("Features"), listed=True)] = 0
    sensitivity: Annotated[str, Spec(label=N_("Sensitivity"), codes=Sensitivity, listed=True)] = (
        Sensitivity.INTERNAL.value
    )
    content: Annotated[UUID | None, Spec(label=N_("Content"), exported=False)] = None
    remark: Annotated[str, Spec(label=N_("Remark on its quality"), long=True, searched=True)] = ""

    @property
    def event(self) -> bool:
        """Whether it holds events, which alone can be an outcome."""
        return self.origin in EVENTS


class Shelf(Record, table=True):
    """Marks the file in which a team keeps the layers, walks and observations all its files use."""

    title: Annotated[str, Spec(label=N_("Name"), listed=True)] = ""
