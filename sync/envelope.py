"""Envelopes: a run of whole changes of one stream in one scope, sealed once and never altered.

    header ‖ AES-256-GCM(pad(zstd(contents)), bound to the header) ‖ signature of the device

Whoever carries it reads the header and nothing else. Its id is the hash of header and sealed part; the
signature is over the id and no part of it.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec

from sync import seal
from sync.packing import UNREADABLE
from sync.seal import Entropy, NotOpened, Pair

MAGIC: Final = b"SP"
VERSION: Final = 1
CHANGES: Final = 1
"""Kind of an envelope of changes; a snapshot's pieces are `sync.snapshots`' own."""
MOST_SEALED: Final = 1024 * 1024
MOST_OPEN: Final = 4 * 1024 * 1024
MOST_BLOBS: Final = 255
MOST_CHANGES: Final = 0xFFFF
NOTHING: Final = bytes(32)
"""Before the first of a chain."""

_HEAD: Final = struct.Struct(">2sBBB16s16sIQH32sI16sIIB")
_TAIL: Final = struct.Struct(">24sI")
_NAME: Final = 16


class Malformed(ValueError):
    """Bytes that are no envelope, statement or frame."""


class Stream(NamedTuple):
    """One life of one device's store. A restored or copied store begins another incarnation."""

    device: bytes
    incarnation: int


@dataclass(frozen=True, slots=True)
class Header:
    """What everybody may see of an envelope, all of it authenticated."""

    scope: bytes
    device: bytes
    incarnation: int
    first: int
    """Number of its first change in the stream within the scope; from 1 without gaps."""
    count: int
    previous: bytes
    """Id of the envelope before it in its stream within the scope; zeros for the first."""
    key_epoch: int
    key_commitment: bytes
    directory: int
    """How much of the directory its author knew."""
    members: int
    """How much of the scope's membership its author knew."""
    blobs: Sequence[bytes] = ()
    salt: bytes = bytes(24)
    kind: int = CHANGES

    @property
    def stream(self) -> Stream:
        return Stream(self.device, self.incarnation)

    @property
    def last(self) -> int:
        """Number of its last change."""
        return self.first + self.count - 1

    def to_bytes(self, length: int) -> bytes:
        head = _HEAD.pack(
            MAGIC, VERSION, seal.SUITE, self.kind, self.scope, self.device, self.incarnation,
            self.first, self.count, self.previous, self.key_epoch, self.key_commitment,
            self.directory, self.members, len(self.blobs),
        )  # fmt: skip
        return head + b"".join(self.blobs) + _TAIL.pack(self.salt, length)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope taken apart; `raw` is the whole of it."""

    header: Header
    head: bytes
    sealed: bytes
    signature: bytes
    id: bytes
    raw: bytes

    def signed_by(self, public: bytes) -> bool:
        return seal.verify(public, _to_sign(self.id), self.signature)


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """The log of a scope as somebody verified it: two that differ at one place are a fork."""

    epoch: bytes
    seq: int
    chain: bytes


class Contents(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed: the changes as their bytes were made, and what their author believed."""

    changes: list[bytes]
    directory: bytes
    """Id of the directory's statement that the header numbers."""
    members: bytes
    """Id of the membership's statement that the header numbers."""
    seen: Seen | None = None
    beat: tuple[int, bytes] | None = None
    """A heartbeat: the hash of the author's state of the scope at that place in the log."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Contents)


def parse(raw: bytes) -> Envelope:
    """Take an envelope apart. Raises Malformed; nothing in it is believed yet."""
    if not _HEAD.size < len(raw) <= MOST_SEALED:
        raise Malformed("size")
    fields = _HEAD.unpack_from(raw)
    if fields[:3] != (MAGIC, VERSION, seal.SUITE) or fields[3] != CHANGES:
        raise Malformed("version")
    at = _HEAD.size + fields[14] * _NAME
    if at + _TAIL.size > len(raw):
        raise Malformed("size")
    salt, length = _TAIL.unpack_from(raw, at)
    end = at + _TAIL.size
    if len(raw) != end + length + seal.SIGNATURE:
        raise Malformed("size")
    blobs = tuple(raw[place : place + _NAME] for place in range(_HEAD.size, at, _NAME))
    header = _header(fields, blobs, salt)
    _check(header)
    head, sealed = raw[:end], raw[end : end + length]
    return Envelope(header, head, sealed, raw[end + length :], _id(head, sealed), raw)


def scope_of(raw: bytes) -> bytes:
    """The scope an envelope says it belongs to; empty where it is too short to say."""
    return raw[5:21] if len(raw) > _HEAD.size else b""


def _header(fields: tuple[Any, ...], blobs: Sequence[bytes], salt: bytes) -> Header:
    names = ("kind", "scope", "device", "incarnation", "first", "count", "previous", "key_epoch",
             "key_commitment", "directory", "members")  # fmt: skip
    return Header(**dict(zip(names, fields[3:14], strict=True)), blobs=blobs, salt=salt)


def _check(header: Header) -> None:
    if not header.count or not header.first or header.last >= 1 << 63:
        raise Malformed("numbers")
    if (header.first == 1) != (header.previous == NOTHING):
        raise Malformed("previous")


def make(header: Header, contents: Contents, key: bytes, pair: Pair, entropy: Entropy) -> bytes:
    """Seal `contents` under a scope's key and sign. Raises Malformed where it would be too large."""
    plain = _encoder.encode(contents)
    if len(plain) > MOST_OPEN:
        raise Malformed("size")
    packed = seal.pack_tight(plain)
    salt = entropy(seal.SALT)
    salted = Header(
        header.scope, header.device, header.incarnation, header.first, header.count,
        header.previous, header.key_epoch, seal.commitment(key), header.directory, header.members,
        tuple(header.blobs), salt,
    )  # fmt: skip
    head = salted.to_bytes(len(packed) + 16)
    sealed = seal.close(key, salt, packed, head)
    raw = head + sealed + seal.sign(pair, _to_sign(_id(head, sealed)))
    if len(raw) > MOST_SEALED:
        raise Malformed("size")
    return raw


def contents_of(envelope: Envelope, key: bytes) -> Contents:
    """Open an envelope. Raises NotOpened, and Malformed where what was sealed makes no sense."""
    if seal.commitment(key) != envelope.header.key_commitment:
        raise NotOpened
    packed = seal.disclose(key, envelope.header.salt, envelope.sealed, envelope.head)
    try:
        contents = _decoder.decode(seal.unpack_tight(packed, MOST_OPEN))
    except (*UNREADABLE, NotOpened) as error:
        raise Malformed("contents") from error
    if len(contents.changes) != envelope.header.count:
        raise Malformed("count")
    return contents


def _id(head: bytes, sealed: bytes) -> bytes:
    return seal.digest(head, sealed)


def _to_sign(named: bytes) -> bytes:
    return b"pscp/v1/envelope" + named


def beginning(scope: bytes) -> bytes:
    """The chain of a log before its first envelope."""
    return seal.digest(b"pscp/v1/log", scope)


def linked(chain: bytes, seq: int, named: bytes) -> bytes:
    """The chain of a log after the envelope `named` got the number `seq`."""
    return seal.digest(chain, seq.to_bytes(8, "big"), named)
