"""Snapshots: what stands for the log of a scope up to a place.

Made by a desk that has all of it merged and nothing else, confirmed by another person's desk that counted
the same, joined by whoever comes late.
"""

from collections.abc import Sequence
from itertools import islice

from msgspec import structs

from sync import seal
from sync.engine.belief import Belief
from sync.engine.keyring import Keyring
from sync.engine.merging import Merger
from sync.envelope import MOST_OPEN, Malformed, Stream
from sync.ledger import Confirmed, Kept, KeptSnapshot, Ledger, ScopeKey
from sync.protocol import (
    MOST_REQUEST,
    OK,
    Attestation,
    Ends,
    News,
    Offered,
    Peer,
    Position,
    Snapshot,
    message_stands,
    read_message,
    sign_message,
)
from sync.seal import Entropy, NotOpened
from sync.state import RecordState, hash_of, pieces_of, records_of
from sync.statements import WRITER

MOST_PIECES = 1 << 16
MOST_RECORDS = 25_000
"""Of a larger scope no snapshot is made: its state would not fit in a laptop's memory beside the rest."""
MOST_SEALED = MOST_REQUEST - 64 * 1024
"""Bytes of all pieces: a snapshot is handed over in one request."""


class Snapshots:
    """Makes, confirms, gives back and joins snapshots. Writes lie in transactions of their own.

    What only its maker stands behind is never joined: the log, or another person's word, is needed too.
    """

    def __init__(self, belief: Belief, keyring: Keyring, merger: Merger) -> None:
        self._belief = belief
        self._keyring = keyring
        self._merger = merger
        self._ledger: Ledger = belief.ledger

    def make(self, scope: bytes) -> KeptSnapshot | None:
        """A snapshot of exactly the verified log; None where this desk is not just there.

        What it reads is of one moment, and no save waits for it.
        """
        with self._belief.transaction():
            may = self._belief.role(scope) >= WRITER
            key = self._keyring.to_write_with(scope) if may else None
        if key is None or any(chain == scope for chain, _, _ in self._ledger.unconfirmed()):
            return None  # a key that nobody has heard of yet opens it for nobody
        with self._ledger.looking():
            position = self._ledger.position(scope)
            if position is None or not position.seq or not self._merger.quiet(scope):
                return None
            records = list(islice(self._ledger.state(scope), MOST_RECORDS + 1))
            ends = list(self._ledger.ends(scope).values())
        name = self._belief.desk.entropy(16)
        pieces = _pieces(name, key.key, records, self._belief.desk.entropy)
        if pieces is None:
            return None
        told = self._told(name, position, key, records)
        told = structs.replace(told, ends=ends, pieces=[seal.digest(piece) for piece in pieces])
        made = KeptSnapshot(name, scope, sign_message(told, self._belief.desk.signing), pieces)
        with self._belief.transaction():
            self._ledger.keep_snapshot(made)
        return made

    def attest(self, peer: Peer, scope: bytes, offers: list[Offered] | None = None) -> int:
        """Confirm others' snapshots where this desk stands at their place and counts the same; how many."""
        mine = self._counted(scope)
        if mine is None:
            return 0
        position, attested, state = mine, 0, b""
        for offered in peer.offered(scope) if offers is None else offers:
            told = self.believed(offered.snapshot)
            here = (position.epoch, position.seq, position.chain)
            if told is None or (told.epoch, told.seq, told.chain) != here:
                continue
            if self._belief.directory.user_of(told.device) == self._belief.user:
                continue
            state = state or self._state(position)
            if state != told.state:
                if state:
                    with self._belief.transaction():
                        self._belief.report("state", scope, str(told.seq))
                continue
            desk = self._belief.desk
            word = sign_message(Attestation(told.id, state, desk.device, desk.now()), desk.signing)
            if peer.attest(word).code == OK:
                attested += 1
                self._learnt(told, word)
        return attested

    def learn(self, offers: list[Offered]) -> None:
        """Note which of these snapshots another person's desk stands behind."""
        for offered in offers:
            told = self.believed(offered.snapshot)
            word = self.word(told, offered.attestations) if told else None
            if told is not None and word is not None:
                self._learnt(told, word)

    def give_back(self, peer: Peer, scope: bytes) -> bool:
        """Offer the confirmed snapshots held here, for what the hub lost and nobody has as it was sealed."""
        words = {one.snapshot: one.word for one in self._ledger.confirmed(scope)}
        given = False
        for kept in self._ledger.snapshots(scope):
            if kept.id in words:
                given |= peer.offer(kept.raw, list(kept.pieces)).code == OK
                peer.attest(words[kept.id])
        return given

    def hold(self, peer: Peer, scope: bytes, wanted: set[bytes]) -> bool:
        """Whether these snapshots of a scope lie here; those that do not are fetched."""
        lacking = wanted - {kept.id for kept in self._ledger.snapshots(scope)}
        for offered in peer.offered(scope) if lacking else ():
            told = self.believed(offered.snapshot)
            if told is None or told.id not in lacking:
                continue
            pieces = tuple(peer.snapshot_piece(told.id, n) for n in range(len(told.pieces)))
            if [seal.digest(piece) for piece in pieces] == told.pieces:
                with self._belief.transaction():
                    kept = KeptSnapshot(told.id, scope, offered.snapshot, pieces)
                    self._ledger.keep_snapshot(kept)
                lacking.discard(told.id)
        return not lacking

    def join(self, peer: Peer, scope: bytes) -> bool:
        """Join the confirmed snapshots that know more than is known here."""
        joined = False
        for offered in peer.offered(scope):
            told = self.believed(offered.snapshot)
            if told is None or told.scope != scope or not self._more(told):
                continue
            if self.confirmed(told, offered):
                pieces = (peer.snapshot_piece(told.id, n) for n in range(len(told.pieces)))
                joined |= self.take(offered.snapshot, tuple(pieces), offered.attestations)
        return joined

    def reached(self, peer: Peer, news: News, *, late: bool) -> bool:
        """Join what knows more; whether the log can be read from where this desk stands by now."""
        self.join(peer, news.scope)
        if late:
            return self.stands(peer, news.scope, news.base)
        return bool(self._ledger.keys(news.scope))

    def stands(self, peer: Peer, scope: bytes, base: int) -> bool:
        """Whether a confirmed snapshot that stands for the log up to `base` was joined here."""
        return any(
            told.seq >= base and not self._more(told) and self.confirmed(told, offered)
            for offered in peer.offered(scope)
            if (told := self.believed(offered.snapshot))
        )

    def covers(self, peer: Peer, kept: Kept) -> bool:
        """Whether a confirmed snapshot at the hub stands for an envelope that is in no log."""
        return any(
            end.last >= kept.last and _stream(end) == kept.stream
            for offered in peer.offered(kept.scope)
            if (told := self.believed(offered.snapshot)) and self.confirmed(told, offered)
            for end in told.ends
        )

    def take(
        self, raw: bytes, pieces: tuple[bytes, ...], words: Sequence[bytes], *, owed: bool = False
    ) -> bool:
        """Join one confirmed snapshot, all of it or nothing; whether it was joined.

        `owed` is one that came by another way than a hub. Where it teaches something, a hub is to hear of it:
        it may have lost that unseen, and nobody may have it as it was sealed.
        """
        told = self.believed(raw)
        word = self.word(told, words) if told else None
        records = self._opened(told, pieces) if told and word else None
        if told is None or word is None or records is None:
            return False
        with self._ledger.transaction():
            ends = self._ledger.ends(told.scope)
            self._ledger.join(told.scope, records, told.ends)
            ahead = [end for end in told.ends if end.last > _last(ends.get(_stream(end)))]
            self._ledger.set_ends(told.scope, ahead)
            for end in told.ends:
                if end.device == self._belief.desk.device:
                    self._ledger.settle(told.scope, _stream(end), end.last)
            self._ledger.keep_snapshot(KeptSnapshot(told.id, told.scope, raw, pieces))
            self._ledger.note_confirmed(_noted(told, word, self._belief.desk.now()))
            if owed and ahead:
                self._ledger.owe_snapshot(told.id, owed=True)
        return True

    def confirmed(self, told: Snapshot, offered: Offered) -> bool:
        """Whether a device of another person than its maker's stands behind a snapshot."""
        return self.word(told, offered.attestations) is not None

    def word(self, told: Snapshot, words: Sequence[bytes]) -> bytes | None:
        """The attestation by which another person's device stands behind a snapshot."""
        return next((raw for raw in words if self._stands_behind(raw, told)), None)

    def _learnt(self, told: Snapshot, word: bytes) -> None:
        with self._belief.transaction():
            self._ledger.note_confirmed(_noted(told, word, self._belief.desk.now()))

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

    def believed(self, raw: bytes) -> Snapshot | None:
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

    def _told(
        self, name: bytes, place: Position, key: ScopeKey, records: list[RecordState]
    ) -> Snapshot:
        """What is said of a state; how far its streams go and its pieces are put in by the caller."""
        belief, members = self._belief, self._belief.members(place.scope)
        return Snapshot(
            name, place.scope, place.epoch, place.seq, place.chain, [], hash_of(records),
            key.commitment, [], belief.desk.device, belief.desk.now(), belief.directory.seq,
            members.seq if members else 0,
        )  # fmt: skip

    def _counted(self, scope: bytes) -> Position | None:
        """Where this desk stands, if it has all of the log up to there and nothing else."""
        with self._ledger.looking():
            return self._ledger.position(scope) if self._merger.quiet(scope) else None

    def _state(self, position: Position) -> bytes:
        """The hash of what stands here; empty where this desk has moved on from that place."""
        with self._ledger.looking():
            if self._ledger.position(position.scope) != position or not self._merger.quiet(
                position.scope
            ):
                return b""
            return hash_of(self._ledger.state(position.scope))

    def _more(self, told: Snapshot) -> bool:
        """Whether it knows of changes, or of their way into the log, what is not known here."""
        merged, met = self._ledger.merged(told.scope), self._ledger.ends(told.scope)
        return any(
            end.last > min(merged.get(_stream(end), 0), _last(met.get(_stream(end))))
            for end in told.ends
        )


def _pieces(
    name: bytes, key: bytes, records: list[RecordState], entropy: Entropy
) -> tuple[bytes, ...] | None:
    """A state cut and sealed; None where it is more than can be handed over."""
    if len(records) > MOST_RECORDS:
        return None
    pieces: list[bytes] = []
    left = MOST_SEALED
    for number, piece in enumerate(pieces_of(records)):
        salt = entropy(seal.SALT)
        pieces.append(salt + seal.close(key, salt, seal.pack_tight(piece), _bound(name, number)))
        left -= len(pieces[-1])
        if left < 0:
            return None
    return tuple(pieces)


def _noted(told: Snapshot, word: bytes, now: int) -> Confirmed:
    return Confirmed(told.id, told.scope, told.epoch, told.seq, now, word)


def _bound(name: bytes, number: int) -> bytes:
    return b"pscp/v1/snapshot" + name + number.to_bytes(4, "big")


def _stream(end: Ends) -> Stream:
    return Stream(end.device, end.incarnation)


def _last(end: Ends | None) -> int:
    return end.last if end else 0
