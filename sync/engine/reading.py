"""Reading a log: contiguity, chain, signatures and streams are checked before the cursor moves.

Nothing is ever advanced over that does not fit. What fits but cannot be opened or understood yet is kept,
counted and waits; it stops nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync import seal
from sync.engine.belief import Belief
from sync.envelope import NOTHING, Envelope, Header, Malformed, Stream, beginning, linked, parse
from sync.ledger import ORDER, Kept, Ledger
from sync.protocol import Ends, Entry, News, Position, head_text


class Broken(Exception):
    """A log that does not fit: the scope is frozen where it was, and reported."""


class Cloned(Exception):
    """Another copy of this store has used numbers of this device's stream."""

    def __init__(self, scope: bytes, stream: Stream, first: int) -> None:
        super().__init__()
        self.scope = scope
        self.stream = stream
        self.first = first


@dataclass(slots=True)
class Place:
    """Where the reader stands in a log."""

    epoch: bytes
    seq: int
    chain: bytes


class Reader:
    """Verifies logs and loose envelopes. Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief) -> None:
        self._belief = belief
        self._ledger: Ledger = belief.ledger

    def read(self, news: News, position: Position) -> Position:
        """The position after what `news` brings. Raises Broken, Cloned."""
        place = Place(position.epoch, position.seq, position.chain)
        if news.epoch != place.epoch:
            place = Place(news.epoch, 0, beginning(news.scope))
        if news.base > place.seq:
            place = Place(news.epoch, news.base, news.base_chain)
        self._read_entries(news.scope, news.entries, place)
        self._demand_chain(news, place)
        if place.seq > news.head or not self._head_signed(news):
            raise Broken("head")
        return Position(news.scope, place.epoch, place.seq, place.chain, position.members)

    @staticmethod
    def _demand_chain(news: News, place: Place) -> None:
        """What was read must be the very log that the hub signs for."""
        if place.seq == news.head and place.chain != news.chain:
            raise Broken("chain")

    def _head_signed(self, news: News) -> bool:
        """Whether a hub that the directory names stands behind this head."""
        directory = self._belief.directory
        text = head_text(directory.organisation, news)
        return any(seal.verify(public, text, news.signature) for public in directory.hubs)

    def _read_entries(self, scope: bytes, entries: Sequence[Entry], place: Place) -> None:
        ends = dict(self._ledger.ends(scope))
        met: list[Ends] = []
        for entry in entries:
            if entry.seq <= place.seq:
                continue
            if entry.seq != place.seq + 1:
                raise Broken("gap")
            end = self._read_entry(scope, entry, ends)
            ends[Stream(end.device, end.incarnation)] = end
            met.append(end)
            place.seq, place.chain = entry.seq, linked(place.chain, entry.seq, entry.id)
            self._ledger.set_place(scope, place.seq, place.chain)
        self._ledger.set_ends(scope, met)

    def _read_entry(self, scope: bytes, entry: Entry, ends: dict[Stream, Ends]) -> Ends:
        known = self._ledger.named(scope, entry.id)
        if known is None:
            return _end(self.kept(self._parsed(scope, entry), ends, entry.seq))
        end = ends.get(known.stream)
        if end is not None and end.last >= known.last:
            self._place(known, entry.seq)
            return end
        # It came by another way, before what it follows.
        self._demand_order(parse(known.raw), end)
        self._place(known, entry.seq)
        return _end(known)

    @staticmethod
    def _parsed(scope: bytes, entry: Entry) -> Envelope:
        try:
            envelope = parse(entry.raw)
        except Malformed as malformed:
            raise Broken("malformed") from malformed
        if envelope.id != entry.id or envelope.header.scope != scope:
            raise Broken("id")
        return envelope

    def _place(self, known: Kept, seq: int) -> None:
        """An envelope that is kept already has its place in the log: if it is one's own, it arrived."""
        self._ledger.keep(replace(known, seq=seq))
        if known.device == self._belief.desk.device:
            self._ledger.settle(known.scope, known.stream, known.last)

    def kept(self, envelope: Envelope, ends: dict[Stream, Ends], seq: int) -> Kept:
        """Check an envelope not met before and keep it; not merged yet. Raises Broken, Cloned."""
        header = envelope.header
        device = self._belief.directory.devices.get(header.device)
        if device is None or not envelope.signed_by(device.signing):
            raise Broken("signature")
        end = ends.get(header.stream)
        last = end.last if end else 0
        self.demand_sole(header)
        if header.first <= last:
            # A snapshot stood for it. That it is the same one is known only where it ends the stream.
            if end and header.last == last and end.id != envelope.id:
                raise Broken("fork")
        else:
            self._demand_order(envelope, end)
        kept = Kept(
            header.scope, header.device, header.incarnation, header.first, header.count,
            envelope.id, envelope.raw, seq, ORDER,
        )  # fmt: skip
        self._ledger.keep(kept)
        return kept

    @staticmethod
    def _demand_order(envelope: Envelope, end: Ends | None) -> None:
        header, last = envelope.header, end.last if end else 0
        if header.first != last + 1:
            raise Broken("stream")
        if header.previous != (end.id if end else NOTHING):
            raise Broken("fork")

    def demand_sole(self, header: Header) -> None:
        """An own envelope that this store did not make: of a life before a restore, or of a copy."""
        if header.device != self._belief.desk.device:
            return
        overlap = any(
            one.stream == header.stream and one.last >= header.first
            for one in self._ledger.outside(header.scope)
        )
        if overlap or header.stream == self._belief.stream():
            raise Cloned(header.scope, header.stream, header.first)
        self._ledger.settle(header.scope, header.stream, header.last)


def _end(kept: Kept) -> Ends:
    return Ends(kept.device, kept.incarnation, kept.last, kept.id)
