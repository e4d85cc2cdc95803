"""An office over one vault: Inés and Omar in the team, Lía outside it, and a clock that is moved."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from pscp_desktop.domain.workers import Circle, RoleCode
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.risk.service import Risk
from tests.world import INES, LIA, OMAR, Moment, a_desk, joins

TODAY = date(2026, 3, 2)


class PassingMoment(Moment):
    """A clock on which a millisecond passes at every look, as it does between two acts of people."""

    def __call__(self) -> datetime:
        self.passes(milliseconds=1)
        return self.at


@dataclass
class Office:
    """One vault in which three people may sit down."""

    desk: Desk
    moment: Moment
    circle: UUID

    def desk_of(self, worker: UUID) -> Desk:
        return Desk(self.desk.store, worker)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    moment = PassingMoment()
    desk = a_desk(tmp_path, INES, now=moment)
    joins(desk, OMAR)
    joins(desk, LIA, team=False)
    with desk.reading() as session:
        scope = session.exec(select(Circle.scope)).one()
    return Office(desk, moment, scope)


@pytest.fixture
def moment(office: Office) -> Moment:
    return office.moment


@pytest.fixture
def mediation(office: Office) -> Mediation:
    return Mediation(office.desk)


@pytest.fixture
def attaching(tmp_path: Path, moment: Moment) -> Attaching:
    """Analysts over one vault: Inés and Lía in the team, Omar outside it; what is attached is sealed."""
    folder = tmp_path / "risk"
    (folder / "a").mkdir(parents=True)
    desk = a_desk(folder, INES, RoleCode.ANALYST, now=moment)
    joins(desk, LIA, RoleCode.ANALYST)
    joins(desk, OMAR, team=False)
    return Attaching(desk, folder)


@pytest.fixture
def risk(attaching: Attaching) -> Risk:
    return Risk(attaching.desk, attaching)
