"""The engine: what a desk does when it meets a hub. One round is one request where nothing is amiss.

Catching up has its own order: the directory, what is new, keys, what was sealed by others and is not in
the log yet, one's own, and what came meanwhile. An envelope counts as delivered only when it was met in
the log that this desk has verified itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from msgspec import structs

from sync.engine.belief import Belief, Desk
from sync.engine.keyring import Keyring
from sync.engine.merging import Merger
from sync.engine.reading import Broken, Cloned, Reader
from sync.engine.sealing import Sealer
from sync.engine.snapshots import Snapshots
from sync.envelope import NOTHING, Stream, beginning
from sync.ledger import Kept, Ledger
from sync.protocol import (
    DUP,
    FORK,
    GAP,
    HELD,
    MOST_INLINE,
    OK,
    REFUSED,
    RETRIED,
    Answer,
    Ends,
    News,
    Peer,
    Position,
    Result,
    Round,
    digest_of,
)

MOST_STEPS: Final = 200
MOST_PUSHED: Final = 4 * 1024 * 1024
"""Bytes of envelopes in one request."""


@dataclass(slots=True)
class Receipt:
    """What a round did: kept and printed by the desk."""

    requests: int = 0
    pushed: int = 0
    received: int = 0
    refused: int = 0
    held: int = 0
    complete: bool = False
    """Whether nothing was left to say on either side."""
    time: int = 0
    """The hub's time at the last answer, in milliseconds."""
    frozen: dict[bytes, str] = field(default_factory=dict)


