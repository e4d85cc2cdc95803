"""A file changes hands: at once or on a day, by whoever leads or coordinates, with what is planned."""

from datetime import timedelta

import pytest

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, Exclusion, Kept, Transfer
from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.mediation_sessions import MediationSession, SeparateMeeting
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.transfers import Handing
from pscp_desktop.store import audit
from tests.protections import guards
from tests.unit.services.conftest import TODAY, Office
from tests.unit.services.journey import card, one, request
from tests.world import ALBA, INES, LIA, OMAR, joins


def owner(desk: Desk, way: object) -> object:
    with desk.reading() as session:
        found = session.get(Dossier, way.dossier)  # type: ignore[attr-defined]
        assert found is not None
        return found.owner


def right_of(desk: Desk, who: object, dossier: object) -> Right:
    sitting = Desk(desk.store, who)  # type: ignore[arg-type]
    with sitting.reading() as session:
        return sitting.right_in(session, dossier)  # type: ignore[arg-type]


def coordinates(office: Office, worker: object) -> None:
    with office.desk.writing() as unit:
        found = unit.session.get(Worker, worker)
        assert found is not None
        shown = office.desk.loaded(unit.session, found)  # type: ignore[arg-type]
        unit.set(found, {"roles": "mediator coordinator"}, shown=shown.heads)


