"""A hub whose disk is full: what it acknowledged is kept, desks say so and go on by themselves."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from pscp_desktop.services.reconciling.told import FULL
from pscp_desktop.ui.reconciling.telling import indicator
from sync.protocol import Unreachable
from sync.server.database import migrate
from sync.server.embedded import Embedded, temporary_folder
from tests.hub_world import Organisation
from tests.hubs import live, own_postgres
from tests.linked import Linked, Office
from tests.linked_far import far, met, notes, over_https
from tests.needs import fill, small_disk
from tests.protections import guards
from tests.world import ALBA, OMAR, a_case, a_note

TEXT = 30_000
"""Letters of a note, by chance: nothing packs them into less than half."""


@pytest.fixture
def disk() -> Iterator[Path]:
    """A file system of eight megabytes that the database's own user may enter."""
    folder = temporary_folder()
    folder.chmod(0o711)
    try:
        with small_disk(folder / "disk", 8) as place:
            place.chmod(0o711)
            yield place
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def server(disk: Path) -> Iterator[Embedded]:
    """A database whose log of envelopes lies on the small disk."""
    with own_postgres() as server:
        url = server.url("postgres")
        migrate(url)
        space = disk / "space"
        space.mkdir(mode=0o700)
        server.account.owns(space)
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f"CREATE TABLESPACE small LOCATION '{space}'".encode())
            owner.execute("ALTER TABLE envelope SET TABLESPACE small")
        yield server


def _write_on(one: Linked, file: UUID, written: set[str], arrived: set[str]) -> None:
    """Write a note and meet the hub, until it says no more."""
    for _ in range(100):
        text = os.urandom(TEXT // 2).hex()
        a_note(one.desk, file, text)
        written.add(text)
        met(one)
        arrived.add(text)


@guards("server.full")
def test_a_full_hub_acknowledges_nothing_it_has_not_stored_and_desks_go_on_when_there_is_room(
    server: Embedded, disk: Path, tmp_path: Path
) -> None:
    office = Office(tmp_path)
    with far(server.url("postgres"), tmp_path / "hub", office) as hub:
        alba = office.first(ALBA)
        omar = office.newcomer(OMAR, alba)
        over_https(hub, alba, omar)
        case = a_case(alba.desk)
        met(alba)
        filler = fill(disk, spare=400_000)
        written, arrived = set[str](), set[str]()
        with pytest.raises(Unreachable) as full:
            _write_on(alba, case.dossier, written, arrived)

        assert full.value.reason == FULL
        assert 0 < len(arrived) < len(written)
        state = alba.reconciling.state()
        assert (state.trouble, state.unsent) == (FULL, len(written - arrived))
        words, detail, tone = indicator(state, office.moment())
        assert (words, tone) == ("1 sin enviar", "warn")
        assert "La central está llena" in detail
        met(omar)
        assert notes(omar) == arrived

        filler.unlink()
        met(alba)
        met(omar)

        assert notes(omar) == written
        assert (alba.reconciling.state().trouble, alba.reconciling.state().unsent) == ("", 0)
        assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(
            case.dossier
        )


@guards("server.full")
def test_a_piece_for_which_there_is_no_room_is_not_held_until_it_is_sent_again(
    database: str, disk: Path, tmp_path: Path
) -> None:
    everybody, piece, blob = Organisation(), os.urandom(1 << 20), os.urandom(16)
    ana = everybody.desk()
    scope = everybody.scope(ana)
    with live(database, disk) as hub:
        hub.found(everybody)
        with psycopg.connect(database, autocommit=True) as owner:  # as an envelope speaks of it
            owner.execute("INSERT INTO spoken (blob, scope) VALUES (%s, %s)", (blob, scope))
        client = hub.client(ana)
        filler = fill(disk)

        with pytest.raises(Unreachable) as full:
            client.put_piece(blob, 0, 1, piece)

        assert full.value.reason == FULL
        assert not any(client.blob(blob).held)
        assert not [kept for kept in (disk / "blobs").rglob("*.new") if kept.is_file()]
        filler.unlink()
        client.put_piece(blob, 0, 1, piece)
        assert any(client.blob(blob).held)
