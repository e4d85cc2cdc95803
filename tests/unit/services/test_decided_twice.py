"""Two people decide one conflict differently before they meet at the hub: it is asked again, and whole."""

from pathlib import Path
from uuid import UUID

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.store.history import writes_of
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, OMAR, a_case, shown

FIRST, SECOND, THIRD = "De Alba.", "De Omar.", "Lo acordado."


def _decide(linked: Linked, value: str) -> None:
    service = Conflicts(linked.desk)
    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)
    assert opened is not None
    service.decide(opened, value)


def _values(linked: Linked) -> set[str]:
    service = Conflicts(linked.desk)
    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)
    assert opened is not None
    return {version.value for version in opened.versions}


@guards("sync.merge.both")
def test_t29_two_decisions_of_one_conflict_are_one_new_conflict_at_both_desks(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    agreement = alba.desk.add(Agreement(dossier=case.dossier)).id
    clause = alba.desk.add(Clause(dossier=case.dossier, agreement=agreement, text="Antes.")).id
    office.meet()
    ours, theirs = (shown(one.desk, Clause, clause) for one in (alba, omar))
    alba.desk.save(ours, {"text": FIRST})
    omar.desk.save(theirs, {"text": SECOND})
    office.meet()

    _decide(alba, FIRST)
    _decide(omar, THIRD)
    office.meet()

    assert _values(alba) == _values(omar) == {FIRST, THIRD}
    # The first, two apart, and two decisions: nothing that anybody wrote is lost.
    assert _written(alba, clause) == _written(omar, clause) == 5
    assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(case.dossier)

    _decide(omar, SECOND)
    office.meet()

    for one in (alba, omar):
        assert Conflicts(one.desk).count() == 0
        assert shown(one.desk, Clause, clause).record.text == SECOND
        assert one.reconciling.state().unsent == 0


def _written(linked: Linked, clause: UUID) -> int:
    """How many writes of the clause's text a desk holds."""
    loaded = shown(linked.desk, Clause, clause)
    with linked.desk.reading() as session:
        writes = writes_of(linked.desk.store, session.connection(), loaded.record)
    return sum(1 for write in writes if write.field == "text")