def test_a_file_goes_to_a_colleague_with_what_is_planned_and_a_trace(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    planned = mediation.sessions.plan(MediationSession(dossier=way.dossier, kind="joint"))

    mediation.transfers.give(way.dossier, Handing(to=OMAR, reason="Cambio de barrio"))

    desk = office.desk
    assert owner(desk, way) == card(desk, way.dossier).owner == OMAR
    with desk.reading() as session:
        found = session.get(MediationSession, planned.id)
        assert found is not None
        assert found.mediator == OMAR
        lines = [line for _, line, _ in audit.lines(session.connection(), way.dossier)]
    assert ("hand_over", "Cambio de barrio") in {(line.act, line.why) for line in lines}
    trace = one(desk, Transfer, way.dossier)
    assert (trace.source, trace.to, trace.from_day) == (INES, OMAR, TODAY)
    assert right_of(desk, INES, way.dossier) == Right.WRITER


@guards("services.mediation.transfer")
def test_a_colleague_of_the_team_cannot_take_or_give_a_file_they_do_not_lead(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    omar = Mediation(office.desk_of(OMAR))

    with pytest.raises(Refused):
        omar.transfers.give(way.dossier, Handing(to=OMAR, reason="Me lo quedo"))
    with pytest.raises(NotFound):
        Mediation(office.desk_of(LIA)).transfers.give(way.dossier, Handing(to=OMAR, reason="No"))
    assert owner(office.desk, way) == INES


def test_whoever_coordinates_gives_all_files_of_a_missing_colleague_in_one_go(
    mediation: Mediation, office: Office
) -> None:
    joins(office.desk, ALBA)
    coordinates(office, OMAR)
    ways = [request(mediation), request(mediation), request(mediation)]
    mediation.desk.exclude(ways[1].dossier, ALBA, "Es vecina de una parte")
    omar = Mediation(office.desk_of(OMAR))

    assert [(who, count) for who, _, count in omar.transfers.leading()] == [(INES, 3)]
    chosen = [led.dossier for led in omar.transfers.led_by(INES)]
    given = omar.transfers.give_all(chosen, Handing(to=ALBA, reason="Ausencia"))

    assert {ways[0].dossier, ways[2].dossier} == set(given.done)
    ((stays, error),) = given.refused
    assert stays == ways[1].dossier
    assert isinstance(error, Invalid)
    assert error.problems == {"to": "shut_out"}
    assert [owner(office.desk, way) for way in ways] == [ALBA, INES, ALBA]


def test_only_who_coordinates_sees_whose_files_can_be_given(
    mediation: Mediation, office: Office
) -> None:
    request(mediation)

    assert Mediation(office.desk_of(OMAR)).transfers.leading() == ()
    assert [who for who, _, _ in mediation.transfers.leading()] == [INES]


def test_the_takers_are_mediators_who_are_here_and_not_shut_out(
    mediation: Mediation, office: Office
) -> None:
    joins(office.desk, ALBA)
    way = request(mediation)
    mediation.desk.exclude(way.dossier, ALBA, "Es vecina de una parte")

    assert OMAR in dict(mediation.transfers.takers(way.dossier))
    assert not {ALBA, INES} & dict(mediation.transfers.takers(way.dossier)).keys()


def test_on_a_later_day_it_changes_hands_on_that_day_and_can_be_prepared_until_then(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    day = TODAY + timedelta(days=3)
    mediation.transfers.give(way.dossier, Handing(to=LIA, reason="Refuerzo", from_day=day))
    desk = office.desk

    assert mediation.transfers.settle() == 0
    assert owner(desk, way) == INES
    assert right_of(desk, LIA, way.dossier) == Right.WRITER

    office.moment.passes(days=3)
    assert Mediation(office.desk_of(LIA)).transfers.settle() == 1
    assert owner(desk, way) == LIA
    assert mediation.transfers.settle() == 0


def test_a_planned_change_of_hands_gives_way_to_one_made_meanwhile(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation)
    day = TODAY + timedelta(days=3)
    mediation.transfers.give(way.dossier, Handing(to=LIA, reason="Refuerzo", from_day=day))
    mediation.transfers.give(way.dossier, Handing(to=OMAR, reason="Urge"))

    office.moment.passes(days=4)

    assert mediation.transfers.settle() == 0
    assert owner(office.desk, way) == OMAR


def test_whoever_leaves_can_keep_nothing_and_then_sees_nothing(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation)

    mediation.transfers.give(
        way.dossier, Handing(to=OMAR, reason="Lazo con una parte", kept=Kept.NOTHING.value)
    )

    assert right_of(office.desk, INES, way.dossier) == Right.NONE
    assert one(office.desk, Exclusion, way.dossier).worker == INES


def test_outside_the_team_one_keeps_reading_for_a_while(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation)
    mediation.transfers.give(way.dossier, Handing(to=LIA, reason="Refuerzo"))
    lia = Mediation(office.desk_of(LIA))
    assert Kept.READ in lia.transfers.kept_by_leaver(way.dossier)

    lia.transfers.give(way.dossier, Handing(to=OMAR, reason="Fin", kept=Kept.READ.value))

    assert right_of(office.desk, LIA, way.dossier) == Right.READER
    office.moment.passes(days=31)
    assert right_of(office.desk, LIA, way.dossier) == Right.NONE


@guards("services.mediation.transfer_apart")
def test_what_was_said_apart_is_never_closed_to_everybody(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    mediation.sessions.meet_apart(
        way.dossier, SeparateMeeting(party=way.alba, said="No duerme."), announced=True
    )

    with pytest.raises(Invalid) as refused:
        mediation.transfers.give(
            way.dossier, Handing(to=OMAR, reason="Lazo", kept=Kept.NOTHING.value)
        )

    assert refused.value.problems == {"kept": "apart"}
    assert owner(office.desk, way) == INES


@pytest.mark.parametrize(
    ("handing", "problems"),
    [
        (Handing(to=INES, reason="x"), {"to": "leads"}),
        (Handing(to=OMAR, reason=" "), {"reason": "missing"}),
        (Handing(to=OMAR, reason="x", from_day=TODAY - timedelta(days=1)), {"from_day": "past"}),
    ],
)
def test_what_cannot_be_is_named_and_nothing_changes(
    mediation: Mediation, office: Office, handing: Handing, problems: dict[str, str]
) -> None:
    way = request(mediation)

    with pytest.raises(Invalid) as refused:
        mediation.transfers.give(way.dossier, handing)

    assert refused.value.problems == problems
    assert owner(office.desk, way) == INES
