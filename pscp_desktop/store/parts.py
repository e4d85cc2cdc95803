"""What one saving does in one scope, cut into changes that travel apart and are applied together.

One change goes into one envelope, and an envelope carries only so much; an import of 10,000 records is
more. Every part but the last says that the saving goes on in the next number of the stream.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.registry import names_by_number, types_by_number
from sync.changes import Create, Operation, Remove, pack
from sync.merge import Dot, Value

ROOM: Final = 256 * 1024
"""Bytes of operations in one change: two of them, sealed, are well within one envelope."""
MOST: Final = 768 * 1024
"""Bytes of one operation, which cannot be cut: what does not compress must fit an envelope as well."""


@dataclass(slots=True)
class Part:
    """One change of a saving."""

    number: int
    ops: list[Operation] = field(default_factory=list)
    looked: dict[bytes, list[Dot]] = field(default_factory=dict)
    """By record that is reviewed together, the writes that were on the screen."""
    more: bool = False
    """The saving goes on in the next number."""
    size: int = 0


class Parts:
    """What a unit of work does in one scope, in the numbers from `first` of this device's stream."""

    def __init__(self, stream: tuple[bytes, int], first: int) -> None:
        self._stream = stream
        self._first = first
        self._parts = [Part(first)]
        self._made: dict[bytes, tuple[Part, int]] = {}
        """By record that was made here and not written since, the part and the place of its making."""

    def __iter__(self) -> Iterator[Part]:
        """The parts in their order."""
        return iter(self._parts)

    def add(self, op: Operation) -> Dot:
        """Take in an operation; gives its name. Raises Invalid where no envelope could carry it."""
        size = _size(op)
        part = self._with_room(size)
        part.ops.append(op)
        part.size += size
        place = len(part.ops) - 1
        if isinstance(op, Create):
            self._made[op.record] = part, place
        else:
            # What is folded into its making from now on would stand behind this write, not before it.
            self._made.pop(op.record, None)
        return Dot(*self._stream, part.number, place)

    def look(self, record: bytes, seen: list[Dot]) -> None:
        """Note with the newest operation what was on the screen of its record."""
        part = self._parts[-1]
        part.looked[record] = seen
        part.size += len(pack(seen))

    def fold(self, record: bytes, values: Mapping[int, Value]) -> bool:
        """Write into the making of a record; False where it was written since or has no room for that."""
        if record not in self._made:
            return False
        part, place = self._made[record]
        made = part.ops[place]
        assert isinstance(made, Create)  # noqa: S101 (nothing else is noted)
        fuller = Create(made.table, record, {**made.fields, **values})
        size = part.size + _size(fuller) - len(pack(made))
        if size > ROOM and len(part.ops) > 1:
            return False
        part.ops[place], part.size = fuller, size
        return True

    def wrote(self, dot: Dot) -> bool:
        """Whether a write is this saving's own."""
        return dot[:2] == self._stream and self._first <= dot.number <= self._parts[-1].number

    def _with_room(self, size: int) -> Part:
        part = self._parts[-1]
        if part.ops and part.size + size > ROOM:
            part.more = True
            part = Part(part.number + 1)
            self._parts.append(part)
        return part


def _size(op: Operation) -> int:
    """Bytes of an operation. Raises Invalid, naming its largest field, where they are too many."""
    size = len(pack(op))
    if size > MOST and not isinstance(op, Remove):
        largest = max(op.fields, key=lambda number: len(pack(op.fields[number])))
        kind: Any = types_by_number()[op.table]
        raise Invalid({names_by_number(kind)[largest]: "string_too_long"})
    return size
