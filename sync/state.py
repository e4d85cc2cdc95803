"""The state of a scope as two desks compare and hand it over: its cells, whatever they mean.

Snapshots are made of it, and its hash is what heartbeats and attestations speak of. It is computed from
one's own data only, never taken over from anybody.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from sync import seal
from sync.merge import Dot
from sync.packing import UNREADABLE

PIECE: Final = 256 * 1024
"""Bytes of state in one piece of a snapshot, about."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """One standing write of a field."""

    dot: Dot
    value: Any
    stamp: int
    user: bytes


class RecordState(msgspec.Struct, frozen=True, array_like=True):
    """One record: by field its standing writes, and those known to be replaced before they came."""

    table: int
    record: bytes
    made: list[Any]
    """How it was made, in the store's own words; the same everywhere."""
    cells: dict[int, list[Standing]]
    replaced: dict[int, list[Dot]] = {}


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[RecordState])


def hash_of(records: Iterable[RecordState]) -> bytes:
    """The hash of a state, over what stands in each field, in one order everywhere."""
    return seal.digest(b"pscp/v1/state", *sorted(_lines(records)))


def _lines(records: Iterable[RecordState]) -> Iterator[bytes]:
    for record in records:
        place = record.table.to_bytes(4, "big") + record.record
        for number, standing in record.cells.items():
            for one in standing:
                value = seal.digest(_encoder.encode(one.value))
                yield place + number.to_bytes(4, "big") + _encoder.encode(one.dot) + value


def pieces_of(records: Iterable[RecordState]) -> Iterator[bytes]:
    """A state cut into pieces of whole records, sorted."""
    room: list[bytes] = []
    for record in sorted(records, key=lambda one: (one.table, one.record)):
        room.append(_encoder.encode(record))
        if sum(map(len, room)) >= PIECE:
            yield _list(room)
            room = []
    if room:
        yield _list(room)


def _list(encoded: list[bytes]) -> bytes:
    return b"\xdd" + len(encoded).to_bytes(4, "big") + b"".join(encoded)


def records_of(piece: bytes) -> list[RecordState]:
    """What a piece holds. Raises ValueError where it is none."""
    try:
        return _decoder.decode(piece)
    except UNREADABLE as error:
        raise ValueError("not a state") from error
