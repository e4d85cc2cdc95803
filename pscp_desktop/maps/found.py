"""What a reader finds in a file, before it is looked over, and what is asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pscp_desktop.maps.faults import Note
from pscp_desktop.maps.features import Column, Features, Floats, Geometries

Told: TypeAlias = Callable[[float], None]
"""Hears how much is done, from nought to one; what it raises ends the reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person said of the file: only what the file does not say itself."""

    crs: str = ""
    """The coordinate system, where the file names none or a wrong one."""
    x: str = ""
    y: str = ""
    """The columns of a table that hold east and north."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One layer as it stands in the file. `geometries` may miss some and mix kinds.

    Points come as `points` instead, which is much quicker; a table has neither.
    """

    name: str
    geometries: Geometries | None = None
    points: tuple[Floats, Floats] | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    count: int = 0
    crs: str = ""
    """Empty where the file does not say."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLayer:
    """A layer ready to be shown: its name, its features, and what was found and mended."""

    name: str
    features: Features
    notes: tuple[Note, ...] = ()
