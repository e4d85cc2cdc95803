"""What goes amiss between a desk and a hub, and is mended without anybody's help."""

from dataclasses import replace

from sync.engine.belief import Belief
from sync.envelope import NOTHING, Stream, beginning
from sync.ledger import COVERED, Kept, Ledger
from sync.protocol import Ends, News, Position


class Mender:
    """Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief) -> None:
        self._belief = belief
        self._ledger: Ledger = belief.ledger

    def give_back_chain(self, chain: bytes, after: int) -> None:
        """The hub lost statements: say them again."""
        for seq, raw in enumerate(self._ledger.statements(chain, after), after + 1):
            self._ledger.add_statement(chain, seq, raw, confirmed=False)
        self._ledger.add_wraps(self._ledger.wraps(chain), confirmed=False)

    def give_back_stream(self, kept: Kept, last: int) -> bool:
        """The hub lacks what came before an envelope: what a snapshot stood for is put outside the log again.

        Not what was met in the log by now: it may have been pushed in the same request, behind this one.
        """
        lost = [
            one
            for one in self._ledger.envelopes(kept.scope)
            if one.stream == kept.stream and last < one.first < kept.first and one.seq == COVERED
        ]
        for one in lost:
            self._ledger.keep(replace(one, seq=0))
        return bool(lost)

    def split(self, scope: bytes, stream: Stream, first: int) -> None:
        """Another copy of this store used the stream: what nobody has is numbered in a new one."""
        self._belief.report("clone", scope, str(first))
        if stream == self._ledger.stream():
            self._ledger.begin_incarnation(self._next_incarnation())
            for other in self._ledger.scopes_unsealed():
                end = self._ledger.ends(other).get(stream)
                self._ledger.move(other, stream, end.last if end else 0)
        for kept in self._ledger.outside(scope):
            if kept.stream == stream and kept.last >= first:
                self._ledger.drop(kept)
        before = max(
            (k for k in self._ledger.envelopes(scope) if k.stream == stream and k.last < first),
            key=lambda k: k.first,
            default=None,
        )
        last, named = (before.last, before.id) if before else (0, NOTHING)
        self._ledger.set_ends(scope, [Ends(*stream, last, named)])
        self._ledger.move(scope, stream, first - 1)

    def _next_incarnation(self) -> int:
        known = [stream.incarnation for stream in self._ledger.streams()]
        for scope in (position.scope for position in self._ledger.positions()):
            known += [
                s.incarnation
                for s in self._ledger.ends(scope)
                if s.device == self._belief.desk.device
            ]
        return max(known, default=0) + 1

    def rewind(self, news: News, place: Position) -> Position:
        """The hub's log is another: read it again from the start, and give it what it lost."""
        if place.seq or news.head:
            # Of a log in which nobody had met anything yet, nothing was lost.
            self._belief.report("rewound", news.scope, str(place.seq))
        self._ledger.forget_places(news.scope)
        for confirmed in self._ledger.confirmed(news.scope):
            # It may know what no log holds any more, and nobody has as it was sealed.
            self._ledger.owe_snapshot(confirmed.snapshot, owed=True)
        fresh = Position(news.scope, news.epoch, 0, beginning(news.scope), place.members)
        self._ledger.set_position(fresh)
        return fresh
