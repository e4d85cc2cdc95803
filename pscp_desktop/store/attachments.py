"""Attachments: files kept encrypted beside the database, in pieces, each under a key of its own.

The same bytes lie on the disk and travel. A file is

    check of the key (32)  ‖  sealed pieces of 1 MiB  ‖  the last piece, shorter, perhaps empty

and each piece is sealed with its number in the nonce and the file's name in what it is bound to, so
a file that is cut, reordered, lengthened or exchanged does not open. The length is padded, so that
it says little about the content; the true length is sealed inside. Names on the disk mean nothing.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pscp_desktop.domain.errors import AttachmentDamaged, AttachmentTooLarge
from pscp_desktop.store import contents
from pscp_desktop.store.files import explained, replace
from pscp_desktop.store.folder import ATTACHMENTS, check_room

PIECE: Final = 1024 * 1024
LARGEST: Final = 100 * PIECE
LARGEST_OF_A_FILE: Final = 2048 * PIECE
_KEY: Final = 32
_TAG: Final = 16
_CHECK: Final = 32
_LENGTH: Final = struct.Struct(">Q")

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the record keeps of an attachment; without `key` its bytes are noise."""

    blob_id: str
    key: bytes = field(repr=False)
    size: int
    sha256: bytes
    kind: str
    stored: int
    """Bytes on the disk, padding and all."""


def path_of(folder: Path, blob_id: str) -> Path:
    """Where it lies. Only names that this module makes are names."""
    if len(blob_id) != 32 or not set(blob_id) <= set("0123456789abcdef"):  # noqa: PLR2004
        raise AttachmentDamaged("missing")
    return folder / ATTACHMENTS / blob_id[:2] / blob_id


def check_size(size: int, already: int = 0) -> None:
    """Refuse what is over the limits before anything is read; `already` is the file's total."""
    if size > LARGEST:
        raise AttachmentTooLarge(size, LARGEST)
    if already + size > LARGEST_OF_A_FILE:
        raise AttachmentTooLarge(already + size, LARGEST_OF_A_FILE)


def padded(size: int) -> int:
    """The next length of the Padmé row: at most twelve per cent more, and few different lengths."""
    if size < 2:  # noqa: PLR2004 - there is nothing to round
        return size
    exponent = size.bit_length() - 1
    kept = exponent.bit_length()
    step = (1 << max(0, exponent - kept)) - 1
    return (size + step) & ~step


def write(
    folder: Path, source: BinaryIO, *, already: int = 0, random: Random = os.urandom
) -> Sealed:
    """Seal a file under a new key; durable when it returns. `already` is the file's total so far.

    It is taken for what its content is, and a photograph is made anew without what it hides.
    """
    check_size(source.seek(0, os.SEEK_END), already)
    kind = contents.kind_of(source)
    bare = contents.cleaned(source, kind)
    size = bare.seek(0, os.SEEK_END)
    bare.seek(0)
    check_size(size, already)
    return _written(folder, bare, size, kind, random)


def _written(folder: Path, source: BinaryIO, size: int, kind: str, random: Random) -> Sealed:
    key, blob_id = random(_KEY), random(16).hex()
    target = path_of(folder, blob_id)
    whole = padded(size + _LENGTH.size)
    check_room(folder, whole + _CHECK + (whole // PIECE + 1) * _TAG)
    digest = hashlib.sha256()
    beside = target.with_name(f"{blob_id}.tmp")
    with explained():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(beside, _NEW_FILE, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_check(key, blob_id))
                for number, piece in enumerate(_pieces(source, size, whole, digest)):
                    file.write(_seal(key, blob_id, number, piece))
                stored = file.tell()
                file.flush()
                os.fsync(file.fileno())
            replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return Sealed(blob_id, key, size, digest.digest(), kind, stored)


_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def _pieces(source: BinaryIO, size: int, whole: int, digest: "hashlib._Hash") -> Iterator[bytes]:
    """The length, the content and the padding, cut so that the last piece is shorter than others."""
    pending = bytearray(_LENGTH.pack(size))
    left = size
    while left:
        read = source.read(min(PIECE, left))
        if not read:
            raise AttachmentDamaged("short")
        digest.update(read)
        left -= len(read)
        pending += read
        while len(pending) >= PIECE:
            yield bytes(pending[:PIECE])
            del pending[:PIECE]
    zeros = whole - size - _LENGTH.size
    while len(pending) + zeros >= PIECE:
        fill = PIECE - len(pending)
        yield bytes(pending) + bytes(fill)
        pending.clear()
        zeros -= fill
    yield bytes(pending) + bytes(zeros)


def read(folder: Path, blob_id: str, key: bytes) -> Iterator[bytes]:
    """The content, piece by piece, each proved before it is given.

    Whether the file is whole is known only at the end: use nothing before the last piece came.
    Raises AttachmentDamaged.
    """
    try:
        file = path_of(folder, blob_id).open("rb")
    except FileNotFoundError:
        raise AttachmentDamaged("missing") from None
    left = 0
    with file:
        _check_key(file, blob_id, key)
        for number, piece in enumerate(_opened(file, blob_id, key)):
            content = piece
            if number == 0:
                left, content = _with_length(piece)
            given = content[:left]
            left -= len(given)
            if given:
                yield given
    if left:
        raise AttachmentDamaged("short")


def _check_key(file: BinaryIO, blob_id: str, key: bytes) -> None:
    """One file opens to one key: otherwise one name could show two people different contents."""
    if not hmac.compare_digest(file.read(_CHECK), _check(key, blob_id)):
        raise AttachmentDamaged("key")


def _opened(file: BinaryIO, blob_id: str, key: bytes) -> Iterator[bytes]:
    """The pieces to the end. The last one is the first that is shorter: a cut lacks it."""
    number = 0
    while True:
        data = file.read(PIECE + _TAG)
        yield _unseal(key, blob_id, number, data)
        if len(data) < PIECE + _TAG:
            return
        number += 1


def _with_length(piece: bytes) -> tuple[int, bytes]:
    if len(piece) < _LENGTH.size:
        raise AttachmentDamaged("altered")
    return int(_LENGTH.unpack(piece[: _LENGTH.size])[0]), piece[_LENGTH.size :]


def remove(folder: Path, blob_id: str) -> None:
    """Remove it from the disk. What made it readable was its key, in the record."""
    path_of(folder, blob_id).unlink(missing_ok=True)


def _check(key: bytes, blob_id: str) -> bytes:
    return hmac.digest(key, b"pscp/v1/attachment-key" + bytes.fromhex(blob_id), "sha256")


def _nonce(key: bytes, blob_id: str, number: int) -> bytes:
    """The number of the piece over a base of its own per key: no two pieces share one."""
    base = hmac.digest(key, b"pscp/v1/attachment-nonce" + bytes.fromhex(blob_id), "sha256")[:12]
    return base[:4] + (int.from_bytes(base[4:], "big") ^ number).to_bytes(8, "big")


def _bound(blob_id: str, number: int) -> bytes:
    return b"pscp/v1/attachment" + bytes.fromhex(blob_id) + number.to_bytes(8, "big")


def _seal(key: bytes, blob_id: str, number: int, piece: bytes) -> bytes:
    return AESGCM(key).encrypt(_nonce(key, blob_id, number), piece, _bound(blob_id, number))


def _unseal(key: bytes, blob_id: str, number: int, data: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(_nonce(key, blob_id, number), data, _bound(blob_id, number))
    except (InvalidTag, ValueError):
        raise AttachmentDamaged("altered") from None
