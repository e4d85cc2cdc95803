"""The hub's PostgreSQL: connections, migrations, and work that is tried again when the server went away."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg import Connection, errors, sql
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

ROLE: Final = "pscp_hub"
"""Owns nothing and may read and write only what it was granted; row-level security holds for it."""
PATIENCE: Final = 8.0
"""Seconds a request waits for a database that is starting again or being taken over."""
OLDEST: Final = 150_000
_MIGRATING: Final = 7_072_662

Work = TypeVar("Work")
Session = Connection[TupleRow]


class Unavailable(Exception):
    """The database cannot be reached, or cannot keep anything more; nothing was acknowledged."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unsuited(Exception):
    """This is no database the hub can work with; says what to do."""


GONE_AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.ReadOnlySqlTransaction,  # the old primary, come back as a replica
    errors.SerializationFailure,
    errors.DeadlockDetected,
)
FULL: Final = (errors.DiskFull, errors.OutOfMemory, errors.ConfigurationLimitExceeded)


class Database:
    """A pool of connections, each with the rights of the hub's role and no more."""

    def __init__(self, url: str, connections: int) -> None:
        self._pool: ConnectionPool[Session] = ConnectionPool(
            url,
            connection_class=psycopg.Connection[TupleRow],
            min_size=min(2, connections),
            max_size=connections,
            kwargs={"autocommit": True, "connect_timeout": 5, "application_name": "hub"},
            configure=_step_down,
            open=False,
            reconnect_timeout=2 * PATIENCE,
        )
        self._pause = threading.Event()

    def open(self) -> None:
        """Connect; PoolTimeout after a while if there is nobody."""
        self._pool.open(wait=True, timeout=2 * PATIENCE)

    def close(self) -> None:
        """Give the connections back. Work that is waiting for the server gives up."""
        self._pause.set()
        self._pool.close()

    @contextmanager
    def borrowed(self, person: str = "") -> Iterator[Session]:
        """A connection in a transaction of this person's (in hex), committed when the block ends.

        Raises:
            Unavailable: the server went away, or its disk is full. Whether a commit whose answer was
                lost took place, nobody can know: what is done inside must bear being done twice.
        """
        try:
            with self._pool.connection(timeout=PATIENCE) as session:
                session.execute(
                    f"BEGIN; SET LOCAL pscp.person = '{bytes.fromhex(person).hex()}'".encode()
                )
                try:
                    yield session
                except errors.ReadOnlySqlTransaction:
                    session.close()
                    raise
                demand_committed(session.execute("COMMIT").statusmessage)
        except FULL as full:
            raise Unavailable("full") from full
        except (*GONE_AWAY, PoolTimeout) as gone:
            raise Unavailable("database") from gone

    @contextmanager
    def at_once(self) -> Iterator[Session]:
        """A connection where each statement is a transaction of its own, and nobody's."""
        try:
            with self._pool.connection(timeout=PATIENCE) as session:
                yield session
        except FULL as full:
            raise Unavailable("full") from full
        except (*GONE_AWAY, PoolTimeout) as gone:
            raise Unavailable("database") from gone

    def again(self, work: Callable[[], Work]) -> Work:
        """Do `work`, and again from its beginning while the server is away, for `PATIENCE` seconds."""
        ends = monotonic() + PATIENCE
        pause = 0.05
        while True:
            try:
                return work()
            except Unavailable as away:
                if away.why != "database" or monotonic() + pause > ends or self._pause.wait(pause):
                    raise
                pause = min(2 * pause, 1.0)


def demand_committed(told: str | None) -> None:
    """A transaction that had failed answers COMMIT with ROLLBACK, and no error."""
    if told != "COMMIT":
        raise psycopg.OperationalError("the transaction was rolled back")


def _step_down(session: Session) -> None:
    """Become the hub's role, whatever role the URL has."""
    session.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(ROLE)))
    session.execute("SET statement_timeout = '30s'; SET lock_timeout = '10s'")


def migrate(url: str) -> int:
    """Bring the database of `url` (its owner's) to the newest schema; the number of it.

    Several hubs that start together take turns.

    Raises:
        Unsuited: the server is too old, or the database belongs to a newer hub.
    """
    with psycopg.connect(url, autocommit=True) as session:
        if session.info.server_version < OLDEST:
            raise Unsuited("The hub needs PostgreSQL 15 or newer.")
        session.execute("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
        _make_role(session)
        session.execute("CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY)")
        known = migrations()
        done = _last(session)
        if done > max(known):
            raise Unsuited("This database was made by a newer version of the hub.")
        for number in sorted(known):
            if number > done:
                with session.transaction():
                    session.execute(known[number].encode())
                    session.execute("INSERT INTO migration VALUES (%s)", (number,))
        _grant(session)
        return max(known)


def migrations() -> dict[int, str]:
    """The statements of each migration by its number."""
    folder = files("sync.server") / "migrations"
    return {
        int(file.name.split("_")[0]): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    }


def _last(session: Session) -> int:
    row = session.execute("SELECT coalesce(max(number), 0) FROM migration").fetchone()
    return int(row[0]) if row else 0


def _make_role(session: Session) -> None:
    """The hub's role, if it is not there; and ourselves as one who may step down to it."""
    role = sql.Identifier(ROLE)
    found = session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone()
    try:
        if not found:
            with suppress(errors.DuplicateObject, errors.UniqueViolation):
                session.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        member = session.execute("SELECT pg_has_role(current_user, %s, 'SET')", (ROLE,)).fetchone()
        if member != (True,):
            session.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    except errors.InsufficientPrivilege as refused:
        raise Unsuited(
            f"Make the role first: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO the roles of the URLs."
        ) from refused


def _grant(session: Session) -> None:
    rights = (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        # What is written in the log is never rewritten by a request.
        "REVOKE UPDATE, DELETE, TRUNCATE ON audit, envelope, statement, migration FROM {}",
        "REVOKE INSERT ON migration FROM {}",
        "REVOKE INSERT, DELETE, TRUNCATE ON hub FROM {}",
    )
    for right in rights:
        session.execute(sql.SQL(right).format(sql.Identifier(ROLE)))


def rows(session: Session, query: Any, given: Any = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, in binary: no bytes are written out as text on the way."""
    return list(session.execute(query, given, binary=True).fetchall())
