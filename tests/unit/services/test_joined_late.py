"""What a colleague finds to decide who came late: the log is gone, and a snapshot stands for it."""

from pathlib import Path

import pytest

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.services.conflicts.found import Version
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.ui.conflicts.telling import clock, when, who
from tests.linked import Linked, Office
from tests.world import ALBA, LIA, OMAR, Moment, a_case, shown


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def _joined_late(office: Office, *, removed: bool = False) -> Linked:
    """Lía's laptop, after Alba and Omar wrote one clause apart and the log of the file was dropped."""
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    agreement = alba.desk.add(Agreement(dossier=case.dossier)).id
    clause = alba.desk.add(Clause(dossier=case.dossier, agreement=agreement, text="Antes.")).id
    office.meet()
    ours, theirs = shown(alba.desk, Clause, clause), shown(omar.desk, Clause, clause)
    if removed:
        with alba.desk.writing() as unit:
            unit.remove(ours.record, shown=ours.heads)
    else:
        alba.desk.save(ours, {"text": "De Alba."})
    omar.desk.save(theirs, {"text": "De Omar."})
    office.meet()
    scope = case.dossier.bytes
    with alba.reconciling.engine.transaction():
        made = alba.reconciling.engine.snapshots.make(scope)
    assert made is not None
    alba.peer().offer(made.raw, list(made.pieces))
    omar.reconciling.engine.snapshots.attest(omar.peer(), scope)
    office.store.compact(scope)
    lia = office.newcomer(LIA, alba)
    office.meet()
    return lia


def test_a_conflict_that_came_with_a_snapshot_is_shown_and_decided(office: Office) -> None:
    lia = _joined_late(office)
    service = Conflicts(lia.desk)

    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)

    assert opened is not None
    today = lia.desk.today()
    assert {(v.value, who(v), when(v, today)) for v in opened.versions} == {
        ("De Alba.", "Alba Ejemplo", "Aquí no se sabe cuándo"),
        ("De Omar.", "Omar Muestra", "Aquí no se sabe cuándo"),
    }
    assert {clock(version)[1] for version in opened.versions} == {"muted"}
    service.decide(opened, "De Omar.", "Lo dice el cuaderno.")
    office.meet()
    for desk in office.desks.values():
        assert Conflicts(desk.desk).count() == 0
    assert service.open(conflict) is None


def test_what_was_removed_and_written_apart_came_with_a_snapshot_too(office: Office) -> None:
    (kept,) = Conflicts(_joined_late(office, removed=True).desk).waiting().kept

    assert (kept.removed_by, kept.edited_by) == ("Alba Ejemplo", "Omar Muestra")


def test_a_version_of_which_nothing_is_known_says_so() -> None:
    nobody = Version("x", "", mine=False, at=None, minutes_slow=None, chosen=False)

    assert when(nobody, Moment()().date()) == "Aquí no se sabe quién ni cuándo"
