"""The engine: what a desk does when it meets a hub. One round is one request where nothing is amiss.

Catching up has its own order: the directory, what is new, keys, what was sealed by others and is not in
the log yet, one's own, and what came meanwhile. An envelope counts as delivered only when it was met in
the log that this desk has verified itself.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Final

from msgspec import structs

from sync.engine.asking import Asker
from sync.engine.belief import Belief, Desk
from sync.engine.keyring import Keyring
from sync.engine.mending import Mender
from sync.engine.merging import Merger
from sync.engine.reading import Broken, Cloned, Reader
from sync.engine.results import Receipt, Results
from sync.engine.snapshots import Snapshots
from sync.engine.upkeep import Upkeep
from sync.envelope import beginning
from sync.ledger import Kept, Ledger
from sync.protocol import (
    DUP,
    FORK,
    GAP,
    OK,
    Answer,
    Denied,
    News,
    Peer,
    Position,
    Pull,
    Round,
)

MOST_STEPS: Final = 2000
MOST_IDLE: Final = 4
"""Requests one after another that changed nothing: what is left waits for another time."""


class Engine:
    """Reconciles one desk. Not for several threads at once; the ledger's transactions are short."""

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self.ledger = ledger
        self.desk = desk
        self.belief = Belief(ledger, desk)
        self.keyring = Keyring(self.belief)
        self.reader = Reader(self.belief)
        self.merger = Merger(self.belief, self.keyring)
        self.asker = Asker(self.belief, self.keyring)
        self.snapshots = Snapshots(self.belief, self.keyring, self.merger)
        self.upkeep = Upkeep(self.belief, self.snapshots)
        self.mender = Mender(self.belief)
        self.results = Results(self.belief, self.mender, self.snapshots)
        self._caught_up = False
        self._whole = False
        self._lacking: set[bytes] = set()
        """The scopes whose membership the hub has lost in part."""
        self._last = (0, 0, 0, 0)
        self._behind: dict[bytes, int] = {}
        """By scope, how far its log is known to go."""

    def round(self, peer: Peer) -> Receipt:
        """Exchange until nothing is left to say. Raises Unreachable, Denied: to be tried again later."""
        receipt = Receipt()
        pushes, idle, introduced = self._caught_up, 0, False
        for _ in range(MOST_STEPS):
            with self.transaction():
                asked, sent = self.asker.ask(pushes=pushes, whole=self._whole)
            try:
                answer = peer.sync(asked)
            except Denied as denied:
                if introduced or denied.reason != "device" or not self._introduce(asked):
                    raise
                introduced = True  # a hub that heard all statements and still denies means it
                continue
            receipt.requests += 1
            amiss = self._take(peer, asked, sent, answer, receipt)
            idle = 0 if self._moved(receipt) else idle + 1
            if idle > MOST_IDLE or self.belief.directory.put_out(self.desk.device):
                break
            more = self.desk.order.left or any(
                not self._reached(news) for news in answer.news if news.scope not in receipt.frozen
            )
            # Newcomers to the directory may be owed keys: one more request hands them over.
            said = pushes and not answer.directory and not self._left_to_say(receipt)
            if said and not (amiss or more):
                receipt.complete = not receipt.frozen
                break
            pushes = not (amiss or more)
        self._caught_up = receipt.complete
        return receipt

    def _introduce(self, asked: Round) -> bool:
        """Tell a hub that does not know this device who it is: it may have lost the directory."""
        organisation = self.belief.directory.organisation
        if asked.directory == 0 or not self.belief.user:
            return False
        with self.transaction():
            self.mender.give_back_chain(organisation, 0)
        return True

    # Taking the answer.

    def _take(
        self, peer: Peer, asked: Round, sent: list[Kept], answer: Answer, receipt: Receipt
    ) -> bool:
        """Believe what of an answer is to be believed; whether something was amiss."""
        receipt.time, receipt.newest = answer.time, answer.newest
        self._lacking.clear()
        self._whole = answer.ask
        with self.transaction():
            self.belief.take(answer.directory)
            amiss = self._take_statements(asked, answer)
            if not answer.ask:
                self.ledger.set_told(asked.positions, whole=asked.whole)
        with self.transaction():
            self.belief.hear([news.members for news in answer.news])
        self._gained = False
        for news in self.desk.order.arranged(answer.news):
            self._take_news(peer, news, receipt)
        if self._gained:  # it may be a circle's, and open what came before it
            self.open_keys()
        forked = self.results.take(peer, sent, answer.results, receipt)
        directory = self.belief.directory
        behind = answer.directory_seq < directory.seq
        if behind and not self.asker.unconfirmed(directory.organisation):
            with self.transaction():
                self.mender.give_back_chain(directory.organisation, answer.directory_seq)
        return (
            amiss
            or forked
            or answer.ask
            or behind
            or any(news.rewound or news.scope in self._lacking for news in answer.news)
        )

    def _take_statements(self, asked: Round, answer: Answer) -> bool:
        """Confirm what the hub took. Whether some of it has to be said again."""
        amiss = False
        for (chain, seq, _), result in zip(
            self.ledger.unconfirmed(), answer.statements, strict=False
        ):
            if result.code in (OK, DUP):
                self.ledger.confirm(chain, seq)
                continue
            amiss = True
            if result.code == GAP:
                self.mender.give_back_chain(chain, result.last)
            elif result.code == FORK:
                self.belief.forked.add(chain)
        if asked.wraps and not amiss:
            self.ledger.confirm_wraps(asked.wraps)
        return amiss

    def _take_news(self, peer: Peer, news: News, receipt: Receipt) -> None:
        if news.gone:
            with self.transaction():
                self._leave(news.scope, receipt)
            return
        with self.transaction():
            self.ledger.add_wraps(news.wraps, confirmed=True)
            place = self.settle_place(news.scope)
            if news.members_head < place.members:
                self._lacking.add(news.scope)
                self.mender.give_back_chain(news.scope, news.members_head)
            if news.rewound:
                place = self.mender.rewind(news, place)
                self._caught_up = False
        self._gained |= self.open_keys([news.scope])
        self.keyring.miss(news)
        late = news.base > place.seq
        if (late or news.stood) and not self.snapshots.reached(peer, news, late=late):
            # Its key has not come yet: nothing may be passed over.
            receipt.frozen[news.scope] = "snapshot"
            if self.ledger.keys(news.scope):
                with self.transaction():
                    self.belief.report("frozen", news.scope, "snapshot")
            return
        self._read(news, place, receipt)
        if receipt.frozen.get(news.scope) == "stream" and self.snapshots.join(peer, news.scope):
            # What is missing in the log was healed by a snapshot.
            del receipt.frozen[news.scope]
            self._read(news, place, receipt)
        self._pull(peer, news.scope, receipt)

    def _leave(self, scope: bytes, receipt: Receipt) -> None:
        """Go out of a scope, where signed statements say so too: a hub's word alone is not enough."""
        directory = self.belief.directory
        if (
            self.belief.role(scope)
            and directory.active(self.desk.device)
            and not (directory.erased(scope) or scope in directory.blocked)
        ):
            receipt.frozen[scope] = "withheld"
            self.belief.report("withheld", scope, "gone")
            return
        self.ledger.leave(scope)

    def _pull(self, peer: Peer, scope: bytes, receipt: Receipt) -> None:
        """Read on in one log to its head, a frame at a time; what was cut off is read on from there."""
        reached = True
        while reached and scope not in receipt.frozen:
            place = self.ledger.position(scope)
            if place is None or not self._behind.get(scope, 0) > place.seq:
                return
            news = peer.pull(Pull(scope, place.epoch, place.seq, place.chain))
            receipt.requests += 1
            if news.rewound:
                return
            self._read(news, place, receipt)
            now = self.ledger.position(scope)
            reached = now is not None and now.seq > place.seq

    def settle_place(self, scope: bytes) -> Position:
        """Where this desk stands in a scope, with what it knows of its members now."""
        members = self.belief.members(scope)
        confirmed = (members.seq if members else 0) - len(self.asker.unconfirmed(scope))
        found = self.ledger.position(scope)
        place = (
            structs.replace(found, members=confirmed)
            if found
            else Position(scope, b"", 0, beginning(scope), confirmed)
        )
        self.ledger.set_position(place)
        return place

    def _read(self, news: News, place: Position, receipt: Receipt) -> None:
        """Verify, keep and merge one frame, all in one transaction, or freeze the scope where it was."""
        self._behind[news.scope] = news.head
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
                self.mender.split(cloned.scope, cloned.stream, cloned.first)

    def open_keys(self, scopes: Iterable[bytes] | None = None) -> bool:
        """Open what can be opened by now in these scopes, or in all; whether a key was gained."""
        with self.transaction():
            gained = self.keyring.open_new(self.asker.scopes() if scopes is None else scopes)
            for scope in gained:
                self.merger.merge(scope)
        return bool(gained)

    # Whether there is more.

    def _reached(self, news: News) -> bool:
        """Whether this desk stands at the head of a scope, or cannot go on there for now."""
        position = self.ledger.position(news.scope)
        return news.gone or not news.entries or position is None or position.seq >= news.head

    def _moved(self, receipt: Receipt) -> bool:
        """Whether the last request changed anything here."""
        now = (
            receipt.pushed,
            receipt.received,
            len(self.ledger.unconfirmed()),
            sum(len(self.ledger.outside(scope)) for scope in self.ledger.scopes_outside()),
        )
        moved, self._last = now != self._last, now
        return moved

    def _left_to_say(self, receipt: Receipt) -> bool:
        """Whether another request would say something this hub would take."""
        if receipt.refused or receipt.held or receipt.frozen:
            return False
        return bool(self.ledger.scopes_unsealed() or self.ledger.scopes_outside())

    def transaction(self) -> AbstractContextManager[None]:
        """A transaction of the ledger; where it is undone, what was believed is read again."""
        return self.belief.transaction()
