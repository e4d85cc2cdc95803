"""The form of a change: what one saving wrote in one scope, ready to be sealed and sent.

MessagePack by `msgspec`. Tables and fields are numbers of an append-only registry this package never
looks into. Bytes are kept as they were made and never encoded again.
"""

from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec

from sync.merge import Dot, Value
from sync.packing import UNREADABLE

VERSION: Final = 1
MOST_OPEN: Final = 4 * 1024 * 1024
"""Bytes of one change before sealing; a larger saving is cut into parts of one transaction."""


class SetFields(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Fields of a record are given values; each names the writes it replaces."""

    table: int
    record: bytes
    fields: dict[int, tuple[Any, list[Dot]]]


class Remove(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A record is removed or brought back; names the earlier marks it replaces.

    `saw` names the writes of its fields that were on the screen: an edit that was not among them wins
    over the removal.
    """

    table: int
    record: bytes
    removed: bool
    replaces: list[Dot]
    saw: list[Dot] = []


class Create(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A record is made. Nothing can have been there before."""

    table: int
    record: bytes
    fields: dict[int, Any]


Operation = SetFields | Remove | Create


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one saving did in one scope."""

    ops: list[Operation]
    hlc: int
    wall: int
    """Milliseconds since 1970 by the writer's own clock."""
    user: bytes
    txn: tuple[bytes, int, int]
    """Transaction, part, last part: a saving that touches several scopes is applied whole or not."""
    sv: int
    """Schema version of the writer."""
    v: int = VERSION
    off: int = 0
    """Milliseconds the writer's clock was known to be slow, as last told by a hub; 0 if never told."""
    why: str = ""
    looked: dict[bytes, list[Dot]] = {}
    """By record that its type wants reviewed as a whole, the writes that were on the screen."""
    more: bool = False
    """The next change of this stream in this scope belongs to the same saving: both or neither."""


_PLAIN: Final = frozenset(get_args(Value))

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Change)


def encode(change: Change) -> bytes:
    """The bytes of a change, as they will be hashed and sealed."""
    return _encoder.encode(change)


def decode(body: bytes) -> Change:
    """Read a change. Raises ValueError where the bytes are none; extra keys of newer versions pass."""
    if len(body) > MOST_OPEN:
        raise ValueError("too large")
    try:
        change = _decoder.decode(body)
    except UNREADABLE as error:
        raise ValueError("not a change") from error
    if not _kinds(change) <= _PLAIN:
        raise ValueError("not a value")
    return change


def renamed(body: bytes, rename: Callable[[Dot], Dot]) -> bytes:
    """The bytes of a change with the dots it replaces renamed; for what nobody else has seen yet."""
    change = decode(body)
    looked = {record: [rename(dot) for dot in dots] for record, dots in change.looked.items()}
    ops = [_renamed(op, rename) for op in change.ops]
    return encode(msgspec.structs.replace(change, ops=ops, looked=looked))


def _renamed(op: Operation, rename: Callable[[Dot], Dot]) -> Operation:
    if isinstance(op, SetFields):
        fields = {n: (value, [rename(d) for d in dots]) for n, (value, dots) in op.fields.items()}
        return SetFields(op.table, op.record, fields)
    if isinstance(op, Remove):
        replaces, saw = [rename(d) for d in op.replaces], [rename(d) for d in op.saw]
        return Remove(op.table, op.record, op.removed, replaces, saw)
    return op


def _kinds(change: Change) -> set[type]:
    """What kinds of value a change writes."""
    # msgspec cannot tell text from bytes within one union, so what a cell holds is checked here: by its
    # exact type, which is what the decoder makes, since this is asked of every value that arrives.
    found: set[type] = set()
    for op in change.ops:
        if isinstance(op, SetFields):
            found |= {type(value) for value, _ in op.fields.values()}
        elif isinstance(op, Create):
            found |= set(map(type, op.fields.values()))
    return found


def pack(value: Any) -> bytes:
    """MessagePack of plain values, for what the store keeps beside its columns."""
    return _encoder.encode(value)


def unpack(body: bytes) -> Any:
    """What `pack` packed."""
    return msgspec.msgpack.decode(body)
