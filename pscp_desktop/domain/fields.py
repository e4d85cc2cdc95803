"""What may be known of a field, said once. Forms, lists, search, merge, access and export read it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Self, get_origin

from pydantic_core import PydanticUndefined
from sqlmodel import SQLModel

from pscp_desktop.domain.access import EVERYBODY, Role

__all__ = ["Code", "FieldOf", "Spec", "codes_of", "fields_of", "open_ended_of", "searched_of"]


class Code(StrEnum):
    """A stored word and the words it is shown with.

    Records keep codes as plain text, so that a value written by a newer version survives here.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def label_of(cls, value: str) -> str:
        """The words for a stored value; an unknown one is shown as it is."""
        return cls(value).label if value in cls._value2member_map_ else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """Rides in `Annotated[...]`; whoever shows, finds, merges or exports a field asks it."""

    label: str
    """Marked with `N_`, translated where shown."""
    help: str = ""
    """One line under the editor, marked with `N_`."""
    listed: bool = False
    long: bool = False
    searched: bool = False
    exported: bool = True
    identity: bool = False
    """Says who somebody is; never leaves the dossier in a card, a log or a title."""
    read: frozenset[Role] = EVERYBODY
    write: frozenset[Role] = EVERYBODY
    codes: type[Code] | None = None
    open_ended: bool = False
    """Holds one of the codes, or words that are on a list of the organisation."""
    several: bool = False
    """Holds several codes, joined by one space, in the order of the code list."""
    protective: Callable[[Any], int] | None = None
    """While two values stand, the one with the highest rank is shown until a person decides."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One declared field of a record type."""

    name: str
    annotation: Any
    required: bool
    spec: Spec


@cache
def fields_of(record_type: type[SQLModel]) -> tuple[FieldOf, ...]:
    """The declared fields of a record type, in order. The only reader of `Spec`."""
    return tuple(
        FieldOf(name, info.annotation, info.default is PydanticUndefined, spec)
        for name, info in record_type.model_fields.items()
        for spec in info.metadata
        if isinstance(spec, Spec)
    )


@cache
def codes_of(record_type: type[SQLModel]) -> dict[str, tuple[type[Code], bool]]:
    """Which fields hold codes: the code list and whether the field holds several."""
    return {
        field.name: (field.spec.codes, field.spec.several)
        for field in fields_of(record_type)
        if field.spec.codes is not None
    }


@cache
def open_ended_of(record_type: type[SQLModel]) -> frozenset[str]:
    """The fields of codes that may hold words of the organisation's own instead."""
    return frozenset(field.name for field in fields_of(record_type) if field.spec.open_ended)


@cache
def searched_of(record_type: type[SQLModel]) -> tuple[str, ...]:
    """The fields whose words the search finds."""
    return tuple(field.name for field in fields_of(record_type) if field.spec.searched)


def is_list(annotation: Any) -> bool:
    """Whether a field would hold a list; lists are child rows here, never columns."""
    return get_origin(annotation) in {list, set, tuple, dict}
