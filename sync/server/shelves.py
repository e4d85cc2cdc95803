"""What lies at the hub beside the logs: snapshots, attachments, invitations and those who knock."""

import errno
import hashlib
from collections.abc import Sequence
from typing import Any, Final

from sync.protocol import BlobState, Invite, Knock, Offered
from sync.server.blobs import Blobs
from sync.server.database import Unavailable

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Shelves:
    """The part of the storage that keeps things by their names."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs

    def ask(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        """All rows of a query; the storage's own."""
        raise NotImplementedError

    def tell(self, query: str, *given: Any) -> int:
        """Run a statement; the storage's own."""
        raise NotImplementedError

    def stands(self, scope: bytes) -> bool:
        return bool(self.ask("SELECT 1 FROM snapshot WHERE scope = %b LIMIT 1", scope))

    def offered(self, scope: bytes) -> Sequence[Offered]:
        found = self.ask(
            "SELECT s.raw, array(SELECT a.raw FROM attestation a WHERE a.snapshot = s.id)"
            " FROM snapshot s WHERE s.scope = %b ORDER BY s.number DESC LIMIT 8",
            scope,
        )
        return [Offered(raw, list(attestations)) for raw, attestations in found]

    def offer(self, scope: bytes, snapshot: bytes, raw: bytes, pieces: Sequence[bytes]) -> None:
        query = "INSERT INTO snapshot (id, scope, raw) VALUES (%b, %b, %b) ON CONFLICT DO NOTHING"
        if self.tell(query, snapshot, scope, raw):
            for number, body in enumerate(pieces):
                self._keep(snapshot, number, body)

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes | None:
        return self._fetch(snapshot, piece)

    def scope_of_snapshot(self, snapshot: bytes) -> bytes | None:
        found = self.ask("SELECT scope FROM snapshot WHERE id = %b", snapshot)
        return bytes(found[0][0]) if found else None

    def attest(self, snapshot: bytes, device: bytes, raw: bytes) -> None:
        query = "INSERT INTO attestation VALUES (%b, %b, %b) ON CONFLICT DO NOTHING"
        self.tell(query, snapshot, device, raw)

    def blob_scopes(self, blob: bytes) -> Sequence[bytes]:
        return [row[0] for row in self.ask("SELECT scope FROM spoken WHERE blob = %b", blob)]

    def blob(self, blob: bytes) -> BlobState:
        found = self.ask("SELECT pieces FROM blob WHERE id = %b", blob)
        count = int(found[0][0]) if found else 0
        held = self.ask("SELECT number FROM piece WHERE owner = %b", blob)
        bits = sum(1 << number for (number,) in held)
        return BlobState(count, bits.to_bytes((count + 7) // 8, "little"))

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> bool:
        if not 0 < pieces <= 128:  # noqa: PLR2004 (100 MiB in pieces of one)
            return False
        self.tell("INSERT INTO blob VALUES (%b, %b) ON CONFLICT DO NOTHING", blob, pieces)
        if self.ask("SELECT pieces FROM blob WHERE id = %b", blob) != [(pieces,)]:
            return False
        return self._keep(blob, piece, body)

    def get_piece(self, blob: bytes, piece: int) -> bytes | None:
        return self._fetch(blob, piece)

    def _keep(self, owner: bytes, number: int, body: bytes) -> bool:
        """The body is durable before the row that says so; False where another body lies there."""
        mark = hashlib.sha256(body).digest()
        known = self.ask("SELECT hash FROM piece WHERE owner = %b AND number = %b", owner, number)
        if known:
            return bool(known[0][0] == mark)
        try:
            self.blobs.keep(owner, number, body)
        except OSError as failed:
            if failed.errno in NO_ROOM:
                raise Unavailable("full") from failed
            raise
        query = "INSERT INTO piece VALUES (%b, %b, %b, %b) ON CONFLICT DO NOTHING"
        if self.tell(query, owner, number, mark, len(body)):
            return True
        return self._keep(owner, number, body)

    def _fetch(self, owner: bytes, number: int) -> bytes | None:
        """None also where the storage gives something else than was kept."""
        query = "SELECT hash FROM piece WHERE owner = %b AND number = %b::int8"
        known = self.ask(query, owner, number)
        body = self.blobs.fetch(owner, number) if known else None
        if body is None or hashlib.sha256(body).digest() != known[0][0]:
            return None
        return body

    def put_invite(self, invite: Invite, by: bytes) -> None:
        self.tell(
            "INSERT INTO invite (id, person, by, code_hash, expires) VALUES (%b, %b, %b, %b, %b)"
            " ON CONFLICT DO NOTHING",
            invite.id, invite.user, by, invite.code_hash, invite.expires,
        )  # fmt: skip

    def add_knock(self, knock: Knock) -> None:
        self.tell(
            "INSERT INTO knock VALUES (%b, %b, %b, %b, %b) ON CONFLICT DO NOTHING",
            knock.invite, knock.device, knock.signing, knock.receiving, knock.code,
        )  # fmt: skip

    def knocks(self, by: Sequence[bytes]) -> Sequence[Knock]:
        found = self.ask(
            "SELECT k.invite, k.code, k.device, k.signing, k.receiving FROM knock k"
            " JOIN invite i ON i.id = k.invite WHERE i.by = ANY(%b::bytea[])",
            list(by),
        )
        return [Knock(*row) for row in found]

    def tries(self, invite: bytes) -> tuple[bytes, int, int, bool] | None:
        """Count one more try of an invitation: hash of its code, when it ends, tries, whether used."""
        found = self.ask(
            "UPDATE invite SET tries = tries + 1 WHERE id = %b RETURNING code_hash, expires, tries, used",
            invite,
        )
        return found[0] if found else None

    def use(self, invite: bytes) -> None:
        """An invitation lets one device knock, once."""
        self.tell("UPDATE invite SET used = true WHERE id = %b", invite)
