"""A real PostgreSQL for the tests, started once, and hubs over it that answer by HTTPS on loopback."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from sync.client import HubClient, Place
from sync.server import certificate, serving
from sync.server.database import migrate
from sync.server.embedded import Embedded, temporary_folder
from sync.server.service import Service
from sync.server.settings import Policy, Settings
from tests.hub_world import Desk, Organisation, round_of

PACE = Policy(
    requests_a_minute=100_000, attachments_a_minute=100_000, unknown_a_minute=100_000, connections=8
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    """The server all tests of the hub share."""
    with own_postgres() as server:
        yield server


@contextmanager
def own_postgres() -> Iterator[Embedded]:
    """A server of one's own, to be maltreated. Ended at once: nothing of it is kept."""
    folder = temporary_folder()
    server = Embedded(folder / "pg")
    server.account.owns(folder)
    server.start()
    try:
        yield server
    finally:
        at_once = ["-D", str(server.data), "-m", "immediate", "-w", "stop"]
        server.run("pg_ctl", *at_once, check=False)
        shutil.rmtree(folder)


NUMBERS = count(1)


@pytest.fixture(scope="session")
def migrated(postgres: Embedded) -> str:
    """The name of a database with the hub's schema, to be copied."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    migrate(postgres.url("migrated"))
    return "migrated"


@pytest.fixture
def database(postgres: Embedded, migrated: str) -> str:
    """The URL, for its owner, of a hub's fresh database that ends with the test."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    # Not dropped: that would wait for a checkpoint, and the whole server goes in the end.
    return postgres.url(name)


def copied(postgres: Embedded, database: str, numbers: Iterator[int] = count(1)) -> str:  # noqa: B008 (one for all)
    """A copy of a database nobody is connected to, as a backup is."""
    name = f"older_{next(numbers)}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as owner:
        template = database.rpartition("/")[2].partition("?")[0]
        owner.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return postgres.url(name)


@dataclass
class Clock:
    """The hub's clock: the real one, moved by `ahead` milliseconds."""

    ahead: int = 0

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000 + self.ahead


@dataclass
class Live:
    """A hub that answers on loopback, and clients that trust it."""

    service: Service
    url: str
    anchor: str
    clock: Clock
    log: list[bytes]
    clients: list[HubClient] = field(default_factory=list)

    def client(self, desk: Desk, now: Callable[[], int] | None = None) -> HubClient:
        place = Place(self.url, [self.anchor])
        made = HubClient(place, desk.device, desk.pair, now or self.clock, self.service.entropy)
        self.clients.append(made)
        return made

    def found(self, organisation: Organisation) -> None:
        """Tell the hub all that was said so far."""
        admin = self.client(organisation.admin)
        answer = admin.sync(round_of(statements=organisation.statements()))
        assert {result.code for result in answer.statements} <= {"ok", "dup"}, answer.statements


@contextmanager
def live(
    database: str, folder: Path, policy: Policy = PACE, clock: Clock | None = None
) -> Iterator[Live]:
    """A hub over `database` with its own files in `folder`, until the block ends."""
    clock = clock or Clock()
    log: list[bytes] = []
    settings = Settings(
        folder=folder, database=database, blobs=str(folder / "blobs"), policy=policy
    )
    with ExitStack() as stack:
        service = stack.enter_context(serving.opened(settings, now=clock))
        service.trial = True
        service.journal._write = log.append
        shown, key = serving.tls_of(settings, clock())
        server = serving.server_of(service, certificate.context(shown, key))
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        serving.at_once(listening)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="hub")
        running.start()
        made = Live(
            service,
            f"https://localhost:{listening.getsockname()[1]}",
            shown.read_text(),
            clock,
            log,
        )
        try:
            while not server.started and running.is_alive():
                time.sleep(0.005)
            yield made
        finally:
            for client in made.clients:
                client.close()
            server.should_exit = True
            running.join()


@pytest.fixture
def hub(database: str, tmp_path: Path) -> Iterator[Live]:
    """A hub without an organisation, on a database of its own."""
    with live(database, tmp_path / "hub") as made:
        yield made
