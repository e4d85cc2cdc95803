"""Own changes become envelopes: late, once, all that is unsent of a scope together."""

from sync.engine.belief import Belief
from sync.engine.keyring import Keyring
from sync.envelope import (
    MOST_BLOBS,
    MOST_CHANGES,
    NOTHING,
    Contents,
    Header,
    Seen,
    Stream,
    make,
    parse,
)
from sync.ledger import MERGED, Kept, Ledger, Own, ScopeKey
from sync.protocol import Ends, Position
from sync.state import hash_of

AT_ONCE = 512 * 1024
"""Bytes of changes in one envelope, about; a larger change goes alone."""
BEATS = 16
"""Every so many changes of a stream, an envelope carries the hash of its author's state."""


class Sealer:
    """Seals what was saved here. Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief, keyring: Keyring) -> None:
        self._belief = belief
        self._keyring = keyring
        self._ledger: Ledger = belief.ledger

    def seal(self, scope: bytes) -> None:
        """Seal all unsealed changes of a scope.

        What an earlier life left unsealed is numbered anew first. Its copy was older than its last day:
        it may have sealed those numbers and given them away, and sealed again they would be a fork.
        """
        own = self._belief.stream()
        for stream in self._ledger.streams():
            end = self._ledger.ends(scope).get(stream)
            after = end.last if end else 0
            if stream != own and self._ledger.unsealed(scope, stream, after, 1):
                self._ledger.move(scope, stream, after)
        while self._seal_one(scope, own):
            pass

    def _seal_one(self, scope: bytes, stream: Stream) -> bool:
        end = self._ledger.ends(scope).get(stream)
        after = end.last if end else 0
        changes = list(self._ledger.unsealed(scope, stream, after, AT_ONCE))[:MOST_CHANGES]
        while sum(len(own.blobs) for own in changes) > MOST_BLOBS and len(changes) > 1:
            changes.pop()
        if not changes:
            return False
        key, believed = self._keyring.to_leave_with(scope)
        if key is None:
            key, believed = self._keyring.to_write_with(scope), -1
        if key is None:
            self._belief.report("refused", scope, "right")
            return False
        raw = self._made(scope, stream, changes, key, believed)
        envelope = parse(raw)
        header = envelope.header
        self._ledger.keep(
            Kept(scope, *stream, header.first, header.count, envelope.id, raw, 0, MERGED)
        )
        self._ledger.set_ends(scope, [Ends(*stream, header.last, envelope.id)])
        return True

    def _made(
        self, scope: bytes, stream: Stream, changes: list[Own], key: ScopeKey, believed: int = -1
    ) -> bytes:
        """An envelope of these changes; `believed` is how much of the membership, all that is known if -1."""
        belief, members = self._belief, self._belief.members(scope)
        if members and believed < 0:
            believed = members.seq
        end = self._ledger.ends(scope).get(stream)
        header = Header(
            scope, *stream, changes[0].number, len(changes), end.id if end else NOTHING,
            key.number, key.commitment, belief.directory.seq, max(believed, 0),
            tuple(blob for own in changes for blob in own.blobs),
        )  # fmt: skip
        position = self._ledger.position(scope)
        contents = Contents(
            [own.body for own in changes],
            belief.directory.head,
            members.ids[believed] if members else NOTHING,
            Seen(position.epoch, position.seq, position.chain)
            if position and position.seq
            else None,
            self._beat(scope, header, position),
        )
        return make(header, contents, key.key, belief.desk.signing, belief.desk.entropy)

    def _beat(
        self, scope: bytes, header: Header, position: Position | None
    ) -> tuple[int, bytes] | None:
        """The hash of what is here, where all of it will be the log up to this envelope."""
        due = header.first // BEATS != (header.last + 1) // BEATS
        rest = self._ledger.unsealed(scope, header.stream, header.last, 1)
        if not due or rest or self._ledger.outside(scope) or self._ledger.waiting(scope):
            return None
        return (position.seq if position else 0) + 1, hash_of(self._ledger.state(scope))
