"""The hub's command line as an operator uses it: real processes, a trial hub, sealed copies."""

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import psycopg
import pytest

from sync import seal
from sync.client import HubClient, Place
from sync.envelope import Envelope
from sync.protocol import Answer, Unreachable
from sync.server import copies, serving, upkeep
from sync.server.blobs import FolderBlobs
from sync.server.embedded import Embedded, temporary_folder
from sync.server.settings import Settings
from sync.statements import Approved, DeviceRemoved, Erase, read
from tests.hub_world import Desk, Organisation, bodies, codes, round_of
from tests.hubs import PACE, Live, live
from tests.protections import guards
from tests.source import ROOT


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, since sockets lie in it."""
    made = temporary_folder()
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def command(folder: Path, *given: str, **more: str) -> list[str]:
    environment = _environment(folder, **more)
    done = subprocess.run(
        [sys.executable, "-m", "sync.server", *given],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout.splitlines()


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PSCP_HUB")}
    return {**kept, "PSCP_HUB_FOLDER": str(folder / "hub"), "PSCP_HUB_PORT": "0", **more}


@contextmanager
def serving_in(folder: Path, *given: str) -> Iterator[tuple[Place, subprocess.Popen[str]]]:
    """A hub of its own process, asked to end with the block."""
    running = subprocess.Popen(
        [sys.executable, "-m", "sync.server", *given],
        cwd=ROOT, env=_environment(folder), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdout
    told = json.loads(running.stdout.readline())
    try:
        yield Place(told["url"], [Path(told["certificate"]).read_text()]), running
    finally:
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=40)
        assert running.returncode == 0, said
        assert "trial hub" in said


@pytest.mark.slow
def test_several_processes_answer_one_port_and_one_that_falls_is_begun_again(folder: Path) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    with serving_in(folder, "serve", "--processes", "2") as (place, running):
        with closing(_client(place, everybody.admin)) as client:
            told = client.sync(round_of(statements=everybody.statements()))
        assert {result.code for result in told.statements} <= {"ok", "dup"}
        assert codes(_patiently(place, ana, everybody.seal(ana, file))) == ["ok"]
        for child in _children(running):
            child.kill()
        assert len(_patiently(place, ana).news[0].entries) == 1
        ends = time.monotonic() + 20
        while len(_children(running)) < 2:
            assert time.monotonic() < ends
            running.poll()
        before = _asked_in_all(place)
        for _ in range(8):
            _patiently(place, ana)
        ends = time.monotonic() + 20
        while _asked_in_all(place) < before + 8:
            assert time.monotonic() < ends
            # Nobody reads the journal here: asked without a pause, its pipe would fill and hold the hub.
            threading.Event().wait(0.2)
    assert not psutil.pid_exists(running.pid)


def _asked_in_all(place: Place) -> int:
    """How often the hub was asked for a round, as whichever process answers tells of all of them."""
    trusting = ssl.create_default_context(cadata=place.anchors[0])
    with httpx2.Client(verify=trusting, timeout=20) as client:
        told = client.get(f"{place.url}/metrics").text
    begins = 'hub_requests_total{route="/v1/sync",status="200"} '
    return sum(int(one.removeprefix(begins)) for one in told.splitlines() if one.startswith(begins))


def _children(running: "subprocess.Popen[str]") -> list[psutil.Process]:
    """The processes that answer; the database is not among them."""
    name = psutil.Process(running.pid).name()
    found = psutil.Process(running.pid).children()
    return [one for one in found if one.is_running() and one.name() == name]


def _patiently(place: Place, desk: Desk, *push: Envelope) -> Answer:
    """A round, tried again while nobody answers."""
    ends = time.monotonic() + 20
    while True:
        client = _client(place, desk)
        try:
            return client.sync(round_of(push=push))
        except Unreachable:
            assert time.monotonic() < ends
        finally:
            client.close()


def _client(place: Place, desk: Desk) -> HubClient:
    return HubClient(place, desk.device, desk.pair, serving.clock, os.urandom)


@pytest.mark.slow
def test_a_trial_hub_is_started_asked_ended_and_started_again(folder: Path) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    one = everybody.seal(ana, file)
    with serving_in(folder) as (place, _):
        client = _client(place, ana)
        client.sync(round_of(statements=everybody.statements()))
        assert codes(client.sync(round_of(push=[one]))) == ["ok"]
        client.close()
    assert not (folder / "hub" / "postgresql" / "data" / "postmaster.pid").exists()
    with serving_in(folder) as (place, _):
        client = _client(place, ana)
        assert bodies(client.sync(round_of()), file) == [one.id]
        client.close()
    assert json.loads(command(folder, "verify")[-1]) == {"faults": 0}


def test_devices_that_have_gone_quiet_are_listed(hub: Live, database: str) -> None:
    everybody = Organisation()
    ana, ben = everybody.desk(), everybody.desk()
    hub.found(everybody)
    hub.client(ana).sync(round_of())
    with psycopg.connect(database) as owner:
        listed = upkeep.quiet(owner, hub.clock() - 60_000)

    assert [one.device for one in listed] == [ben.device]


@guards("server.upkeep.verify")
@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE envelope SET body = set_byte(body, 200, 255 - get_byte(body, 200)) WHERE seq = 2", "body"),
        ("UPDATE envelope SET id = chain WHERE seq = 2", "chain"),
        ("DELETE FROM envelope WHERE seq = 3", "head"),
        ("DELETE FROM envelope WHERE seq = 1", "chain"),
        ("UPDATE statement SET raw = set_byte(raw, 10, 255 - get_byte(raw, 10)) WHERE seq = 2", "signature"),
    ],
)  # fmt: skip
def test_g03_what_was_altered_in_the_database_is_found(
    hub: Live, database: str, damage: str, what: str
) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file) for _ in range(3)]))
    with psycopg.connect(database, autocommit=True) as owner:
        blobs = FolderBlobs(Path(hub.service.store.blobs.folder))  # type: ignore[attr-defined] # a folder here
        assert list(upkeep.verify(owner, blobs)) == []
        owner.execute(damage.encode())

        assert what in {fault.what for fault in upkeep.verify(owner, blobs)}


@dataclass
class Copied:
    """A hub that was copied, and lived on: what was said before and after."""

    file: bytes
    erased: bytes
    kept: bytes
    """The envelope of `file` as it was pushed."""
    ana: Desk
    removed: Desk
    epoch: bytes


@pytest.fixture
def offline() -> seal.Pair:
    return seal.new_pair(os.urandom)


@pytest.fixture
def copied(database: str, tmp_path: Path, offline: seal.Pair) -> Copied:
    """Copied to `tmp_path/copy`; then a scope was erased and a device removed."""
    everybody = Organisation()
    ana, ben, eva = everybody.desk(), everybody.desk(), everybody.desk(rank=3)
    file, gone = everybody.scope(ana, ben), everybody.scope(ana, ben)
    with live(database, tmp_path / "hub") as hub:
        hub.found(everybody)
        sealed = [everybody.seal(ana, file), everybody.seal(ana, gone)]
        hub.client(ana).sync(round_of(push=sealed))
        with psycopg.connect(database, autocommit=True) as owner:
            folder, copy = tmp_path / "hub", tmp_path / "copy"
            copies.back_up(owner, hub.service.store.blobs, folder, copy, offline.public)
        erase = everybody.order(Erase(gone, [], "basis"))
        approved = everybody.directory.say(Approved(read(erase).id), eva.device, eva.pair)
        removed = everybody.order(DeviceRemoved(ben.device, stolen=True))
        hub.client(everybody.admin).sync(round_of(statements=[erase, approved, removed]))
        news = {one.scope: one for one in hub.client(ana).sync(round_of()).news}
        epoch = news[file].epoch
    return Copied(file, gone, sealed[0].raw, ana, ben, epoch)


@pytest.fixture
def clean(postgres: Embedded, migrated: str) -> Iterator[str]:
    """A fresh database on what stands for another machine."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE restored TEMPLATE {migrated}")
    yield postgres.url("restored")
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as owner:
        owner.execute("DROP DATABASE restored WITH (FORCE)")


