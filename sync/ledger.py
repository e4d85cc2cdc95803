"""What the engine asks of a desk's storage, and the rows it keeps there.

The engine decides; a ledger keeps rows and merges changes. All writes of one step lie in one
`transaction`, durable when the block ends, and none of them where it raises: cursor, envelopes, merged
records and clock together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from sync.envelope import Stream
from sync.protocol import Ends, Position
from sync.state import RecordState
from sync.statements import Wrap

MERGED: Final = ""
"""An envelope whose changes were merged; any other word says what it waits for or why it is bad."""
KEY: Final = "key"
"""Waits for a key of the scope."""
ORDER: Final = "order"
"""Waits for what comes before it in its stream, or for what it builds on."""
PARTS: Final = "parts"
"""Waits for the rest of its saving."""
DAMAGED: Final = "damaged"
"""Its signature is good and its contents are none: kept, counted, passed over."""
SCHEMA: Final = "schema"
"""Merged as far as this version knows its fields; the rest is kept for a later one."""
RIGHT: Final = "right"
"""Its author had no right there: kept, shown, not merged until a coordinator's word."""

COVERED: Final = -1
"""In the place of a number in the log: a snapshot at the hub stands for the envelope."""

TAKEN: Final = "taken"
BEYOND: Final = "beyond"
INCOMPLETE: Final = "incomplete"
UNREADABLE: Final = "unreadable"
"""What `absorb` answers: merged; merged but for unknown tables or fields; something that it builds on
is missing (nothing was merged); no change at all (nothing was merged)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An envelope as this desk keeps it: own or another's, in the log or not yet."""

    scope: bytes
    device: bytes
    incarnation: int
    first: int
    count: int
    id: bytes
    raw: bytes
    seq: int = 0
    """Its place in the verified log; 0 while it was not met there."""
    waits: str = MERGED

    @property
    def stream(self) -> Stream:
        return Stream(self.device, self.incarnation)

    @property
    def last(self) -> int:
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class Arrived:
    """One change to be merged: where it stands in its stream, and its bytes."""

    device: bytes
    incarnation: int
    number: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Own:
    """One change saved here and not sealed yet, with the blobs it refers to."""

    number: int
    body: bytes
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeKey:
    """A key of a scope, open."""

    number: int
    commitment: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot made or used here, as it was signed, with its sealed pieces."""

    id: bytes
    scope: bytes
    raw: bytes
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A snapshot that another person's desk found the same, as this desk has learnt."""

    snapshot: bytes
    scope: bytes
    epoch: bytes
    seq: int
    at: int
    """Milliseconds since 1970, by this desk, when it was learnt."""
    word: bytes
    """The attestation, signed: it convinces whoever is handed the snapshot."""


