"""One transaction for all that a step of reconciling writes, and reading inside it or beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from pscp_desktop.domain.errors import Refused
from pscp_desktop.domain.record import Record, record_types
from pscp_desktop.store.absorb import Marks, Taker
from pscp_desktop.store.engine import run
from pscp_desktop.store.schema import table_of
from pscp_desktop.store.store import MET, Committed, Store


class Rows:
    """The store, and the transaction that is open on this thread if there is one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks = Marks(store.streams)
        self._here = threading.local()
        self._met = 0
        """The clock as it was last kept here; 0 before that."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it durable when the block ends, or nothing. One inside another belongs to it."""
        if self._open is not None:
            yield
            return
        taker = Taker(self._store)
        with self._store.direct() as connection:
            self._here.connection, self._here.taker = connection, taker
            try:
                yield
                met = self._store.clock.last
                if met != self._met:  # a quiet round writes nothing, and waits for no disk
                    self._run(
                        "INSERT OR REPLACE INTO meta VALUES (?, ?)", MET, met.to_bytes(8, "big")
                    )
            finally:
                self._here.connection = self._here.taker = None
        self._met = met
        self._store.told(Committed(frozenset(taker.kinds), frozenset(taker.records)))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """All that this thread reads in the block is of one moment; no save waits for it."""
        with self._store.reading() as session:
            self._here.looking = session.connection()
            try:
                yield
            finally:
                self._here.looking = None

    def note(self, name: str, value: bytes) -> None:
        """Keep a value for this desk alone, as part of the transaction."""
        self._run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def knows(self, kind: type[Record], record: UUID) -> bool:
        """Whether a record is here, also within the transaction."""
        statement = select(table_of(kind).c.id).where(table_of(kind).c.id == record)
        with self._reading() as connection:
            return connection.execute(statement).first() is not None

    def columns(self, kind: type[Record], *names: str) -> list[Any]:
        """These fields of all records of a kind that stand, also within the transaction."""
        table = table_of(kind)
        statement = select(*(table.c[name] for name in names)).where(table.c.removed.is_(False))
        with self._reading() as connection:
            return list(connection.execute(statement).all())

    def clear_furnishing(self) -> None:
        """Take away what a new vault was furnished with. Raises Refused where a file was begun in it."""
        if self._first("SELECT 1 FROM dossier WHERE kind NOT IN ('organisation', 'circle')"):
            raise Refused("files")
        self._run("UPDATE gate SET open = 1")
        for kind in record_types():
            self._run(f'DELETE FROM "{table_of(kind).name}"')  # noqa: S608 (a table of ours)
        for table in ("change", "position", "heads", "sibling", "replaced", "to_index"):
            self._run(f"DELETE FROM {table}")  # noqa: S608 (tables of ours)
        self._run("UPDATE gate SET open = 0")

    @property
    def _open(self) -> Connection | None:
        return getattr(self._here, "connection", None)

    @property
    def _taker(self) -> Taker:
        taker: Taker | None = getattr(self._here, "taker", None)
        if taker is None:
            raise RuntimeError("outside a transaction")
        return taker

    @property
    def _writing(self) -> Connection:
        if self._open is None:
            raise RuntimeError("outside a transaction")
        return self._open

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        here = self._open or getattr(self._here, "looking", None)
        if here is not None:
            yield here
            return
        with self._store.glancing() as connection:
            yield connection

    def _all(self, statement: str, *values: Any) -> list[Any]:
        with self._reading() as connection:
            return list(run(connection, statement, values).fetchall())

    def _first(self, statement: str, *values: Any) -> Any:
        with self._reading() as connection:
            return run(connection, statement, values).fetchone()

    def _run(self, statement: str, *values: Any) -> None:
        run(self._writing, statement, values)

    def _number(self, device: bytes, incarnation: int) -> int:
        """The local number of a stream, as a writing transaction gives it."""
        return self._store.streams.number(self._writing, (device, incarnation))

    def _known(self, device: bytes, incarnation: int) -> int:
        """The local number of a stream; 0 for one that was never met."""
        found = self._first(
            "SELECT no FROM stream WHERE device = ? AND incarnation = ?", device, incarnation
        )
        return int(found[0]) if found else 0
