"""A hub brought to life: database, certificate, service, and the loop that answers."""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import psycopg
import uvicorn
from psycopg import sql

from sync.server import certificate
from sync.server.app import build
from sync.server.blobs import blobs_at
from sync.server.certificate import Context
from sync.server.database import Database, migrate
from sync.server.embedded import DATABASE, Embedded
from sync.server.journal import Journal, Line
from sync.server.metrics import Metrics, begin_anew
from sync.server.service import (
    Means,
    Service,
    Witness,
    adopt,
    hub_pair,
    pseudonyms,
    replay,
    root_in,
)
from sync.server.settings import BadSettings, Settings
from sync.server.several import several

GRACE: Final = 20
"""Seconds that requests under way are given when the hub is asked to end."""
IDLE: Final = 75
TRIAL: Final = (
    "This is a trial hub: its PostgreSQL is embedded and looked after by nobody. "
    "For real work, give it one by PSCP_HUB_DATABASE."
)


class Address(NamedTuple):
    """Where a hub answers and how desks know it."""

    url: str
    certificate: Path
    fingerprint: str


COUNTED: Final = "counted"
"""Where the processes of a hub tell each other what they counted."""


def clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@contextmanager
def database_of(settings: Settings) -> Iterator[tuple[str, str]]:
    """URLs of the database for its owner and for the hub; an embedded one runs inside the block."""
    if settings.database is not None:
        yield settings.owner or settings.database, settings.database
        return
    server = Embedded(settings.folder / "postgresql")
    settings.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        ours = server.start()
        _create(server.url("postgres"))
        yield ours, ours
    finally:
        server.stop()


def _create(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as session:
        found = session.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)
        ).fetchone()
        if not found:
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


@contextmanager
def opened(
    settings: Settings, *, now: Callable[[], int] = clock, urls: tuple[str, str] | None = None
) -> Iterator[Service]:
    """A service ready to be asked; its database is closed when the block ends.

    `urls` are those of a database that somebody else has brought up.
    """
    with nullcontext(urls) if urls else database_of(settings) as (owner, ours):
        migrate(owner)
        database = Database(ours, settings.policy.connections)
        database.open()
        try:
            journal = Journal(pseudonyms(database), now)
            means = Means(now, os.urandom, journal, Metrics(settings.folder / COUNTED))
            pair = hub_pair(settings.folder, os.urandom)
            blobs = blobs_at(settings.blobs)
            trial = settings.database is None
            service = Service(database, blobs, pair, settings.policy, means, trial=trial)
            service.admission.begin()
            service.store.witness = Witness(settings.folder)
            if settings.organisation is not None:
                adopt(database, root_in(settings.organisation))
            yield service
        finally:
            database.close()


def order_again(settings: Settings) -> int:
    """Give the orders since a copy again; how many it did not know."""
    with opened(settings) as service:
        witness = Witness(settings.folder)
        service.store.witness = None
        return replay(service, witness)


def tls_of(settings: Settings, now: int) -> tuple[Path, Path]:
    """Certificate and key: those given, or the hub's own."""
    if settings.certificate is not None and settings.key is not None:
        return settings.certificate, settings.key
    return certificate.own(settings.folder / "tls", settings.names, now)


def server_of(service: Service, context: Context) -> uvicorn.Server:
    """Uvicorn as the hub wants it: no words of its own, no name, no waiting for ever."""
    return uvicorn.Server(
        uvicorn.Config(
            build(service),
            ssl_context_factory=lambda _config, _default: context,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GRACE,
            limit_concurrency=1024,
            ws="none",
            lifespan="on",
        )
    )


def serve(settings: Settings, processes: int = 1) -> int:
    """Answer until asked to end. What a desk needs to know is printed as one line of JSON.

    Several processes share the port and the database. Raises BadSettings where the system has none.
    """
    if processes > 1 and sys.platform == "win32":
        raise BadSettings("several processes: not on Windows; start several hubs instead")
    # uvicorn lets the requests under way end, and then hands the signal on to this.
    signal.signal(signal.SIGTERM, _end)
    certificate_file, key = tls_of(settings, clock())
    context = certificate.context(certificate_file, key)
    with database_of(settings) as urls, _listening(settings) as listening:

        def answer() -> None:
            with opened(settings, urls=urls) as service, suppress(KeyboardInterrupt, SystemExit):
                server_of(service, context).run(sockets=[listening])

        # No pool is opened here: its threads would not survive in the processes that are begun.
        journal, trial = _prepared(settings, urls[0]), settings.database is None
        if trial:
            sys.stderr.write(f"{TRIAL}\n")
        begin_anew(settings.folder / COUNTED)
        _introduce(settings, listening, certificate_file)
        journal.say(Line(event="started", why="trial" if trial else ""))
        with suppress(KeyboardInterrupt, SystemExit):
            answer() if processes == 1 else several(answer, processes, GRACE + 5)
        journal.say(Line(event="stopped"))
    return 0


def _prepared(settings: Settings, owner: str) -> Journal:
    """Have the schema and the hub's own key there before several processes want them."""
    migrate(owner)
    hub_pair(settings.folder, os.urandom)
    with psycopg.connect(owner, autocommit=True) as session:
        ((secret,),) = session.execute("SELECT pseudonyms FROM hub", binary=True).fetchall()
    return Journal(bytes(secret), clock)


def _introduce(settings: Settings, listening: socket.socket, shown: Path) -> None:
    url = f"https://{settings.names[0]}:{listening.getsockname()[1]}"
    address = Address(url, shown, certificate.fingerprint(shown.read_bytes()).hex())
    sys.stdout.write(json.dumps({**address._asdict(), "certificate": str(shown)}) + "\n")
    sys.stdout.flush()


def _end(*_given: object) -> NoReturn:
    raise SystemExit


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.create_server((settings.host, settings.port), family=family, backlog=512) as made:
        at_once(made)
        yield made


def at_once(listening: socket.socket) -> None:
    """Answers leave when they are written: else each waits 40 ms for a sign of the other side.

    The loop sets this itself only on sockets it made.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
