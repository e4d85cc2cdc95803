"""Record: what every kept thing has, and how its values look when they leave their columns."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Final, get_args
from uuid import UUID

from sqlmodel import Field, SQLModel

from pscp_desktop.domain.fields import fields_of

__all__ = [
    "NAMELESS",
    "Record",
    "Value",
    "cells_of",
    "default_of",
    "from_wire",
    "record_types",
    "to_wire",
]

Value = str | int | float | bool | bytes | None
"""What a cell may hold once it has left its column."""

NAMELESS: Final = UUID(int=0)
"""Stands where no worker or dossier can be named yet."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Record(SQLModel):
    """One thing kept. It lives in exactly one dossier, and the desk that made it gave it its id.

    `recorded_at` and `recorded_by` follow from the change that created the record; they are no cells.
    """

    model_config = {"extra": "forbid", "hide_input_in_errors": True}

    review_together: ClassVar[bool] = False
    """Concurrent edits of different fields are merged, yet listed for a look."""
    append_only: ClassVar[bool] = False
    """A legal act or a narrative: corrected by a new row, never rewritten, never undone."""

    id: UUID = Field(default=NAMELESS, primary_key=True)
    dossier: UUID = Field(default=NAMELESS, index=True)
    recorded_at: datetime = EPOCH
    recorded_by: UUID = NAMELESS
    removed: bool = False

    def __repr__(self) -> str:
        # What a record says must not reach a log or an exception by way of its representation.
        return f"{type(self).__name__}({self.id})"

    __str__ = __repr__


@cache
def cells_of(record_type: type[Record]) -> tuple[str, ...]:
    """The fields that are kept as causal cells: all that are declared with a `Spec`."""
    return tuple(field.name for field in fields_of(record_type))


def default_of(record_type: type[Record], name: str) -> Any:
    """What a field holds where nothing was written: its default, or nothing if it has none."""
    info = record_type.model_fields[name]
    return None if info.is_required() else info.get_default(call_default_factory=True)


def record_types() -> tuple[type[Record], ...]:
    """Every record type that has a table, by table name."""
    found = {
        kind.__tablename__: kind for kind in _descendants(Record) if hasattr(kind, "__table__")
    }
    return tuple(found[name] for name in sorted(found, key=str))


def _descendants(kind: type[Record]) -> Iterator[type[Record]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def to_wire(value: Any) -> Value:
    """A column's value as it stands in a change: text, number, truth, bytes or nothing."""
    match value:
        case datetime(tzinfo=None):
            raise ValueError("naive datetime")
        case datetime():
            plain: Value = value.astimezone(UTC).isoformat()
        case date():
            plain = value.isoformat()
        case UUID():
            plain = value.bytes
        case str():
            plain = str(value)
        case None | int() | float() | bytes():
            plain = value
        case _:
            raise TypeError(type(value).__name__)
    return plain


@cache
def _plain_type(record_type: type[Record], name: str) -> str:
    """The name of the type a cell has in its column, whether or not it may be empty."""
    annotation = record_type.model_fields[name].annotation
    parts = [part for part in get_args(annotation) or (annotation,) if part is not type(None)]
    return str(parts[0].__name__)


def from_wire(record_type: type[Record], name: str, value: Value) -> Any:
    """A change's value as its column wants it.

    Raises ValueError or TypeError where the value is none this column could hold.
    """
    held: Any
    match _plain_type(record_type, name), value:
        case _, None:
            held = None
        case "datetime", str():
            held = datetime.fromisoformat(value).astimezone(UTC)
        case "date", str():
            held = date.fromisoformat(value)
        case "UUID", bytes():
            held = UUID(bytes=value)
        case ("str", str()) | ("bool", bool()) | ("int", int()) | ("float", int() | float()):
            held = value
        case "bytes", bytes():
            held = value
        case _:
            raise TypeError(name)
    return held
