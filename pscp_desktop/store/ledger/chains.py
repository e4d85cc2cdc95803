"""Statements, positions in the logs, keys, snapshots, and what a person must know."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pscp_desktop.store.ledger.rows import Rows
from pscp_desktop.store.rights import LEFT
from sync.ledger import Alarm, Confirmed, KeptSnapshot, ScopeKey
from sync.protocol import Position
from sync.statements import Wrap


class ChainRows(Rows):
    """The rows that say who may do what and how far this desk has come."""

    # Statements

    def statements(self, chain: bytes, after: int = 0) -> Sequence[bytes]:
        return _column(
            self._all(
                "SELECT raw FROM statement WHERE chain = ? AND seq > ? ORDER BY seq", chain, after
            )
        )

    def add_statement(self, chain: bytes, seq: int, raw: bytes, *, confirmed: bool) -> None:
        self._run(
            "INSERT OR REPLACE INTO statement VALUES (?, ?, ?, ?)", chain, seq, int(confirmed), raw
        )

    def unconfirmed(self) -> Sequence[tuple[bytes, int, bytes]]:
        rows = self._all("SELECT chain, seq, raw FROM statement WHERE NOT confirmed ORDER BY 1, 2")
        return [(bytes(chain), int(seq), bytes(raw)) for chain, seq, raw in rows]

    def confirm(self, chain: bytes, seq: int) -> None:
        self._run("UPDATE statement SET confirmed = 1 WHERE chain = ? AND seq <= ?", chain, seq)

    def drop_statements(self, chain: bytes, after: int) -> None:
        self._run(
            "DELETE FROM statement WHERE chain = ? AND seq > ? AND NOT confirmed", chain, after
        )

    # Positions

    def positions(self) -> Sequence[Position]:
        return [_position(row) for row in self._all("SELECT * FROM scope_position ORDER BY scope")]

    def members_known(self) -> int:
        """How many statements of memberships are known, of all scopes together."""
        row = self._first("SELECT coalesce(sum(members), 0) FROM scope_position")
        return int(row[0])

    def position(self, scope: bytes) -> Position | None:
        row = self._first("SELECT * FROM scope_position WHERE scope = ?", scope)
        return _position(row) if row else None

    def set_position(self, position: Position) -> None:
        if self.position(position.scope) is None:  # let in, perhaps again
            self._run("DELETE FROM alarm WHERE kind = ? AND scope = ?", LEFT, position.scope)
        self._run("INSERT OR REPLACE INTO scope_position VALUES (?, ?, ?, ?, ?)", *_plain(position))

    def told(self) -> Mapping[bytes, Position]:
        rows = self._all("SELECT * FROM scope_told")
        return {bytes(row[0]): _position(row) for row in rows}

    def set_told(self, positions: Iterable[Position], *, whole: bool) -> None:
        if whole:
            self._run("DELETE FROM scope_told")
        for position in positions:
            self._run("INSERT OR REPLACE INTO scope_told VALUES (?, ?, ?, ?, ?)", *_plain(position))

    def leave(self, scope: bytes) -> None:
        self._run("DELETE FROM scope_position WHERE scope = ?", scope)
        self._run("DELETE FROM scope_told WHERE scope = ?", scope)
        at = int(self._store.now().timestamp() * 1000)
        self.report(Alarm(LEFT, scope, "", at))

    # Keys

    def keys(self, scope: bytes) -> Sequence[ScopeKey]:
        rows = self._all(
            "SELECT number, commitment, key FROM scope_key WHERE scope = ? ORDER BY number", scope
        )
        return [ScopeKey(int(number), bytes(name), bytes(key)) for number, name, key in rows]

    def add_key(self, scope: bytes, key: ScopeKey) -> None:
        self._run(
            "INSERT OR REPLACE INTO scope_key VALUES (?, ?, ?, ?)",
            scope, key.commitment, key.number, key.key,
        )  # fmt: skip

    def wraps(self, scope: bytes) -> Sequence[Wrap]:
        return [_wrap(row) for row in self._all(f"{_WRAPS} WHERE scope = ?", scope)]

    def add_wraps(self, wraps: Iterable[Wrap], *, confirmed: bool) -> None:
        for wrap in wraps:
            self._run(
                "INSERT INTO scope_wrap VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (scope, commitment, recipient, under) DO UPDATE"
                " SET confirmed = max(confirmed, excluded.confirmed)",
                wrap.scope, wrap.commitment, wrap.to, wrap.under, wrap.sealed, int(confirmed),
            )  # fmt: skip

    def unconfirmed_wraps(self) -> Sequence[Wrap]:
        return [_wrap(row) for row in self._all(f"{_WRAPS} WHERE NOT confirmed")]

    def confirm_wraps(self, wraps: Iterable[Wrap]) -> None:
        for wrap in wraps:
            self._run(
                "UPDATE scope_wrap SET confirmed = 1"
                " WHERE scope = ? AND commitment = ? AND recipient = ? AND under = ?",
                wrap.scope, wrap.commitment, wrap.to, wrap.under,
            )  # fmt: skip

    # Snapshots and alarms

    def snapshots(self, scope: bytes) -> Sequence[KeptSnapshot]:
        rows = self._all("SELECT id, raw FROM snapshot WHERE scope = ? ORDER BY no", scope)
        return [
            KeptSnapshot(
                bytes(name),
                scope,
                bytes(raw),
                tuple(
                    _column(
                        self._all(
                            "SELECT body FROM snapshot_piece WHERE snapshot = ? ORDER BY number",
                            name,
                        )
                    )
                ),
            )
            for name, raw in rows
        ]

    def keep_snapshot(self, snapshot: KeptSnapshot) -> None:
        self._run(
            "INSERT OR IGNORE INTO snapshot (id, scope, raw) VALUES (?, ?, ?)",
            snapshot.id, snapshot.scope, snapshot.raw,
        )  # fmt: skip
        for number, piece in enumerate(snapshot.pieces):
            self._run(
                "INSERT OR IGNORE INTO snapshot_piece VALUES (?, ?, ?)", snapshot.id, number, piece
            )

    def drop_snapshot(self, snapshot: bytes) -> None:
        self._run("DELETE FROM snapshot_piece WHERE snapshot = ?", snapshot)
        self._run("DELETE FROM snapshot WHERE id = ?", snapshot)

    def owe_snapshot(self, snapshot: bytes, *, owed: bool) -> None:
        self._run("UPDATE snapshot SET owed = ? WHERE id = ?", int(owed), snapshot)

    def owed_snapshots(self) -> Sequence[tuple[bytes, bytes]]:
        rows = self._all("SELECT id, scope FROM snapshot WHERE owed ORDER BY no")
        return [(bytes(name), bytes(scope)) for name, scope in rows]

    def confirmed(self, scope: bytes = b"") -> Sequence[Confirmed]:
        rows = self._all(
            "SELECT snapshot, scope, epoch, seq, at, word FROM snapshot_confirmed"
            " WHERE ? IN (scope, x'') ORDER BY seq",
            scope,
        )
        return [
            Confirmed(bytes(name), bytes(of), bytes(epoch), int(seq), int(at), bytes(word))
            for name, of, epoch, seq, at, word in rows
        ]

    def note_confirmed(self, confirmed: Confirmed) -> None:
        self._run(
            "INSERT OR IGNORE INTO snapshot_confirmed VALUES (?, ?, ?, ?, ?, ?)",
            confirmed.snapshot, confirmed.scope, confirmed.epoch, confirmed.seq, confirmed.at,
            confirmed.word,
        )  # fmt: skip

    def report(self, alarm: Alarm) -> None:
        """Told once, however often the same is found again."""
        self._run(
            "INSERT OR IGNORE INTO alarm (kind, scope, detail, at) VALUES (?, ?, ?, ?)",
            alarm.kind, alarm.scope, alarm.detail, alarm.at,
        )  # fmt: skip

    def alarms(self) -> Sequence[tuple[int, Alarm]]:
        """What a person must know and has not put away, the newest first, each with its number."""
        rows = self._all(
            "SELECT no, kind, scope, detail, at FROM alarm"
            " WHERE NOT seen AND kind NOT IN ('part', 'named', 'lost')"
            # Of an envelope that a hub did not take, for as long as it is in no log.
            " AND (length(detail) < 64 OR EXISTS (SELECT 1 FROM envelope AS e"
            "  WHERE e.scope = alarm.scope AND e.seq = 0 AND detail LIKE '% ' || hex(e.id)))"
            " ORDER BY no DESC"
        )
        return [
            (int(no), Alarm(kind, bytes(scope), detail, int(at)))
            for no, kind, scope, detail, at in rows
        ]

    def put_away(self, alarm: int) -> None:
        """A person has read it."""
        self._run("UPDATE alarm SET seen = 1 WHERE no = ?", alarm)


_WRAPS = "SELECT scope, commitment, recipient, sealed, under FROM scope_wrap"


def _wrap(row: Any) -> Wrap:
    return Wrap(*(bytes(part) for part in row))


def _position(row: Any) -> Position:
    scope, epoch, seq, chain, members = row
    return Position(bytes(scope), bytes(epoch), int(seq), bytes(chain), int(members))


def _plain(position: Position) -> tuple[Any, ...]:
    return position.scope, position.epoch, position.seq, position.chain, position.members


def _column(rows: Iterable[Any]) -> list[bytes]:
    return [bytes(row[0]) for row in rows]
