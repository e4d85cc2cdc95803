"""What is found to decide or to look at, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.agreements import Clause
from pscp_desktop.domain.fields import FieldOf
from pscp_desktop.domain.record import Record
from pscp_desktop.services.desk import Loaded

ROWS: Final[dict[type[Record], str]] = {Clause: "number"}
"""Types that are lines of a list, and the field that numbers them: two versions can be two lines."""
CLOCK_SLACK_MINUTES: Final = 5
"""A clock further off than this makes the order of two writes doubtful."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values that stand in a field."""

    value: Any
    writer: str
    mine: bool
    at: datetime | None
    """By the writer's own clock; None where the change itself is not here, only what it wrote."""
    minutes_slow: int | None
    """How far that clock was known to be off; negative if it was fast, None if it was never compared."""
    chosen: bool
    """Whether it is the one shown meanwhile."""

    @property
    def doubtful(self) -> bool:
        """Whether its hour may not be compared with another's."""
        return self.minutes_slow is not None and abs(self.minutes_slow) >= CLOCK_SLACK_MINUTES


@dataclass(frozen=True, slots=True)
class Place:
    """Which record a conflict is in, and in which file."""

    dossier: UUID
    """The file, also where the record lies in a closed part of it."""
    number: str
    title: str
    kind: type[Record]
    record: UUID
    called: Mapping[str, Any]
    """The values of the fields that tell it from others of its type."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which different values stand."""

    place: Place
    field: FieldOf
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """A record in which two people changed different fields without having seen each other's."""

    place: Place
    fields: tuple[FieldOf, ...]
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that somebody removed while somebody else wrote in it; it stays to be seen."""

    place: Place
    removed_by: str
    edited_by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything this worker is asked to decide or to look at."""

    conflicts: tuple[Conflict, ...]
    joints: tuple[Joint, ...]
    kept: tuple[Kept, ...]

    @property
    def count(self) -> int:
        """How many decisions are asked for; what is only to be looked at does not count."""
        return len(self.conflicts) + len(self.kept)


@dataclass(frozen=True, slots=True)
class Opened:
    """A conflict as it is decided: its versions, what was there before, and what was shown."""

    conflict: Conflict
    loaded: Loaded[Any]
    versions: tuple[Version, ...]
    before: Any
    names: Mapping[UUID, str]
    """Whom and what the values refer to."""
    may_decide: bool

    @property
    def as_rows(self) -> bool:
        """Whether both versions can stand as two lines of a list."""
        return self.conflict.place.kind in ROWS and self.conflict.field.spec.long

    @property
    def as_text(self) -> bool:
        """Whether both versions can stand as one text."""
        spec = self.conflict.field.spec
        texts = all(isinstance(version.value, str) for version in self.versions)
        return texts and spec.codes is None and not self.as_rows

    @property
    def protective(self) -> bool:
        """Whether the most protective value is shown until somebody decides."""
        return self.conflict.field.spec.protective is not None

    def joined(self) -> str:
        """Both texts, the older first."""
        between = "\n\n" if self.conflict.field.spec.long else " / "
        return between.join(str(version.value) for version in self.versions if version.value)
