"""What is known of a laptop beside its keys: what it told at its last contact, and why it was put out."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pscp_desktop.domain.access import LEADING
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.i18n import N_


class ContactWay(Code):
    """How a laptop met the others."""

    HUB = "hub", N_("through the hub")
    STICK = "stick", N_("by stick")


class OutReason(Code):
    """Why a laptop is put out."""

    LOST = "lost", N_("It was lost")
    STOLEN = "stolen", N_("It was stolen or taken away")
    LEFT = "left", N_("Its person no longer works here")
    REPLACED = "replaced", N_("It is broken, or another takes its place")


NOT_IN_HAND: Final = frozenset({OutReason.LOST, OutReason.STOLEN})
"""Nobody knows who has it: nothing that arrives from it later is taken unseen."""


class Settled(Code):
    """How the matter of a laptop that does not confirm was closed."""

    EMPTIED = "emptied", N_("Somebody saw that nothing is left on it")
    REPORTED = "reported", N_("Reported to the data protection officer as a possible breach")


class LaptopReport(Record, table=True):
    """What a laptop told of itself when it met the others. Lies in the organisation's dossier."""

    laptop: Annotated[UUID, Spec(label=N_("Laptop"))]
    program: Annotated[str, Spec(label=N_("Version of the program"))] = ""
    met_at: Annotated[datetime, Spec(label=N_("Last contact"), listed=True)] = EPOCH
    way: Annotated[str, Spec(label=N_("Way"), codes=ContactWay)] = ContactWay.HUB.value
    files: Annotated[int, Spec(label=N_("Files on it"))] = 0
    unsent: Annotated[int, Spec(label=N_("Changes not sent"))] = 0


class LaptopOrder(Record, table=True):
    """Why a laptop was put out, and what was done where it never confirms."""

    laptop: Annotated[UUID, Spec(label=N_("Laptop"))]
    reason: Annotated[str, Spec(label=N_("Reason"), codes=OutReason, write=LEADING)] = (
        OutReason.LOST.value
    )
    settled: Annotated[str, Spec(label=N_("Closed because"), codes=Settled, write=LEADING)] = ""
    settled_on: Annotated[date | None, Spec(label=N_("Closed on"), write=LEADING)] = None
