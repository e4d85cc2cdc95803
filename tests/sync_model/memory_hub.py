"""A hub's storage in memory, with copies of itself to be restored to without telling anybody."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sync.envelope import Stream
from sync.hub.store import Held, Row, ScopeRow
from sync.protocol import (
    BlobState,
    Ends,
    Invite,
    Knock,
    Offered,
    Position,
    Snapshot,
    encode,
    read_message,
)
from sync.statements import Wrap


@dataclass
class Tables:
    """All that a hub keeps."""

    chains: dict[bytes, list[bytes]] = field(default_factory=dict)
    subjects: dict[bytes, set[bytes]] = field(default_factory=dict)
    scopes: dict[bytes, ScopeRow] = field(default_factory=dict)
    ends: dict[bytes, dict[Stream, Ends]] = field(default_factory=dict)
    rows: dict[bytes, list[Row]] = field(default_factory=dict)
    firsts: dict[tuple[bytes, Stream, int], Row] = field(default_factory=dict)
    holds: dict[tuple[bytes, bytes], Held] = field(default_factory=dict)
    wraps: dict[tuple[bytes, bytes, bytes], Wrap] = field(default_factory=dict)
    told: dict[bytes, dict[bytes, Position]] = field(default_factory=dict)
    snapshots: dict[bytes, tuple[bytes, bytes, list[bytes]]] = field(default_factory=dict)
    attested: dict[bytes, dict[bytes, bytes]] = field(default_factory=dict)
    blobs: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    pieces: dict[bytes, int] = field(default_factory=dict)
    invites: dict[bytes, tuple[Invite, bytes]] = field(default_factory=dict)
    knocks: list[Knock] = field(default_factory=list)


class MemoryHub:
    """HubStore in memory. A transaction that raises leaves nothing behind."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._depth = 0

    def backup(self) -> Tables:
        return copy.deepcopy(self.tables)

    def restore(self, backup: Tables) -> None:
        self.tables = copy.deepcopy(backup)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def lock_chain(self, chain: bytes) -> None:
        self.tables.chains.setdefault(chain, [])

    def statements(self, chain: bytes, after: int) -> Sequence[bytes]:
        return self.tables.chains.get(chain, [])[after:]

    def add_statement(self, chain: bytes, seq: int, raw: bytes) -> None:
        kept = self.tables.chains.setdefault(chain, [])
        assert len(kept) == seq - 1
        kept.append(raw)

    def reach(self, user: bytes) -> Sequence[ScopeRow]:
        named = self.tables.subjects
        own = [scope for scope, subjects in named.items() if user in subjects]
        through = [s for s, subjects in named.items() if s not in own and subjects & set(own)]
        return self.scopes([*own, *through])

    def set_subjects(self, scope: bytes, subjects: Iterable[bytes]) -> None:
        self.tables.subjects[scope] = set(subjects)

    def scope(self, scope: bytes, *, lock: bool) -> ScopeRow | None:
        return self.tables.scopes.get(scope)

    def put_scope(self, row: ScopeRow) -> None:
        self.tables.scopes[row.scope] = row

    def scopes(self, scopes: Sequence[bytes]) -> Sequence[ScopeRow]:
        return [self.tables.scopes[scope] for scope in scopes if scope in self.tables.scopes]

    def ends(self, scope: bytes, streams: Iterable[Stream]) -> Mapping[Stream, Ends]:
        kept = self.tables.ends.get(scope, {})
        return {stream: kept[stream] for stream in streams if stream in kept}

    def put_ends(self, scope: bytes, ends: Iterable[Ends]) -> None:
        kept = self.tables.ends.setdefault(scope, {})
        kept.update({Stream(end.device, end.incarnation): end for end in ends})

    def find(self, scope: bytes, stream: Stream, first: int) -> Row | None:
        return self.tables.firsts.get((scope, stream, first))

    def append(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.tables.rows.setdefault(row.scope, []).append(row)
            stream = Stream(row.device, row.incarnation)
            assert (row.scope, stream, row.first) not in self.tables.firsts
            self.tables.firsts[row.scope, stream, row.first] = row
            self.put_ends(row.scope, [Ends(*stream, row.last, row.id)])
            kept = self.tables.scopes[row.scope]
            self.tables.scopes[row.scope] = replace(kept, head=row.seq, chain=row.chain)

    def row(self, scope: bytes, seq: int) -> Row | None:
        rows = self.tables.rows.get(scope, [])
        return rows[seq - 1] if 0 < seq <= len(rows) else None

    def rows(self, scope: bytes, after: int, room: int) -> Sequence[Row]:
        found: list[Row] = []
        for row in self.tables.rows.get(scope, [])[after:]:
            if found and room <= 0:
                break
            found.append(row)
            room -= len(row.raw)
        return found

    def compact(self, scope: bytes) -> None:
        """Drop the bodies that a confirmed snapshot stands for."""
        for name, (of, raw, _) in self.tables.snapshots.items():
            told = read_message(raw, Snapshot)
            row = self.tables.scopes[scope]
            if of == scope and self.tables.attested.get(name) and told.epoch == row.epoch:
                base = max(row.base, told.seq)
                self.tables.scopes[scope] = replace(row, base=base)
                rows = self.tables.rows[scope]
                rows[:base] = [replace(one, raw=b"") for one in rows[:base]]

    def hold(self, held: Held) -> None:
        self.tables.holds.setdefault((held.scope, held.id), held)

    def held(self, scope: bytes, envelope: bytes) -> Held | None:
        return self.tables.holds.get((scope, envelope))

    def unhold(self, scope: bytes, envelope: bytes) -> None:
        self.tables.holds.pop((scope, envelope), None)

    def wraps(self, scope: bytes, to: Sequence[bytes]) -> Sequence[Wrap]:
        return [w for w in self.tables.wraps.values() if w.scope == scope and w.to in to]

    def add_wraps(self, wraps: Iterable[Wrap]) -> None:
        for wrap in wraps:
            self.tables.wraps.setdefault((wrap.scope, wrap.commitment, encode(wrap)), wrap)

    def told(self, device: bytes) -> Mapping[bytes, Position]:
        return self.tables.told.get(device, {})

    def set_told(self, device: bytes, positions: Iterable[Position], *, whole: bool) -> None:
        kept = {} if whole else self.tables.told.get(device, {})
        self.tables.told[device] = {**kept, **{p.scope: p for p in positions}}

    def stands(self, scope: bytes) -> bool:
        return any(of == scope for of, _, _ in self.tables.snapshots.values())

    def offered(self, scope: bytes) -> Sequence[Offered]:
        return [
            Offered(raw, list(self.tables.attested.get(name, {}).values()))
            for name, (of, raw, _) in reversed(self.tables.snapshots.items())
            if of == scope
        ]

    def offer(self, scope: bytes, snapshot: bytes, raw: bytes, pieces: Sequence[bytes]) -> None:
        self.tables.snapshots[snapshot] = (scope, raw, list(pieces))

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes | None:
        pieces = self.tables.snapshots[snapshot][2]
        return pieces[piece] if 0 <= piece < len(pieces) else None

    def scope_of_snapshot(self, snapshot: bytes) -> bytes | None:
        found = self.tables.snapshots.get(snapshot)
        return found[0] if found else None

    def attest(self, snapshot: bytes, device: bytes, raw: bytes) -> None:
        self.tables.attested.setdefault(snapshot, {})[device] = raw

    def blob_scopes(self, blob: bytes) -> Sequence[bytes]:
        return [s for s, rows in self.tables.rows.items() if any(blob in r.blobs for r in rows)]

    def blob(self, blob: bytes) -> BlobState:
        bits = sum(1 << piece for piece in self.tables.blobs.get(blob, {}))
        count = self.tables.pieces.get(blob, 0)
        return BlobState(count, bits.to_bytes((count + 7) // 8, "little"))

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> bool:
        kept = self.tables.blobs.setdefault(blob, {})
        if self.tables.pieces.setdefault(blob, pieces) != pieces:
            return False
        return kept.setdefault(piece, body) == body

    def get_piece(self, blob: bytes, piece: int) -> bytes | None:
        return self.tables.blobs.get(blob, {}).get(piece)

    def put_invite(self, invite: Invite, by: bytes) -> None:
        self.tables.invites[invite.id] = (invite, by)

    def add_knock(self, knock: Knock) -> None:
        self.tables.knocks.append(knock)

    def knocks(self, by: Sequence[bytes]) -> Sequence[Knock]:
        return [k for k in self.tables.knocks if self.tables.invites[k.invite][1] in by]
