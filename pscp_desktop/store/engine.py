"""Opening the encrypted database. The only module that sees the driver."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2 as driver

from pscp_desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DiskFull,
    LibraryUnfit,
    PscpError,
    ReadOnlyFolder,
)
from pscp_desktop.store.files import explained

Connection = Any
"""A connection of the driver, which has no types of its own."""

DriverError = driver.Error

WRITING = "pscp_writing"
"""Execution option: a transaction begun with it takes the write lock at once."""

_KEY_SHAPE = re.compile(r"[0-9a-f]{96}")
# Writing a page, syncing, growing the shared memory file: what a full disk also shows itself as.
_SHARED_MEMORY = 32 * 1024
"""Bytes that lie beside an open database at the least."""
_NO_ROOM = frozenset({driver.SQLITE_IOERR | detail << 8 for detail in (3, 4, 6, 19)})
_MEANINGS: dict[int, Callable[[], PscpError]] = {
    driver.SQLITE_FULL: DiskFull,
    driver.SQLITE_IOERR: lambda: DatabaseDamaged(("disk",)),
    driver.SQLITE_READONLY: ReadOnlyFolder,
    driver.SQLITE_CANTOPEN: ReadOnlyFolder,
    driver.SQLITE_PERM: ReadOnlyFolder,
    driver.SQLITE_NOTADB: DatabaseDamaged,
    driver.SQLITE_CORRUPT: DatabaseDamaged,
    driver.SQLITE_BUSY: DatabaseBusy,
    driver.SQLITE_LOCKED: DatabaseBusy,
}
_LOWEST_CIPHER = (4, 19)
# SQLite 3.51.3 mended a race between two connections that reset the log, which lost commits.
_LOWEST_SQLITE = (3, 51, 3)

# Settings are made in this order, the key first; each is read back where SQLite lets it be ignored.
_SETTINGS = (
    "cipher_log_level = NONE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "busy_timeout = 5000",
    # Kibibytes. What does not fit is deciphered again each time it is looked at, and the two thousand
    # that are usual do not hold what a search among ten thousand files goes through.
    "cache_size = -12000",
)
_READ_BACK = {
    "journal_mode": "wal",
    "synchronous": "2",
    "temp_store": "2",
    "trusted_schema": "0",
    "cell_size_check": "1",
    "foreign_keys": "1",
}

_FORBIDDEN_PRAGMAS = frozenset(
    {
        "key",
        "rekey",
        "hexkey",
        "hexrekey",
        "textkey",
        "textrekey",
        "temp_store_directory",
        "data_store_directory",
        "writable_schema",
        "cipher_plaintext_header_size",
        "cipher_migrate",
        "cipher_profile",
        "cipher_log",
        "cipher_test_on",
        "cipher_fail_next",
    }
)
# May be asked, not set.
_FIXED_PRAGMAS = frozenset(
    {
        "temp_store",
        "journal_mode",
        "synchronous",
        "trusted_schema",
        "cell_size_check",
        "ignore_check_constraints",
        "schema_version",
        "mmap_size",
        "cipher_log_level",
        "cipher_memory_security",
        "cipher_use_hmac",
        "cipher_salt",
        "cipher_compatibility",
        "cipher_page_size",
        "kdf_iter",
    }
)
_FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})


@dataclass(frozen=True, slots=True)
class RawKey:
    """A database key with its salt: 96 hexadecimal digits and nothing else, never shown."""

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        # The cipher takes any other shape as a passphrase, without a word.
        if not _KEY_SHAPE.fullmatch(self.digits):
            msg = "a raw key is 96 lower-case hexadecimal digits"
            raise ValueError(msg)

    @classmethod
    def parse(cls, digits: str) -> "RawKey":
        return cls(digits)


def connect(path: Path, key: RawKey, *, create: bool = False) -> Connection:
    """A connection to the database at `path` with every setting made, and guarded."""
    connection = open_bare(path, key, create=create)
    connection.set_authorizer(authorizer)
    return connection


def open_bare(path: Path, key: RawKey, *, create: bool = False) -> Connection:
    """The same without the guard. For this package's own copying of whole databases only."""
    if not create and not path.is_file():
        raise DatabaseMissing
    if not create and path.stat().st_size == 0:
        raise DatabaseDamaged(("empty",))  # it would open, as a new one
    if create:
        with explained():
            path.touch(mode=0o600)  # its log takes the same rights
    mode = "rwc" if create else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with translated(path.parent):
        connection = driver.connect(
            address,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: Connection, key: RawKey) -> None:
    RawKey.parse(key.digits)
    connection.execute(f"PRAGMA key = \"x'{key.digits}'\"")
    connection.execute("PRAGMA cipher_page_size = 4096")
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    for name, wanted in _READ_BACK.items():
        found = str(connection.execute(f"PRAGMA {name}").fetchone()[0])
        if found != wanted:
            raise LibraryUnfit(name)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def authorizer(
    action: int,
    first: str | None,
    second: str | None,
    _database: str | None,
    _origin: str | None,
) -> int:
    """Refuse the statements that could let plaintext out, load code or change the key.

    Attaching '' stays open because VACUUM does it; such a database lives in memory.
    """
    denied = False
    if action == driver.SQLITE_ATTACH:
        denied = first != ""
    elif action == driver.SQLITE_PRAGMA:
        name = (first or "").lower()
        denied = name in _FORBIDDEN_PRAGMAS or (name in _FIXED_PRAGMAS and second is not None)
    elif action == driver.SQLITE_FUNCTION:
        denied = (second or "").lower() in _FORBIDDEN_FUNCTIONS
    return int(driver.SQLITE_DENY if denied else driver.SQLITE_OK)


