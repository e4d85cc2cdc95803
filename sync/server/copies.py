"""Backups of the hub: one file, sealed to a key that lies elsewhere, so that not even the hub reads it.

    magic ‖ wrapped key ‖ frames, each of up to 1 MiB, numbered, the last one marked as such

Inside are rows as PostgreSQL copies them out of one moment, pieces of attachments, and the hub's own key.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

import msgspec
from psycopg import sql

from sync import seal
from sync.packing import UNREADABLE
from sync.seal import Entropy, NotOpened, Pair
from sync.server.blobs import Blobs
from sync.server.certificate import write_private
from sync.server.database import Session, rows

MAGIC: Final = b"PSCPHUB\x01"
FRAME: Final = 1024 * 1024
TABLES: Final = (
    "hub", "scope", "envelope", "stream", "held", "statement", "device", "granted", "named", "wrap",
    "cursor", "blob", "spoken", "piece", "snapshot", "attestation", "invite", "knock",
    "audit", "auditor",
)  # fmt: skip
_BOUND: Final = b"pscp/v1/copy"
_COUNTED: Final = 16


class BadCopy(Exception):
    """The file is no copy, was altered or cut, or the key is another's."""


class Item(msgspec.Struct, frozen=True, array_like=True):
    """Part of a table (`kind` t), a piece (p), or a file of the hub's own (f)."""

    kind: str
    name: str
    body: bytes
    number: int = 0


def back_up(session: Session, blobs: Blobs, folder: Path, out: Path, to: bytes) -> int:
    """Write everything as of one moment to `out`, sealed to the public key `to`; its size in bytes."""
    with session.transaction():
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        new = out.with_name(f"{out.name}.new")
        with new.open("wb") as file:
            _write_sealed(file, _items(session, blobs, folder), to, os.urandom)
            file.flush()
            os.fsync(file.fileno())
        new.replace(out)
    return out.stat().st_size


def _items(session: Session, blobs: Blobs, folder: Path) -> Iterator[Item]:
    for table in TABLES:
        query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
        with session.cursor().copy(query) as copied:
            for part in copied:
                yield Item("t", table, bytes(part))
    for owner, number in rows(session, "SELECT owner, number FROM piece ORDER BY owner, number"):
        body = blobs.fetch(owner, number)
        if body is not None:
            yield Item("p", owner.hex(), body, number)
    yield Item("f", "hub.key", (folder / "hub.key").read_bytes())


def _write_sealed(file: IO[bytes], items: Iterable[Item], to: bytes, entropy: Entropy) -> None:
    key = entropy(seal.KEY)
    wrapped = seal.wrap(to, key, _BOUND)
    file.write(MAGIC + len(wrapped).to_bytes(2, "big") + wrapped)
    room, number = bytearray(), 0
    for item in items:
        body = msgspec.msgpack.encode(item)
        room += len(body).to_bytes(4, "big") + body
        while len(room) > FRAME:
            file.write(_frame(key, number, bytes(room[:FRAME]), last=False))
            del room[:FRAME]
            number += 1
    file.write(_frame(key, number, bytes(room), last=True))


def _frame(key: bytes, number: int, plain: bytes, *, last: bool) -> bytes:
    sealed = seal.close(key, _salt(number, last=last), plain, _BOUND)
    return len(sealed).to_bytes(4, "big") + sealed


def _salt(number: int, *, last: bool) -> bytes:
    """The frame's place, and whether it is the last: what was cut or moved does not open."""
    return number.to_bytes(_COUNTED, "big") + bytes(seal.SALT - _COUNTED - 1) + bytes([last])


def restore(session: Session, blobs: Blobs, folder: Path, copy: Path, pair: Pair) -> int:
    """Put a copy into an empty, migrated database; how many things it held. All of it or nothing.

    Raises:
        BadCopy: before anything was committed.
    """
    count = 0
    with copy.open("rb") as file, session.transaction():
        session.execute("DELETE FROM hub")
        streams: dict[str, list[bytes]] = {}
        for item in _opened(file, pair):
            count += 1
            if item.kind == "t" and item.name in TABLES:
                streams.setdefault(item.name, []).append(item.body)
                _load_others(session, streams, item.name)
            elif item.kind == "p":
                blobs.keep(bytes.fromhex(item.name), item.number, item.body)
            elif (item.kind, item.name) == ("f", "hub.key"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_private(folder / "hub.key", item.body)
        _load_others(session, streams, "")
    return count


def _load_others(session: Session, streams: dict[str, list[bytes]], coming: str) -> None:
    """Load the tables that have come whole, which is when another one begins."""
    for table in [name for name in streams if name != coming]:
        query = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
        with session.cursor().copy(query) as copied:
            for part in streams.pop(table):
                copied.write(part)


def _opened(file: IO[bytes], pair: Pair) -> Iterator[Item]:
    if file.read(len(MAGIC)) != MAGIC:
        raise BadCopy("this is no copy of a hub")
    try:
        key = seal.unwrap(pair, file.read(int.from_bytes(file.read(2), "big")), _BOUND)
        yield from _read_items(_frames(file, key))
    except (NotOpened, ValueError, *UNREADABLE) as error:
        raise BadCopy("the copy was altered or cut, or the key is another's") from error


def _frames(file: IO[bytes], key: bytes) -> Iterator[bytes]:
    number = 0
    while True:
        size = int.from_bytes(file.read(4), "big")
        sealed = file.read(min(size, FRAME + 64))
        ahead = file.peek(1) if hasattr(file, "peek") else b""
        last = not ahead
        yield seal.disclose(key, _salt(number, last=last), sealed, _BOUND)
        if last:
            return
        number += 1


def _read_items(frames: Iterable[bytes]) -> Iterator[Item]:
    room = bytearray()
    for frame in frames:
        room += frame
        while len(room) >= 4 and len(room) >= 4 + int.from_bytes(room[:4], "big"):  # noqa: PLR2004 (the length)
            size = int.from_bytes(room[:4], "big")
            yield msgspec.msgpack.decode(bytes(room[4 : 4 + size]), type=Item)
            del room[: 4 + size]
    if room:
        raise ValueError("cut")
