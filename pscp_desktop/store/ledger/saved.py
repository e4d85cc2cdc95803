"""The changes themselves: what was saved here and not sealed, and what came and is merged."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import Attachment
from pscp_desktop.domain.errors import Incomplete
from pscp_desktop.domain.registry import field_number, table_number
from pscp_desktop.store import state
from pscp_desktop.store.absorb import Foreign
from pscp_desktop.store.ledger import moving
from pscp_desktop.store.ledger.rows import Rows
from sync.changes import Create, decode
from sync.envelope import Stream
from sync.ledger import BEYOND, INCOMPLETE, TAKEN, UNREADABLE, Arrived, Own

NAME_BYTES: Final = 16


class SavedRows(Rows):
    """Own changes on their way out, others' on their way in."""

    def stream(self) -> Stream:
        return Stream(*self._store.streams.own)

    def streams(self) -> Sequence[Stream]:
        rows = self._all(
            "SELECT device, incarnation FROM stream WHERE device = ?"
            " AND EXISTS (SELECT 1 FROM change WHERE change.stream = stream.no) ORDER BY 2",
            self._store.streams.own[0],
        )
        return [Stream(bytes(device), int(incarnation)) for device, incarnation in rows]

    def begin_incarnation(self, number: int) -> None:
        raw = self._writing.connection.driver_connection
        state.set_incarnation(raw, number)
        self._store.begin_stream(number)

    def move(self, scope: bytes, stream: Stream, above: int) -> None:
        moving.move(self._store, self._writing, scope, stream, above)

    def unsealed(self, scope: bytes, stream: Stream, after: int, most: int) -> Sequence[Own]:
        rows = self._all(
            "SELECT number, body FROM change WHERE scope = ? AND stream = ? AND number > ?"
            " AND state = 0 ORDER BY number",
            scope, self._known(*stream), after,
        )  # fmt: skip
        found: list[Own] = []
        size = 0
        for number, body in rows:
            size += len(body)
            if found and size > most:
                break
            found.append(Own(int(number), bytes(body), blobs_of(bytes(body))))
        return found

    def scopes_unsealed(self) -> Sequence[bytes]:
        rows = self._all(
            "SELECT DISTINCT scope FROM change WHERE state = 0"
            " AND stream IN (SELECT no FROM stream WHERE device = ?) AND number > coalesce("
            "  (SELECT last FROM stream_end AS e WHERE e.scope = change.scope"
            "   AND e.stream = change.stream), 0)",
            self._store.streams.own[0],
        )
        return [bytes(row[0]) for row in rows]

    def settle(self, scope: bytes, stream: Stream, last: int) -> None:
        self._run(
            "UPDATE change SET state = 2 WHERE scope = ? AND stream = ? AND number <= ?"
            " AND state = 0",
            scope, self._number(*stream), last,
        )  # fmt: skip

    def merged(self, scope: bytes) -> Mapping[Stream, int]:
        rows = self._all(
            "SELECT device, incarnation, last FROM position"
            " JOIN stream ON stream.no = position.stream WHERE scope = ?",
            scope,
        )
        return {Stream(bytes(device), int(inc)): int(last) for device, inc, last in rows}

    def absorb(self, scope: bytes, changes: Sequence[Arrived]) -> str:
        connection = self._writing
        before = set(self._taker.beyond)
        try:
            with connection.begin_nested():
                connection.exec_driver_sql("UPDATE gate SET open = 1")
                for one in changes:
                    self._taker.take(connection, _foreign(scope, one))
                connection.exec_driver_sql("UPDATE gate SET open = 0")
        except Incomplete:
            self._store.streams.forget()
            return INCOMPLETE
        except (ValueError, TypeError, KeyError):
            self._store.streams.forget()
            return UNREADABLE
        return BEYOND if self._taker.beyond - before else TAKEN

    def skip(self, scope: bytes, stream: Stream, last: int) -> None:
        self._run(
            "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT (scope, stream)"
            " DO UPDATE SET last = max(last, excluded.last)",
            scope, self._number(*stream), last,
        )  # fmt: skip


def blobs_of(body: bytes) -> tuple[bytes, ...]:
    """The attachments that a change refers to."""
    table, field = table_number(Attachment), field_number(Attachment, "blob")
    found = (
        op.fields.get(field)
        for op in decode(body).ops
        if isinstance(op, Create) and op.table == table
    )
    return tuple(blob for blob in found if isinstance(blob, bytes) and len(blob) == NAME_BYTES)


def _foreign(scope: bytes, one: Arrived) -> Foreign:
    return Foreign(UUID(bytes=scope), one.device, one.incarnation, one.number, one.body)
