"""How far the history of a vault had come: a note beside the database that nobody can forge.

The cipher does not notice an old database put back in place of a newer one, nor a log cut off.
After every commit the length and the head of the audit chain are written here; a database that
knows less than the note has lost history. The note is rewritten in place without waiting for the
disk, so after a power cut it may know less than the database, which is no alarm, and never more.
"""

import base64
import binascii
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from pscp_desktop.store.files import explained

NAME = "mark"
_LAYOUT = struct.Struct(">BQ32s32s")
_VERSION = 1
_HEAD_BYTES = 32


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The number of entries in the audit chain and the hash of the last one."""

    count: int
    head: bytes


def sealed(mark: Mark, audit_key: bytes) -> bytes:
    if len(mark.head) != _HEAD_BYTES:
        msg = "the head of the chain is 32 bytes"
        raise ValueError(msg)
    unsealed = _LAYOUT.pack(_VERSION, mark.count, mark.head, bytes(32))[:-32]
    return unsealed + _seal(unsealed, audit_key)


def opened(data: bytes, audit_key: bytes) -> Mark | None:
    """The mark, or nothing if it is not ours, is damaged or was written half."""
    if len(data) != _LAYOUT.size:
        return None
    if not hmac.compare_digest(data[-32:], _seal(data[:-32], audit_key)):
        return None
    version, count, head, _ = _LAYOUT.unpack(data)
    return Mark(count, head) if version == _VERSION else None


def _seal(unsealed: bytes, audit_key: bytes) -> bytes:
    return hmac.digest(audit_key, b"pscp/v1/mark" + unsealed, "sha256")


def to_text(mark: Mark, audit_key: bytes) -> str:
    """For a key store, which keeps text."""
    return base64.b64encode(sealed(mark, audit_key)).decode()


def from_text(text: str, audit_key: bytes) -> Mark | None:
    try:
        return opened(base64.b64decode(text, validate=True), audit_key)
    except (binascii.Error, ValueError):
        return None


class MarkFile:
    """The note in the vault's folder, kept open while the vault is."""

    def __init__(self, folder: Path, audit_key: bytes) -> None:
        self._key = audit_key
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with explained():
            self._handle = os.open(folder / NAME, flags, 0o600)

    def read(self) -> Mark | None:
        os.lseek(self._handle, 0, os.SEEK_SET)
        return opened(os.read(self._handle, _LAYOUT.size + 1), self._key)

    def write(self, mark: Mark) -> None:
        data = sealed(mark, self._key)
        with explained():
            if hasattr(os, "pwrite"):
                os.pwrite(self._handle, data, 0)
            else:
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, data)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
