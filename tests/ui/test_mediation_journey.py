"""A whole mediation by keyboard, from the door to the follow-up, through real widgets and a real vault."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.mediation import State
from pscp_desktop.ui.mediation.session_sheet import SessionSheet
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import CTRL, Hand, a_hand
from tests.world import ALBA, Moment, a_desk

SPACE, PAGE_DOWN = Qt.Key.Key_Space, Qt.Key.Key_PageDown
# The list under a combo box is a window of its own, which the screenless plugin cannot raise.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path, furnish: Furnish, moment: Moment) -> Hand:
    i18n.use("en")
    return a_hand(qtbot, furnish(a_desk(tmp_path, ALBA, now=moment)))


def takes_a_request(hand: Hand) -> None:
    """What is told at the door, in the order in which it is told."""
    hand.key(Qt.Key.Key_N, CTRL)
    hand.types("Lía Prueba")
    hand.tab()
    hand.types("600 000 001")
    hand.tab(2)
    hand.types("Noise")
    hand.tab()
    hand.types("calle de la Muestra 14")
    hand.tab(3)
    hand.types("La terraza recoge pasada la medianoche y no duerme.")
    hand.key(PAGE_DOWN, CTRL)
    hand.types("Bar Ficticio S. L.")
    hand.saves()


def screens(hand: Hand) -> None:
    """One party alone, nothing to fear, suitable."""
    hand.key(SPACE)
    hand.key(PAGE_DOWN, CTRL)
    hand.clicks("Suitable")
    hand.saves()


def test_a_request_at_the_door_takes_at_most_25_keys(hand: Hand) -> None:
    taken = hand.counted(lambda: takes_a_request(hand))

    assert taken <= 25
    assert hand.state == State.REQUESTED
    assert hand.page.view.head.isVisible()
    assert [party.name for party in hand.shown.papers.parties] == [
        "Lía Prueba",
        "Bar Ficticio S. L.",
    ]
    assert hand.shown.papers.dossier.title == "Noise, calle de la Muestra 14"
    assert hand.next_words == "Start the screening"
    print("request", taken)


def to_the_initial_session(hand: Hand) -> None:
    takes_a_request(hand)
    hand.next_act()
    screens(hand)
    assert hand.next_words == "Find it suitable"
    hand.next_act()
    assert hand.next_words == "Declare ties"
    hand.next_act()
    hand.saves()
    assert hand.next_words == "Invite the other party"
    hand.next_act()
    hand.saves()
    assert hand.state == State.INVITING
    assert hand.next_words == "Record the answer"
    hand.next_act()
    hand.clicks("Accepts")
    hand.saves()
    assert hand.next_words == "Screen a party alone"
    hand.next_act()
    screens(hand)
    assert hand.next_words == "Go to the initial session"
    hand.next_act()
    assert hand.state == State.INITIAL_SESSION


def to_mediation(hand: Hand) -> None:
    to_the_initial_session(hand)
    hand.next_act()
    hand.clicks("The parties were told what the law asks")
    hand.saves()
    assert hand.next_words == "Record their consent"
    hand.next_act()
    for state in hand.sheet.findChildren(type(hand.sheet.act)):
        if state.isVisible() and state.accessibleName() == "Given":
            hand.qtbot.mouseClick(state, Qt.MouseButton.LeftButton)
            hand.count += 1
    hand.saves()
    hand.next_act()
    hand.goes_to("place")
    hand.types("Sala de la Muestra")
    hand.saves()
    assert hand.next_words == "Record the signatures"
    sign_all(hand)
    hand.next_act()
    hand.next_act()
    assert hand.state == State.IN_MEDIATION


def sign_all(hand: Hand) -> None:
    hand.next_act()
    for press in hand.sheet.findChildren(type(hand.sheet.act)):
        if press.isVisible() and press.accessibleName() == "Signed":
            hand.qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
            hand.count += 1
    hand.saves()


def writes_a_session(hand: Hand) -> None:
    hand.next_act()
    assert isinstance(hand.sheet, SessionSheet)
    hand.goes_to("issues")
    hand.types("Horario de recogida de la terraza y avisos entre vecinos.")
    hand.tab()
    hand.types("Recoger a las once; avisar por mensaje.")
    hand.tab()
    hand.types("Redactar el acuerdo.")
    hand.saves()


def writes_an_agreement(hand: Hand) -> None:
    hand.next_act()
    for number, words in enumerate(
        ("Recoge la terraza a las 23:00.", "Avisa por mensaje.", "Mueve las mesas sin arrastrar.")
    ):
        if number:
            hand.key(Qt.Key.Key_Return, CTRL | Qt.KeyboardModifier.ShiftModifier)
        hand.types(words)
        hand.tab()
        hand.key(SPACE)
    hand.key(PAGE_DOWN, CTRL)
    hand.clicks("The parties were told that it binds them")
    hand.saves()


def to_agreement(hand: Hand, moment: Moment) -> None:
    to_mediation(hand)
    assert hand.next_words == "Call a session"
    hand.next_act()
    hand.saves()
    moment.passes(days=7)
    hand.opens(hand.shown.id)
    writes_a_session(hand)
    writes_an_agreement(hand)


def test_the_whole_way_to_the_follow_up_by_the_next_act(hand: Hand, moment: Moment) -> None:
    to_mediation(hand)
    hand.next_act()
    hand.saves()
    moment.passes(days=7)
    hand.opens(hand.shown.id)

    session = hand.counted(lambda: writes_a_session(hand))
    agreement = hand.counted(lambda: writes_an_agreement(hand))

    assert session <= 12
    assert agreement <= 40
    assert len(hand.shown.papers.clauses) == 3
    assert hand.next_words == "Record the full agreement"

    hand.next_act()
    hand.next_act()
    hand.saves()
    sign_all(hand)
    assert hand.next_words == "Record the signed agreement and final act"
    hand.next_act()
    hand.next_act()
    assert hand.state == State.FOLLOW_UP

    followed = hand.counted(lambda: follows_up(hand))

    assert followed <= 10
    assert len(hand.shown.open_follow_ups) == 3
    print("session", session, "agreement", agreement, "follow-up", followed)


def follows_up(hand: Hand) -> None:
    hand.next_act()
    hand.key(SPACE)
    for _ in range(2):
        hand.tab()
        hand.key(SPACE)
    hand.tab()
    hand.key(SPACE)
    hand.saves()
