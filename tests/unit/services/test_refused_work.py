"""Work that a hub or colleagues do not take: told to whoever wrote it, and never dropped."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.services.reconciling.service import Reconciling
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, LIA, OMAR, Case, a_case, a_note, sql

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
