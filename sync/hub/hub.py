"""A hub: the `Peer` of each device, over a storage. Used by the server, and by every test in process.

It can read nothing of what it keeps. It enforces what the directory and the memberships say, and is
believed by nobody about either.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from msgspec import structs

from sync import seal
from sync.directory import Directory
from sync.hub.chains import Chains
from sync.hub.intake import Intake
from sync.hub.offers import Offers
from sync.hub.store import HubStore, Row, ScopeRow
from sync.protocol import (
    MOST_ANSWER,
    OK,
    OLDEST,
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
from sync.seal import Entropy, Pair
from sync.statements import Released, read

EMPTY_LOG: Final = (b"", 0, b"", 0)


class Hub:
    """One hub, with the key it signs its logs with. Any thread, any number of processes."""

    def __init__(
        self,
        store: HubStore,
        *,
        root: bytes,
        pair: Pair,
        now: Callable[[], int],
        entropy: Entropy,
        trial: bool = False,
    ) -> None:
        self.store = store
        self.pair = pair
        self.now = now
        self.entropy = entropy
        self.trial = trial
        self.chains = Chains(store, root, entropy)
        self.intake = Intake(store, self.chains)

    def peer(self, device: bytes) -> "HubPeer":
        """The hub as a device meets it, once its request was found to be its own."""
        return HubPeer(self, device)

    def directory(self) -> Directory:
        """The directory as stored here."""
        with self.store.transaction():
            return self.chains.directory()


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
        statements = [self._take_statement(raw) for raw in asked.statements]
        directory = hub.directory()
        user = directory.user_of(self.device)
        if not user:
            raise Denied("device", hub.now())
        if asked.wraps and directory.active(self.device):
            hub.chains.take_wraps(asked.wraps, user)
        results = hub.intake.take(asked.push, hub.now())
        pushed = frozenset(seal.digest(raw[: -seal.SIGNATURE]) for raw in asked.push)
        ask, news = self._news(asked, pushed) if directory.active(self.device) else (False, [])
        with hub.store.transaction():
            known = hub.chains.directory()
            new = list(hub.store.statements(known.organisation, asked.directory))
        return Answer(hub.now(), new, known.seq, known.head, results, statements, news, ask)

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

    def _news(self, asked: Round, pushed: frozenset[bytes]) -> tuple[bool, list[News]]:
        """Whether the whole vector is wanted, and what is new where it is known."""
        store, room = self.hub.store, min(asked.room, MOST_ANSWER)
        with store.transaction():
            directory = self.hub.chains.directory()
            store.set_told(self.device, asked.positions, whole=asked.whole)
            told = dict(store.told(self.device))
            if digest_of(list(told.values())) != asked.digest:
                return True, []
            user = directory.user_of(self.device)
            circles = list(store.scopes_of([user]))
            readable = [
                s for s in dict.fromkeys([*circles, *store.scopes_of(circles)]) if self.may_read(s)
            ]
            news: list[News] = []
            for row in store.scopes(readable):
                place = told.get(row.scope) or Position(row.scope, *EMPTY_LOG)
                one = self._of_scope(row, place, room, pushed)
                if one.entries or one.rewound or one.members or one.head != place.seq:
                    news.append(one)
                    room -= sum(len(entry.raw) for entry in one.entries)
            news += [_gone(told[scope]) for scope in told.keys() - set(readable)]
            return False, news

    def _of_scope(
        self, row: ScopeRow, place: Position, room: int, pushed: frozenset[bytes]
    ) -> News:
        store = self.hub.store
        row, rewound = self._checked(row, place)
        after = 0 if rewound else place.seq
        rows: Sequence[Row] = store.rows(row.scope, max(after, row.base), room) if room > 0 else ()
        entries = [Entry(r.seq, r.id, b"" if r.id in pushed else r.raw, r.at) for r in rows]
        members = self.hub.chains.members(row.scope)
        head = members.seq if members else 0
        new = list(store.statements(row.scope, place.members)) if head > place.members else []
        to = [self.device, *self.circles_of(row.scope)]
        wraps = list(store.wraps(row.scope, to)) if new else []
        news = News(
            row.scope, row.epoch, row.head, row.chain, self.hub.now(), b"", row.base, new, head,
            wraps, entries, rewound,
        )  # fmt: skip
        text = head_text(self.hub.chains.directory().organisation, news)
        return structs.replace(news, signature=seal.sign(self.hub.pair, text))

    def _checked(self, row: ScopeRow, place: Position) -> tuple[ScopeRow, bool]:
        """The row, and whether the device must read again; a log that shrank takes a new epoch."""
        if not place.seq:
            return row, False
        if place.epoch != row.epoch:
            return row, True
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


def _gone(place: Position) -> News:
    return News(
        place.scope, place.epoch, place.seq, place.chain, 0, b"", 0, [], 0, [], [], gone=True
    )
