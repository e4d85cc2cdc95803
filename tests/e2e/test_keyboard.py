"""Every place and the main forms by Tab alone: all is reached, named and seen, and nothing is a trap."""

from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pscp_desktop.i18n import tr
from pscp_desktop.ui.ring import FocusRing
from tests.e2e.hand import Hand
from tests.e2e.opening import opened
from tests.e2e.stage import Stage

LONGEST_WAY: Final = 200
"""Presses of Tab after which a way round is taken for a trap."""


@pytest.fixture
def hand(stage: Stage) -> Iterator[Hand]:
    """A hand at the open desk."""
    made = opened(stage)
    yield made
    stage.close()


def walked(hand: Hand) -> list[QWidget]:
    """What Tab comes to, from where the keyboard is until it is there again."""
    # The first press leaves the page itself, which nothing comes back to.
    QTest.keyClick(hand.app.focusWindow(), Qt.Key.Key_Tab)
    found = [hand.focused]
    for _ in range(LONGEST_WAY):
        QTest.keyClick(hand.app.focusWindow(), Qt.Key.Key_Tab)
        if hand.focused is found[0]:
            return found
        assert hand.focused not in found, f"a trap at {hand.focused.accessibleName()!r}"
        found.append(hand.focused)
    raise AssertionError("no way round")


def reachable(window: QWidget) -> list[QWidget]:
    """What can have the keyboard and is in sight."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isValid(one)
        and one.isVisible()
        and one.isEnabled()
        and one.focusProxy() is None
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    ]


def stands_for(widget: QWidget) -> object:
    """A group of answers is come to once; arrows lead on, as in every group of radio buttons."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else widget


def named(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return widget.accessibleName() or words


def missed_by(hand: Hand) -> tuple[list[str], list[QWidget]]:
    """What Tab did not come to, and what it came to."""
    hand.settle()
    before = reachable(hand.window)
    found = walked(hand)
    still = [one for one in before if isValid(one) and one.isVisible()]
    come_to = {stands_for(one) for one in found if isValid(one)}
    missed = [named(one) or repr(one) for one in still if stands_for(one) not in come_to]
    return missed, [one for one in found if isValid(one)]


def assert_walkable(hand: Hand) -> None:
    missed, found = missed_by(hand)
    if missed:
        # What is said anew under way, as how much has not left, is come to on the next way round.
        missed, found = missed_by(hand)
    assert not missed, f"Tab does not come to {missed}; it came to {[named(one) for one in found]}"
    nameless = [repr(one) for one in found if not named(one).strip()]
    assert not nameless, f"no name: {nameless}"
    rings = hand.window.findChildren(FocusRing)
    assert any(ring.isVisible() for ring in rings), "nobody sees where the keyboard is"


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_tab_walks_every_place_and_the_main_forms(qtbot: QtBot, hand: Hand) -> None:
    places = [
        one.objectName()
        for one in hand.window.findChildren(QWidget)
        if one.objectName().startswith("place.")
    ]
    assert len(places) > 3
    for name in places:
        hand.click(
            next(one for one in hand.window.findChildren(QWidget) if one.objectName() == name)
        )
        assert_walkable(hand)
    hand.keys("Ctrl+N")
    assert_walkable(hand)
    hand.keys("Escape")
    hand.keys("Ctrl+1")
    hand.line("Uso del patio")
    assert_walkable(hand)
    for keys in ("Alt+Return", "Ctrl+Shift+C", "Ctrl+Shift+S", "Ctrl+Shift+V", "Ctrl+D"):
        hand.keys(keys)
        assert_walkable(hand)
        hand.keys("Escape")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_tab_walks_every_section_of_the_preferences(qtbot: QtBot, hand: Hand) -> None:
    hand.press(tr("Preferences"))
    names = ("Screen", "Protection", "My details", "Organisation", "Team", "This laptop")
    for name in (tr(each) for each in names):
        if hand.sees(name):
            hand.press(name)
        assert_walkable(hand)


def test_tab_walks_the_first_window(qtbot: QtBot, stage: Stage) -> None:
    stage.start()
    hand = Hand(stage.app, stage.busy)
    hand.wait(lambda: stage.app.focusWidget() is not None, "the keyboard")
    hand.rest()
    assert_walkable(hand)
    stage.close()
