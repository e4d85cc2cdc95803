"""What was told of small counts before, so that a later report tells no more by differing from it."""

from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.fields import Spec
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_


class ReleasedBlock(Record, table=True):
    """Counts that were told together: once, and from then on never otherwise. Append-only.

    A later count of the same block is a new row with the same `block`.
    """

    append_only: ClassVar[bool] = True

    series: Annotated[str, Spec(label=N_("What is counted"), listed=True)]
    block: Annotated[UUID, Spec(label=N_("Block"))]
    count: Annotated[int, Spec(label=N_("Count that was told"))] = 0


class ReleasedAtom(Record, table=True):
    """One part of the area in one month that belongs to a block. Append-only."""

    append_only: ClassVar[bool] = True

    block: Annotated[UUID, Spec(label=N_("Block"))]
    unit: Annotated[str, Spec(label=N_("Part of the area"), listed=True)]
    month: Annotated[str, Spec(label=N_("Month"), listed=True)]
