"""Conflicts on two real vaults: found as long as they stand, decided by an ordinary write, undone whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.screening import Screening
from pscp_desktop.services.conflicts.found import Opened
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.desk import Desk
from pscp_desktop.store.disputes import MARKED
from tests.protections import guards
from tests.world import (
    ALBA,
    LIA,
    OMAR,
    Case,
    Moment,
    a_case,
    desks_of,
    exchange,
    shown,
    sql,
    two_desks,
)


@dataclass
class Shared:
    """One file on two laptops, with a party, an agreement of one clause, and a screening."""

    alba: Desk
    omar: Desk
    case: Case
    party: UUID
    clause: UUID
    screening: UUID

    def apart(
        self, kind: type[Any], record: UUID, alba: dict[str, Any], omar: dict[str, Any]
    ) -> None:
        """Each writes without having seen the other; then they meet."""
        ours, theirs = shown(self.alba, kind, record), shown(self.omar, kind, record)
        self.alba.save(ours, alba)
        self.omar.save(theirs, omar)
        exchange(self.alba, self.omar)

    def open(self, desk: Desk) -> Opened:
        """The only conflict there is, as one of them opens it."""
        service = Conflicts(desk)
        (conflict,) = service.waiting().conflicts
        opened = service.open(conflict)
        assert opened is not None
        return opened


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    alba, omar = two_desks(tmp_path, now=Moment())
    case = a_case(alba)
    where = case.dossier
    party = alba.add(Party(dossier=where, name="Lía Prueba", role="requesting"))
    agreement = alba.add(Agreement(dossier=where))
    clause = alba.add(Clause(dossier=where, agreement=agreement.id, text="Cierra a las 00:30."))
    screening = alba.add(Screening(dossier=where, party=party.id, decision="suitable"))
    exchange(alba, omar)
    return Shared(alba, omar, case, party.id, clause.id, screening.id)


def test_t23_both_values_are_listed_with_who_and_what_was_there_before(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "A las 23:00."})

    for desk, mine in ((shared.alba, "A las 23:30."), (shared.omar, "A las 23:00.")):
        opened = shared.open(desk)
        assert {version.value for version in opened.versions} == {"A las 23:30.", "A las 23:00."}
        assert [version.value for version in opened.versions if version.mine] == [mine]
        assert opened.before == "Cierra a las 00:30."
        assert opened.conflict.writers == ("Alba Ejemplo", "Omar Muestra")
        assert opened.conflict.place.dossier == shared.case.dossier
        assert Conflicts(desk).count() == 1


def test_t23_one_is_kept_and_the_decision_reaches_the_other_desk(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "A las 23:00."})

    Conflicts(shared.alba).decide(shared.open(shared.alba), "A las 23:00.", "Lo dice el acta.")
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        assert Conflicts(desk).waiting().count == 0
        assert shown(desk, Clause, shared.clause).record.text == "A las 23:00."
    assert sql(shared.alba.store, "SELECT why FROM audit WHERE act = 'edit' ORDER BY n DESC")[
        0
    ] == ("Lo dice el acta.",)


def test_both_clauses_are_kept_as_two_lines_of_the_agreement(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "Se recogen las mesas."})
    opened = shared.open(shared.omar)
    assert opened.as_rows
    assert not opened.as_text

    Conflicts(shared.omar).keep_both(opened)
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        with desk.reading() as session:
            lines = desk.all_in(session, Clause, shared.case.dossier)
        assert {(one.number, one.text) for one in lines} == {
            (1, opened.versions[0].value),
            (2, opened.versions[1].value),
        }
        assert Conflicts(desk).waiting().count == 0


def test_both_texts_are_kept_as_one_and_a_choice_of_codes_is_not(shared: Shared) -> None:
    shared.apart(Party, shared.party, {"domicile": "calle 1"}, {"domicile": "calle 2"})
    opened = shared.open(shared.alba)

    Conflicts(shared.alba).keep_both(opened)

    assert set(shown(shared.alba, Party, shared.party).record.domicile.split(" / ")) == {
        "calle 1",
        "calle 2",
    }
    shared.apart(Party, shared.party, {"role": "requested"}, {"role": "support"})
    with pytest.raises(Invalid):
        Conflicts(shared.alba).keep_both(shared.open(shared.alba))


@guards("conflicts.undo")
def test_taking_a_decision_back_puts_both_values_beside_each_other_again(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "A las 23:00."})
    Conflicts(shared.alba).decide(shared.open(shared.alba), "A las 23:15.")

    shared.alba.undo()
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        opened = shared.open(desk)
        written = {(version.value, version.writer) for version in opened.versions}
        assert written == {("A las 23:30.", "Alba Ejemplo"), ("A las 23:00.", "Omar Muestra")}
        assert opened.before == "Cierra a las 00:30."


def test_t29_two_decisions_at_once_are_one_new_conflict_and_nothing_is_lost(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "A las 23:00."})
    ours, theirs = shared.open(shared.alba), shared.open(shared.omar)

    Conflicts(shared.alba).decide(ours, "A las 23:30.")
    Conflicts(shared.omar).decide(theirs, "A las 23:10.")
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        opened = shared.open(desk)
        assert {one.value for one in opened.versions} == {"A las 23:30.", "A las 23:10."}
        assert opened.before in {"A las 23:30.", "A las 23:00."}


@guards("conflicts.shown")
def test_a_value_that_came_after_the_page_was_opened_is_not_decided_away(tmp_path: Path) -> None:
    alba, omar, lia = desks_of(tmp_path, (ALBA, OMAR, LIA), now=Moment())
    case = a_case(alba)
    exchange(alba, omar, lia)
    views = [shown(desk, MediationSession, case.session) for desk in (alba, omar, lia)]
    alba.save(views[0], {"place": "Sala A"})
    omar.save(views[1], {"place": "Sala B"})
    exchange(alba, omar)
    service = Conflicts(alba)
    opened = service.open(service.waiting().conflicts[0])
    assert opened is not None
    lia.save(views[2], {"place": "Sala C"})
    exchange(alba, lia)

    service.decide(opened, "Sala A")

    again = service.open(service.waiting().conflicts[0])
    assert again is not None
    assert {version.value for version in again.versions} == {"Sala A", "Sala C"}


def test_the_most_protective_value_is_shown_until_somebody_decides(shared: Shared) -> None:
    shared.apart(
        Screening, shared.screening, {"decision": "not_suitable"}, {"decision": "with_care"}
    )

    opened = shared.open(shared.omar)

    assert opened.protective
    assert [one.value for one in opened.versions if one.chosen] == ["not_suitable"]
    assert shown(shared.omar, Screening, shared.screening).record.decision == "not_suitable"


def test_t22_fields_written_apart_are_listed_for_a_look_until_somebody_looked(
    shared: Shared,
) -> None:
    shared.apart(Screening, shared.screening, {"fear": True}, {"minors": True})

    joint = Conflicts(shared.alba).waiting().joints[0]
    for desk in (shared.alba, shared.omar):
        waiting = Conflicts(desk).waiting()
        assert waiting.conflicts == ()
        (joint,) = waiting.joints
        assert {field.name for field in joint.fields} == {"fear", "minors"}
        assert joint.writers == ("Alba Ejemplo", "Omar Muestra")

    Conflicts(shared.alba).look(joint)
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        assert Conflicts(desk).waiting().joints == ()
        found = shown(desk, Screening, shared.screening).record
        assert (found.fear, found.minors) == (True, True)


def test_two_people_looking_at_once_leave_nothing_to_look_at(shared: Shared) -> None:
    shared.apart(Screening, shared.screening, {"fear": True}, {"minors": True})

    for desk in (shared.alba, shared.omar):
        Conflicts(desk).look(Conflicts(desk).waiting().joints[0])
    exchange(shared.alba, shared.omar)

    assert Conflicts(shared.alba).waiting().joints == ()
    assert Conflicts(shared.omar).waiting().joints == ()


def test_fields_written_one_after_the_other_are_nothing_to_look_at(shared: Shared) -> None:
    shared.alba.save(shown(shared.alba, Screening, shared.screening), {"fear": True})
    exchange(shared.alba, shared.omar)
    shared.omar.save(shown(shared.omar, Screening, shared.screening), {"minors": True})
    exchange(shared.alba, shared.omar)

    assert Conflicts(shared.alba).waiting().joints == ()


def test_t30_what_one_removed_and_the_other_wrote_in_stays_to_be_seen(shared: Shared) -> None:
    view, edited = (shown(desk, Clause, shared.clause) for desk in (shared.alba, shared.omar))
    with shared.alba.writing() as unit:
        unit.remove(view.record, shown=view.heads)
    shared.omar.save(edited, {"text": "A las 23:00."})
    exchange(shared.alba, shared.omar)

    (kept,) = Conflicts(shared.omar).waiting().kept
    assert (kept.removed_by, kept.edited_by) == ("Alba Ejemplo", "Omar Muestra")

    Conflicts(shared.omar).settle_kept(kept, "Ya no hace falta.", remove=True)
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        assert Conflicts(desk).waiting().count == 0
        with desk.reading() as session:
            assert desk.all_in(session, Clause, shared.case.dossier) == []


def test_bringing_it_back_for_good_settles_it_as_well(shared: Shared) -> None:
    view, edited = (shown(desk, Clause, shared.clause) for desk in (shared.alba, shared.omar))
    with shared.alba.writing() as unit:
        unit.remove(view.record, shown=view.heads)
    shared.omar.save(edited, {"text": "A las 23:00."})
    exchange(shared.alba, shared.omar)

    service = Conflicts(shared.alba)
    service.settle_kept(service.waiting().kept[0], "Sigue en pie.", remove=False)
    exchange(shared.alba, shared.omar)

    for desk in (shared.alba, shared.omar):
        assert Conflicts(desk).waiting().count == 0
        assert shown(desk, Clause, shared.clause).record.text == "A las 23:00."


@guards("conflicts.rights")
def test_a_conflict_in_a_file_that_is_closed_to_me_is_not_told(shared: Shared) -> None:
    shared.apart(Clause, shared.clause, {"text": "A las 23:30."}, {"text": "A las 23:00."})
    shared.alba.exclude(shared.case.dossier, shared.omar.worker, "Es vecino.")
    exchange(shared.alba, shared.omar)

    assert Conflicts(shared.omar).waiting().count == 0
    assert Conflicts(shared.alba).waiting().count == 1


def test_marks_of_removal_are_found_by_their_index(shared: Shared) -> None:
    plan = str(
        sql(shared.alba.store, f"EXPLAIN QUERY PLAN SELECT record FROM heads WHERE {MARKED}")  # noqa: S608
    )

    assert "heads_marked" in plan
