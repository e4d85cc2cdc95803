"""A hub: the `Peer` of each device, over a storage. Used by the server, and by every test in process.

It can read nothing of what it keeps. It enforces what the directory and the memberships say, and is
believed by nobody about either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from msgspec import structs

from sync import seal
from sync.envelope import beginning, scope_of
from sync.hub.ground import Ground
from sync.hub.offers import Offers
from sync.hub.store import Row, ScopeRow
from sync.protocol import (
    MOST_ANSWER,
    MOST_SCOPES,
    OK,
    OLDEST,
    REFUSED,
    VERSION,
    Answer,
    Denied,
    Entry,
    Hello,
    News,
    Position,
    Pull,
    Result,
    Round,
    Welcome,
    digest_of,
    head_text,
)
from sync.statements import Released, read

EMPTY_LOG: Final = (b"", 0, b"", 0)


class Hub(Ground):
    """One hub, with the key it signs its logs with. Any thread, any number of processes."""

    def peer(self, device: bytes) -> "HubPeer":
        """The hub as a device meets it, once its request was found to be its own."""
        return HubPeer(self, device)


class HubPeer(Offers):
    """What one device may ask of a hub."""

    def hello(self, hello: Hello) -> Welcome:
        if hello.newest < OLDEST or hello.oldest > VERSION:
            raise Denied("version", self.hub.now())
        return Welcome(
            self.hub.directory().organisation, self.hub.pair.public, OLDEST, VERSION,
            self.hub.now(), self.hub.trial,
        )  # fmt: skip

    def sync(self, asked: Round) -> Answer:
        """One round. A device that is out gets the directory, where its wipe may stand, and no more."""
        hub = self.hub
        if len(asked.positions) > MOST_SCOPES:
            raise Denied("limit", hub.now())
        statements = [self._take_statement(raw) for raw in asked.statements]
        directory = hub.directory()
        user = directory.user_of(self.device)
        if not user:
            raise Denied("device", hub.now())
        active = directory.active(self.device)
        if asked.wraps and active:
            hub.chains.take_wraps(asked.wraps, user)
        told = self._told(asked) if active else {}
        results = self._push(asked.push, told)
        pushed = frozenset(seal.digest(raw[: -seal.SIGNATURE]) for raw in asked.push)
        news = [] if told is None or not active else self._news(told, asked, pushed)
        with hub.store.transaction():
            known = hub.chains.directory()
            new = list(hub.store.statements(known.organisation, asked.directory))
        return Answer(
            hub.now(), new, known.seq, known.head, results, statements, news, told is None,
            VERSION,
        )  # fmt: skip

    def _told(self, asked: Round) -> dict[bytes, Position] | None:
        """Where this device stands in every scope; None where that must be asked for."""
        with self.hub.store.transaction():
            self.hub.store.set_told(self.device, asked.positions, whole=asked.whole)
            told = dict(self.hub.store.told(self.device))
        return told if digest_of(list(told.values())) == asked.digest else None

    def _push(self, raws: Sequence[bytes], told: Mapping[bytes, Position] | None) -> list[Result]:
        """Take envelopes; not yet where this hub lost what the device has verified, which comes first."""
        if told is None:
            return [Result(REFUSED, "later") for _ in raws]
        scopes = {scope_of(raw) for raw in raws}
        with self.hub.store.transaction():
            rows = self.hub.store.scopes([scope for scope in scopes if scope in told])
            barred = {row.scope for row in rows if self._checked(row, told[row.scope])[1]}
        open_ = [raw for raw in raws if scope_of(raw) not in barred]
        taken = iter(self.hub.intake.take(open_, self.hub.now()))
        return [
            Result(REFUSED, "later") if scope_of(raw) in barred else next(taken) for raw in raws
        ]

    def pull(self, asked: Pull) -> News:
        """More of one log, from where the device stands in it."""
        place = Position(asked.scope, asked.epoch, asked.seq, asked.chain, 1 << 31)
        with self.hub.store.transaction():
            self.hub.chains.directory()
            self.demand(asked.scope)
            row = self.hub.store.scope(asked.scope, lock=True)
            if row is None:
                raise Denied("scope", self.hub.now())
            return self._of_scope(row, place, min(asked.room, MOST_ANSWER), frozenset())

    def _take_statement(self, raw: bytes) -> Result:
        result = self.hub.chains.take(raw)
        if result.code == OK:
            statement = read(raw).statement
            if isinstance(statement.act, Released) and statement.act.accepted:
                self.hub.intake.release(statement.chain, statement.act.envelope, self.hub.now())
        return result

    def _news(
        self, told: Mapping[bytes, Position], asked: Round, pushed: frozenset[bytes]
    ) -> list[News]:
        """What is new in the scopes this device may read, within the room asked for."""
        store, room = self.hub.store, min(asked.room, MOST_ANSWER)
        with store.transaction():
            readable = self._readable()
            news: list[News] = []
            for row in _chosen(readable, asked.wanted):
                place = told.get(row.scope) or Position(row.scope, *EMPTY_LOG)
                if not _same(row, place):
                    news.append(self._of_scope(row, place, room, pushed))
                    room -= sum(len(entry.raw) for entry in news[-1].entries)
            left = told.keys() - {row.scope for row in readable}
            return [*news, *(self._left(told[scope]) for scope in sorted(left))]

    def _readable(self) -> list[ScopeRow]:
        """The scopes this device may read, those of its circles after the circles."""
        chains, directory = self.hub.chains, self.hub.chains.directory()
        user = directory.user_of(self.device)
        rows = self.hub.store.reach(user)
        lengths = (directory.head, tuple((row.scope, row.members) for row in rows))
        known = self.hub.readable.get(self.device)
        if known is None or known[0] != lengths or directory.ever_opened(user):
            for row in rows:
                chains.members(row.scope, row.members)
            may = frozenset(row.scope for row in rows if self.may_read(row.scope, row.members))
            known = lengths, may
            self.hub.remember(self.device, known)
        return [row for row in rows if row.scope in known[1]]

    def _of_scope(
        self, row: ScopeRow, place: Position, room: int, pushed: frozenset[bytes]
    ) -> News:
        store = self.hub.store
        row, rewound = self._checked(row, place)
        after = 0 if rewound else place.seq
        rows: Sequence[Row] = store.rows(row.scope, max(after, row.base), room) if room > 0 else ()
        entries = [Entry(r.seq, r.id, b"" if r.id in pushed else r.raw, r.at) for r in rows]
        late = row.members > place.members
        new = list(store.statements(row.scope, place.members)) if late else []
        to = [self.device, *self.circles_of(row.scope)]
        wraps = list(store.wraps(row.scope, to)) if new or rows else []
        news = News(
            row.scope, row.epoch, row.head, row.chain, self.hub.now(), b"", row.base,
            self._chain_at(row.scope, row.base), new, row.members,
            wraps, entries, rewound, stood=place.epoch != row.epoch and store.stands(row.scope),
        )  # fmt: skip
        text = head_text(self.hub.chains.directory().organisation, news)
        return structs.replace(news, signature=seal.sign(self.hub.pair, text))

    def _left(self, place: Position) -> News:
        """A scope this device may read no longer, or one that this hub has lost altogether."""
        lost = self.hub.store.scope(place.scope, lock=False) is None
        members = self.hub.chains.remembered(place.scope)
        user = self.hub.chains.directory().user_of(self.device)
        # Who had a right is shown the statement that took it; nobody else is shown anything.
        had = members is not None and members.knew(user, self.hub.chains.remembered)
        said = list(self.hub.store.statements(place.scope, place.members)) if had else []
        empty = News(
            place.scope, place.epoch, 0 if lost else place.seq,
            beginning(place.scope) if lost else place.chain, self.hub.now(), b"", 0, b"", said,
            place.members + len(said) if had else 0, [], [], rewound=lost, gone=not lost,
        )  # fmt: skip
        text = head_text(self.hub.chains.directory().organisation, empty)
        return structs.replace(empty, signature=seal.sign(self.hub.pair, text))

    def _chain_at(self, scope: bytes, seq: int) -> bytes:
        row = self.hub.store.row(scope, seq) if seq else None
        return row.chain if row else b""

    def _checked(self, row: ScopeRow, place: Position) -> tuple[ScopeRow, bool]:
        """The row, and whether the device must read again; a log that shrank takes a new epoch.

        A log in which nothing was met yet may stand for something nevertheless: a snapshot healed it.
        """
        if place.epoch != row.epoch:
            return row, bool(place.epoch)
        if not place.seq:
            return row, False
        if place.seq == row.head and place.chain == row.chain:
            return row, False
        at = self.hub.store.row(row.scope, place.seq)
        if at is not None and at.chain == place.chain:
            return row, False
        locked = self.hub.store.scope(row.scope, lock=True) or row
        if locked.epoch == place.epoch:
            locked = replace(locked, epoch=self.hub.entropy(16))
            self.hub.store.put_scope(locked)
        return locked, True


def _chosen(rows: Sequence[ScopeRow], wanted: Sequence[bytes]) -> Sequence[ScopeRow]:
    """Those that somebody waits for, in the order they are waited for; all where nobody says."""
    known = {row.scope: row for row in rows}
    return [known[scope] for scope in dict.fromkeys(wanted) if scope in known] if wanted else rows


def _same(row: ScopeRow, place: Position) -> bool:
    """Whether nothing happened in a scope since a device was there."""
    if row.members != place.members or row.head != place.seq:
        return False
    if not place.seq:
        return place.epoch in {b"", row.epoch}
    return (row.epoch, row.chain) == (place.epoch, place.chain)
