"""What was kept wrongly is put right, and leaves a trace."""

import pytest

from pscp_desktop.domain.dossiers import Contact, Note
from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound
from pscp_desktop.domain.mediation import Party
from pscp_desktop.services.corrections import Corrections
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.mediation.service import Mediation
from tests.unit.services.conftest import Office
from tests.unit.services.journey import Journey, request
from tests.world import LIA, shown, sql


def a_note(mediation: Mediation, way: Journey) -> Loaded[Note]:
    kept = mediation.desk.add(Note(dossier=way.dossier, text="Era del otro expediente."))
    return shown(mediation.desk, Note, kept.id)


def test_a_note_in_the_wrong_file_is_moved_and_both_files_tell_of_it(mediation: Mediation) -> None:
    desk = mediation.desk
    wrong, right = request(mediation), request(mediation)
    note = a_note(mediation, wrong)

    moved = Corrections(desk).move(note, right.dossier, "Me equivoqué de expediente.")

    with desk.reading() as session:
        assert desk.all_in(session, Note, wrong.dossier) == []
        assert [n.text for n in desk.all_in(session, Note, right.dossier)] == [note.record.text]
    told = sql(
        desk.store,
        "SELECT act, why FROM audit WHERE act LIKE 'moved%' AND dossier IN (?, ?) ORDER BY n",
        wrong.dossier.bytes,
        right.dossier.bytes,
    )
    assert [act for act, _ in told] == ["moved_out", "moved_in"]
    assert {why for _, why in told} == {"Me equivoqué de expediente."}
    assert moved.id != note.id
    assert not desk.may_undo()


def test_a_moved_contact_names_nobody_of_the_file_it_left(mediation: Mediation) -> None:
    desk = mediation.desk
    wrong, right = request(mediation), request(mediation)
    with desk.reading() as session:
        contact = desk.all_in(session, Contact, wrong.dossier)[0]

    moved = Corrections(desk).move(shown(desk, Contact, contact.id), right.dossier, "Otra casa.")

    assert moved.with_party is None
    assert moved.at == contact.at


def test_what_other_records_stand_on_is_not_moved(mediation: Mediation) -> None:
    wrong, right = request(mediation), request(mediation)
    party = shown(mediation.desk, Party, wrong.alba)

    with pytest.raises(Forbidden) as refused:
        Corrections(mediation.desk).move(party, right.dossier, "x")

    assert refused.value.code == "not_movable"


def test_nothing_is_moved_or_voided_without_a_reason(mediation: Mediation) -> None:
    desk = mediation.desk
    way, right = request(mediation), request(mediation)
    note = a_note(mediation, way)

    with pytest.raises(Invalid):
        Corrections(desk).move(note, right.dossier, " ")
    with pytest.raises(Invalid):
        Corrections(desk).void(note, "")
    Corrections(desk).void(note, "Persona equivocada.")

    with desk.reading() as session:
        assert desk.all_in(session, Note, way.dossier) == []


def test_nothing_is_moved_out_of_or_into_a_file_that_is_not_mine(
    mediation: Mediation, office: Office
) -> None:
    way, right = request(mediation), request(mediation)
    note = a_note(mediation, way)
    lia = office.desk_of(LIA)

    with pytest.raises(NotFound):
        Corrections(lia).move(note, right.dossier, "x")
    with pytest.raises(NotFound):
        Corrections(lia).void(note, "x")
