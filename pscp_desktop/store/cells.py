"""The causal side of each record: which writes of each field stand, beside the column that shows one.

One row of heads per record; sibling rows only while a field has more than one standing write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from pscp_desktop.store.engine import run
from sync.changes import pack, unpack
from sync.merge import Dot, Head, Value

Heads = Mapping[str, frozenset[Dot]]
"""By field, the writes that stood when a record was shown. A save hands them back."""

ADD_HEADS: Final = "INSERT INTO heads VALUES (?, ?)"
PUT_HEADS: Final = "UPDATE heads SET cells = ? WHERE record = ?"
PUT_SIBLING: Final = "INSERT OR REPLACE INTO sibling VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class Streams:
    """The devices' streams under small local numbers, so that a dot costs a few bytes."""

    own: tuple[bytes, int]
    _numbers: dict[tuple[bytes, int], int] = field(default_factory=dict)
    _names: dict[int, tuple[bytes, int]] = field(default_factory=dict)

    def number(self, connection: Connection, stream: tuple[bytes, int]) -> int:
        """The local number of a stream; a new one is given its number now."""
        if stream not in self._numbers:
            run(
                connection,
                "INSERT OR IGNORE INTO stream (device, incarnation) VALUES (?, ?)",
                stream,
            )
            found = run(
                connection, "SELECT no FROM stream WHERE device = ? AND incarnation = ?", stream
            ).fetchone()
            self._remember(int(found[0]), stream)
        return self._numbers[stream]

    def name(self, connection: Connection, number: int) -> tuple[bytes, int]:
        """The device and incarnation behind a local number."""
        if number not in self._names:
            row = run(
                connection, "SELECT device, incarnation FROM stream WHERE no = ?", (number,)
            ).fetchone()
            self._remember(number, (bytes(row[0]), int(row[1])))
        return self._names[number]

    def forget(self) -> None:
        """Drop what was remembered: a transaction that gave numbers was rolled back."""
        self._numbers.clear()
        self._names.clear()

    def _remember(self, number: int, stream: tuple[bytes, int]) -> None:
        self._numbers[stream], self._names[number] = number, stream

    def pack_dot(self, connection: Connection, dot: Dot) -> list[int]:
        """A dot with its stream as a local number."""
        stream = self.number(connection, (dot.device, dot.incarnation))
        return [stream, dot.number, dot.operation]

    def dot(self, connection: Connection, packed: Iterable[int]) -> Dot:
        """The dot behind `pack_dot`."""
        stream, number, operation = packed
        return Dot(*self.name(connection, stream), number, operation)


def read_heads(
    connection: Connection, streams: Streams, record: UUID
) -> dict[int, frozenset[Dot]] | None:
    """The standing writes of each field of a record, by field number; None if it has none."""
    packed = run(connection, "SELECT cells FROM heads WHERE record = ?", (record.bytes,)).fetchone()
    if packed is None:
        return None
    return {
        number: frozenset(streams.dot(connection, dot) for dot in dots)
        for number, dots in unpack(packed[0]).items()
    }


def write_heads(
    connection: Connection,
    streams: Streams,
    record: UUID,
    heads: Mapping[int, frozenset[Dot]],
    *,
    new: bool,
) -> None:
    """Keep the standing writes of a record."""
    packed = pack(
        {
            number: [streams.pack_dot(connection, dot) for dot in sorted(dots)]
            for number, dots in heads.items()
        }
    )
    if new:
        run(connection, ADD_HEADS, (record.bytes, packed))
    else:
        run(connection, PUT_HEADS, (packed, record.bytes))


def add_heads(
    connection: Connection, streams: Streams, record: UUID, fields: Iterable[int], dot: Dot
) -> None:
    """Keep the standing writes of a record that was just made: the same one in all its fields."""
    packed = [streams.pack_dot(connection, dot)]
    run(connection, ADD_HEADS, (record.bytes, pack(dict.fromkeys(fields, packed))))


def read_siblings(
    connection: Connection, streams: Streams, record: UUID
) -> dict[int, dict[Dot, Head]]:
    """The values of every field that has more than one standing write, by field number."""
    found: dict[int, dict[Dot, Head]] = {}
    rows = run(
        connection,
        "SELECT field, stream, number, op, hlc, user, value FROM sibling WHERE record = ?",
        (record.bytes,),
    )
    for number, *packed, stamp, user, value in rows:
        head = Head(unpack(value), stamp, bytes(user))
        found.setdefault(number, {})[streams.dot(connection, packed)] = head
    return found


def write_siblings(
    connection: Connection, streams: Streams, record: UUID, number: int, heads: Mapping[Dot, Head]
) -> None:
    """Keep the values of one field side by side, or drop them where only one stands."""
    run(connection, "DELETE FROM sibling WHERE record = ? AND field = ?", (record.bytes, number))
    for dot, head in heads.items() if len(heads) > 1 else ():
        row: tuple[Any, ...] = (
            record.bytes,
            number,
            *streams.pack_dot(connection, dot),
            head.stamp,
            head.user,
            pack(head.value),
        )
        run(connection, PUT_SIBLING, row)


def read_replaced(
    connection: Connection, streams: Streams, record: UUID, number: int
) -> frozenset[Dot]:
    """Writes of a field that were replaced before they arrived."""
    rows = run(
        connection,
        "SELECT stream, number, op FROM replaced WHERE record = ? AND field = ?",
        (record.bytes, number),
    )
    return frozenset(streams.dot(connection, row) for row in rows)


def write_replaced(
    connection: Connection, streams: Streams, record: UUID, number: int, dots: Iterable[Dot]
) -> None:
    """Keep the writes of a field that were replaced before they arrived."""
    run(connection, "DELETE FROM replaced WHERE record = ? AND field = ?", (record.bytes, number))
    for dot in dots:
        run(
            connection,
            "INSERT INTO replaced VALUES (?, ?, ?, ?, ?)",
            (record.bytes, number, *streams.pack_dot(connection, dot)),
        )


def stamp_of(connection: Connection, streams: Streams, scope: UUID, dot: Dot) -> tuple[int, bytes]:
    """When and by whom a write was made: asked only once a field has two standing writes."""
    place = (scope.bytes, streams.number(connection, (dot.device, dot.incarnation)), dot.number)
    row = run(
        connection,
        "SELECT hlc, user FROM change WHERE scope = ? AND stream = ? AND number = ?"
        " UNION ALL SELECT hlc, user FROM known_write"
        " WHERE scope = ? AND stream = ? AND number = ? LIMIT 1",
        (*place, *place),
    ).fetchone()
    return int(row[0]), bytes(row[1])


def note_stamp(
    connection: Connection, streams: Streams, scope: UUID, dot: Dot, stamp: tuple[int, bytes]
) -> None:
    """Remember when and by whom a write was made of which the change itself is not here."""
    stream = streams.number(connection, (dot.device, dot.incarnation))
    run(
        connection,
        "INSERT OR IGNORE INTO known_write VALUES (?, ?, ?, ?, ?)",
        (scope.bytes, stream, dot.number, *stamp),
    )


def one_value(dot: Dot, value: Value, stamp: int, user: bytes) -> dict[Dot, Head]:
    """The standing writes of a field that nobody disputes."""
    return {dot: Head(value, stamp, user)}
