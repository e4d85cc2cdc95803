"""The hub's storage on PostgreSQL: what `sync.hub` asks of one, and the second line of its defence.

Every transaction names the person who asks, and the database shows the hub's role only what that person
may read (row-level security, from tables that this module fills out of the signed statements).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from sync.envelope import Stream
from sync.hub.store import Held, Row, ScopeRow
from sync.protocol import Ends, Position
from sync.server.blobs import Blobs
from sync.server.database import Database, Session, rows
from sync.server.shelves import Shelves
from sync.server.told_rows import note
from sync.statements import DirectoryAct, Wrap, read

ROWS_AT_ONCE: Final = 4096
_ROW: Final = "seq, device, incarnation, first, last, id, chain, body, received"


class Rewound(Exception):
    """The database holds less than this process has seen in it: it was restored to an older state."""


@dataclass(slots=True)
class Work:
    """One open transaction, and what was learned in it that need not be asked again."""

    session: Session
    heads: dict[bytes, int] = field(default_factory=dict)
    lengths: dict[bytes, int] = field(default_factory=dict)


_ASKING: ContextVar[str] = ContextVar("asking", default="")
_WORK: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def asking(person: bytes) -> Iterator[None]:
    """Transactions inside are this person's: they see what he or she may read."""
    token = _ASKING.set(person.hex())
    try:
        yield
    finally:
        _ASKING.reset(token)


