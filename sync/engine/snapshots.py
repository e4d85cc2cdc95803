"""Snapshots: what stands for the log of a scope up to a place.

Made by a desk that has all of it merged and nothing else, confirmed by another person's desk that counted
the same, joined by whoever comes late.
"""

from sync import seal
from sync.engine.belief import Belief
from sync.engine.keyring import Keyring
from sync.engine.merging import Merger
from sync.envelope import MOST_OPEN, Malformed, Stream
from sync.ledger import Kept, KeptSnapshot, Ledger
from sync.protocol import (
    OK,
    Attestation,
    Ends,
    Offered,
    Peer,
    Position,
    Snapshot,
    message_stands,
    read_message,
    sign_message,
)
from sync.seal import NotOpened
from sync.state import RecordState, hash_of, pieces_of, records_of
from sync.statements import WRITER

MOST_PIECES = 1 << 16


class Snapshots:
    """Makes, confirms, gives back and joins snapshots. Writes lie in transactions of their own."""

    def __init__(self, belief: Belief, keyring: Keyring, merger: Merger) -> None:
        self._belief = belief
        self._keyring = keyring
        self._merger = merger
        self._ledger: Ledger = belief.ledger

    def make(self, scope: bytes) -> KeptSnapshot | None:
        """A snapshot of exactly the verified log; None where this desk is not just there."""
        position = self._position(scope)
        key = self._keyring.to_write_with(scope) if self._belief.role(scope) >= WRITER else None
        if position is None or key is None or not position.seq or not self._merger.quiet(scope):
            return None
        belief, members = self._belief, self._belief.members(scope)
        name = belief.desk.entropy(16)
        records = list(self._ledger.state(scope))
        pieces = tuple(
            self._sealed(name, number, key.key, piece)
            for number, piece in enumerate(pieces_of(records))
        )
        told = Snapshot(
            name, scope, position.epoch, position.seq, position.chain,
            list(self._ledger.ends(scope).values()), hash_of(records), key.commitment,
            [seal.digest(piece) for piece in pieces], belief.desk.device, belief.desk.now(),
            belief.directory.seq, members.seq if members else 0,
        )  # fmt: skip
        snapshot = KeptSnapshot(name, scope, sign_message(told, belief.desk.signing), pieces)
        self._ledger.keep_snapshot(snapshot)
        return snapshot

    def attest(self, peer: Peer, scope: bytes) -> None:
        """Confirm another person's snapshot where this desk stands at its place and counts the same."""
        position = self._position(scope)
        if position is None or not self._merger.quiet(scope):
            return
        for offered in peer.offered(scope):
            told = self._believed(offered.snapshot)
            here = (position.epoch, position.seq, position.chain)
            if told is None or (told.epoch, told.seq, told.chain) != here:
                continue
            if self._belief.directory.user_of(told.device) == self._belief.user:
                continue
            if hash_of(self._ledger.state(scope)) != told.state:
                self._belief.report("state", scope, str(told.seq))
                continue
            desk = self._belief.desk
            word = Attestation(told.id, told.state, desk.device, desk.now())
            peer.attest(sign_message(word, desk.signing))

    def give_back(self, peer: Peer, scope: bytes) -> bool:
        """Offer the snapshots held here, for what the hub lost and nobody has as it was sealed."""
        offers = [peer.offer(kept.raw, list(kept.pieces)) for kept in self._ledger.snapshots(scope)]
        return any(result.code == OK for result in offers)

    def join(self, peer: Peer, scope: bytes, *, needed: bool) -> bool:
        """Join the snapshots that know more than is known here; unconfirmed ones only where `needed`."""
        joined = False
        for offered in peer.offered(scope):
            told = self._believed(offered.snapshot)
            if told is None or told.scope != scope or not self._more(told):
                continue
            if needed or self.confirmed(told, offered):
                pieces = (peer.snapshot_piece(told.id, n) for n in range(len(told.pieces)))
                joined |= self.take(offered.snapshot, tuple(pieces))
        return joined

    def stands(self, peer: Peer, scope: bytes, base: int) -> bool:
        """Whether a snapshot that stands for the log up to `base` was joined here."""
        told = (self._believed(offered.snapshot) for offered in peer.offered(scope))
        return any(one and one.seq >= base and not self._more(one) for one in told)

    def covers(self, peer: Peer, kept: Kept) -> bool:
        """Whether a snapshot at the hub stands for an envelope that is in no log."""
        told = (self._believed(offered.snapshot) for offered in peer.offered(kept.scope))
        return any(
            end.last >= kept.last and _stream(end) == kept.stream
            for snapshot in told
            for end in (snapshot.ends if snapshot else ())
        )

    def take(self, raw: bytes, pieces: tuple[bytes, ...]) -> bool:
        """Join one snapshot, all of it or nothing; whether it was joined."""
        told = self._believed(raw)
        records = self._opened(told, pieces) if told else None
        if told is None or records is None:
            return False
        with self._ledger.transaction():
            ends = self._ledger.ends(told.scope)
            self._ledger.join(told.scope, records, told.ends)
            ahead = [end for end in told.ends if end.last > _last(ends.get(_stream(end)))]
            self._ledger.set_ends(told.scope, ahead)
            self._ledger.keep_snapshot(KeptSnapshot(told.id, told.scope, raw, pieces))
        return True

    def confirmed(self, told: Snapshot, offered: Offered) -> bool:
        """Whether a device of another person than its maker's stands behind a snapshot."""
        return any(self._stands_behind(raw, told) for raw in offered.attestations)

    def _stands_behind(self, raw: bytes, told: Snapshot) -> bool:
        try:
            word = read_message(raw, Attestation)
        except Malformed:
            return False
        directory = self._belief.directory
        device = directory.devices.get(word.device)
        return (
            device is not None
            and device.user != directory.user_of(told.device)
            and (word.snapshot, word.state) == (told.id, told.state)
            and message_stands(raw, device.signing)
        )

    def _believed(self, raw: bytes) -> Snapshot | None:
        """What a snapshot says, where its maker is known and had a right to make it."""
        try:
            told = read_message(raw, Snapshot)
        except Malformed:
            return None
        device = self._belief.directory.devices.get(told.device)
        members = self._belief.members(told.scope)
        if device is None or members is None or len(told.pieces) > MOST_PIECES:
            return None
        wrote = members.wrote(device.user, told.members, self._belief.members)
        return told if wrote and message_stands(raw, device.signing) else None

    def _opened(self, told: Snapshot, pieces: tuple[bytes, ...]) -> list[RecordState] | None:
        """The state in the pieces; None where they are not just what their maker counted."""
        key = self._keyring.key(told.scope, told.key_commitment)
        if key is None or [seal.digest(piece) for piece in pieces] != told.pieces:
            return None
        records: list[RecordState] = []
        try:
            for number, piece in enumerate(pieces):
                salt, sealed = piece[: seal.SALT], piece[seal.SALT :]
                plain = seal.disclose(key, salt, sealed, _bound(told.id, number))
                records += records_of(seal.unpack_tight(plain, MOST_OPEN))
        except (NotOpened, ValueError):
            return None
        if hash_of(records) != told.state:
            self._belief.report("state", told.scope, str(told.seq))
            return None
        return records

    def _sealed(self, name: bytes, number: int, key: bytes, piece: bytes) -> bytes:
        salt = self._belief.desk.entropy(seal.SALT)
        return salt + seal.close(key, salt, seal.pack_tight(piece), _bound(name, number))

    def _more(self, told: Snapshot) -> bool:
        ends = self._ledger.merged(told.scope)
        return any(end.last > ends.get(_stream(end), 0) for end in told.ends)

    def _position(self, scope: bytes) -> Position | None:
        return self._ledger.position(scope)


def _bound(name: bytes, number: int) -> bytes:
    return b"pscp/v1/snapshot" + name + number.to_bytes(4, "big")


def _stream(end: Ends) -> Stream:
    return Stream(end.device, end.incarnation)


def _last(end: Ends | None) -> int:
    return end.last if end else 0
