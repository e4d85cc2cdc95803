"""What is asked of a vault while something is done: how many statements, and by which way they find it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from pscp_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One statement with its values."""

    statement: str
    values: Any


@contextmanager
def asked_of(store: Store) -> Iterator[list[Asked]]:
    """The statements that are run inside the block, in their order."""
    found: list[Asked] = []

    def hear(
        _connection: Connection, _cursor: Any, statement: str, values: Any, *_: object
    ) -> None:
        found.append(Asked(statement, values))

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def ways(store: Store, asked: Asked) -> list[str]:
    """The steps by which SQLite answers a statement, as it says them itself."""
    with store.reading() as session:
        rows = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked.statement}", asked.values
        )
        return [str(row[3]) for row in rows]
