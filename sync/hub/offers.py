"""What a device may leave at a hub and fetch there beside the logs: snapshots, blobs, invitations."""

from dataclasses import replace

from sync import seal
from sync.envelope import Malformed, Stream
from sync.hub.ground import Ground
from sync.hub.store import ScopeRow
from sync.protocol import (
    DUP,
    FORK,
    OK,
    PIECE,
    REFUSED,
    Attestation,
    BlobState,
    Denied,
    Ends,
    Invite,
    Knock,
    Offered,
    Result,
    Snapshot,
    message_stands,
    read_message,
)
from sync.statements import COORDINATOR, READER, WRITER


class Offers:
    """The hub as one device meets it: what is asked for by name."""

    def __init__(self, hub: Ground, device: bytes) -> None:
        self.hub = hub
        self.device = device

    def role(self, scope: bytes, needed: int = -1) -> int:
        """The right this device has in a scope whose membership has `needed` statements."""
        directory = self.hub.chains.directory()
        members = self.hub.chains.members(scope, needed)
        if members is None or not directory.active(self.device) or scope in directory.blocked:
            return 0
        user = directory.user_of(self.device)
        broken = directory.opened(scope, user, self.hub.now())
        return max(members.role(user, self.hub.chains.remembered), READER if broken else 0)

    def may_read(self, scope: bytes, needed: int) -> bool:
        return self.role(scope, needed) >= READER

    def demand(self, scope: bytes, role: int = READER) -> None:
        """Raises Denied alike for what is forbidden and what is not there."""
        if self.role(scope) < role:
            raise Denied("scope", self.hub.now())

    def circles_of(self, scope: bytes) -> list[bytes]:
        members = self.hub.chains.remembered(scope)
        return members.circles() if members else []

    def offered(self, scope: bytes) -> list[Offered]:
        """The snapshots of a scope, the newest first."""
        with self.hub.store.transaction():
            self.demand(scope)
            return list(self.hub.store.offered(scope))

    def offer(self, snapshot: bytes, pieces: list[bytes]) -> Result:
        """Take a snapshot. It stands for nothing before another person's desk has confirmed it."""
        try:
            told = read_message(snapshot, Snapshot)
        except Malformed:
            return Result(REFUSED, "malformed")
        with self.hub.store.transaction():
            self.demand(told.scope, WRITER)
            row = self.hub.store.scope(told.scope, lock=True)
            maker = self.hub.chains.directory().devices.get(told.device)
            if row is None or maker is None or not message_stands(snapshot, maker.signing):
                return Result(REFUSED, "signature")
            if [seal.digest(piece) for piece in pieces] != told.pieces:
                return Result(REFUSED, "pieces")
            if self.hub.store.scope_of_snapshot(told.id) is not None:
                return Result(DUP)
            self.hub.store.offer(told.scope, told.id, snapshot, pieces)
            return Result(OK)

    def _heal(self, row: ScopeRow, told: Snapshot) -> None:
        """Where a snapshot stands for more than the log holds, the log begins an epoch."""
        streams = [Stream(end.device, end.incarnation) for end in told.ends]
        known = self.hub.store.ends(row.scope, streams)
        beyond = [end for end in told.ends if end.last > _last(known.get(_stream(end)))]
        if beyond:
            self.hub.store.put_ends(row.scope, beyond)
            self.hub.store.put_scope(replace(row, epoch=self.hub.entropy(16)))

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes:
        with self.hub.store.transaction():
            scope = self.hub.store.scope_of_snapshot(snapshot)
            self.demand(scope or b"")
            found = self.hub.store.snapshot_piece(snapshot, piece)
        if found is None:
            raise Denied("scope", self.hub.now())
        return found

    def attest(self, attestation: bytes) -> Result:
        try:
            told = read_message(attestation, Attestation)
        except Malformed:
            return Result(REFUSED, "malformed")
        with self.hub.store.transaction():
            scope = self.hub.store.scope_of_snapshot(told.snapshot)
            self.demand(scope or b"")
            device = self.hub.chains.directory().devices.get(told.device)
            if device is None or not message_stands(attestation, device.signing):
                return Result(REFUSED, "signature")
            self.hub.store.attest(told.snapshot, told.device, attestation)
            self._stand(scope or b"", told.snapshot, device.user)
            return Result(OK)

    def _stand(self, scope: bytes, snapshot: bytes, confirmer: bytes) -> None:
        """Let a snapshot stand for what the log lost, once somebody else than its maker says the same."""
        directory = self.hub.chains.directory()
        row = self.hub.store.scope(scope, lock=True)
        for offered in self.hub.store.offered(scope):
            told = read_message(offered.snapshot, Snapshot)
            if (
                row is not None
                and told.id == snapshot
                and directory.user_of(told.device) != confirmer
            ):
                self._heal(row, told)

    def blob(self, blob: bytes) -> BlobState:
        with self.hub.store.transaction():
            self._demand_blob(blob, READER)
            return self.hub.store.blob(blob)

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> Result:
        if not 0 < len(body) <= PIECE + 32 or not 0 <= piece < pieces:
            return Result(REFUSED, "size")
        with self.hub.store.transaction():
            self._demand_blob(blob, WRITER)
            taken = self.hub.store.put_piece(blob, piece, pieces, body)
        return Result(OK) if taken else Result(FORK)

    def get_piece(self, blob: bytes, piece: int) -> bytes:
        with self.hub.store.transaction():
            self._demand_blob(blob, READER)
            found = self.hub.store.get_piece(blob, piece)
        if found is None:
            raise Denied("scope", self.hub.now())
        return found

    def invite(self, invite: Invite) -> Result:
        with self.hub.store.transaction():
            directory = self.hub.chains.directory()
            user = directory.user_of(self.device)
            if not directory.active(self.device):
                raise Denied("device", self.hub.now())
            if directory.rank(user) < COORDINATOR and invite.user != user:
                return Result(REFUSED, "right")
            self.hub.store.put_invite(invite, user)
            return Result(OK)

    def knocks(self) -> list[Knock]:
        """The newcomers who knew a code this person may approve."""
        with self.hub.store.transaction():
            directory = self.hub.chains.directory()
            if not directory.active(self.device):
                raise Denied("device", self.hub.now())
            return list(self.hub.store.knocks([directory.user_of(self.device)]))

    def _demand_blob(self, blob: bytes, role: int) -> None:
        scopes = self.hub.store.blob_scopes(blob)
        if not any(self.role(scope) >= role for scope in scopes):
            raise Denied("scope", self.hub.now())


def _stream(end: Ends) -> Stream:
    return Stream(end.device, end.incarnation)


def _last(end: Ends | None) -> int:
    return end.last if end else 0
