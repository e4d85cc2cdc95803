"""Work that a hub or colleagues do not take: told to whoever wrote it, and never dropped."""

from pathlib import Path

import pytest
from sqlmodel import select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Exclusion, Note
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.reconciling.attention import attention, export
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.writing import written
from sync.engine.scopes import release
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, LIA, OMAR, Case, a_case, a_note, shown, sql

TWENTY = 20


def started_anew(one: Linked) -> None:
    """The program is closed and opened again: it hears a hub out before it says anything."""
    one.reconciling = Reconciling(one.desk, one.reconciling.entropy)


def notes(one: Linked, case: Case) -> list[str]:
    """What stands in a file here, whoever may read it."""
    found = sql(one.desk.store, "SELECT text FROM note WHERE dossier = ?", case.dossier.hex)
    return sorted(text for (text,) in found)


def excluded_while_away(office: Office) -> tuple[Linked, Linked, Linked, Case]:
    """Omar writes twenty notes without a network; meanwhile the file is closed to him."""
    alba = office.first(ALBA)
    omar, lia = office.newcomer(OMAR, alba), office.newcomer(LIA, alba)
    case = a_case(alba.desk)
    office.meet()
    for number in range(TWENTY):
        a_note(omar.desk, case.dossier, f"Sin red {number:02}.")
    office.moment.passes(days=1)
    alba.desk.exclude(case.dossier, OMAR, "Es vecino de una parte.")
    office.meet(alba, lia)
    return alba, omar, lia, case


@guards("sync.sealing.leaving")
@pytest.mark.parametrize("anew", [False, True], ids=["at work since", "started anew"])
def test_somebody_excluded_while_away_loses_nothing_of_what_was_written_before(
    tmp_path: Path, anew: bool
) -> None:
    office = Office(tmp_path)
    alba, omar, lia, case = excluded_while_away(office)
    a_note(alba.desk, case.dossier, "Lo que ya no debe leer.")
    alba.round()
    if anew:
        started_anew(omar)

    receipt = omar.round()
    office.meet(alba, lia)

    written = [f"Sin red {number:02}." for number in range(TWENTY)]
    assert receipt.complete
    assert omar.reconciling.state().unsent == 0
    assert notes(alba, case) == notes(lia, case) == ["Lo que ya no debe leer.", *written]
    with alba.desk.reading() as session:
        authors = {note.recorded_by for note in alba.desk.all_in(session, Note, case.dossier)}
    assert authors == {ALBA, OMAR}
    assert notes(omar, case) == written


@guards("rights.ended")
def test_a_file_that_was_closed_to_somebody_is_closed_on_what_lies_on_their_laptop_too(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    alba, omar, _, case = excluded_while_away(office)
    with omar.desk.reading() as session:
        assert omar.desk.right_in(session, case.dossier) is Right.WRITER
        assert case.dossier in omar.desk.readable(session, [case.dossier])
    page = shown(omar.desk, MediationSession, case.session)

    omar.round()

    with omar.desk.reading() as session:
        assert omar.desk.right_in(session, case.dossier) is Right.NONE
        assert not omar.desk.readable(session, [case.dossier])
        with pytest.raises(NotFound):
            omar.desk.load(session, MediationSession, case.session)
    for act in (
        lambda: omar.desk.save(page, {"place": "Aún abierta"}),
        lambda: omar.desk.open(case.dossier),
    ):
        with pytest.raises(NotFound):
            act()
    assert omar.desk.find("Sin red") == ()
    assert [one.code for one in attention(omar.reconciling)] == ["left"]
    assert notes(omar, case), "kept, and shown to nobody"

    lifted(alba, case)
    office.meet()

    with omar.desk.reading() as session:
        assert omar.desk.right_in(session, case.dossier) is Right.WRITER
    assert attention(omar.reconciling) == ()
    assert omar.reconciling.state_hash(case.dossier) == alba.reconciling.state_hash(case.dossier)


def lifted(by: Linked, case: Case) -> None:
    """The exclusion is taken back."""
    with by.desk.writing() as unit:
        for found in unit.session.exec(select(Exclusion)).all():
            heads = by.desk.store.heads(unit.session, found)  # type: ignore[arg-type] # it is one
            unit.remove(found, shown=heads)


@guards("attention.not_taken")
def test_work_that_comes_too_late_is_told_read_copied_and_stays_until_it_is_decided(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    alba, omar, lia, case = excluded_while_away(office)
    office.moment.passes(days=40)

    for _ in range(3):
        omar.round()

    found = {one.code: one for one in attention(omar.reconciling)}
    assert found.keys() == {"held", "left"}
    assert {one.file for one in found.values()} == {"M/2026/001"}
    assert omar.reconciling.state().unsent == TWENTY
    told = written(omar.reconciling, found["held"])
    assert [{f.name: v for f, v in one.values}["text"] for one in told] == [
        f"Sin red {number:02}." for number in range(TWENTY)
    ]
    export(omar.reconciling, found["held"], tmp_path / "sealed.bin")
    assert b"Sin red" not in (tmp_path / "sealed.bin").read_bytes()
    assert notes(alba, case) == []

    (waiting,) = office.store.tables.holds.values()
    release(alba.reconciling.engine, case.dossier.bytes, waiting.id, accepted=True)
    office.meet(alba, omar, lia)

    assert len(notes(alba, case)) == len(notes(lia, case)) == TWENTY
    assert {one.code for one in attention(omar.reconciling)} == {"left"}
    assert omar.reconciling.state().unsent == 0