def open_engine(path: Path, key: RawKey) -> Engine:
    """An engine over the database at `path`: many readers, one writer at a time, any thread.

    A transaction sees one state of the database from its first look to its end. One begun with
    the execution option `WRITING` waits for the write lock first, so it cannot fail half-way
    because somebody else wrote meanwhile.
    """
    connect(path, key).close()  # what is wrong with it is said here, in our own words
    return _wired(
        create_engine(
            "sqlite://",
            module=driver,
            creator=lambda: connect(path, key),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=4,
            # The one used last still has its pages deciphered.
            pool_use_lifo=True,
            hide_parameters=True,
        )
    )


def memory_engine(template: Engine | None = None) -> Engine:
    """An engine that keeps nothing, copied from `template` if given. For tests and previews.

    It has one connection: a transaction begun inside another one joins it.
    """
    connection = driver.connect(":memory:", isolation_level=None, check_same_thread=False)
    # Without any key it would not take a copy of a database that has one.
    connection.execute(f"PRAGMA key = \"x'{'00' * 48}'\"")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    if template is not None:
        with template.connect() as source:
            raw: Connection = source.connection.driver_connection
            raw.backup(connection)
    connection.set_authorizer(authorizer)
    return _wired(
        create_engine(
            "sqlite://",
            module=driver,
            creator=lambda: connection,
            poolclass=StaticPool,
            hide_parameters=True,
        )
    )


def writer(engine: Engine) -> Engine:
    """The same engine, its transactions taking the write lock as they begin."""
    return engine.execution_options(**{WRITING: True})


def _wired(engine: Engine) -> Engine:
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain)
    return engine


def _begin(connection: SqlConnection) -> None:
    raw: Connection = connection.connection.driver_connection
    if raw.in_transaction:
        return
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


def _explain(context: ExceptionContext) -> None:
    """Put our own word in place of the driver's where a person can do something about it."""
    original = context.original_exception
    if isinstance(original, driver.Error) and (known := meaning(original)) is not None:
        raise known from None


def run(connection: SqlConnection, statement: str, values: Sequence[Any] = ()) -> driver.Cursor:
    """Give the driver one statement within the transaction that is open; errors are in our words.

    For what is asked thousands of times in a row: it costs a tenth of what it costs by SQLAlchemy.
    """
    raw: Connection = connection.connection.driver_connection
    try:
        return raw.execute(statement, values)
    except driver.Error as error:
        known = meaning(error)
        raise error if known is None else known from None


def meaning(error: BaseException) -> PscpError | None:
    """What an error of the driver means to a person, or nothing if it is a fault of ours."""
    extended = getattr(error, "sqlite_errorcode", 0)
    if extended in _NO_ROOM:
        return DiskFull()
    known = _MEANINGS.get(extended & 0xFF)
    return known() if known else None


@contextmanager
def translated(folder: Path | None = None) -> Iterator[None]:
    """Errors of the driver raised inside leave as ours where a person can act on them.

    On a disk without any room the driver says no more than that reading failed: with `folder` it is
    looked whether that is why, before anybody is told that their vault is damaged.
    """
    try:
        yield
    except driver.Error as error:
        known = meaning(error)
        if isinstance(known, DatabaseDamaged) and folder is not None:
            free = shutil.disk_usage(folder).free
            known = DiskFull(_SHARED_MEMORY, free) if free < _SHARED_MEMORY else known
        if known is not None:
            raise known from None
        raise


def integrity(connection: Connection, path: Path | None = None) -> tuple[str, ...]:
    """What is wrong with the database, one line each without any of its contents; () is good.

    The cipher's own check does not miss whole pages cut off the end, and SQLite's does not
    check the seal of pages it does not read: all three looks are needed.
    """
    problems: list[str] = []
    try:
        sealed = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        problems += [f"seal: {row[0]}" for row in sealed]
        quick = connection.execute("PRAGMA quick_check").fetchall()
        problems += ["structure" for row in quick if row[0] != "ok"]
        if path is not None:
            problems += _tail(connection, path)
    except driver.Error as error:
        problems.append(f"unreadable: {getattr(error, 'sqlite_errorname', 'unknown')}")
    return tuple(problems)


def _tail(connection: Connection, path: Path) -> list[str]:
    """Pages that the database counts and the file does not hold, or more than it counts."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        return []
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    size = int(connection.execute("PRAGMA page_size").fetchone()[0])  # the cipher answers in text
    return [] if pages * size == path.stat().st_size else ["length"]


def copy_into(source: Connection, target: Path, key: RawKey) -> None:
    """A whole copy of the database in a new file under another key, on the disk when it returns."""
    with translated():
        copied = open_bare(target, key, create=True)
        try:
            source.backup(copied)
            copied.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            copied.close()


def check_library() -> None:
    """Refuse to work with a driver that does not keep the promises the vault stands on."""
    if driver.sqlite_version_info < _LOWEST_SQLITE:
        raise LibraryUnfit("sqlite")
    connection = driver.connect(":memory:")
    try:
        connection.execute(f"PRAGMA key = \"x'{'00' * 48}'\"")
        version = connection.execute("PRAGMA cipher_version").fetchone()
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    finally:
        connection.close()
    if version is None or _numbers(version[0]) < _LOWEST_CIPHER:
        raise LibraryUnfit("cipher_version")
    if not options & {"TEMP_STORE=2", "TEMP_STORE=3"}:
        raise LibraryUnfit("temp_store")
    if "THREADSAFE=0" in options or "ENABLE_FTS5" not in options:
        raise LibraryUnfit("compile_options")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(maxsplit=1)[0].split("."))