@dataclass(frozen=True, slots=True)
class Grown:
    """How much of a log lies behind its newest confirmed snapshot."""

    scope: bytes
    envelopes: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a person must know.

    `kind` is one of frozen, fork, rewound, clone, statement, state, refused, held.
    """

    kind: str
    scope: bytes
    detail: str
    at: int


class Ledger(Protocol):
    """The storage of one desk, for the engine. Rows of `bytes` and numbers; nothing is interpreted."""

    def transaction(self) -> AbstractContextManager[object]: ...

    def looking(self) -> AbstractContextManager[object]:
        """All that the block reads is of one moment; no save waits for it."""

    # Who writes here.

    def stream(self) -> Stream: ...

    def streams(self) -> Sequence[Stream]:
        """Every stream of this device that has changes here, the oldest first."""

    def begin_incarnation(self, number: int) -> None:
        """What is saved from now on belongs to another stream of this device: the one so numbered."""

    def move(self, scope: bytes, stream: Stream, above: int) -> None:
        """Number anew, in the present stream, own changes of an earlier one that are above a number.

        Somebody else has used their numbers: a copy of this store. Their order is kept, and the dots that
        name them here are renamed, in all that is not sealed too (`sync.changes.renamed` does it for bytes).
        """

    # Statements: the chain of the directory, and of each scope's membership.

    def statements(self, chain: bytes, after: int = 0) -> Sequence[bytes]: ...

    def add_statement(self, chain: bytes, seq: int, raw: bytes, *, confirmed: bool) -> None: ...

    def unconfirmed(self) -> Sequence[tuple[bytes, int, bytes]]:
        """Statements no hub has confirmed: chain, number, bytes; in order within a chain."""

    def confirm(self, chain: bytes, seq: int) -> None:
        """A hub has the chain up to `seq`."""

    def drop_statements(self, chain: bytes, after: int) -> None:
        """Forget unconfirmed statements above `after`: another was first, they are signed again."""

    # Where this desk stands.

    def positions(self) -> Sequence[Position]: ...

    def position(self, scope: bytes) -> Position | None:
        """Where this desk stands in one scope; None where it is in none of that name."""

    def set_position(self, position: Position) -> None: ...

    def told(self) -> Mapping[bytes, Position]:
        """The positions the hub was last told, by scope."""

    def set_told(self, positions: Iterable[Position], *, whole: bool) -> None: ...

    def leave(self, scope: bytes) -> None:
        """This desk may read the scope no longer. Unsent work stays."""

    # Keys.

    def keys(self, scope: bytes) -> Sequence[ScopeKey]: ...

    def add_key(self, scope: bytes, key: ScopeKey) -> None: ...

    def wraps(self, scope: bytes) -> Sequence[Wrap]: ...

    def add_wraps(self, wraps: Iterable[Wrap], *, confirmed: bool) -> None: ...

    def unconfirmed_wraps(self) -> Sequence[Wrap]: ...

    def confirm_wraps(self, wraps: Iterable[Wrap]) -> None: ...

    # Envelopes.

    def ends(self, scope: bytes) -> Mapping[Stream, Ends]:
        """How far each stream was met, merged or not."""

    def set_ends(self, scope: bytes, ends: Iterable[Ends]) -> None: ...

    def kept(self, scope: bytes, stream: Stream, first: int) -> Kept | None: ...

    def keep(self, kept: Kept) -> None:
        """Put or replace one envelope, by scope, stream and first number."""

    def named(self, scope: bytes, envelope: bytes) -> Kept | None:
        """The envelope with that id."""

    def drop(self, kept: Kept) -> None:
        """Forget an own envelope that was never in a log and can never be: it was forked."""

    def envelopes(self, scope: bytes) -> Iterator[Kept]:
        """All that are kept of a scope, in the order in which they were first put."""

    def waiting(self, scope: bytes) -> Sequence[Kept]:
        """Those not merged, in the order in which they were first put."""

    def scopes_waiting(self) -> Sequence[bytes]:
        """The scopes in which something is not merged."""

    def outside(self, scope: bytes) -> Sequence[Kept]:
        """Those without a place in the log, in the order in which they were first put."""

    def scopes_outside(self) -> Sequence[bytes]:
        """The scopes that hold envelopes without a place in a log, also those carried for others."""

    def forget_places(self, scope: bytes) -> None:
        """No envelope of the scope has a place any more: its log is read again from the start."""

    def place(self, scope: bytes, seq: int) -> bytes:
        """The chain after that place of the log; empty where it is not known."""

    def set_place(self, scope: bytes, seq: int, chain: bytes) -> None: ...

    # Changes: what the store saves and merges.

    def unsealed(self, scope: bytes, stream: Stream, after: int, most: int) -> Sequence[Own]:
        """Own changes numbered above `after` and not settled: about `most` bytes, at least one."""

    def scopes_unsealed(self) -> Sequence[bytes]:
        """The scopes that hold own changes not sealed yet."""

    def settle(self, scope: bytes, stream: Stream, last: int) -> None:
        """Own changes up to `last` were met in a verified log."""

    def merged(self, scope: bytes) -> Mapping[Stream, int]:
        """How far the changes of each stream were merged, one's own included."""

    def absorb(self, scope: bytes, changes: Sequence[Arrived]) -> str:
        """Merge one saving of one stream, whole or not at all; TAKEN, BEYOND, INCOMPLETE or UNREADABLE.

        A change met before is passed over.
        """

    def skip(self, scope: bytes, stream: Stream, last: int) -> None:
        """Count a stream as merged up to `last` without merging: its bytes are no changes."""

    def state(self, scope: bytes) -> Iterator[RecordState]: ...

    def join(self, scope: bytes, records: Iterable[RecordState], ends: Iterable[Ends]) -> None:
        """Join a snapshot's state, which had merged its streams up to `ends`."""

    # Snapshots and what a person must know.

    def snapshots(self, scope: bytes) -> Sequence[KeptSnapshot]: ...

    def keep_snapshot(self, snapshot: KeptSnapshot) -> None: ...

    def drop_snapshot(self, snapshot: bytes) -> None:
        """Forget a snapshot; that it was confirmed stays known."""

    def owe_snapshot(self, snapshot: bytes, *, owed: bool) -> None:
        """A snapshot that is kept taught something on a stick: a hub is to hear of it, or has by now."""

    def owed_snapshots(self) -> Sequence[tuple[bytes, bytes]]:
        """The snapshots a hub is to hear of: id and scope."""

    def confirmed(self, scope: bytes = b"") -> Sequence[Confirmed]:
        """The snapshots of a scope that were confirmed, or of every scope, by their place in the log."""

    def note_confirmed(self, confirmed: Confirmed) -> None:
        """Learn that a snapshot was confirmed; what is known stays as it was first learnt."""

    def grown(self, scope: bytes = b"") -> Sequence[Grown]:
        """How far the log of a scope has grown, or of every scope."""

    def forget(self, scope: bytes, seq: int) -> int:
        """Let some envelopes go that are merged and have a place up to `seq` in the log; how many.

        Those of this device stay, and the last of each stream. With none left to go it is 0.
        """

    def report(self, alarm: Alarm) -> None: ...
