"""Shuttle mediation and a restorative process, through the forms of the file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.domain.screening import RestorativeConditions
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import Hand, a_hand
from tests.unit.services.journey import one, request
from tests.world import ALBA, Moment, a_desk

# The list under a combo box is a window of its own, which the screenless plugin cannot raise.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONDITIONS = (
    "The offender acknowledges the essential facts", "The victim was fully informed",
    "The victim consents", "The offender consents", "No danger and no new harm for the victim",
    "Not prohibited for this crime",
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    i18n.use("en")
    return a_desk(tmp_path, ALBA, now=Moment())


@pytest.fixture
def hand(qtbot: QtBot, furnish: Furnish, desk: Desk) -> Hand:
    return a_hand(qtbot, furnish(desk))


def test_a_shuttle_mediation_is_called_held_and_told_apart(hand: Hand, desk: Desk) -> None:
    way = request(Mediation(desk)).to_mediation()
    hand.opens(way.dossier)
    hand.page.show_form("plan", None)
    hand.settle()
    hand.clicks("Shuttle mediation", within=hand.field("kind"))
    hand.saves()
    with desk.reading() as session:
        planned = [
            found
            for found in desk.all_in(session, MediationSession, way.dossier)
            if found.state == SessionState.PLANNED
        ]
    assert [found.kind for found in planned] == [SessionKind.SHUTTLE]

    hand.page.show_form("session", planned[0].id)
    hand.settle()
    hand.goes_to("issues")
    hand.types("Se lleva la propuesta de piso en piso.")
    hand.saves()

    told = [entry for entry in hand.shown.entries if entry.record == planned[0].id]
    assert [(entry.kind, entry.title, entry.aspect) for entry in told] == [
        ("shuttle", "Shuttle mediation", "Held")
    ]


def test_a_restorative_process_waits_for_each_condition_and_stops_when_one_is_taken_back(
    hand: Hand, desk: Desk
) -> None:
    way = request(Mediation(desk), restorative="victim_offender")
    with pytest.raises(Forbidden):
        way.to_mediation()
    assert way.state == State.INVITING
    hand.opens(way.dossier)
    hand.page.show_form("conditions", None)
    hand.settle()
    for words in CONDITIONS[:-1]:
        hand.clicks(words)
    hand.saves()
    with pytest.raises(Forbidden):
        way.act("open_initial_session")

    hand.page.show_form("conditions", None)
    hand.settle()
    hand.clicks(CONDITIONS[-1])
    hand.saves()
    way.act("open_initial_session")
    assert way.state == State.INITIAL_SESSION

    hand.opens(way.dossier)
    hand.page.show_form("conditions", None)
    hand.settle()
    hand.clicks("The victim consents")
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert not one(desk, RestorativeConditions, way.dossier).victim_consents
    assert hand.shown.standing.violated
