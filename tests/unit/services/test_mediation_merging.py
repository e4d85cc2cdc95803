"""Two laptops on one mediation: what each did apart is asked again when they meet."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from pscp_desktop.domain.dossiers import DossierCard
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.mediation import MediationProcess
from pscp_desktop.domain.screening import Screening
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.undecided import read_undecided
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.journey import Journey, one, request
from tests.world import INES, OMAR, desks_of, exchange, shown

Pair = tuple[Journey, Mediation]


@pytest.fixture
def apart(tmp_path: Path) -> Pair:
    """A mediation that Inés leads, known to Omar's laptop too; from here on each works alone."""
    ines, omar = desks_of(tmp_path, (INES, OMAR), now=PassingMoment())
    way = request(Mediation(ines)).to_initial_session()
    exchange(ines, omar)
    return way, Mediation(omar)


def tell(mediation: Mediation, way: Journey, **told: Any) -> Screening:
    screening = Screening(dossier=way.dossier, party=way.alba, alone=True, **told)
    return mediation.parties.screen(screening)


def test_violence_told_to_a_colleague_stops_what_was_begun_meanwhile(apart: Pair) -> None:
    way, omar = apart
    way.held("initial", informed=True)
    tell(omar, way, gender_violence=True, decision="not_suitable")

    exchange(way.mediation.desk, omar.desk)

    for mediation in (way.mediation, omar):
        stopped = mediation.files.standing(way.dossier).stopped
        assert stopped is not None
    with pytest.raises(Forbidden):
        way.act("constitute")


def test_of_two_corrections_of_one_screening_the_careful_one_counts(apart: Pair) -> None:
    way, omar = apart
    desk = way.mediation.desk
    with desk.reading() as session:
        screening = desk.all_in(session, Screening, way.dossier)[0]
    for mediation, flag in ((omar, True), (way.mediation, False)):
        both = shown(mediation.desk, Screening, screening.id)
        mediation.parties.correct_screening(
            both, {"sexual_violence": flag, "fear": not flag}, "Se aclara."
        )

    exchange(desk, omar.desk)

    for mediation in (way.mediation, omar):
        with mediation.desk.reading() as session:
            now = session.get_one(Screening, screening.id)
            assert (now.sexual_violence, now.fear) == (True, True)
        assert mediation.files.standing(way.dossier).stopped is not None


def test_two_acts_done_apart_are_both_kept_and_a_later_act_settles_them(apart: Pair) -> None:
    way, omar = apart
    way.act("record_resolved", "Lo hablaron.")
    omar.files.perform(way.dossier, "find_not_suitable", "Falta quien le represente.")

    exchange(way.mediation.desk, omar.desk)

    states = {state(mediation.desk, way) for mediation in (way.mediation, omar)}
    assert len(states) == 1
    assert states < {"resolved_before_session", "not_suitable"}
    way.act("close")
    exchange(way.mediation.desk, omar.desk)
    for mediation in (way.mediation, omar):
        assert state(mediation.desk, way) == "closed"
        with mediation.desk.reading() as session:
            process = session.exec(
                select(MediationProcess).where(MediationProcess.dossier == way.dossier)
            ).one()
            assert "state" not in names(mediation.desk, process)
            cards = session.exec(select(DossierCard).where(DossierCard.of == way.dossier)).all()
            assert [card.state for card in cards] == ["closed"]


def state(desk: Desk, way: Journey) -> str:
    return one(desk, MediationProcess, way.dossier).state


def names(desk: Desk, process: MediationProcess) -> set[str]:
    """The fields of a process in which different values stand."""
    with desk.reading() as session:
        return set(read_undecided(desk, session).of(process.id))
