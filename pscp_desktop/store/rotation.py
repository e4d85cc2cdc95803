"""A new key for everything: the database is copied under it, checked, and put in place at once.

The one moment that counts is the replacement of the header. Before it the old database is the
vault, after it the new one is; what the other left behind is swept at the next start. The key of an
existing file is never changed in place: when that fails half-way the file is lost to both keys.
"""

import contextlib
from dataclasses import replace
from pathlib import Path

from pscp_desktop.domain.errors import DatabaseDamaged
from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, state
from pscp_desktop.store.engine import (
    Connection,
    RawKey,
    connect,
    copy_into,
    integrity,
    translated,
)
from pscp_desktop.store.files import explained, sync_file
from pscp_desktop.store.files import replace as put_in_place
from pscp_desktop.store.folder import COPIES, check_room, remove_database, sweep
from pscp_desktop.store.header import Header
from pscp_desktop.store.slots import Lock, locked

# The copy itself, its log while it is written, and something to spare.
_ROOM_FACTOR = 1.2
_ROOM_TO_SPARE = 4 * 1024 * 1024


def rotate(folder: Path, header: Header, root: bytes, lock: Lock) -> tuple[Header, bytes]:
    """Put the closed vault under a new root key. Gives the new header and root key.

    Old headers, old passphrases, old copies open nothing of what is written from now on.
    """
    old = folder / header.database_name
    key_id = keys.random_bytes(4).hex()
    salt = keys.random_bytes(keys.SALT_BYTES)
    new_root = keys.random_bytes(keys.KEY_BYTES)
    source = connect(old, keys.database_key(root, header.key_id, header.database_salt))
    try:
        generation = max(header.generation, state.read(source).generation) + 1
        fresh = locked(
            replace(header, generation=generation, key_id=key_id, database_salt=salt),
            new_root,
            lock,
        )
        new_key = keys.database_key(new_root, key_id, salt)
        new_database(folder, source, folder / fresh.database_name, new_key, generation)
    finally:
        source.close()
    headers.save(folder, fresh)  # from here on the new database is the vault
    headers.forget_old(folder)
    remove_database(old)
    # Nobody can open these any more.
    for unreadable in (*(folder / COPIES).glob("c-*"), *folder.glob("aside-*")):
        unreadable.unlink(missing_ok=True)
    sweep(folder, fresh.database_name)
    return fresh, new_root


def new_database(
    folder: Path, source: Connection, target: Path, key: RawKey, generation: int
) -> None:
    """Copy a database under another key, prove the copy, and give it its name."""
    beside = target.with_name(target.name + ".new")
    pages = int(source.execute("PRAGMA page_count").fetchone()[0])
    check_room(folder, int(pages * 4096 * _ROOM_FACTOR) + _ROOM_TO_SPARE)
    remove_database(beside)
    try:
        copy_into(source, beside, key)
        _prove(source, beside, key, generation)
        with explained():
            sync_file(beside)
            put_in_place(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            remove_database(beside)
        raise


def _prove(source: Connection, copy: Path, key: RawKey, generation: int) -> None:
    """Refuse a copy that is not whole: its pages, its shape, and the rows of every table."""
    copied = connect(copy, key)
    try:
        problems = integrity(copied, copy)
        if problems:
            raise DatabaseDamaged(problems)
        if _census(source) != _census(copied):
            raise DatabaseDamaged(("census",))
        state.set_generation(copied, generation)
        with translated():
            copied.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        copied.close()


def _census(connection: Connection) -> dict[str, int]:
    with translated():
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            )
        ]
        return {
            table: connection.execute(
                f'SELECT count(*) FROM "{table}"'  # noqa: S608 (a name out of the schema itself)
            ).fetchone()[0]
            for table in tables
        }
