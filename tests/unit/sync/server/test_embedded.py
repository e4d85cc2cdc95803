"""The embedded PostgreSQL: whom it lets in, whom it runs as, and that it keeps what it said it kept."""

import os
import stat
import sys

import psutil
import psycopg
import pytest

from sync.server.embedded import MAJOR, CannotStart, Embedded
from tests.protections import guards

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets and modes of POSIX")


def _process(server: Embedded) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().splitlines()[0]))


def test_it_is_the_named_version_with_fsync_and_checksums(postgres: Embedded) -> None:
    with psycopg.connect(postgres.url("postgres")) as connection:
        asked = ("server_version", "fsync", "synchronous_commit", "data_checksums")
        told = [connection.execute(f"SHOW {name}").fetchone() for name in asked]

    version, *safe = [row[0] for row in told if row]
    assert version.startswith(f"{MAJOR}.")
    assert safe == ["on", "on", "on"]


@guards("server.embedded.scram")
def test_nobody_comes_in_without_the_password(postgres: Embedded) -> None:
    secret = (postgres.folder / "password").read_text()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url("postgres").replace(secret, "guess"))


@guards("server.embedded.private")
def test_its_folders_are_its_own_and_nothing_listens_on_the_network(postgres: Embedded) -> None:
    places = (postgres.folder, postgres.sockets, postgres.data, postgres.folder / "password")
    modes = [stat.S_IMODE(place.stat().st_mode) for place in places]

    assert modes == [0o700, 0o700, 0o700, 0o600]
    assert _process(postgres).net_connections(kind="inet") == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root has to step down")
def test_it_never_runs_as_root(postgres: Embedded) -> None:
    assert all(uid != 0 for uid in _process(postgres).uids())


def test_a_second_start_finds_the_first_and_a_stop_ends_it(postgres: Embedded) -> None:
    before = _process(postgres).pid
    postgres.start()
    assert _process(postgres).pid == before

    postgres.stop()
    assert not (postgres.data / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres.url("postgres"))

    postgres.start()
    with psycopg.connect(postgres.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_too_deep_for_a_socket_is_refused_in_words(postgres: Embedded) -> None:
    deep = postgres.folder.joinpath(*["deeper" * 4] * 4)

    with pytest.raises(CannotStart, match="too long for a socket"):
        Embedded(deep).start()
