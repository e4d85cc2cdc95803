"""What the model speaks of: writes, envelopes, acts of the membership, snapshots."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Stream = tuple[int, int]
"""A person's laptop and its incarnation."""
Field = int

KNOWN_FIELDS = 8
"""Fields above are of a newer version of the program."""

ORDER, PARTS, KEY, RIGHT, DAMAGED, SCHEMA = "order", "parts", "key", "right", "damaged", "schema"


class Dot(NamedTuple):
    """The name of one write."""

    stream: Stream
    number: int


@dataclass(frozen=True, slots=True)
class Write:
    """One saving of one field, or a part of one; `poison` is what no reader can read."""

    field: Field
    value: str
    replaces: frozenset[Dot]
    stamp: int
    more: bool = False
    poison: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """A run of writes of one stream, sealed once: under which key, and in which belief."""

    stream: Stream
    first: int
    writes: tuple[Write, ...]
    key: int
    acts: int
    """How much of the membership its author knew."""

    @property
    def last(self) -> int:
        return self.first + len(self.writes) - 1

    @property
    def name(self) -> "Name":
        return self.stream, self.first


Name = tuple[Stream, int]


@dataclass(frozen=True, slots=True)
class Act:
    """One statement of the membership: somebody is let in or put out; what follows has another key."""

    person: int
    writes: bool
    key: int
    """The newest key once it is said."""


@dataclass(slots=True)
class State:
    """Cells with what stands in them, and what is known as replaced before it came."""

    cells: dict[Field, dict[Dot, tuple[str, int]]] = field(default_factory=dict)
    early: dict[Field, set[Dot]] = field(default_factory=dict)
    merged: dict[Stream, int] = field(default_factory=dict)

    def covers(self, dot: Dot) -> bool:
        return dot.number <= self.merged.get(dot.stream, 0)

    def copy(self) -> "State":
        return State(
            {number: dict(heads) for number, heads in self.cells.items()},
            {number: set(dots) for number, dots in self.early.items()},
            dict(self.merged),
        )

    def standing(self) -> dict[Field, set[str]]:
        return {n: {value for value, _ in h.values()} for n, h in self.cells.items() if h}


def may_write(acts: list[Act], person: int, known: int | None = None) -> bool:
    """Whether a person may write, after so many acts or after all."""
    said = [act for act in acts[:known] if act.person == person]
    return bool(said) and said[-1].writes


def joined(ours: State, theirs: State) -> State:
    """Two causal states put together."""
    out = State(merged=dict(ours.merged))
    for number in ours.cells.keys() | theirs.cells.keys() | ours.early.keys() | theirs.early.keys():
        a, b = ours.cells.get(number, {}), theirs.cells.get(number, {})
        gone_a, gone_b = ours.early.get(number, set()), theirs.early.get(number, set())
        stays = _staying(a, b, theirs, gone_b) | _staying(b, a, ours, gone_a)
        out.cells[number] = stays
        early = gone_a | gone_b
        out.early[number] = {d for d in early if not (ours.covers(d) or theirs.covers(d))}
    for stream, last in theirs.merged.items():
        out.merged[stream] = max(out.merged.get(stream, 0), last)
    return out


def _staying(
    heads: Mapping[Dot, tuple[str, int]],
    others: Mapping[Dot, tuple[str, int]],
    other: State,
    gone: set[Dot],
) -> dict[Dot, tuple[str, int]]:
    """A write stays if it stands on both sides, or if the other side never met it."""
    return {
        dot: head
        for dot, head in heads.items()
        if dot in others or not (other.covers(dot) or dot in gone)
    }
