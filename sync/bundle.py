"""A bundle: what a round would exchange, on a stick, for people who never have a network.

    magic ‖ organisation ‖ sender ‖ recipients (device, wrapped key) ‖ sealed parts of 64 KiB ‖ signature

Whoever finds the stick reads who may open it by number, and nothing else. The signature is looked at
before anything in it is.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from sync import seal
from sync.engine.belief import Belief
from sync.engine.loose import AnyFrame
from sync.envelope import Malformed
from sync.packing import UNREADABLE
from sync.seal import NotOpened

MAGIC: Final = b"SPBUNDL1"
PART: Final = 64 * 1024
MOST_FRAME: Final = 4 * 1024 * 1024
MOST_RECIPIENTS: Final = 1000
MOST_BYTES: Final = 1024 * 1024 * 1024
_WRAPPED: Final = 113
_RECIPIENT: Final = 16 + _WRAPPED
_TAG: Final = 16
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(AnyFrame)


class NotForUs(Exception):
    """A bundle of another organisation, or sealed to other devices."""


def write(
    path: Path, belief: Belief, recipients: Sequence[bytes], frames: Iterable[AnyFrame]
) -> int:
    """Write a bundle for devices of the directory; whole under its name or not there. Gives its bytes.

    It is read back before it gets its name.
    """
    beside = _beside(path)
    try:
        with beside.open("wb") as file:
            _write(file, belief, recipients, frames)
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            _demand_signed(file, belief)
            size = file.tell()
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return size


def _beside(path: Path) -> Path:
    """What a bundle is called until it is whole."""
    return path.with_name(f"{path.name}.part")


def _write(
    file: BinaryIO, belief: Belief, recipients: Sequence[bytes], frames: Iterable[AnyFrame]
) -> None:
    desk, directory = belief.desk, belief.directory
    key, salt = desk.entropy(seal.KEY), desk.entropy(16)
    head = MAGIC + directory.organisation + desk.device + salt
    devices = sorted({desk.device, *recipients})
    head += len(devices).to_bytes(2, "big")
    for name in devices:
        head += name + seal.wrap(directory.devices[name].receiving, key, _bound(salt, name))
    hashed = hashlib.sha256(head)
    file.write(head)
    for number, (part, last) in enumerate(_parts(frames)):
        sealed = seal.close(
            key, salt + number.to_bytes(8, "big"), part, _part_bound(head, last=last)
        )
        hashed.update(sealed)
        file.write(sealed)
    file.write(seal.sign(desk.signing, b"pscp/v1/bundle" + hashed.digest()))


def _parts(frames: Iterable[AnyFrame]) -> Iterator[tuple[bytes, bool]]:
    """The frames, each told its length, cut into parts; the last is the first that is shorter."""
    room = bytearray()
    for frame in frames:
        body = _encoder.encode(frame)
        room += len(body).to_bytes(4, "big") + body
        while len(room) >= PART:
            yield bytes(room[:PART]), False
            del room[:PART]
    yield bytes(room), True


def read(file: BinaryIO, belief: Belief) -> Iterator[AnyFrame]:
    """The frames of a bundle, once its sender's signature was found good.

    Raises NotForUs, Malformed; what was given before a Malformed may be kept, as any part of a bundle may.
    """
    _demand_signed(file, belief)
    size = file.tell()
    file.seek(0)
    head, salt, key = _opened_head(file, belief)
    pending = bytearray()
    for part in _opened(file, key, salt, (head, size - seal.SIGNATURE)):
        pending += part
        yield from _complete(pending)
    if pending:
        raise Malformed("cut")


def _opened_head(file: BinaryIO, belief: Belief) -> tuple[bytes, bytes, bytes]:
    head, recipients = _head(file)
    salt = head[40:56]
    wrapped = recipients.get(belief.desk.device)
    if wrapped is None:
        raise NotForUs
    try:
        key = seal.unwrap(belief.desk.receiving, wrapped, _bound(salt, belief.desk.device))
    except NotOpened as error:
        raise NotForUs from error
    return head, salt, key


def _head(file: BinaryIO) -> tuple[bytes, dict[bytes, bytes]]:
    head = file.read(58)
    count = int.from_bytes(head[56:], "big")
    if len(head) < 58 or head[:8] != MAGIC or not 0 < count <= MOST_RECIPIENTS:  # noqa: PLR2004
        raise Malformed("bundle")
    listed = file.read(count * _RECIPIENT)
    if len(listed) != count * _RECIPIENT:
        raise Malformed("cut")
    places = range(0, len(listed), _RECIPIENT)
    return head + listed, {listed[p : p + 16]: listed[p + 16 : p + _RECIPIENT] for p in places}


def _demand_signed(file: BinaryIO, belief: Belief) -> None:
    """Whether the whole is what a device of the directory wrote; leaves the file at its end."""
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise Malformed("size")
    file.seek(0)
    head, _ = _head(file)
    if head[8:24] != belief.directory.organisation:
        raise NotForUs
    hashed, left = hashlib.sha256(head), size - seal.SIGNATURE - len(head)
    while left > 0:
        part = file.read(min(PART, left))
        hashed.update(part)
        left -= len(part)
        if not part:
            raise Malformed("cut")
    device = belief.directory.devices.get(head[24:40])
    signature = file.read(seal.SIGNATURE)
    if device is None or not seal.verify(
        device.signing, b"pscp/v1/bundle" + hashed.digest(), signature
    ):
        raise Malformed("signature")


def _opened(file: BinaryIO, key: bytes, salt: bytes, extent: tuple[bytes, int]) -> Iterator[bytes]:
    head, end = extent
    number = 0
    while True:
        sealed = file.read(min(PART + _TAG, end - file.tell()))
        last = len(sealed) < PART + _TAG
        bound = _part_bound(head, last=last)
        try:
            yield seal.disclose(key, salt + number.to_bytes(8, "big"), sealed, bound)
        except NotOpened as error:
            raise Malformed("part") from error
        if last:
            return
        number += 1


def _complete(pending: bytearray) -> Iterator[AnyFrame]:
    """Take the whole frames off the front of what has come."""
    while len(pending) >= 4:  # noqa: PLR2004 (the length is told in four bytes)
        length = int.from_bytes(pending[:4], "big")
        if length > MOST_FRAME:
            raise Malformed("frame")
        if len(pending) < 4 + length:
            return
        try:
            frame = _decoder.decode(bytes(pending[4 : 4 + length]))
        except UNREADABLE as error:
            raise Malformed("frame") from error
        del pending[: 4 + length]
        yield frame


def _bound(salt: bytes, device: bytes) -> bytes:
    return b"pscp/v1/bundle-key" + salt + device


def _part_bound(head: bytes, *, last: bool) -> bytes:
    return b"pscp/v1/bundle-part" + seal.digest(head) + (b"\1" if last else b"\0")
