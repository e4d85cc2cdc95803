"""Who may open what: the whole matrix, and that the list of files answers as the door does."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierKind, Exclusion, Membership
from pscp_desktop.domain.workers import CircleMember, RoleCode
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import rights
from tests.protections import guards
from tests.world import ALBA, INES, LIA, OMAR, Case, a_case, a_desk, joins

TODAY = date(2026, 3, 2)
COORDINATOR = RoleCode.COORDINATOR


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Alba owns the files; Omar is of her team, Inés coordinates it, Lía is of no team."""
    desk = a_desk(tmp_path)
    joins(desk, OMAR)
    joins(desk, INES, COORDINATOR)
    joins(desk, LIA, team=False)
    return desk


def held(desk: Desk, dossier: UUID, worker: UUID, today: date = TODAY) -> Right:
    with desk.reading() as session:
        return rights.right_in(session, dossier, Desk(desk.store, worker).me(session), today)


def compartment(desk: Desk, case: Case, *members: UUID) -> UUID:
    with desk.writing() as unit:
        return desk.compartment(unit, case.dossier, "caucus", members, "A solas").id


def keeps(desk: Desk, *records: Any) -> None:
    with desk.store.writing() as unit:
        for record in records:
            unit.create(record)


def test_of_a_file_the_owner_the_team_its_coordinator_and_nobody_else(desk: Desk) -> None:
    case = a_case(desk)

    assert held(desk, case.dossier, ALBA) is Right.ADMINISTRATOR
    assert held(desk, case.dossier, OMAR) is Right.WRITER
    assert held(desk, case.dossier, INES) is Right.COORDINATOR
    assert held(desk, case.dossier, LIA) is Right.NONE
    assert held(desk, UUID(int=404), ALBA) is Right.NONE


@pytest.mark.parametrize("right", ["reader", "writer", "coordinator", "administrator"])
def test_a_member_has_the_right_that_was_given(desk: Desk, right: str) -> None:
    case = a_case(desk)
    keeps(desk, Membership(dossier=case.dossier, worker=LIA, right=right))

    assert held(desk, case.dossier, LIA) is Right[right.upper()]


def test_a_membership_ends_with_its_day(desk: Desk) -> None:
    case = a_case(desk)
    keeps(desk, Membership(dossier=case.dossier, worker=LIA, right="writer", until=TODAY))

    assert held(desk, case.dossier, LIA, TODAY) is Right.WRITER
    assert held(desk, case.dossier, LIA, TODAY + timedelta(days=1)) is Right.NONE


def test_a_place_in_a_team_ends_with_its_day(desk: Desk) -> None:
    case = a_case(desk)
    with desk.store.writing() as unit:
        place = unit.session.exec(select(CircleMember).where(CircleMember.worker == OMAR)).one()
        heads = desk.store.heads(unit.session, place)  # type: ignore[arg-type] # a unit's own
        unit.set(place, {"until": TODAY}, shown=heads)

    assert held(desk, case.dossier, OMAR, TODAY) is Right.WRITER
    assert held(desk, case.dossier, OMAR, TODAY + timedelta(days=1)) is Right.NONE


@guards("store.rights.exclusion")
@pytest.mark.parametrize("worker", [ALBA, OMAR, INES, LIA])
def test_an_exclusion_beats_owner_team_role_and_membership(desk: Desk, worker: UUID) -> None:
    case = a_case(desk)
    part = compartment(desk, case, worker)
    keeps(
        desk,
        Membership(dossier=case.dossier, worker=worker, right="administrator"),
        Exclusion(dossier=case.dossier, worker=worker, reason="Parentesco con una parte"),
    )

    assert held(desk, case.dossier, worker) is Right.NONE
    assert held(desk, part, worker) is Right.NONE, "nor the closed parts of the file"


@guards("store.rights.compartment")
def test_a_closed_part_opens_to_those_named_in_it_whatever_others_are(desk: Desk) -> None:
    case = a_case(desk)
    part = compartment(desk, case, LIA)

    assert held(desk, part, LIA) is Right.WRITER
    assert [held(desk, part, worker) for worker in (ALBA, OMAR, INES)] == [Right.NONE] * 3
    assert held(desk, case.dossier, LIA) is Right.NONE, "a part does not open the whole"


def test_the_organisation_is_everybodys_to_read_and_the_coordinators_to_change(desk: Desk) -> None:
    with desk.reading() as session:
        home = desk.me(session).dossier

    assert held(desk, home, LIA) is Right.READER
    assert held(desk, home, INES) is Right.COORDINATOR


def test_a_removed_file_opens_to_nobody(desk: Desk) -> None:
    case = a_case(desk)
    with desk.store.writing() as unit:
        file = unit.session.get_one(Dossier, case.dossier)
        heads = desk.store.heads(unit.session, file)  # type: ignore[arg-type] # a unit's own
        unit.remove(file, shown=heads)

    assert held(desk, case.dossier, ALBA) is Right.NONE


WORKERS = st.sampled_from([ALBA, OMAR, INES, LIA])
DOSSIERS = st.lists(
    st.tuples(
        st.sampled_from([kind.value for kind in DossierKind]), WORKERS, st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=5,
)
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 4), WORKERS, st.sampled_from(["member", "past", "excluded", "removed"])
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dossiers=DOSSIERS, entries=ENTRIES)
def test_the_list_of_files_answers_as_the_door_does(
    desk: Desk,
    dossiers: list[tuple[str, UUID, bool, bool]],
    entries: list[tuple[int, UUID, str]],
) -> None:
    circle = next(iter(_circles(desk)))
    made: list[UUID] = []
    with desk.store.writing() as unit:
        for kind, owner, of_team, in_first in dossiers:
            dossier = Dossier(kind=kind, owner=owner, circle=circle if of_team else owner)
            dossier.parent = made[0] if made and in_first else None
            made.append(desk.new_dossier(unit, dossier).id)
        for place, worker, what in entries:
            scope = made[place % len(made)]
            unit.create(
                Exclusion(dossier=scope, worker=worker)
                if what == "excluded"
                else Membership(
                    dossier=scope,
                    worker=worker,
                    right="reader",
                    until=TODAY - timedelta(days=1) if what == "past" else None,
                )
            )

    for worker in (ALBA, OMAR, INES, LIA):
        at = Desk(desk.store, worker)
        with at.reading() as session:
            listed = at.readable(session, made)
        assert listed == {
            dossier for dossier in made if held(desk, dossier, worker) >= Right.READER
        }


def _circles(desk: Desk) -> frozenset[UUID]:
    with desk.reading() as session:
        return rights.circles_of(session, ALBA, TODAY)
