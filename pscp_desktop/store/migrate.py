"""Runs the numbered migrations, each in one transaction with the number it reaches."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from pscp_desktop.domain.errors import VaultNewer
from pscp_desktop.store.engine import writer

FOLDER: Final = Path(__file__).parent / "migrations"


def migrations() -> tuple[tuple[int, Path], ...]:
    """The migrations, in order. They are numbered from 1 without gaps; a test keeps it so."""
    return tuple((int(path.name[:4]), path) for path in sorted(FOLDER.glob("[0-9]*.sql")))


def newest() -> int:
    """The schema version this program writes."""
    return migrations()[-1][0]


def version(connection: Connection) -> int:
    """The schema version of an open database; 0 is an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def upgrade(engine: Engine) -> tuple[int, int]:
    """Bring the database up to this version; gives the version it had and the one it has.

    A step that fails leaves the database as the step before left it. Raises VaultNewer where a
    newer program wrote it: nothing is touched then.
    """
    with engine.connect() as connection:
        found = version(connection)
    if found > newest():
        raise VaultNewer(found, newest())
    for number, path in migrations():
        if number > found:
            with writer(engine).begin() as connection:
                for statement in statements(path.read_text(encoding="utf-8")):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    return found, newest()


def statements(script: str) -> Iterator[str]:
    """The statements of a script. A trigger, which has semicolons inside, ends with its END."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        closed = pending.rstrip().endswith(";")
        trigger = re.match(r"\s*CREATE TRIGGER", pending) is not None
        if closed and (not trigger or pending.rstrip().endswith("END;")):
            yield pending.strip()
            pending = ""
