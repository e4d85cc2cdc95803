"""Which records hold something a person must decide or look at, asked of the values that stand.

Nothing is noted anywhere: a conflict is there as long as its values are, and cannot be forgotten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from pscp_desktop.domain.record import Record, record_types
from pscp_desktop.store.cells import Streams
from pscp_desktop.store.schema import table_of
from sync.changes import Change, Create, Remove, SetFields, decode, unpack
from sync.merge import Dot

LOOKED_AT: Final = "looked_at"
"""Reason of a change that only says that what others wrote apart was read together."""
MARKED: Final = "instr(cells, x'009193') OR instr(cells, x'009293') OR instr(cells, x'009393')"
"""The packed cells of a record hold marks of removal, under field 0: as the index on them says it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The change behind a write: what it did to the record, who did it and when."""

    change: Change
    operation: Create | SetFields | Remove

    @property
    def author(self) -> UUID:
        """Who wrote it."""
        return UUID(bytes=self.change.user)


@dataclass(frozen=True, slots=True)
class Together:
    """Two fields that different people changed without either having seen the other's change."""

    record: UUID
    writes: Mapping[int, Dot]
    """By field number, the write that stands."""


def told(connection: Connection, streams: Streams, scope: UUID, dot: Dot) -> Told | None:
    """The change in which a write was made; None where only its value came here, with a snapshot."""
    body = connection.exec_driver_sql(
        "SELECT body FROM change WHERE scope = ? AND stream = ? AND number = ?",
        (scope.bytes, streams.number(connection, (dot.device, dot.incarnation)), dot.number),
    ).scalar_one_or_none()
    if body is None:
        return None
    change = decode(bytes(body))
    return Told(change, change.ops[dot.operation])


def disputed(connection: Connection) -> Iterator[tuple[type[Record], UUID]]:
    """The records in which more than one write of a field stands, of every type this version knows."""
    yield from _among(connection, "SELECT DISTINCT record FROM sibling")


def _among(connection: Connection, records: str) -> Iterator[tuple[type[Record], UUID]]:
    if connection.exec_driver_sql(records + " LIMIT 1").first() is None:
        return
    for kind in record_types():
        name = table_of(kind).name
        rows = connection.exec_driver_sql(
            f'SELECT id FROM "{name}" WHERE NOT removed'  # noqa: S608 (the name of a table of ours)
            f" AND id IN (SELECT lower(hex(record)) FROM ({records}))"
        )
        yield from ((kind, UUID(row[0])) for row in rows)


def withdrawn(connection: Connection) -> Iterator[tuple[type[Record], UUID]]:
    """The records that carry a mark of removal and are in sight all the same."""
    yield from _among(connection, f"SELECT record FROM heads WHERE {MARKED}")  # noqa: S608 (ours)


class Meetings:
    """Finds what was written apart and met without a conflict. Remembers what it has read.

    Whether two writes knew of each other never changes, so a record is read again only after a write.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._known: dict[bytes, Together | None] = {}

    def all(self, connection: Connection) -> Iterator[tuple[type[Record], Together]]:
        """Every record whose type wants it looked at as a whole and that nobody has since."""
        for kind in record_types():
            if not kind.review_together:
                continue
            rows = connection.exec_driver_sql(
                "SELECT record, cells, scope FROM (SELECT unhex(id) AS record,"  # noqa: S608
                f' unhex(dossier) AS scope FROM "{table_of(kind).name}" WHERE NOT removed)'
                " JOIN heads USING (record)"
            )
            for record, cells, scope in rows.all():
                found = self._read(connection, UUID(bytes=scope), bytes(record), bytes(cells))
                if found is not None:
                    yield kind, found

    def _read(
        self, connection: Connection, scope: UUID, record: bytes, cells: bytes
    ) -> Together | None:
        key = record + cells
        if key not in self._known:
            packed: dict[int, list[list[int]]] = unpack(cells)
            single = {number: dots[0] for number, dots in packed.items() if len(dots) == 1}
            found = None
            if len({dot[0] for dot in single.values()}) > 1:
                writes = {
                    number: self._streams.dot(connection, dot) for number, dot in single.items()
                }
                found = self._apart(connection, scope, record, writes)
            self._known[key] = found
        return self._known[key]

    def _apart(
        self, connection: Connection, scope: UUID, record: bytes, writes: Mapping[int, Dot]
    ) -> Together | None:
        # Of a write that came with a snapshot nobody can say what its author had seen.
        said = {
            dot: found
            for dot in frozenset(writes.values())
            if (found := told(connection, self._streams, scope, dot)) is not None
        }
        apart = frozenset(
            dot
            for one, first in said.items()
            for other, second in said.items()
            if _apart(record, (one, first), (other, second))
            for dot in (one, other)
        )
        met = {number: dot for number, dot in writes.items() if dot in apart}
        return Together(UUID(bytes=record), met) if met else None


def _apart(record: bytes, one: tuple[Dot, Told], other: tuple[Dot, Told]) -> bool:
    """Whether two people wrote two fields, and neither had the other's write on the screen."""
    (dot, first), (met, second) = one, other
    if not isinstance(first.operation, SetFields) or not isinstance(second.operation, SetFields):
        return False  # whatever is written in a record, its creation came before
    if first.author == second.author or {first.change.why, second.change.why} == {LOOKED_AT}:
        return False
    looked, saw = first.change.looked.get(record, []), second.change.looked.get(record, [])
    return dot not in saw and met not in looked
