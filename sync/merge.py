"""How two values of one field become one, or stay two. Pure functions over multi-value cells.

A write names the writes it replaces: those that were on the screen. What it does not name stays, so two
people's values of the same field both live until somebody decides, and writes of different fields never
touch each other. Clocks only choose which of several standing values is shown meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Value = str | int | float | bool | bytes | None
Rank = Callable[[Value], int]
Seen = Callable[["Dot"], bool]


class Dot(NamedTuple):
    """The name of one field write for ever: whose stream, its number in the scope, its operation."""

    device: bytes
    incarnation: int
    number: int
    operation: int


@dataclass(frozen=True, slots=True)
class Head:
    """A value that stands: what was written, when by the writer's clock, and by whom."""

    value: Value
    stamp: int
    user: bytes = b""


@dataclass(frozen=True, slots=True)
class Cell:
    """The standing values of one field, and the writes known to be replaced before they were seen."""

    heads: Mapping[Dot, Head] = field(default_factory=dict)
    replaced: frozenset[Dot] = frozenset()

    def written(
        self,
        dot: Dot,
        head: Head,
        predecessors: Collection[Dot],
        seen: Callable[[Dot], bool],
    ) -> "Cell":
        """The cell after a write that replaces `predecessors`.

        `seen` tells whether a write was met before. A write met twice changes nothing, and one that
        arrives after what replaced it is not raised from the dead.
        """
        heads = {known: value for known, value in self.heads.items() if known not in predecessors}
        early = {before for before in predecessors if before not in self.heads and not seen(before)}
        replaced = self.replaced | early
        if dot in replaced:
            return Cell(heads, replaced - {dot})
        return Cell({**heads, dot: head}, replaced)

    def joined(self, theirs: "Cell", seen: Seen, they_saw: Seen) -> "Cell":
        """The cell of two states put together.

        A write stands if both have it standing, or if only one has and the other never met it: what the
        other met and does not have was replaced there.
        """
        heads = {
            dot: head
            for dot, head in self.heads.items()
            if dot in theirs.heads or not (they_saw(dot) or dot in theirs.replaced)
        }
        heads |= {
            dot: head
            for dot, head in theirs.heads.items()
            if dot in self.heads or not (seen(dot) or dot in self.replaced)
        }
        early = self.replaced | theirs.replaced
        return Cell(heads, frozenset(d for d in early if not (seen(d) or they_saw(d))))


def different(heads: Iterable[Head]) -> bool:
    """Whether a person has something to decide: at least two standing values that are not alike."""
    return len({normal(head.value) for head in heads}) > 1


def normal(value: Value) -> tuple[str, Value]:
    """A value as it counts for comparison: text without surrounding space, and truth is no number."""
    if isinstance(value, str):
        return "str", value.strip()
    return type(value).__name__, value


def provisional(heads: Mapping[Dot, Head], protective: Rank | None = None) -> Dot:
    """Which of the standing writes is shown until a person decides: one everywhere.

    The most protective value where the field has such a rank, then the newest by clock, then by name.
    """
    rank = protective or _indifferent
    return max(heads, key=lambda dot: (rank(heads[dot].value), heads[dot].stamp, dot))


def _indifferent(_: Value) -> int:
    return 0
