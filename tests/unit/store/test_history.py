"""What a record said before, and taking the last act back."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import NotUndoable
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import history
from tests.protections import guards
from tests.world import (
    ALBA,
    OMAR,
    a_case,
    a_desk,
    a_note,
    a_session,
    exchange,
    row,
    shown,
    sql,
    two_desks,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_every_write_of_a_field_is_told_with_who_and_in_place_of_what(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba, place="Una")
    exchange(alba, omar)
    omar.save(shown(omar, MediationSession, case.session), {"place": "Otra"})
    exchange(alba, omar)

    with alba.reading() as session:
        record = session.get_one(MediationSession, case.session)
        writes = history.writes_of(alba.store, session.connection(), record)

    places = [write for write in writes if write.field == "place"]
    assert [(write.value, write.user) for write in places] == [("Una", ALBA), ("Otra", OMAR)]
    assert places[1].replaces == {places[0].dot}


def test_an_edit_taken_back_gives_the_values_from_before(desk: Desk) -> None:
    case = a_case(desk, place="Una", minutes=30)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Otra", "minutes": 90})

    desk.undo()

    now = row(desk.store, MediationSession, case.session)
    assert (now["place"], now["minutes"]) == ("Una", 30)
    assert sql(desk.store, "SELECT why FROM audit ORDER BY n DESC LIMIT 1") == [("undo",)]
    assert desk.store.check_history() is None


def test_a_new_record_taken_back_is_removed(desk: Desk) -> None:
    case = a_case(desk)
    with desk.writing() as unit:
        made = a_session(unit, case.dossier).id

    desk.undo()

    assert row(desk.store, MediationSession, made)["removed"]


def test_a_removal_taken_back_brings_the_record_back(desk: Desk) -> None:
    case = a_case(desk)
    opened = shown(desk, MediationSession, case.session)
    with desk.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)

    desk.undo()

    assert not row(desk.store, MediationSession, case.session)["removed"]


def test_a_saving_in_several_scopes_is_taken_back_whole(desk: Desk) -> None:
    one, two = a_case(desk, place="Una"), a_case(desk, place="Una")
    with desk.writing() as unit:
        for case in (one, two):
            opened = unit.session.get_one(MediationSession, case.session)
            heads = desk.store.heads(unit.session, opened)  # type: ignore[arg-type] # a unit's own
            unit.set(opened, {"place": "Otra"}, shown=heads)

    desk.undo()

    assert [
        row(desk.store, MediationSession, case.session)["place"] for case in (one, two)
    ] == ["Una", "Una"]  # fmt: skip


def test_the_last_acts_are_taken_back_one_after_another(desk: Desk) -> None:
    case = a_case(desk, place="Una")
    for place in ("Dos", "Tres"):
        desk.save(shown(desk, MediationSession, case.session), {"place": place})

    desk.undo()
    assert row(desk.store, MediationSession, case.session)["place"] == "Dos"
    desk.undo()
    assert row(desk.store, MediationSession, case.session)["place"] == "Una"
    assert not desk.may_undo()


@guards("store.history.untouched")
def test_what_something_newer_stands_on_is_not_taken_back(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    alba.save(shown(alba, MediationSession, case.session), {"place": "De Alba"})
    exchange(alba, omar)
    omar.save(shown(omar, MediationSession, case.session), {"place": "De Omar"})
    exchange(alba, omar)

    with pytest.raises(NotUndoable) as refused:
        alba.undo()

    assert refused.value.code == "newer"
    assert row(alba.store, MediationSession, case.session)["place"] == "De Omar"


def test_an_edit_of_what_a_colleague_removed_is_not_taken_back(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    alba.save(shown(alba, MediationSession, case.session), {"place": "De Alba"})
    exchange(alba, omar)
    opened = shown(omar, MediationSession, case.session)
    with omar.store.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)
    exchange(alba, omar)

    with pytest.raises(NotUndoable) as refused:
        alba.undo()

    assert refused.value.code == "newer"


@guards("store.history.signed")
def test_what_is_only_ever_corrected_is_not_taken_back(desk: Desk) -> None:
    case = a_case(desk)
    note = a_note(desk, case.dossier, "Lo dicho, dicho está")
    made = history.last_transaction(desk.store)
    assert made is not None

    with pytest.raises(NotUndoable) as refused:
        history.undo(desk.store, made)

    assert refused.value.code == "signed"
    assert not row(desk.store, Note, note.id)["removed"]
    assert not desk.may_undo()


def test_there_is_nothing_to_take_back_at_first(desk: Desk) -> None:
    with pytest.raises(NotUndoable) as refused:
        desk.undo()
    assert refused.value.code == "nothing"

    with pytest.raises(NotUndoable) as unknown:
        history.undo(desk.store, b"no such saving!!")
    assert unknown.value.code == "nothing"


def test_asking_for_the_last_saving_writes_nothing(tmp_path: Path) -> None:
    from tests.world import a_store

    store = a_store(tmp_path)

    assert history.last_transaction(store) is None
    assert sql(store, "SELECT * FROM stream") == []
