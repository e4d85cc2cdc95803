"""The store: units of work over an open vault, told to whoever listens once they are durable."""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine

from pscp_desktop.domain.errors import HistoryBroken
from pscp_desktop.domain.record import NAMELESS, Record, cells_of
from pscp_desktop.domain.registry import REMOVED, field_number
from pscp_desktop.store import audit, migrate, search
from pscp_desktop.store.cells import Heads, Streams, read_heads
from pscp_desktop.store.clock_watch import ClockWatch
from pscp_desktop.store.engine import run, writer
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.unit import MARK_OF_REMOVAL, Author, Unit
from sync.clock import Clock

USER: Final = "user"
"""Key of the worker whose vault this is."""
MET: Final = "hlc"
"""Key of the newest stamp met from elsewhere."""
OFFSET: Final = "clock_offset"
LAST_CONTACT: Final = "last_contact"
"""Key of how far this clock was found to be from a hub's."""

CLOCK: Final = "clock"
"""The act of the audit's lines that say what was done to the clock of this laptop."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a unit of work has just made durable."""

    kinds: frozenset[type[Record]]
    records: frozenset[UUID]


Listener = Callable[[Committed], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the store takes from outside, so that tests decide it."""

    now: Callable[[], datetime]
    entropy: Callable[[int], bytes] = secrets.token_bytes
    mark: Callable[[audit.Mark], None] = lambda _mark: None
    """Told the head of the audit after each commit, to be kept where the database is not."""
    watch: ClockWatch | None = None
    """Says in the audit what was done to the clock; None where nothing measures the time that passes."""


class _OneWriter:
    """One thread writes at a time; one that would wait for itself is told so at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder = 0

    def __enter__(self) -> None:
        if self._holder == threading.get_ident():
            raise RuntimeError("a unit of work within a unit of work")
        self._lock.acquire()
        self._holder = threading.get_ident()

    def __exit__(self, *_: object) -> None:
        self._holder = 0
        self._lock.release()


class Store:
    """Reads, and writes in units of work. One writer at a time, any thread.

    `stream` is this device and its incarnation, which the vault knows.

    Raises HistoryBroken when made over a database whose audit does not hold together or no longer
    contains `expected`, the mark kept outside it.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        user: UUID,
        stream: tuple[bytes, int],
        audit_key: bytes,
        surroundings: Surroundings,
        expected: audit.Mark | None = None,
    ) -> None:
        self.engine = engine
        self.user = user
        self._audit_key = audit_key
        self._around = surroundings
        self._writing = _OneWriter()
        self._listeners: list[Listener] = []
        with writer(engine).begin() as connection:
            self._mark = audit.last(connection)
            if expected is not None and not audit.holds(connection, expected):
                # As long or longer, but other lines: one of those that are gone is the marked one.
                raise HistoryBroken(max(1, expected.count - self._mark.count))
            self._clock = Clock(self._milliseconds, _last_stamp(connection, stream))
            self._offset = int.from_bytes(_get(connection, OFFSET) or b"", "big", signed=True)
            newest = audit.last_time(connection)
        watch = surroundings.watch
        self._clock_changed = list(watch.since(newest)) if watch else []
        self.streams = Streams(stream)
        self._author = Author(
            user, self.streams, migrate.newest(), surroundings.entropy, lambda: self._offset
        )

    def now(self) -> datetime:
        """The present moment, aware, by this machine."""
        return self._around.now()

    @property
    def clock(self) -> Clock:
        """The logical clock of this desk."""
        return self._clock

    @contextmanager
    def reading(self) -> Iterator[StoreSession]:
        """A session that sees one state of the store and can write nothing."""
        with StoreSession(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """A connection for one look into the store's own tables: a third of the cost of a session."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, why: str = "") -> Iterator[Unit]:
        """A unit of work: all of it is durable when the block has ended, or none of it happened."""
        self._note_clock()
        with self._writing:
            before = self._clock.last
            session = StoreSession(writer(self.engine), expire_on_commit=False)
            try:
                with session:
                    unit = Unit(session, self._author, self._clock, why)
                    session.unit = unit
                    yield unit
                    mark = unit.finish(self._audit_key, self._mark)
                    session.commit()
            except BaseException:
                self._clock.last = before
                self.streams.forget()
                raise
            self._mark = mark
            self._around.mark(mark)
        self._tell(Committed(frozenset(unit.kinds), frozenset(unit.records)))

    def _note_clock(self) -> None:
        """Say in a unit of its own, before anything else is written, what was done to the clock."""
        if self._around.watch is not None:
            self._clock_changed += self._around.watch.changes()
        if self._clock_changed:
            changed, self._clock_changed = self._clock_changed, []
            with self.writing() as unit:
                for code in changed:
                    unit.note(CLOCK, NAMELESS, detail=code)

    @contextmanager
    def direct(self) -> Iterator[Connection]:
        """A writing transaction on the store's own tables: drafts, the index, what is absorbed."""
        with self._writing:
            before = self._clock.last
            try:
                with writer(self.engine).begin() as connection:
                    yield connection
            except BaseException:
                self._clock.last = before
                self.streams.forget()
                raise

    def heads(self, session: StoreSession, record: Record) -> Heads:
        """What stands in every field of a record now, to be handed back by the save that follows."""
        kind = type(record)
        found = read_heads(session.connection(), self.streams, record.id) or {}
        heads = {name: found.get(field_number(kind, name), frozenset()) for name in cells_of(kind)}
        return {**heads, MARK_OF_REMOVAL: found.get(REMOVED, frozenset())}

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` after each commit, on the thread that committed."""
        self._listeners.append(listener)

    def told(self, committed: Committed) -> None:
        """Tell the listeners of something that became durable outside a unit of work."""
        self._tell(committed)

    def index_pending(self, most: int = 1000) -> int:
        """Bring the search up to date with what was saved; gives how many records it took."""
        with self.direct() as connection:
            return search.index(connection, most)

    def check_history(self) -> int | None:
        """The number of the first audit line that does not hold; None if the chain is whole."""
        with self.reading() as session:
            return audit.first_break(session.connection(), self._audit_key)

    def kept(self, name: str) -> bytes | None:
        """A value that the vault keeps for this desk alone; None where there is none."""
        with self.glancing() as connection:
            return _get(connection, name)

    def keep(self, name: str, value: bytes) -> None:
        """Keep a value for this desk alone; it never leaves the vault as a record does."""
        self.keep_all({name: value})

    def keep_all(self, values: Mapping[str, bytes]) -> None:
        """Keep values for this desk alone, all or none of them."""
        with self.direct() as connection:
            for name, value in values.items():
                run(connection, "INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def met_hub(self, at: int, time: int) -> None:
        """A hub told its `time` at `at` of this clock: so much slow it is, as every change says from now on.

        Both in milliseconds since 1970; a `time` of 0 is none.
        """
        values = {LAST_CONTACT: at.to_bytes(8, "big")}
        offset = time - at or 1
        if time:
            values[OFFSET] = offset.to_bytes(8, "big", signed=True)
        self.keep_all(values)
        self._offset = offset if time else self._offset

    def begin_stream(self, incarnation: int) -> None:
        """From now on this device writes in another stream: its vault was restored or copied."""
        self.streams.own = (self.streams.own[0], incarnation)

    @property
    def mark(self) -> audit.Mark:
        """How far the audit has come."""
        return self._mark

    def unsent(self) -> tuple[int, int | None]:
        """How many changes have not been met in a hub's log yet, and since when (milliseconds)."""
        with self.glancing() as connection:
            query = "SELECT count(*), min(wall) FROM change WHERE state = 0"
            row = connection.exec_driver_sql(query).one()
        return int(row[0]), row[1]

    def _tell(self, committed: Committed) -> None:
        for listener in self._listeners:
            listener(committed)

    def _milliseconds(self) -> int:
        return int(self._around.now().timestamp() * 1000)


def user_of(engine: Engine) -> UUID | None:
    """Whose vault this is; None before somebody has moved in."""
    with engine.connect() as connection:
        found = _get(connection, USER)
    return None if found is None else UUID(bytes=found)


def move_in(engine: Engine, user: UUID) -> None:
    """Note whose vault this is, once and for all."""
    with writer(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", (USER, user.bytes))


def _last_stamp(connection: Connection, stream: tuple[bytes, int]) -> int:
    # Only our own: one from elsewhere may lie in any future, and has been met as far as believable.
    own = connection.exec_driver_sql(
        "SELECT hlc FROM change WHERE no = (SELECT max("
        "(SELECT max(no) FROM change WHERE change.stream = stream.no)"
        ") FROM stream WHERE device = ?)",
        stream[:1],
    ).scalar_one_or_none()
    met = int.from_bytes(_get(connection, MET) or b"", "big")
    return max(int(own or 0), met)


def _get(connection: Connection, key: str) -> bytes | None:
    found = connection.exec_driver_sql(
        "SELECT value FROM meta WHERE key = ?", (key,)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


__all__ = ["NAMELESS", "Committed", "Store", "Surroundings", "move_in", "user_of"]
