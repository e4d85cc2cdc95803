"""A real PostgreSQL for the tests, started once, and a database of its own for each test that asks."""

import shutil
from collections.abc import Iterator
from itertools import count

import psycopg
import pytest

from sync.server.embedded import Embedded, temporary_folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    """The server all tests of the hub share."""
    folder = temporary_folder()
    server = Embedded(folder / "pg")
    server.account.owns(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


NUMBERS = count(1)


@pytest.fixture
def database(postgres: Embedded) -> Iterator[str]:
    """The URL, for its owner, of an empty database that ends with the test."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
