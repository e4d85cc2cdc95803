"""Who learns what of a mediation: its party's mediators, its team, the others."""

import pytest

from pscp_desktop.domain.errors import Forbidden, NotFound
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.domain.screening import ConflictDeclaration, Screening
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.transfers import Handing
from tests.protections import guards
from tests.unit.services.conftest import Office
from tests.unit.services.journey import card, request
from tests.world import LIA, OMAR, Moment


@guards("services.mediation.apart")
def test_what_one_party_said_apart_is_known_to_nobody_but_their_mediator(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    mediation.sessions.meet_apart(
        way.dossier,
        SeparateMeeting(party=way.alba, said="Teme perder el sueño y el trabajo."),
        announced=True,
    )
    omar = Mediation(office.desk_of(OMAR))
    part = mediation.sessions.parts(way.dossier)[0]

    assert [m.record.said for m in mediation.sessions.apart(part)] == [
        "Teme perder el sueño y el trabajo."
    ]
    assert omar.files.standing(way.dossier).facts.state == "in_mediation"
    assert omar.sessions.parts(way.dossier) == ()
    with pytest.raises(NotFound):
        omar.sessions.apart(part)
    assert omar.desk.find("perder el sueño") == ()
    assert "sueño" not in repr(omar.timeline.of(way.dossier))
    assert mediation.desk.find("perder el sueño") != ()


def test_a_second_meeting_apart_goes_to_the_same_compartment_and_the_other_party_to_another(
    mediation: Mediation,
) -> None:
    way = request(mediation).to_mediation()
    for party in (way.alba, way.alba, way.bar):
        mediation.sessions.meet_apart(way.dossier, SeparateMeeting(party=party), announced=True)

    parts = mediation.sessions.parts(way.dossier)

    assert sorted(len(mediation.sessions.apart(part)) for part in parts) == [1, 2]


def test_a_meeting_apart_is_announced_to_all_or_not_held(mediation: Mediation) -> None:
    way = request(mediation).to_mediation()

    with pytest.raises(Forbidden) as refused:
        mediation.sessions.meet_apart(way.dossier, SeparateMeeting(party=way.alba), announced=False)

    assert refused.value.article == "Ley 5/2012, art. 21.3"


def test_another_team_sees_nothing_and_changes_nothing(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_suitable()
    lia = Mediation(office.desk_of(LIA))

    for door in (
        lambda: lia.files.standing(way.dossier),
        lambda: lia.files.perform(way.dossier, "record_resolved", "x"),
        lambda: lia.timeline.of(way.dossier),
        lambda: lia.documents.printable(way.dossier),
        lambda: lia.parties.screen(Screening(dossier=way.dossier, party=way.alba)),
    ):
        with pytest.raises(NotFound):
            door()
    assert lia.boards.page(Filters()) == ()


def test_an_excluded_colleague_sees_the_card_without_title_or_matter(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation)
    mediation.desk.exclude(way.dossier, OMAR, "Es vecino del local.")

    (line,) = Mediation(office.desk_of(OMAR)).boards.page(Filters())

    assert (line.state, line.may_open) == ("requested", False)
    assert line.number == card(mediation.desk, way.dossier).number != ""
    assert (line.title, line.dispute, line.district) == ("", "", "")
    assert mediation.boards.page(Filters())[0].title == "Ruido por la terraza"


def test_the_new_mediator_of_a_file_declares_their_own_ties_first(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_initial_session()
    mediation.transfers.give(way.dossier, Handing(to=OMAR, reason="Relevo"))

    assert [r.code for r in mediation.files.standing(way.dossier).violated] == ["ties_not_declared"]
    omar = Mediation(office.desk_of(OMAR))
    omar.parties.declare(ConflictDeclaration(dossier=way.dossier))
    assert omar.files.standing(way.dossier).violated == ()
    assert card(mediation.desk, way.dossier).owner == OMAR


def test_a_reopened_file_needs_new_acts_and_keeps_the_old_ones_readable(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation).to_follow_up()
    way.act("stop_follow_up", "Se mudan.")
    moment.passes(days=40)
    way.act("reopen", "Vuelven a pedir ayuda.")
    moment.passes(days=1)

    printable = mediation.documents.printable(way.dossier)

    assert card(mediation.desk, way.dossier).closed_on is None
    assert printable.act is None
    assert printable.agreement is None
    offered = {o.act: o.possible for o in mediation.files.available(way.dossier)}
    assert offered["start_screening"]
    assert offered["start_follow_up"]
