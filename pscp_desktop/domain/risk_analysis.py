"""An analysis that was run: from which layers, by which method, with which seed, and what it found."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_


class Method(Code):
    """How an analysis looks for places."""

    RTM = "rtm", N_("Risk terrain model")
    KDE = "kde", N_("Kernel density")
    PRIOR = "prior", N_("Prior counts")
    COMBINED = "combined", N_("Terrain and history combined")
    RANDOM = "random", N_("At random")
    GISTAR = "gistar", N_("Hot spots (Gi*)")
    NEAR_REPEAT = "near_repeat", N_("Near repeat")


class InputRole(Code):
    """As what a layer went into an analysis."""

    OUTCOME = "outcome", N_("Events")
    FACTOR = "factor", N_("Factor")
    PROTECTIVE = "protective", N_("Protective factor")
    BOUNDARY = "boundary", N_("Area")


class Analysis(Record, table=True):
    """One run, as it was. Append-only: another look is another run."""

    append_only: ClassVar[bool] = True

    title: Annotated[str, Spec(label=N_("Analysis"), listed=True, searched=True)] = ""
    district: Annotated[str, Spec(label=N_("Neighbourhood"), codes=District, listed=True)] = ""
    period: Annotated[str, Spec(label=N_("Period of the events"), listed=True)] = ""
    cell_m: Annotated[int, Spec(label=N_("Side of a cell, in metres"))] = 100
    cells: Annotated[int, Spec(label=N_("Cells"))] = 0
    events: Annotated[int, Spec(label=N_("Events"))] = 0
    crs: Annotated[str, Spec(label=N_("Coordinate system"))] = "EPSG:25830"
    seed: Annotated[int, Spec(label=N_("Seed"))] = 1
    versions: Annotated[str, Spec(label=N_("Versions"))] = ""
    recommended: Annotated[str, Spec(label=N_("Recommended method"), codes=Method, listed=True)] = (
        ""
    )
    because: Annotated[str, Spec(label=N_("Why this method"), long=True)] = ""
    override: Annotated[
        str,
        Spec(label=N_("Why events discovered by police are used all the same"), long=True),
    ] = ""
    expires_on: Annotated[date | None, Spec(label=N_("Valid until"), listed=True)] = None
    result: Annotated[UUID | None, Spec(label=N_("Result"), exported=False)] = None
    """The attachment with the cells and their scores, as GeoJSON."""


class AnalysisInput(Record, table=True):
    """One layer that went into an analysis, as it was named and dated then. Append-only."""

    append_only: ClassVar[bool] = True

    analysis: Annotated[UUID, Spec(label=N_("Analysis"))]
    layer: Annotated[UUID, Spec(label=N_("Layer"))]
    role: Annotated[str, Spec(label=N_("Used as"), codes=InputRole, listed=True)] = ""
    title: Annotated[str, Spec(label=N_("Name of the layer"), listed=True)] = ""
    origin: Annotated[str, Spec(label=N_("Kind of record"))] = ""
    source: Annotated[str, Spec(label=N_("Source"))] = ""
    licence: Annotated[str, Spec(label=N_("Licence"))] = ""
    dated_on: Annotated[date | None, Spec(label=N_("Date of the data"))] = None
    features: Annotated[int, Spec(label=N_("Features"))] = 0


class AnalysisFigure(Record, table=True):
    """How well one method found what was held back, at one share of the area. Append-only."""

    append_only: ClassVar[bool] = True

    analysis: Annotated[UUID, Spec(label=N_("Analysis"))]
    method: Annotated[str, Spec(label=N_("Method"), codes=Method, listed=True)] = ""
    share: Annotated[float, Spec(label=N_("Share of the area, in percent"), listed=True)] = 0.0
    measure: Annotated[str, Spec(label=N_("Measure"), listed=True)] = ""
    value: Annotated[float, Spec(label=N_("Value"), listed=True)] = 0.0
    low: Annotated[float | None, Spec(label=N_("From"))] = None
    high: Annotated[float | None, Spec(label=N_("To"))] = None


class AnalysisFactor(Record, table=True):
    """What one factor did in the terrain model: relative risk with its interval. Append-only."""

    append_only: ClassVar[bool] = True

    analysis: Annotated[UUID, Spec(label=N_("Analysis"))]
    name: Annotated[str, Spec(label=N_("Factor"), listed=True)] = ""
    how: Annotated[str, Spec(label=N_("How it counts"))] = ""
    protective: Annotated[bool, Spec(label=N_("Protective"))] = False
    value: Annotated[float, Spec(label=N_("Relative risk value"), listed=True)] = 1.0
    low: Annotated[float | None, Spec(label=N_("From"))] = None
    high: Annotated[float | None, Spec(label=N_("To"))] = None


class ModelCardLine(Record, table=True):
    """One line of the model card of an analysis. Append-only."""

    append_only: ClassVar[bool] = True

    analysis: Annotated[UUID, Spec(label=N_("Analysis"))]
    number: Annotated[int, Spec(label=N_("Number"))] = 0
    part: Annotated[str, Spec(label=N_("Part"), listed=True)] = ""
    name: Annotated[str, Spec(label=N_("Name"), listed=True)] = ""
    value: Annotated[str, Spec(label=N_("Value"), long=True, listed=True)] = ""
