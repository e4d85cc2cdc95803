"""The hub and its database killed while desks work: what was acknowledged stays."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psutil
import psycopg
import pytest
from msgspec import structs

from sync.client import HubClient, Place
from sync.envelope import Envelope, parse
from sync.protocol import Denied, Round, Unreachable
from sync.server import serving
from sync.server.database import Unavailable, migrate
from sync.server.embedded import OWNER, Embedded
from tests.budget import Budget
from tests.hub_world import Desk, Organisation, codes, round_of
from tests.hubs import PACE, Live, live, own_postgres
from tests.source import ROOT


def _kill(server: Embedded) -> None:
    """As the power goes: the server and all its children at once."""
    pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    postmaster = psutil.Process(pid)
    for process in (postmaster, *postmaster.children()):
        with suppress(psutil.NoSuchProcess):
            process.kill()


A_HANDSHAKE_CUT: Final = pytest.mark.filterwarnings(
    "ignore:unclosed <ssl.SSLSocket:ResourceWarning",
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning",
)
"""A hub that is killed while a connection is agreed on leaves its socket to the library, which forgets it."""


@contextmanager
def _replica(primary: Embedded) -> Iterator[Embedded]:
    """A synchronous one, made by the wheel's own pg_basebackup."""
    replica = Embedded(primary.folder.parent / "replica")
    for place in (replica.folder, replica.sockets):
        place.mkdir(mode=0o700)
        replica.account.owns(place)
    shutil.copy(primary.folder / "password", replica.folder / "password")
    source = primary.url("postgres")
    primary.run("pg_basebackup", "-d", source, "-D", str(replica.data), "-R", "-X", "stream")
    with (replica.data / "postgresql.conf").open("a") as configuration:
        configuration.write(f"unix_socket_directories = '{replica.sockets}'\n")
    replica.start()
    with psycopg.connect(source, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        owner.execute("SELECT pg_reload_conf()")
    try:
        yield replica
    finally:
        replica.stop()


def _either(primary: Embedded, replica: Embedded, database: str) -> str:
    """The URL a hub is given for a pair of servers, of which one takes writes."""
    password = (primary.folder / "password").read_text()
    hosts = quote(f"{primary.sockets},{replica.sockets}", safe="")
    return (
        f"postgresql://{OWNER}:{password}@/{database}?host={hosts}&target_session_attrs=read-write"
    )


@pytest.mark.attack
@A_HANDSHAKE_CUT
def test_a_primary_killed_under_load_loses_no_acknowledged_envelope(
    budget: Budget, tmp_path: Path
) -> None:
    for cycle in budget:
        with own_postgres() as primary:
            with psycopg.connect(primary.url("postgres"), autocommit=True) as owner:
                owner.execute("CREATE DATABASE pair")
            migrate(primary.url("pair"))
            with _replica(primary) as replica:
                url = _either(primary, replica, "pair")
                with live(url, tmp_path / f"hub{cycle}") as hub:
                    _killed_under_load(hub, primary, replica)


def _killed_under_load(hub: Live, primary: Embedded, replica: Embedded) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    client = hub.client(ana)
    acknowledged: list[bytes] = []
    for turn in range(60):
        sealed = everybody.seal(ana, file)
        if turn == 30:
            _kill(primary)
            replica.run("pg_ctl", "-D", str(replica.data), "-w", "promote")
            with psycopg.connect(replica.url("postgres"), autocommit=True) as owner:
                owner.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
                owner.execute("SELECT pg_reload_conf()")
        for _ in range(60):
            with suppress(Unreachable, Denied, Unavailable):
                assert codes(client.sync(round_of(push=[sealed], room=1))) in (["ok"], ["dup"])
                acknowledged.append(sealed.id)
                break
    (news,) = client.sync(round_of()).news
    assert [entry.id for entry in news.entries] == acknowledged
    assert len(acknowledged) == 60


@pytest.mark.attack
@A_HANDSHAKE_CUT
def test_a_hub_killed_at_any_moment_loses_nothing_it_acknowledged(
    budget: Budget, database: str, tmp_path: Path
) -> None:
    chance = random.Random(5)
    everybody = Organisation()
    desks = [everybody.desk() for _ in range(3)]
    file = everybody.scope(desks[0], *desks[1:])
    acknowledged: set[bytes] = set()
    statements = everybody.statements()
    root = b64encode(everybody.root.public).decode()
    (tmp_path / "organisation.json").write_text(json.dumps({"root": root}))
    for _ in budget:
        with _process(database, tmp_path) as (place, running):
            _work(place, desks[0], round_of(statements=statements), [])
            for desk in chance.sample(desks, 3):
                sealed = [everybody.seal(desk, file) for _ in range(chance.randrange(1, 6))]
                if chance.random() < 0.5:
                    running.send_signal(signal.SIGKILL)
                sealed_ids: list[bytes] = []
                _work(place, desk, round_of(push=sealed), sealed_ids)
                acknowledged.update(sealed_ids)
                if not sealed_ids:
                    _forget(desk, file, sealed[0])
    with _process(database, tmp_path) as (place, _):
        client = _client(place, desks[0])
        (news,) = client.sync(round_of()).news
        client.close()
    assert acknowledged <= {entry.id for entry in news.entries}


def _forget(desk: Desk, file: bytes, _first: Envelope) -> None:
    """Nobody answered: the desk seals these again in another life of its stream."""
    desk.incarnation += 1
    desk.ends.pop(file, None)


def _work(place: Place, desk: Desk, asked: Round, known: list[bytes]) -> None:
    client = _client(place, desk)
    with suppress(Unreachable):
        answer = client.sync(asked)
        if set(codes(answer)) <= {"ok", "dup"}:
            known.extend(parse(raw).id for raw in asked.push)
    client.close()


def _client(place: Place, desk: Desk) -> HubClient:
    return HubClient(place, desk.device, desk.pair, serving.clock, os.urandom)


@contextmanager
def _process(database: str, folder: Path) -> Iterator[tuple[Place, subprocess.Popen[str]]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PSCP_HUB")}
    # Killed and asked again all day, its desks ask more often than any desk would.
    policy = folder / "policy.toml"
    paces = structs.asdict(PACE).items()
    policy.write_text("".join(f"{name} = {json.dumps(most)}\n" for name, most in paces))
    told = {
        "PSCP_HUB_FOLDER": str(folder / "hub"), "PSCP_HUB_PORT": "0", "PSCP_HUB_DATABASE": database,
        "PSCP_HUB_ORGANISATION": str(folder / "organisation.json"), "PSCP_HUB_POLICY": str(policy),
    }  # fmt: skip
    running = subprocess.Popen(
        [sys.executable, "-m", "sync.server"], cwd=ROOT, env={**kept, **told}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert running.stdout
    address = json.loads(running.stdout.readline())
    try:
        yield Place(address["url"], [Path(address["certificate"]).read_text()]), running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(40)
        running.stdout.close()
