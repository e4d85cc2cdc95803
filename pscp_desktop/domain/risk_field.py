"""What is seen in the street: single observations and walks with neighbours. Places, never persons."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.i18n import N_


class Dimension(Code):
    """Of which side of a place something was noticed."""

    SURVEILLANCE = "surveillance", N_("Who can see it")
    ACCESS = "access", N_("Ways in and out")
    BELONGING = "belonging", N_("Whether somebody cares for it")
    UPKEEP = "upkeep", N_("Upkeep")
    ACTIVITY = "activity", N_("What goes on there")
    LIGHTING = "lighting", N_("Lighting")


class Finding(Code):
    """Whether what was noticed helps or worries."""

    STRENGTH = "strength", N_("It helps")
    WORRY = "worry", N_("It worries")
    SERIOUS = "serious", N_("It worries much")


class Light(Code):
    """How a place was lit when it was looked at."""

    DAY = "day", N_("Daylight")
    DUSK = "dusk", N_("Dusk")
    LIT = "lit", N_("Dark, well lit")
    DARK = "dark", N_("Dark, badly lit")


class TimeOfDay(Code):
    """When in the day."""

    MORNING = "morning", N_("Morning")
    AFTERNOON = "afternoon", N_("Afternoon")
    EVENING = "evening", N_("Evening")
    NIGHT = "night", N_("Night")


def time_of_day(hour: int) -> TimeOfDay:
    """The part of the day an hour of 0 to 23 belongs to."""
    parts = ((6, TimeOfDay.NIGHT), (13, TimeOfDay.MORNING), (19, TimeOfDay.AFTERNOON))
    found = next((part for until, part in parts if hour < until), TimeOfDay.EVENING)
    return TimeOfDay.NIGHT if hour >= 23 else found  # noqa: PLR2004 (an hour of the night)


class Faces(Code):
    """What was made sure of before a photograph was kept."""

    NONE = "", ""
    NOBODY = "nobody", N_("Nobody is in it")
    BLURRED = "blurred", N_("Every face was blurred by hand")


class FieldObservation(Record, table=True):
    """Something noticed at a place. Append-only: who looks again writes a new one."""

    append_only: ClassVar[bool] = True

    text: Annotated[
        str,
        Spec(
            label=N_("What you notice"),
            help=N_("The place, never who is there."),
            long=True,
            searched=True,
            listed=True,
        ),
    ] = ""
    dimension: Annotated[str, Spec(label=N_("About"), codes=Dimension, listed=True)] = (
        Dimension.UPKEEP.value
    )
    finding: Annotated[str, Spec(label=N_("Finding"), codes=Finding, listed=True)] = (
        Finding.WORRY.value
    )
    light: Annotated[str, Spec(label=N_("How it is lit"), codes=Light)] = Light.DAY.value
    part_of_day: Annotated[str, Spec(label=N_("Time of day"), codes=TimeOfDay)] = ""
    seen_at: Annotated[datetime, Spec(label=N_("Seen at"), listed=True)] = EPOCH
    district: Annotated[str, Spec(label=N_("Neighbourhood"), codes=District, listed=True)] = ""
    place: Annotated[str, Spec(label=N_("Street or square"), searched=True)] = ""
    longitude: Annotated[float | None, Spec(label=N_("Longitude"))] = None
    latitude: Annotated[float | None, Spec(label=N_("Latitude"))] = None
    accuracy_m: Annotated[int, Spec(label=N_("Accurate to, in metres"))] = 0
    faces: Annotated[str, Spec(label=N_("People in the photograph"), codes=Faces)] = ""
    walk: Annotated[UUID | None, Spec(label=N_("Walk"))] = None

    @property
    def placed(self) -> bool:
        """Whether it has a point on the map."""
        return self.longitude is not None and self.latitude is not None


class ExploratoryWalk(Record, table=True):
    """A walk with neighbours to look at an area together; its findings are observations."""

    title: Annotated[str, Spec(label=N_("Name of the walk"), listed=True, searched=True)] = ""
    starts_at: Annotated[datetime, Spec(label=N_("Date and time"), listed=True)] = EPOCH
    district: Annotated[str, Spec(label=N_("Neighbourhood"), codes=District, listed=True)] = ""
    route: Annotated[str, Spec(label=N_("Way taken"), long=True, searched=True)] = ""
    group: Annotated[
        str,
        Spec(
            label=N_("With whom"),
            help=N_("The kind of group, without names: women of the quarter, a school…"),
            listed=True,
        ),
    ] = ""
    people: Annotated[int, Spec(label=N_("How many took part"))] = 0
    light: Annotated[str, Spec(label=N_("How it is lit"), codes=Light)] = Light.DAY.value
    conclusions: Annotated[
        str, Spec(label=N_("What the group concludes"), long=True, searched=True)
    ] = ""
