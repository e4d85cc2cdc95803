"""The desk: rights asked at every door, every look written down, what was shown handed back."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, Exclusion, Membership, Note
from pscp_desktop.domain.errors import NotFound, Refused
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.workers import Circle, CircleMember, Organisation, Worker
from pscp_desktop.services.desk import UNDOABLE, Desk
from pscp_desktop.services.finding import Finding
from tests.protections import guards
from tests.world import (
    ALBA,
    INES,
    LIA,
    OMAR,
    Case,
    Moment,
    a_case,
    a_desk,
    a_note,
    joins,
    row,
    shown,
    sql,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    joins(desk, OMAR)
    joins(desk, LIA, team=False)
    return desk


@pytest.fixture
def case(desk: Desk) -> Case:
    return a_case(desk, notes="gotera")


def at(desk: Desk, worker: UUID) -> Desk:
    """Another worker's desk over the same vault."""
    return Desk(desk.store, worker)


def acts(desk: Desk) -> list[str]:
    return [act for (act,) in sql(desk.store, "SELECT act FROM audit ORDER BY n")]


@guards("store.rights.right_in")
def test_whoever_has_no_right_cannot_tell_the_record_from_one_that_is_not_there(
    desk: Desk, case: Case
) -> None:
    lia = at(desk, LIA)
    opened = shown(desk, MediationSession, case.session)

    with pytest.raises(NotFound) as hidden, lia.reading() as session:
        lia.load(session, MediationSession, case.session)
    with pytest.raises(NotFound) as absent, lia.reading() as session:
        lia.load(session, MediationSession, UUID(int=404))
    with pytest.raises(NotFound):
        lia.save(opened, {"place": "Otra"})
    with pytest.raises(NotFound):
        lia.add(Note(dossier=case.dossier, text="por detrás"))
    with pytest.raises(NotFound):
        lia.open(case.dossier)

    assert type(hidden.value) is type(absent.value)
    assert row(desk.store, MediationSession, case.session)["place"] == "Sala de la Muestra"


@guards("store.rights.right_in")
def test_a_reader_reads_and_writes_nothing(desk: Desk, case: Case) -> None:
    with desk.store.writing() as unit:
        unit.create(Membership(dossier=case.dossier, worker=LIA, right="reader"))
    lia = at(desk, LIA)
    opened = shown(lia, MediationSession, case.session)

    with pytest.raises(Refused) as refused:
        lia.save(opened, {"place": "Otra"})

    assert refused.value.act == "writer"


def test_opening_a_file_leaves_its_line_with_who_and_why(desk: Desk, case: Case) -> None:
    at(desk, OMAR).open(case.dossier, "sustituyo a Alba")

    assert sql(desk.store, "SELECT act, dossier, why FROM audit ORDER BY n DESC LIMIT 1") == [
        ("open", case.dossier.bytes, "sustituyo a Alba")
    ]


def test_a_refused_look_leaves_no_line_of_a_look(desk: Desk, case: Case) -> None:
    before = acts(desk)

    with pytest.raises(NotFound):
        at(desk, LIA).open(case.dossier)

    assert acts(desk) == before


@guards("services.desk.find")
def test_a_search_gives_an_excluded_colleague_no_hit_and_no_count(desk: Desk, case: Case) -> None:
    omar = at(desk, OMAR)
    assert len(omar.find("gotera")) == 1
    desk.exclude(case.dossier, OMAR, "Parentesco con una parte")

    assert omar.find("gotera") == ()
    assert Finding(omar).files("gotera") == ()
    assert sql(desk.store, "SELECT detail FROM audit WHERE act = 'search' ORDER BY n") == [("1",)]
    assert Desk(desk.store, OMAR).find("gotera") == ()
    assert sql(desk.store, "SELECT detail FROM audit WHERE act = 'search' ORDER BY n DESC") == [
        ("0",), ("1",),
    ]  # fmt: skip


def test_hits_that_may_not_be_seen_do_not_push_out_those_that_may(desk: Desk) -> None:
    for number in range(12):
        theirs = a_case(desk, title=f"Gotera {number}")
        with desk.store.writing() as unit:
            unit.create(Exclusion(dossier=theirs.dossier, worker=OMAR))
    mine = a_case(desk, title="Una gotera más entre otras muchas palabras del mismo título")

    assert [hit.record for hit in at(desk, OMAR).find("gotera", limit=1)] == [mine.dossier]


