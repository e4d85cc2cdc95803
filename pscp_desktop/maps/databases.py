"""The one module of the maps that opens SQLite files: other people's, to be read and never believed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from pscp_desktop.maps.bounded import MIB
from pscp_desktop.maps.faults import Unreadable

Rows: TypeAlias = Iterator[tuple[Any, ...]]
MAGIC: Final = b"SQLite format 3\0"
LONGEST_VALUE: Final = 32 * MIB
LONGEST_QUERY: Final = 20_000
TICKS: Final = 100_000
"""Steps of the database's machine between two looks at whether anybody still waits."""
HARMLESS: Final = frozenset({"count", "substr", "length", "max", "min", "typeof", "lower"})
READS: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


class ForeignDatabase:
    """A file read with rights to nothing but reading its own plain tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables = frozenset(
            name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        )

    def rows(self, query: str, *values: object) -> Rows:
        """The rows a query gives, one after the other."""
        try:
            yield from self._connection.execute(query, values)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise Unreadable("database") from error

    def demand(self, *tables: str) -> None:
        """Refuse a file in which one of these is missing, or is a view or anything but a table."""
        if not self.tables.issuperset(tables):
            raise Unreadable("database")

    def columns(self, table: str) -> list[str]:
        """The names of the columns of a table."""
        self.demand(table)
        try:
            asked = self._connection.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608 (quoted)
        except sqlite3.Error as error:
            raise Unreadable("database") from error
        return [name for name, *_ in asked.description]


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever signs are in it."""
    if "\0" in name:
        raise Unreadable("database")
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def opened(path: Path, told: Callable[[], None]) -> Iterator[ForeignDatabase]:
    """Open a file to read: immutable, no views, no functions, no other file, bounded values.

    `told` is called while a query works; what it raises ends the query.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Unreadable("damaged")
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise Unreadable("database") from error
    with closing(connection):
        confine(connection)
        connection.set_progress_handler(_heard(told), TICKS)
        try:
            yield ForeignDatabase(connection)
        except sqlite3.Error as error:
            raise Unreadable("database") from error


def confine(connection: sqlite3.Connection) -> None:
    """Nothing but reading: what the file declares is not believed, and values are bounded."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST_QUERY)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(allowed)


def allowed(
    act: int, first: str | None, second: str | None, _: str | None, inside: str | None
) -> int:
    """Let a query read tables and count; nothing that a view or a trigger asks for."""
    if inside is not None:
        return sqlite3.SQLITE_DENY
    if act in READS or (act == sqlite3.SQLITE_FUNCTION and (second or first) in HARMLESS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _heard(told: Callable[[], None]) -> Callable[[], int]:
    def look() -> int:
        told()
        return 0

    return look


def written(statements: list[tuple[str, list[tuple[Any, ...]]]], pragmas: list[str]) -> bytes:
    """A new database, made in memory of these statements and their rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for pragma in pragmas:
            connection.execute(pragma)
        connection.execute("BEGIN")
        for statement, rows in statements:
            if rows:
                connection.executemany(statement, rows)
            else:
                connection.execute(statement)
        connection.execute("COMMIT")
        return connection.serialize()
