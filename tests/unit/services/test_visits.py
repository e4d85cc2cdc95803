"""Whoever goes to a door is warned, awaited and missed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pscp_desktop.domain.dossiers import AddressWarning, Contact, Visit
from pscp_desktop.domain.errors import Forbidden, Invalid
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.visits import Visits, street_and_number
from tests.protections import guards
from tests.unit.services.conftest import Office
from tests.unit.services.journey import request
from tests.world import LIA, Moment


@pytest.mark.parametrize(
    "typed",
    [
        "calle de la Muestra 14",
        "Calle de la Muestra, 14, 2.º B",
        "C/ Muestra nº 14",
        "CL. DE LA MUESTRA 14 bajo",
        "calle la muestra  14",
    ],
)
def test_one_address_is_one_address_however_it_is_typed(typed: str) -> None:
    assert street_and_number(typed) == "calle muestra 14"


def test_another_number_or_street_is_another_address() -> None:
    assert street_and_number("calle de la Muestra 15") != street_and_number("calle Muestra 14")
    assert street_and_number("plaza de la Muestra 14") != street_and_number("calle Muestra 14")


@given(st.text(max_size=60))
@example("\N{MATHEMATICAL BOLD FRAKTUR CAPITAL A}")
def test_anything_typed_is_an_address_or_none(typed: str) -> None:
    assert street_and_number(street_and_number(typed)) == street_and_number(typed)


def a_visit(desk: Desk, mediation: Mediation, **more: Any) -> Visit:
    way = request(mediation)
    back = desk.now() + timedelta(hours=1)
    plain: dict[str, Any] = {"dossier": way.dossier, "place": "C/ Muestra 14", "back_at": back}
    return Visit(**{**plain, **more})


def test_whoever_is_not_back_in_time_is_shown_as_overdue(
    mediation: Mediation, moment: Moment
) -> None:
    visits = Visits(mediation.desk)
    visit = visits.leave(a_visit(mediation.desk, mediation))
    assert [away.overdue for away in visits.away()] == [False]

    moment.passes(hours=2)
    assert [away.overdue for away in visits.away()] == [True]
    visits.extend(visits.load(visit.id), 90)
    assert [away.overdue for away in visits.away()] == [False]
    visits.returned(visits.load(visit.id))

    assert visits.away() == ()


@guards("services.visits.addresses")
def test_nobody_goes_alone_where_two_must_go(mediation: Mediation) -> None:
    visits = Visits(mediation.desk)
    visit = a_visit(mediation.desk, mediation)
    visits.warn(
        AddressWarning(
            dossier=visit.dossier,
            place="calle de la Muestra, 14",
            warning="Perro suelto en el patio.",
            two_people=True,
        )
    )

    assert [w.warning.warning for w in visits.warnings_at("c/ Muestra 14, 3.º A")] == [
        "Perro suelto en el patio."
    ]
    with pytest.raises(Forbidden) as refused:
        visits.leave(visit)
    assert refused.value.code == "two_people"
    visit.companion = "Omar Muestra"
    visits.leave(visit)
    assert len(visits.away()) == 1


def test_a_lifted_warning_warns_no_more(mediation: Mediation) -> None:
    visits, desk = Visits(mediation.desk), mediation.desk
    way = request(mediation)
    kept = visits.warn(AddressWarning(dossier=way.dossier, place="C/ Muestra 14", warning="x"))
    with desk.reading() as session:
        shown = desk.load(session, AddressWarning, kept.id)

    visits.lift(shown, "Ya no vive allí.")

    assert visits.warnings_at("calle Muestra 14") == ()


def test_a_visit_without_a_return_is_no_visit(mediation: Mediation) -> None:
    desk = mediation.desk

    with pytest.raises(Invalid):
        Visits(desk).leave(a_visit(desk, mediation, back_at=desk.now() - timedelta(hours=1)))


def test_an_unsafe_visit_is_a_contact_of_the_file(mediation: Mediation) -> None:
    visits, desk = Visits(mediation.desk), mediation.desk
    visit = visits.leave(a_visit(desk, mediation))

    visits.returned(visits.load(visit.id), unsafe=True, told="Gritos en el rellano.")

    with desk.reading() as session:
        contact = desk.all_in(session, Contact, visit.dossier)[-1]
    assert (contact.outcome, contact.summary) == ("unsafe", "Gritos en el rellano.")


def test_another_team_learns_of_no_visit_and_no_warning(
    mediation: Mediation, office: Office
) -> None:
    visits = Visits(mediation.desk)
    visit = visits.leave(a_visit(mediation.desk, mediation))
    visits.warn(AddressWarning(dossier=visit.dossier, place="C/ Muestra 14", warning="x"))
    others = Visits(office.desk_of(LIA))

    assert others.away() == ()
    assert others.warnings_at("calle de la Muestra 14") == ()