@guards("services.desk.find")
def test_what_was_said_apart_is_found_only_by_whom_it_was_said_to(desk: Desk, case: Case) -> None:
    with desk.writing() as unit:
        part = desk.compartment(unit, case.dossier, "caucus", (OMAR,))
        unit.create(Note(dossier=part.id, text="confidencia"))

    assert desk.find("confidencia") == ()
    assert len(at(desk, OMAR).find("confidencia")) == 1
    assert [found.dossier for found in Finding(at(desk, OMAR)).files("confidencia")] == [
        case.dossier
    ]


@guards("services.desk.find")
def test_a_part_does_not_name_its_file_to_whoever_may_read_only_the_part(
    desk: Desk, case: Case
) -> None:
    with desk.writing() as unit:
        part = desk.compartment(unit, case.dossier, "caucus", (LIA,))
        unit.create(Note(dossier=part.id, text="confidencia"))

    assert len(at(desk, LIA).find("confidencia")) == 1
    assert Finding(at(desk, LIA)).files("confidencia") == ()


def test_what_is_typed_on_is_one_search(desk: Desk, case: Case) -> None:
    for typed in ("got", "gote", "gotera"):
        desk.find(typed)
    desk.find("patio")

    assert acts(desk).count("search") == 2


def test_only_who_may_write_in_a_file_makes_a_part_of_it(desk: Desk, case: Case) -> None:
    with pytest.raises(NotFound), desk.store.writing() as unit:
        at(desk, LIA).compartment(unit, case.dossier, "caucus", (LIA,))


def test_a_new_file_is_its_own_scope_and_its_makers(desk: Desk) -> None:
    with at(desk, OMAR).writing() as unit:
        made = at(desk, OMAR).new_dossier(unit, Dossier(title="Muestra"), members=(LIA,))

    assert made.dossier == made.id
    assert made.owner == OMAR
    assert made.opened_on == date(2026, 3, 2)
    with desk.reading() as session:
        assert at(desk, LIA).right_in(session, made.id) is Right.WRITER


def test_the_day_is_that_of_madrid(tmp_path: Path) -> None:
    now = Moment()
    desk = a_desk(tmp_path, now=now)
    now.passes(hours=14, minutes=30)

    assert desk.now().date() == date(2026, 3, 2)
    assert desk.today() == date(2026, 3, 3)


def test_the_records_of_a_file_come_in_the_order_they_were_made(desk: Desk, case: Case) -> None:
    for text in ("uno", "dos", "tres"):
        a_note(desk, case.dossier, text)

    with desk.reading() as session:
        found = desk.all_in(session, Note, case.dossier)

    assert {note.text for note in found} == {"uno", "dos", "tres"}
    assert found == sorted(found, key=lambda note: (note.recorded_at, note.id))


def test_so_many_acts_can_be_taken_back_and_no_more(desk: Desk, case: Case) -> None:
    for number in range(UNDOABLE + 5):
        desk.save(shown(desk, MediationSession, case.session), {"minutes": number + 1})

    taken = 0
    while desk.may_undo():
        desk.undo()
        taken += 1

    assert taken == UNDOABLE
    assert row(desk.store, MediationSession, case.session)["minutes"] == 5


def test_after_what_cannot_be_taken_back_nothing_before_it_can(desk: Desk, case: Case) -> None:
    desk.save(shown(desk, MediationSession, case.session), {"minutes": 5})
    a_note(desk, case.dossier, "Lo dicho")

    assert not desk.may_undo()


def test_a_new_vault_is_furnished_with_its_organisation_team_and_worker(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, INES)

    with desk.reading() as session:
        (worker,) = session.exec(select(Worker))
        (circle,) = session.exec(select(Circle))
        (member,) = session.exec(select(CircleMember))
        (organisation,) = session.exec(select(Organisation))
    assert worker.id == INES == desk.worker
    assert (member.circle, member.worker) == (circle.id, INES)
    assert organisation.dossier == worker.dossier == circle.dossier != NAMELESS
    assert circle.scope != NAMELESS


def test_a_worker_nobody_knows_has_no_desk(desk: Desk, case: Case) -> None:
    with pytest.raises(NotFound):
        at(desk, ALBA.__class__(int=99)).open(case.dossier)
