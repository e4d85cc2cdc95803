"""Envelopes as they came and as they were made; their places in the logs; how far each stream was met."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pscp_desktop.store.ledger.rows import Rows
from sync.envelope import Stream
from sync.ledger import Grown, Kept
from sync.protocol import Ends

_ROWS: Final = (
    "SELECT scope, device, incarnation, first, count, id, raw, seq, waits FROM envelope"
    " JOIN stream ON stream.no = envelope.stream WHERE scope = ?"
)
AT_ONCE: Final = 500
"""Rows let go of in one transaction: a save never waits long."""


class EnvelopeRows(Rows):
    """The rows of what travels. Bytes are kept as they are, and nothing in them is looked at."""

    def ends(self, scope: bytes) -> Mapping[Stream, Ends]:
        rows = self._all(
            "SELECT device, incarnation, last, id FROM stream_end"
            " JOIN stream ON stream.no = stream_end.stream WHERE scope = ?",
            scope,
        )
        return {
            Stream(bytes(device), int(incarnation)): Ends(
                bytes(device), int(incarnation), int(last), bytes(named)
            )
            for device, incarnation, last, named in rows
        }

    def set_ends(self, scope: bytes, ends: Iterable[Ends]) -> None:
        for end in ends:
            self._run(
                "INSERT OR REPLACE INTO stream_end VALUES (?, ?, ?, ?)",
                scope, self._number(end.device, end.incarnation), end.last, end.id,
            )  # fmt: skip

    def kept(self, scope: bytes, stream: Stream, first: int) -> Kept | None:
        number = self._known(*stream)
        return _one(self._first(f"{_ROWS} AND stream = ? AND first = ?", scope, number, first))

    def keep(self, kept: Kept) -> None:
        self._run(
            "INSERT INTO envelope (scope, stream, first, count, id, seq, waits, raw)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, stream, first) DO UPDATE SET"
            " count = excluded.count, id = excluded.id, seq = excluded.seq,"
            " waits = excluded.waits, raw = excluded.raw",
            kept.scope, self._number(*kept.stream), kept.first, kept.count, kept.id, kept.seq,
            kept.waits, kept.raw,
        )  # fmt: skip

    def named(self, scope: bytes, envelope: bytes) -> Kept | None:
        return _one(self._first(f"{_ROWS} AND id = ?", scope, envelope))

    def drop(self, kept: Kept) -> None:
        self._run(
            "DELETE FROM envelope WHERE scope = ? AND stream = ? AND first = ?",
            kept.scope, self._number(*kept.stream), kept.first,
        )  # fmt: skip

    def envelopes(self, scope: bytes) -> Iterator[Kept]:
        return iter(self._kept(f"{_ROWS} ORDER BY envelope.no", scope))

    def waiting(self, scope: bytes) -> Sequence[Kept]:
        return self._kept(f"{_ROWS} AND waits <> '' ORDER BY envelope.no", scope)

    def scopes_waiting(self) -> Sequence[bytes]:
        return [
            bytes(row[0])
            for row in self._all("SELECT DISTINCT scope FROM envelope WHERE waits <> ''")
        ]

    def outside(self, scope: bytes) -> Sequence[Kept]:
        return self._kept(f"{_ROWS} AND seq = 0 ORDER BY envelope.no", scope)

    def scopes_outside(self) -> Sequence[bytes]:
        rows = self._all("SELECT DISTINCT scope FROM envelope WHERE seq = 0 ORDER BY scope")
        return [bytes(row[0]) for row in rows]

    def forget_places(self, scope: bytes) -> None:
        self._run("UPDATE envelope SET seq = 0 WHERE scope = ?", scope)
        self._run("DELETE FROM log_place WHERE scope = ?", scope)

    def place(self, scope: bytes, seq: int) -> bytes:
        row = self._first("SELECT chain FROM log_place WHERE scope = ? AND seq = ?", scope, seq)
        return bytes(row[0]) if row else b""

    def set_place(self, scope: bytes, seq: int, chain: bytes) -> None:
        self._run("INSERT OR REPLACE INTO log_place VALUES (?, ?, ?)", scope, seq, chain)

    def needing_attention(self) -> Sequence[Kept]:
        """Everything that was not merged, of all scopes that this desk may read: not what it carries."""
        read = "WHERE waits <> '' AND scope IN (SELECT scope FROM scope_position)"
        every = _ROWS.replace("WHERE scope = ?", read)
        return self._kept(f"{every} ORDER BY envelope.no")

    def note_waiting(self, now: int) -> None:
        """Remember since when an envelope waits for what belongs to it; forget what waits no more."""
        if not self.scopes_waiting() and not self.waiting_since():
            return
        with self.transaction():
            self._run(
                "INSERT OR IGNORE INTO alarm (kind, scope, detail, at)"
                " SELECT 'part', scope, hex(id), ? FROM envelope WHERE waits IN ('parts', 'order')",
                now,
            )
            self._run(
                "DELETE FROM alarm WHERE kind = 'part' AND detail NOT IN"
                " (SELECT hex(id) FROM envelope WHERE waits IN ('parts', 'order'))"
            )

    def waiting_since(self) -> Mapping[bytes, int]:
        """By envelope, since when it waits for what belongs to it, in milliseconds since 1970."""
        rows = self._all("SELECT detail, at FROM alarm WHERE kind = 'part'")
        return {bytes.fromhex(named): int(at) for named, at in rows}

    def grown(self, scope: bytes = b"") -> Sequence[Grown]:
        rows = self._all(
            "SELECT p.scope, count(e.no), coalesce(sum(length(e.raw)), 0) FROM scope_position AS p"
            " LEFT JOIN (SELECT scope, epoch, max(seq) AS seq FROM snapshot_confirmed"
            "  GROUP BY scope, epoch) AS c ON c.scope = p.scope AND c.epoch = p.epoch"
            " JOIN envelope AS e ON e.scope = p.scope AND e.seq > coalesce(c.seq, 0)"
            " WHERE ? IN (p.scope, x'') GROUP BY p.scope",
            scope,
        )
        return [Grown(bytes(name), int(count), int(size)) for name, count, size in rows]

    def forget(self, scope: bytes, seq: int) -> int:
        gone = self._all(
            "SELECT no FROM envelope WHERE scope = ? AND seq > 0 AND seq <= ? AND waits = ''"
            " AND first < (SELECT max(later.first) FROM envelope AS later"
            "  WHERE later.scope = envelope.scope AND later.stream = envelope.stream)"
            " AND stream NOT IN (SELECT no FROM stream WHERE device = ?) LIMIT ?",
            scope, seq, self._store.streams.own[0], AT_ONCE,
        )  # fmt: skip
        for (number,) in gone:
            self._run("DELETE FROM envelope WHERE no = ?", number)
        return len(gone)

    def _kept(self, statement: str, *values: Any) -> list[Kept]:
        return [kept for row in self._all(statement, *values) if (kept := _one(row))]


def _one(row: Any) -> Kept | None:
    if row is None:
        return None
    scope, device, incarnation, first, count, named, raw, seq, waits = row
    return Kept(
        bytes(scope), bytes(device), int(incarnation), int(first), int(count), bytes(named),
        bytes(raw), int(seq), waits,
    )  # fmt: skip