@guards("server.copies.sealed")
def test_s08_a_copy_is_unreadable_but_with_the_key_that_lies_elsewhere(
    copied: Copied, clean: str, tmp_path: Path, offline: seal.Pair
) -> None:
    copy, other = tmp_path / "copy", seal.new_pair(os.urandom)

    content = copy.read_bytes()
    for part in (copied.file, copied.ana.device, copied.kept[300:400]):
        assert part not in content
    with psycopg.connect(clean, autocommit=True) as owner:
        for bad, pair in ((copy, other), (_cut(copy), offline), (_altered(copy), offline)):
            with pytest.raises(copies.BadCopy):
                copies.restore(owner, FolderBlobs(tmp_path / "b"), tmp_path / "c", bad, pair)
        assert owner.execute("SELECT count(*) FROM envelope").fetchone() == (0,)


@guards("server.copies.epochs")
def test_r06_orders_given_since_a_copy_hold_again_when_it_is_restored(
    copied: Copied, clean: str, tmp_path: Path, offline: seal.Pair
) -> None:
    folder = tmp_path / "hub"
    with psycopg.connect(clean, autocommit=True) as owner:
        blobs = FolderBlobs(tmp_path / "b")
        assert copies.restore(owner, blobs, folder, tmp_path / "copy", offline) > 5
        assert upkeep.begin_epochs(owner) == 0
    settings = Settings(folder=folder, database=clean, blobs=str(tmp_path / "b"), policy=PACE)
    assert serving.order_again(settings) == 3

    with live(clean, folder) as hub:
        assert hub.client(copied.removed).sync(round_of()).news == []
        news = {one.scope: one for one in hub.client(copied.ana).sync(round_of()).news}
    assert news[copied.file].epoch != copied.epoch
    assert [entry.raw for entry in news[copied.file].entries] == [copied.kept]
    assert [entry.raw for entry in news[copied.erased].entries] == [b""]


def _cut(copy: Path) -> Path:
    bad = copy.with_name("cut")
    bad.write_bytes(copy.read_bytes()[:-40])
    return bad


def _altered(copy: Path) -> Path:
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    bad = copy.with_name("altered")
    bad.write_bytes(content)
    return bad


@guards("server.upkeep.counters")
def test_t04_counters_lower_than_the_rows_are_set_right_with_a_new_epoch(
    hub: Live, database: str
) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file) for _ in range(3)]))
    before = hub.client(ana).sync(round_of()).news[0]
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("UPDATE scope SET head = 1")
        assert upkeep.begin_epochs(owner) == 1

    after = hub.client(ana).sync(round_of()).news[0]
    assert (after.head, after.chain) == (before.head, before.chain)
    assert after.epoch != before.epoch
