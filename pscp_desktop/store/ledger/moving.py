"""Numbering own changes anew: somebody else has used their numbers, with a copy of this vault.

No write is lost and none is written twice: the changes keep their bytes but for the names of the writes
they stand on, and every place in the vault that names them is renamed with them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from pscp_desktop.store.changelog import Place, last_number
from pscp_desktop.store.store import Store
from sync.changes import decode, pack, renamed, unpack
from sync.envelope import Stream
from sync.merge import Dot

Numbers = Mapping[int, int]


def move(store: Store, connection: Connection, scope: bytes, stream: Stream, above: int) -> None:
    """Move what is numbered above `above` in `stream` of `scope` into the present stream."""
    streams = store.streams
    old, new = streams.number(connection, stream), streams.number(connection, streams.own)
    rows = connection.exec_driver_sql(
        "SELECT no, number, body FROM change WHERE scope = ? AND stream = ? AND number > ?"
        " ORDER BY number",
        (scope, old, above),
    ).all()
    start = last_number(connection, scope, new)
    numbers = {int(row[1]): start + place for place, row in enumerate(rows, 1)}

    def rename(dot: Dot) -> Dot:
        if (dot.device, dot.incarnation) == stream and dot.number in numbers:
            return Dot(*streams.own, numbers[dot.number], dot.operation)
        return dot

    records: set[bytes] = set()
    for no, number, body in rows:
        records |= {op.record for op in decode(bytes(body)).ops}
        connection.exec_driver_sql(
            "UPDATE change SET stream = ?, number = ?, body = ? WHERE no = ?",
            (new, numbers[int(number)], renamed(bytes(body), rename), no),
        )
    _rename_later(connection, Place(scope, new, start), rename)
    for record in records:
        _rename(connection, record, (old, new), numbers)
    left = Place(scope, old, min(above, last_number(connection, scope, old)))
    _positions(connection, Place(scope, new, start + len(rows)), left)


def _rename_later(connection: Connection, place: Place, rename: Callable[[Dot], Dot]) -> None:
    """What was saved in the present stream already, and not sealed yet, may stand on what was moved."""
    rows = connection.exec_driver_sql(
        "SELECT no, body FROM change WHERE scope = ? AND stream = ? AND number <= ? AND state = 0",
        place,
    ).all()
    for no, body in rows:
        connection.exec_driver_sql(
            "UPDATE change SET body = ? WHERE no = ?", (renamed(bytes(body), rename), no)
        )


def _positions(connection: Connection, *places: Place) -> None:
    for place in places:
        connection.exec_driver_sql(
            "INSERT INTO position VALUES (?, ?, ?)"
            " ON CONFLICT (scope, stream) DO UPDATE SET last = excluded.last",
            place,
        )


def _rename(
    connection: Connection, record: bytes, streams: tuple[int, int], numbers: Numbers
) -> None:
    old, new = streams
    cells = connection.exec_driver_sql(
        "SELECT cells FROM heads WHERE record = ?", (record,)
    ).scalar_one_or_none()
    if cells is not None:
        changed = {
            field: [list(_moved(dot, streams, numbers)) for dot in dots]
            for field, dots in unpack(bytes(cells)).items()
        }
        connection.exec_driver_sql(
            "UPDATE heads SET cells = ? WHERE record = ?", (pack(changed), record)
        )
    for table in ("sibling", "replaced"):
        for number, becomes in numbers.items():
            connection.exec_driver_sql(
                f"UPDATE {table} SET stream = ?, number = ?"  # noqa: S608 (one of two names)
                " WHERE record = ? AND stream = ? AND number = ?",
                (new, becomes, record, old, number),
            )


def _moved(dot: Any, streams: tuple[int, int], numbers: Numbers) -> Iterator[int]:
    stream, number, operation = dot
    if stream == streams[0] and number in numbers:
        stream, number = streams[1], numbers[number]
    yield from (stream, number, operation)
