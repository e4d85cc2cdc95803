"""Logs that need not grow for ever: who makes a snapshot, who confirms it, and what may be let go for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import psycopg
import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling import attention
from pscp_desktop.services.reconciling.identity import Identity
from pscp_desktop.services.reconciling.upkeep import tend
from sync.client import HubClient
from sync.engine.upkeep import Limits, Tended
from sync.ledger import DAMAGED, Kept, Ledger
from sync.protocol import Unreachable
from sync.server import upkeep
from sync.state import RecordState, hash_of
from tests.hub_world import Desk as Device
from tests.hubs import live
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, LIA, OMAR, Case, a_case, a_note, shown

FEW: Final = Limits(envelopes=3)
DAYS: Final = 61


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def begun(office: Office) -> tuple[Linked, Linked, Case]:
    """Alba and Omar with a file of theirs."""
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    office.meet()
    for one in (alba, omar):
        one.reconciling.engine.upkeep.limits = FEW
    return alba, omar, case


def grows(by: Linked, case: Case, most: int = 4) -> None:
    """So many envelopes more in the log of the file."""
    for number in range(most):
        a_note(by.desk, case.dossier, f"Nota {number}.")
        by.round()


def confirmed(office: Office, alba: Linked, omar: Linked) -> None:
    """One more snapshot, made by Alba, confirmed by Omar, and Alba has learnt of it."""
    assert tend(alba.reconciling, alba.peer()).made == 1
    omar.round()
    assert tend(omar.reconciling, omar.peer()).attested == 1
    office.moment.passes(days=1)
    alba.round()
    tend(alba.reconciling, alba.peer())


def notes(one: Linked, case: Case) -> list[str]:
    with one.desk.reading() as session:
        return [note.text for note in one.desk.all_in(session, Note, case.dossier)]


def test_a_log_that_has_grown_gets_a_snapshot_and_another_person_confirms_it(
    office: Office,
) -> None:
    alba, omar, case = begun(office)
    assert tend(alba.reconciling, alba.peer()) == Tended()
    grows(alba, case)

    confirmed(office, alba, omar)

    (known,) = alba.reconciling.ledger.confirmed(case.dossier.bytes)
    assert known.seq == alba.reconciling.ledger.position(case.dossier.bytes).seq  # type: ignore[union-attr] # she stands there
    assert tend(alba.reconciling, alba.peer()) == Tended(), "it is not made twice"
    assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(case.dossier)


def test_nobody_makes_a_second_one_while_the_first_may_still_be_confirmed(office: Office) -> None:
    alba, omar, case = begun(office)
    grows(alba, case)
    assert tend(alba.reconciling, alba.peer()).made == 1
    a_note(alba.desk, case.dossier, "Después.")
    office.meet()

    assert tend(omar.reconciling, omar.peer()) == Tended()
    office.moment.passes(days=1)
    assert tend(omar.reconciling, omar.peer()).made == 1


def test_a_hub_lost_in_the_midst_spoils_nothing(office: Office) -> None:
    alba, _, case = begun(office)
    grows(alba, case)

    class Lost:
        def offered(self, scope: bytes) -> None:
            raise Unreachable

    assert tend(alba.reconciling, Lost()) == Tended()  # type: ignore[arg-type] # by its one name


@guards("upkeep.one_moment")
def test_a_save_while_a_snapshot_is_made_neither_waits_nor_is_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    alba, _, case = begun(office)
    ledger, scope = alba.reconciling.ledger, case.dossier.bytes
    before = hash_of(ledger.state(scope))
    states = type(ledger).state

    def interrupted(self: Ledger, scope: bytes) -> Iterator[RecordState]:
        a_note(alba.desk, case.dossier, "Mientras tanto.")
        yield from states(self, scope)  # type: ignore[arg-type] # the ledger of a desk

    with monkeypatch.context() as patched:
        patched.setattr(type(ledger), "state", interrupted)
        made = alba.reconciling.engine.snapshots.make(scope)

    assert made is not None
    told = alba.reconciling.engine.snapshots.believed(made.raw)
    assert told is not None
    assert told.state == before
    assert notes(alba, case) == ["Mientras tanto."]


@guards("upkeep.confirmed_only")
def test_a_snapshot_that_only_its_maker_stands_behind_brings_nobody_anything(
    office: Office,
) -> None:
    alba, omar, case = begun(office)
    grows(alba, case)
    confirmed(office, alba, omar)
    office.store.compact(case.dossier.bytes)
    words = dict(office.store.tables.attested)
    office.store.tables.attested.clear()

    lia = office.newcomer(LIA, alba)
    office.meet(lia)

    assert notes(lia, case) == []
    assert "frozen" in {one.code for one in attention.attention(lia.reconciling)}
    office.store.tables.attested.update(words)
    office.meet(lia)
    assert len(notes(lia, case)) == 4


def two_confirmed(office: Office) -> tuple[Linked, Linked, Case]:
    """Two snapshots of one file, confirmed long ago, and a little since."""
    alba, omar, case = begun(office)
    for _ in range(2):
        grows(alba, case)
        confirmed(office, alba, omar)
    grows(omar, case, 2)
    alba.round()
    return alba, omar, case


def kept(one: Linked, case: Case) -> list[Kept]:
    return list(one.reconciling.ledger.envelopes(case.dossier.bytes))


@guards("upkeep.horizon")
def test_nothing_is_let_go_that_an_old_copy_of_a_hub_may_lack(office: Office) -> None:
    _, omar, case = two_confirmed(office)
    before = kept(omar, case)
    office.moment.passes(days=50)

    assert tend(omar.reconciling, omar.peer()).forgotten == 0
    assert kept(omar, case) == before
    office.moment.passes(days=DAYS)
    assert tend(omar.reconciling, omar.peer()).forgotten > 0


@guards("upkeep.kept")
def test_what_is_unsent_own_or_waits_and_the_last_of_a_stream_are_never_let_go(
    office: Office,
) -> None:
    alba, omar, case = two_confirmed(office)
    ledger, own = omar.reconciling.ledger, omar.reconciling.identity.device
    waits = next(one for one in kept(omar, case) if one.seq and one.device != own)
    with ledger.transaction():
        ledger.keep(replace(waits, waits=DAMAGED))
    views = [shown(one.desk, MediationSession, case.session) for one in (alba, omar)]
    alba.desk.save(views[0], {"place": "Sala A"})
    omar.desk.save(views[1], {"place": "Sala B"})
    alba.round()
    omar.round()
    a_note(omar.desk, case.dossier, "Sin enviar.")
    office.moment.passes(days=DAYS)
    receipts = len(omar.reconciling.receipts())
    mine = {one.id for one in kept(omar, case) if one.device == own}

    gone = tend(omar.reconciling, omar.peer()).forgotten

    left = kept(omar, case)
    assert gone > 0
    assert {waits.id, *mine} <= {one.id for one in left}
    assert {one.stream for one in left} == set(ledger.ends(case.dossier.bytes))
    assert omar.reconciling.state().unsent == 1
    assert [one.code for one in attention.attention(omar.reconciling)] == [DAMAGED]
    assert Conflicts(omar.desk).count() == 1
    assert len(omar.reconciling.receipts()) == receipts
    assert len(notes(omar, case)) == 11


def test_a_hub_put_back_from_an_old_copy_gets_all_of_it_from_those_who_let_go(
    office: Office,
) -> None:
    alba, omar, case = begun(office)
    old = office.store.backup()
    for _ in range(2):
        grows(alba, case)
        confirmed(office, alba, omar)
    office.moment.passes(days=DAYS)
    assert tend(omar.reconciling, omar.peer()).forgotten > 0
    office.store.restore(old)

    office.meet()
    lia = office.newcomer(LIA, alba)
    office.meet()

    assert len(notes(lia, case)) == 8
    hashes = {one.reconciling.state_hash(case.dossier) for one in office.desks.values()}
    assert len(hashes) == 1
    assert all(one.reconciling.state().unsent == 0 for one in office.desks.values())


def test_on_a_real_hub_bodies_go_and_a_new_laptop_begins_from_the_snapshot_and_what_came_since(
    office: Office, tmp_path: Path, database: str
) -> None:
    with live(database, tmp_path / "hub") as hub:
        hub.service._pair = office.hub_pair

        def reach(me: Identity) -> HubClient:
            return hub.client(Device(me.user, me.device, me.signing, me.receiving))

        office.reach = reach
        alba, omar, case = begun(office)
        grows(alba, case)
        confirmed(office, alba, omar)
        grows(omar, case, 2)
        office.meet()
        later = hub.clock() + DAYS * 24 * 3600 * 1000
        with psycopg.connect(database, autocommit=True) as owner:
            assert upkeep.compact(owner, later, 60, quiet_days=180) >= 4
            assert list(upkeep.verify(owner, hub.service.store.blobs)) == []

        lia = office.newcomer(LIA, alba)
        office.meet(lia)

        assert len(notes(lia, case)) == 6
        tail = [one.seq for one in kept(lia, case)]
        (known,) = lia.reconciling.ledger.confirmed(case.dossier.bytes)
        assert min(tail) == known.seq + 1, "what the snapshot stands for did not travel"
        assert len({one.reconciling.state_hash(case.dossier) for one in office.desks.values()}) == 1