class Engine:
    """Reconciles one desk. Not for several threads at once; the ledger's transactions are short."""

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self.ledger = ledger
        self.desk = desk
        self.belief = Belief(ledger, desk)
        self.keyring = Keyring(self.belief)
        self.reader = Reader(self.belief)
        self.merger = Merger(self.belief, self.keyring)
        self.sealer = Sealer(self.belief, self.keyring)
        self.snapshots = Snapshots(self.belief, self.keyring, self.merger)
        self._caught_up = False
        self._whole = False

    def round(self, peer: Peer) -> Receipt:
        """Exchange until nothing is left to say. Raises Unreachable, Denied: to be tried again later."""
        receipt = Receipt()
        pushes = self._caught_up
        for _ in range(MOST_STEPS):
            asked, sent = self._ask(pushes=pushes)
            answer = peer.sync(asked)
            receipt.requests += 1
            amiss = self._take(peer, asked, sent, answer, receipt)
            more = any(not self._reached(news) for news in answer.news)
            if not (amiss or more) and pushes and not self._left_to_say(receipt):
                receipt.complete = not receipt.frozen
                break
            pushes = not (amiss or more)
        self._caught_up = receipt.complete
        return receipt

    # Asking.

    def _ask(self, *, pushes: bool) -> tuple[Round, list[Kept]]:
        """What to send, and the envelopes in it."""
        with self.transaction():
            if pushes:
                self._prepare()
            sent = self._to_push() if pushes else []
            positions = list(self.ledger.positions())
            told = {} if self._whole else self.ledger.told()
            directory = self.belief.directory
            asked = Round(
                directory.seq - len(self._unconfirmed(directory.organisation)),
                directory.head,
                digest_of(positions),
                [place for place in positions if told.get(place.scope) != place],
                self._whole or told.keys() - {place.scope for place in positions} != set(),
                [raw for _, _, raw in self.ledger.unconfirmed()],
                list(self.ledger.unconfirmed_wraps()),
                [kept.raw for kept in sent],
                MOST_INLINE if pushes and sent else MOST_PUSHED,
            )
        return (
            asked if not asked.whole else structs.replace(asked, positions=positions, whole=True)
        ), sent

    def _unconfirmed(self, chain: bytes) -> list[bytes]:
        return [raw for one, _, raw in self.ledger.unconfirmed() if one == chain]

    def _prepare(self) -> None:
        """Hand over owed keys and seal what is unsent, with all that is known of the directory."""
        for position in self.ledger.positions():
            self.keyring.hand_over(position.scope)
        for scope in self.ledger.scopes_unsealed():
            self.sealer.seal(scope)

    def _to_push(self) -> list[Kept]:
        """What is in no log yet: what others sealed before one's own, each in the order it was met."""
        found: list[Kept] = []
        size = 0
        for scope in self._scopes():
            for kept in self._ordered(scope):
                if found and size + len(kept.raw) > MOST_PUSHED:
                    return found
                found.append(kept)
                size += len(kept.raw)
        return found

    def _ordered(self, scope: bytes) -> list[Kept]:
        outside = self.ledger.outside(scope)
        device = self.desk.device
        return [k for k in outside if k.device != device] + [
            k for k in outside if k.device == device
        ]

    def _scopes(self) -> list[bytes]:
        return [position.scope for position in self.ledger.positions()]

    # Taking the answer.

    def _take(
        self, peer: Peer, asked: Round, sent: list[Kept], answer: Answer, receipt: Receipt
    ) -> bool:
        """Believe what of an answer is to be believed; whether something was amiss."""
        receipt.time = answer.time
        self._whole = answer.ask
        with self.transaction():
            self.belief.take(answer.directory)
            amiss = self._take_statements(asked, answer)
            if not answer.ask:
                self.ledger.set_told(asked.positions, whole=asked.whole)
        for news in answer.news:
            self._take_news(peer, news, receipt)
        forked = self._take_results(sent, answer.results, receipt)
        behind = answer.directory_seq < self.belief.directory.seq
        if behind and not self._unconfirmed(self.belief.directory.organisation):
            self._give_back_chain(self.belief.directory.organisation, answer.directory_seq)
        return amiss or forked or answer.ask or behind or any(n.rewound for n in answer.news)

    def _take_statements(self, asked: Round, answer: Answer) -> bool:
        """Confirm what the hub took. Whether some of it has to be said again."""
        amiss = False
        for (chain, seq, _), result in zip(
            self.ledger.unconfirmed(), answer.statements, strict=False
        ):
            if result.code in (OK, DUP):
                self.ledger.confirm(chain, seq)
            elif result.code == GAP:
                self._give_back_chain(chain, result.last)
                amiss = True
            else:
                amiss = True
        if asked.wraps and not amiss:
            self.ledger.confirm_wraps(asked.wraps)
        return amiss

    def _give_back_chain(self, chain: bytes, after: int) -> None:
        """The hub lost statements: say them again."""
        with self.transaction():
            for seq, raw in enumerate(self.ledger.statements(chain, after), after + 1):
                self.ledger.add_statement(chain, seq, raw, confirmed=False)
            self.ledger.add_wraps(self.ledger.wraps(chain), confirmed=False)

    def _take_news(self, peer: Peer, news: News, receipt: Receipt) -> None:
        if news.gone:
            with self.transaction():
                self.ledger.leave(news.scope)
            return
        with self.transaction():
            self.belief.take(news.members)
            self.ledger.add_wraps(news.wraps, confirmed=True)
            place = self._place(news)
            if news.rewound:
                place = self._rewind(news, place)
        self._open_keys()
        if news.rewound:
            self.snapshots.give_back(peer, news.scope)
        if news.rewound or news.base > place.seq:
            self.snapshots.join(peer, news.scope, needed=news.base > place.seq)
        self._read(news, place, receipt)

    def _place(self, news: News) -> Position:
        """Where this desk stands in a scope, with what it knows of its members now."""
        members = self.belief.members(news.scope)
        confirmed = (members.seq if members else 0) - len(self._unconfirmed(news.scope))
        found = next((p for p in self.ledger.positions() if p.scope == news.scope), None)
        place = Position(
            news.scope,
            found.epoch if found else news.epoch,
            found.seq if found else 0,
            found.chain if found else beginning(news.scope),
            confirmed,
        )
        self.ledger.set_position(place)
        return place

    def _rewind(self, news: News, place: Position) -> Position:
        """The hub's log is another: read it again from the start, and give it what it lost."""
        self.belief.report("rewound", news.scope, str(place.seq))
        self.ledger.forget_places(news.scope)
        self._caught_up = False
        fresh = Position(news.scope, news.epoch, 0, beginning(news.scope), place.members)
        self.ledger.set_position(fresh)
        return fresh

    def _read(self, news: News, place: Position, receipt: Receipt) -> None:
        """Verify, keep and merge one frame, all in one transaction, or freeze the scope where it was."""
        try:
            with self.transaction():
                before = place.seq
                reached = self.reader.read(news, place)
                self.ledger.set_position(reached)
                self.merger.merge(news.scope)
                receipt.received += reached.seq - before
                for entry in news.entries:
                    kept = self.ledger.named(news.scope, entry.id)
                    if kept is not None and kept.device != self.desk.device:
                        self.merger.check(kept)
        except Broken as broken:
            receipt.frozen[news.scope] = str(broken)
            with self.transaction():
                self.belief.report("frozen", news.scope, str(broken))
        except Cloned as cloned:
            with self.transaction():
                self._split(cloned.scope, cloned.stream, cloned.first)

    def _open_keys(self) -> None:
        with self.transaction():
            for scope in self.keyring.open_new(self._scopes()):
                self.merger.merge(scope)

    def _take_results(self, sent: list[Kept], results: list[Result], receipt: Receipt) -> bool:
        """Count what became of each envelope; whether a stream had to be split or given back."""
        amiss = False
        for kept, result in zip(sent, results, strict=False):
            receipt.pushed += result.code == OK
            receipt.held += result.code == HELD
            if result.code == REFUSED and result.reason not in RETRIED:
                receipt.refused += 1
                with self.transaction():
                    self.belief.report("refused", kept.scope, result.reason)
            if result.code == FORK and kept.device == self.desk.device:
                with self.transaction():
                    self._split(kept.scope, kept.stream, kept.first)
                amiss = True
            if result.code == GAP:
                amiss |= self._gap(kept, result.last)
        return amiss

    def _gap(self, kept: Kept, last: int) -> bool:
        """The hub lacks what came before an envelope: what is kept of it is put outside the log again."""
        with self.transaction():
            lost = [
                one
                for one in self.ledger.envelopes(kept.scope)
                if one.stream == kept.stream and last < one.first < kept.first and one.seq
            ]
            for one in lost:
                self.ledger.keep(replace(one, seq=0))
        return bool(lost)

    def _split(self, scope: bytes, stream: Stream, first: int) -> None:
        """Another copy of this store used the stream: what nobody has is numbered in a new one."""
        self.belief.report("clone", scope, str(first))
        if stream == self.ledger.stream():
            self.ledger.begin_incarnation(self._next_incarnation())
            for other in self.ledger.scopes_unsealed():
                end = self.ledger.ends(other).get(stream)
                self.ledger.move(other, stream, end.last if end else 0)
        for kept in self.ledger.outside(scope):
            if kept.stream == stream and kept.last >= first:
                self.ledger.drop(kept)
        before = max(
            (k for k in self.ledger.envelopes(scope) if k.stream == stream and k.last < first),
            key=lambda k: k.first,
            default=None,
        )
        last, named = (before.last, before.id) if before else (0, NOTHING)
        self.ledger.set_ends(scope, [Ends(*stream, last, named)])
        self.ledger.move(scope, stream, first - 1)

    def _next_incarnation(self) -> int:
        known = [stream.incarnation for stream in self.ledger.streams()]
        for scope in self._scopes():
            known += [
                s.incarnation for s in self.ledger.ends(scope) if s.device == self.desk.device
            ]
        return max(known, default=0) + 1

    # Whether there is more.

    def _reached(self, news: News) -> bool:
        """Whether this desk stands at the head of a scope, or cannot go on there for now."""
        position = next((p for p in self.ledger.positions() if p.scope == news.scope), None)
        return news.gone or not news.entries or position is None or position.seq >= news.head

    def _left_to_say(self, receipt: Receipt) -> bool:
        """Whether another request would say something this hub would take."""
        if receipt.refused or receipt.held or receipt.frozen:
            return False
        return bool(self.ledger.scopes_unsealed() or any(map(self.ledger.outside, self._scopes())))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction of the ledger; where it is undone, what was believed is read again."""
        try:
            with self.ledger.transaction():
                yield
        except BaseException:
            self.belief.forget()
            raise
