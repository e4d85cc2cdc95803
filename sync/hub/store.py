"""What the hub asks of its storage. Rows of bytes and numbers; nothing is interpreted there."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sync.envelope import Stream
from sync.protocol import BlobState, Ends, Invite, Knock, Offered, Position
from sync.statements import Wrap


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """The log of one scope: the counter every envelope's number comes from."""

    scope: bytes
    epoch: bytes
    head: int
    chain: bytes
    base: int = 0
    """Places up to here have lost their bodies to a snapshot."""
    members: int = 0
    """How many statements the scope's membership has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a log. `raw` is empty once it was compacted away; the rest stays for ever."""

    scope: bytes
    seq: int
    device: bytes
    incarnation: int
    first: int
    last: int
    id: bytes
    chain: bytes
    raw: bytes
    at: int
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """An envelope that waits for a coordinator's word."""

    scope: bytes
    id: bytes
    raw: bytes
    reason: str
    at: int


class HubStore(Protocol):
    """The storage of one hub. Every call lies in a `transaction`; READ COMMITTED is enough."""

    def transaction(self) -> AbstractContextManager[object]: ...

    # Chains of statements; the organisation's id names the directory, a scope's id its membership.

    def lock_chain(self, chain: bytes) -> None:
        """Nobody else adds to this chain until the transaction ends."""

    def statements(self, chain: bytes, after: int) -> Sequence[bytes]: ...

    def add_statement(self, chain: bytes, seq: int, raw: bytes) -> None: ...

    def reach(self, user: bytes) -> Sequence[ScopeRow]:
        """The scopes where a person was ever named, then those where such a scope was (`set_subjects`)."""

    def set_subjects(self, scope: bytes, subjects: Iterable[bytes]) -> None: ...

    # Logs.

    def scope(self, scope: bytes, *, lock: bool) -> ScopeRow | None:
        """The row of a scope; with `lock` held against every other writer until the commit."""

    def put_scope(self, row: ScopeRow) -> None: ...

    def scopes(self, scopes: Sequence[bytes]) -> Sequence[ScopeRow]: ...

    def ends(self, scope: bytes, streams: Iterable[Stream]) -> Mapping[Stream, Ends]: ...

    def put_ends(self, scope: bytes, ends: Iterable[Ends]) -> None: ...

    def find(self, scope: bytes, stream: Stream, first: int) -> Row | None: ...

    def append(self, rows: Sequence[Row]) -> None:
        """Put rows at the end of a log; its head, its chain and the ends of their streams follow."""

    def row(self, scope: bytes, seq: int) -> Row | None: ...

    def rows(self, scope: bytes, after: int, room: int) -> Sequence[Row]:
        """The rows after a place: about `room` bytes of bodies, at least one row if there is one."""

    def hold(self, held: Held) -> None:
        """Put an envelope on hold; one that is held already stays as it is."""

    def held(self, scope: bytes, envelope: bytes) -> Held | None: ...

    def unhold(self, scope: bytes, envelope: bytes) -> None: ...

    # Keys, positions, snapshots, blobs, newcomers.

    def wraps(self, scope: bytes, to: Sequence[bytes]) -> Sequence[Wrap]: ...

    def add_wraps(self, wraps: Iterable[Wrap]) -> None: ...

    def told(self, device: bytes) -> Mapping[bytes, Position]: ...

    def set_told(self, device: bytes, positions: Iterable[Position], *, whole: bool) -> None: ...

    def offered(self, scope: bytes) -> Sequence[Offered]: ...

    def stands(self, scope: bytes) -> bool:
        """Whether a snapshot of a scope lies here."""

    def offer(self, scope: bytes, snapshot: bytes, raw: bytes, pieces: Sequence[bytes]) -> None: ...

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes | None: ...

    def scope_of_snapshot(self, snapshot: bytes) -> bytes | None: ...

    def attest(self, snapshot: bytes, device: bytes, raw: bytes) -> None: ...

    def blob_scopes(self, blob: bytes) -> Sequence[bytes]:
        """The scopes whose envelopes name a blob."""

    def blob(self, blob: bytes) -> BlobState: ...

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> bool:
        """Store one piece; False where another body lies there or the count differs."""

    def get_piece(self, blob: bytes, piece: int) -> bytes | None: ...

    def put_invite(self, invite: Invite, by: bytes) -> None: ...

    def add_knock(self, knock: Knock) -> None: ...

    def knocks(self, by: Sequence[bytes]) -> Sequence[Knock]: ...
