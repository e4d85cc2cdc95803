"""The changes as they are kept: one row each, numbered without gaps in every stream of every scope."""

from typing import Final, NamedTuple

from sqlalchemy import Connection

from pscp_desktop.store.engine import run
from sync.changes import Change

UNMET: Final = 0
"""State of a change made here that was not read back in a verified log yet."""
BEYOND: Final = 1
"""State of a change that holds tables or fields this version does not know; kept for a later one."""
SETTLED: Final = 2


class Place(NamedTuple):
    """Where a change stands: its scope, the local number of its stream, its number there."""

    scope: bytes
    stream: int
    number: int


def append(connection: Connection, place: Place, change: Change, body: bytes, state: int) -> None:
    """Keep a change as the last of its stream."""
    run(
        connection,
        "INSERT INTO change (scope, stream, number, hlc, wall, user, txn, state, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*place, change.hlc, change.wall, change.user, change.txn[0], state, body),
    )
    run(
        connection,
        "INSERT INTO position VALUES (?, ?, ?)"
        " ON CONFLICT (scope, stream) DO UPDATE SET last = excluded.last",
        place,
    )


def last_number(connection: Connection, scope: bytes, stream: int) -> int:
    """How far a stream of a scope is known; 0 where it is not."""
    found = run(
        connection, "SELECT last FROM position WHERE scope = ? AND stream = ?", (scope, stream)
    ).fetchone()
    return int(found[0]) if found else 0