class PostgresStore(Shelves):
    """`HubStore`. A transaction inside another is part of it."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        super().__init__(blobs)
        self.database = database
        self.witness: Callable[[bytes], None] | None = None
        """Is shown each statement of the directory, to keep it apart from this database."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if _WORK.get() is not None:
            yield
            return
        with self.database.borrowed(_ASKING.get()) as session:
            token = _WORK.set(Work(session))
            try:
                yield
            finally:
                _WORK.reset(token)

    @property
    def _work(self) -> Work:
        work = _WORK.get()
        if work is None:
            raise RuntimeError("the hub's storage was asked outside a transaction")
        return work

    def ask(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return rows(self._work.session, query, given)

    def tell(self, query: str, *given: Any) -> int:
        """Run a statement; how many rows it changed."""
        return self._work.session.execute(query.encode(), given).rowcount

    # Chains of statements.

    def lock_chain(self, chain: bytes) -> None:
        self.ask("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(%b::text, 7))", chain.hex())

    def statements(self, chain: bytes, after: int) -> Sequence[bytes]:
        """Raises Rewound where the chain no longer reaches `after`."""
        if after and self._work.lengths.get(chain) == after:
            return ()
        found = self.ask(
            "SELECT seq, CASE WHEN seq > %b::int8 THEN raw ELSE '' END FROM statement"
            " WHERE chain = %b AND seq >= %b::int8 ORDER BY seq",
            after, chain, after,
        )  # fmt: skip
        if after and not found:
            longest = self.ask("SELECT max(seq) FROM statement WHERE chain = %b", chain)
            if (longest[0][0] or 0) < after < 1 << 31:
                raise Rewound
        self._work.lengths[chain] = int(found[-1][0]) if found else 0
        return [raw for seq, raw in found if seq > after]

    def add_statement(self, chain: bytes, seq: int, raw: bytes) -> None:
        self._work.lengths.pop(chain, None)
        self.tell("INSERT INTO statement (chain, seq, raw) VALUES (%b, %b, %b)", chain, seq, raw)
        note(self._work.session, raw)
        if self.witness and isinstance(read(raw).statement.act, DirectoryAct):
            self.witness(raw)

    def reach(self, user: bytes) -> Sequence[ScopeRow]:
        query = (
            "WITH own AS MATERIALIZED (SELECT scope FROM named WHERE subject = %b),"
            " reached AS (SELECT scope, 0 AS after FROM own UNION ALL SELECT DISTINCT n.scope, 1"
            "  FROM own JOIN named n ON n.subject = own.scope"
            "  WHERE n.scope NOT IN (SELECT scope FROM own))"
            " SELECT id, epoch, head, chain, base, members FROM reached JOIN scope ON id = scope"
            " ORDER BY after, id"
        )
        return [self._scope_row(row) for row in self.ask(query, user)]

    def set_subjects(self, scope: bytes, subjects: Iterable[bytes]) -> None:
        self.tell(
            "INSERT INTO named (subject, scope) SELECT subject, %b FROM unnest(%b::bytea[]) AS subject"
            " ON CONFLICT DO NOTHING",
            scope, list(subjects),
        )  # fmt: skip

    # Logs.

    def scope(self, scope: bytes, *, lock: bool) -> ScopeRow | None:
        query = "SELECT id, epoch, head, chain, base, members FROM scope WHERE id = %b"
        found = self.ask(query + (" FOR UPDATE" if lock else ""), scope)
        return self._scope_row(found[0]) if found else None

    def scopes(self, scopes: Sequence[bytes]) -> Sequence[ScopeRow]:
        query = (
            "SELECT id, epoch, head, chain, base, members FROM scope WHERE id = ANY(%b::bytea[])"
        )
        by_id = {row[0]: self._scope_row(row) for row in self.ask(query, list(scopes))}
        return [by_id[scope] for scope in scopes if scope in by_id]

    def _scope_row(self, row: tuple[Any, ...]) -> ScopeRow:
        self._work.heads[row[0]] = row[2]
        return ScopeRow(*row)

    def put_scope(self, row: ScopeRow) -> None:
        self._work.heads[row.scope] = row.head
        self.tell(
            "INSERT INTO scope (id, epoch, head, chain, base, members) VALUES (%b, %b, %b, %b, %b, %b)"
            " ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, head = excluded.head,"
            " chain = excluded.chain, base = excluded.base, members = excluded.members",
            row.scope, row.epoch, row.head, row.chain, row.base, row.members,
        )  # fmt: skip

    def ends(self, scope: bytes, streams: Iterable[Stream]) -> Mapping[Stream, Ends]:
        wanted = list(streams)
        found = self.ask(
            "SELECT device, incarnation, last, id FROM stream WHERE scope = %b"
            " AND device = ANY(%b::bytea[])",
            scope, list({stream.device for stream in wanted}),
        )  # fmt: skip
        ends = {Stream(row[0], row[1]): Ends(*row) for row in found}
        return {stream: ends[stream] for stream in wanted if stream in ends}

    def put_ends(self, scope: bytes, ends: Iterable[Ends]) -> None:
        lines = list(ends)
        self.tell(
            "INSERT INTO stream (scope, device, incarnation, last, id)"
            " SELECT %b, * FROM unnest(%b::bytea[], %b::int8[], %b::int8[], %b::bytea[])"
            " ON CONFLICT (scope, device, incarnation)"
            " DO UPDATE SET last = excluded.last, id = excluded.id",
            scope, [end.device for end in lines], [end.incarnation for end in lines],
            [end.last for end in lines], [end.id for end in lines],
        )  # fmt: skip

    def find(self, scope: bytes, stream: Stream, first: int) -> Row | None:
        """Without its body: a courier may ask for what he may not read."""
        query = "SELECT seq, last, id, chain, received FROM standing(%b, %b, %b::int8, %b::int8)"
        found = self.ask(query, scope, stream.device, stream.incarnation, first)
        if not found:
            return None
        seq, last, named, chain, at = found[0]
        return Row(scope, seq, *stream, first, last, named, chain, b"", at)

    def append(self, rows: Sequence[Row]) -> None:
        """One statement for the log, its head and the ends of the streams."""
        if not rows:
            return
        last = rows[-1]
        self._work.heads[last.scope] = last.seq
        self.tell(
            "WITH line AS (SELECT * FROM unnest(%b::int8[], %b::bytea[], %b::int8[], %b::int8[],"
            " %b::int8[], %b::bytea[], %b::bytea[], %b::int8[], %b::bytea[])"
            " AS line (seq, device, incarnation, first, last, id, chain, at, body)),"
            " counted AS (UPDATE scope SET head = %b, chain = %b WHERE id = %b),"
            " ended AS (INSERT INTO stream (scope, device, incarnation, last, id)"
            "  SELECT DISTINCT ON (device, incarnation) %b::bytea, device, incarnation, last, id"
            "  FROM line ORDER BY device, incarnation, seq DESC"
            "  ON CONFLICT (scope, device, incarnation)"
            "  DO UPDATE SET last = excluded.last, id = excluded.id)"
            " INSERT INTO envelope (scope, seq, device, incarnation, first, last, id, chain, received,"
            " size, body) SELECT %b::bytea, seq, device, incarnation, first, last, id, chain, at,"
            " length(body), body FROM line",
            [row.seq for row in rows], [row.device for row in rows],
            [row.incarnation for row in rows], [row.first for row in rows],
            [row.last for row in rows], [row.id for row in rows], [row.chain for row in rows],
            [row.at for row in rows], [row.raw for row in rows],
            last.seq, last.chain, last.scope, last.scope, last.scope,
        )  # fmt: skip
        if blobs := [blob for row in rows for blob in row.blobs]:
            self.tell(
                "INSERT INTO spoken (blob, scope) SELECT DISTINCT blob, %b::bytea"
                " FROM unnest(%b::bytea[]) AS blob ON CONFLICT DO NOTHING",
                rows[0].scope, blobs,
            )  # fmt: skip

    def row(self, scope: bytes, seq: int) -> Row | None:
        query = f"SELECT {_ROW} FROM envelope WHERE scope = %b AND seq = %b::int8"  # noqa: S608 (ours)
        found = self.ask(query, scope, seq)
        return Row(scope, *found[0]) if found else None

    def rows(self, scope: bytes, after: int, room: int) -> Sequence[Row]:
        if self._work.heads.get(scope) == after:
            return ()
        query = (
            f"SELECT {_ROW} FROM (SELECT *, sum(length(body)) OVER (ORDER BY seq) - length(body)"  # noqa: S608 (ours)
            "  AS before FROM (SELECT * FROM envelope WHERE scope = %b AND seq > %b::int8"
            "  ORDER BY seq LIMIT %b::int8) AS next) AS counted WHERE before < %b::int8 ORDER BY seq"
        )
        found = self.ask(query, scope, after, ROWS_AT_ONCE, max(room, 1))
        return [Row(scope, *row) for row in found]

    def hold(self, held: Held) -> None:
        self.tell(
            "INSERT INTO held (scope, id, reason, received, body) VALUES (%b, %b, %b, %b, %b)"
            " ON CONFLICT DO NOTHING",
            held.scope, held.id, held.reason, held.at, held.raw,
        )  # fmt: skip

    def held(self, scope: bytes, envelope: bytes) -> Held | None:
        query = "SELECT id, body, reason, received FROM held WHERE scope = %b AND id = %b"
        found = self.ask(query, scope, envelope)
        return Held(scope, *found[0]) if found else None

    def unhold(self, scope: bytes, envelope: bytes) -> None:
        self.tell("DELETE FROM held WHERE scope = %b AND id = %b", scope, envelope)

    # Keys and positions.

    def wraps(self, scope: bytes, to: Sequence[bytes]) -> Sequence[Wrap]:
        query = (
            "SELECT scope, commitment, receiver, sealed, under FROM wrap"
            " WHERE scope = %b AND receiver = ANY(%b::bytea[])"
        )
        return [Wrap(*row) for row in self.ask(query, scope, list(to))]

    def add_wraps(self, wraps: Iterable[Wrap]) -> None:
        for wrap in wraps:
            self.tell(
                "INSERT INTO wrap VALUES (%b, %b, %b, %b, sha256(%b::bytea), %b)"
                " ON CONFLICT DO NOTHING",
                wrap.scope, wrap.to, wrap.commitment, wrap.under, wrap.sealed, wrap.sealed,
            )  # fmt: skip

    def view_of(self, person: bytes) -> bytes:
        """A hash of all that can change what a person is told of the logs."""
        return bytes(self.ask("SELECT view_of(%b)", person)[0][0])

    def note_quiet(self, device: bytes, digest: bytes, directory: int, view: bytes) -> None:
        """Remember that with this view there was nothing to tell a device that stood there."""
        self.tell(
            "INSERT INTO quiet VALUES (%b, %b, %b, %b) ON CONFLICT (device) DO UPDATE SET"
            " digest = excluded.digest, directory = excluded.directory, view = excluded.view",
            device, digest, directory, view,
        )  # fmt: skip

    def told(self, device: bytes) -> Mapping[bytes, Position]:
        query = "SELECT scope, epoch, seq, chain, members FROM cursor WHERE device = %b"
        return {row[0]: Position(*row) for row in self.ask(query, device)}

    def set_told(self, device: bytes, positions: Iterable[Position], *, whole: bool) -> None:
        lines = list(positions)
        if whole:
            self.tell("DELETE FROM cursor WHERE device = %b", device)
        if not lines:
            return
        self.tell(
            "INSERT INTO cursor (device, scope, epoch, seq, chain, members) SELECT %b, *"
            " FROM unnest(%b::bytea[], %b::bytea[], %b::int8[], %b::bytea[], %b::int8[])"
            " ON CONFLICT (device, scope) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq,"
            " chain = excluded.chain, members = excluded.members",
            device, [one.scope for one in lines], [one.epoch for one in lines],
            [one.seq for one in lines], [one.chain for one in lines],
            [one.members for one in lines],
        )  # fmt: skip
