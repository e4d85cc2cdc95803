"""No word is cut: every place, form and question, in both languages, in high contrast, small and large."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pscp_desktop.app.rooms import Rooms
from pscp_desktop.app.session import Session
from pscp_desktop.i18n import tr
from pscp_desktop.ui import ask
from pscp_desktop.ui.pages.risk import RiskPage
from pscp_desktop.ui.parts import Line
from pscp_desktop.ui.tokens import SMALLEST
from tests.e2e.hand import Hand
from tests.e2e.opening import opened
from tests.e2e.stage import Stage
from tests.source import ROOT

WORDS: Final = (
    "Se pregunta algo que ocupa más de una línea, con su porqué, para quien no lo esperaba."
)
SLACK: Final = 2
"""Pixels that a font may be wider than it measured itself."""
OF_A_FILE: Final = (
    "contact", "plan", "apart", "consent", "new_person", "ties", "visit", "warning", "survey",
    "what", "agreement", "transfer", "access", "documents",
)  # fmt: skip
OF_RISK: Final = (
    "new_request", "new_profile", "observation", "walk", "layers", "analysis", "opinion", "sara",
    "documents", "sara_paper",
)  # fmt: skip
SECTIONS: Final = (
    "Screen", "Protection", "My page", "Organisation", "Team", "Lists", "Texts", "This laptop",
    "Administrators",
)  # fmt: skip
WAYS: Final = [
    ("es", 1366, 768, "light"),
    ("en", 1366, 768, "contrast"),
    ("es", *SMALLEST, "contrast"),
]
TWICE: Final = "QT_SCALE_FACTOR"


@pytest.fixture
def hand(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Hand]:
    """A hand at the open desk, in a language and a window of a size."""
    language, width, height, theme = request.param
    stage.language = language
    made = opened(stage, theme)
    program = stage.program
    assert program is not None
    assert program.window is not None
    program.window.resize(width, height)
    made.rest()
    yield made
    stage.close()


def cut(hand: Hand) -> list[str]:
    """What is in sight and has less room than its words need. A `Line` gives way and says so itself."""
    hand.settle()
    shown = [one for one in hand.window.findChildren(QWidget) if isValid(one) and one.isVisible()]
    return [found for one in shown if (found := _lacking(one))]


def _lacking(widget: QWidget) -> str:
    if isinstance(widget, Line) or widget.visibleRegion().isEmpty():
        return ""
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    needs, has = widget.sizeHint().width(), widget.width()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needs, has = widget.heightForWidth(widget.width()), widget.height()
    above = widget.parentWidget()
    if words and above is not None and widget.geometry().right() > above.rect().right() + SLACK:
        return f"{words!r} reaches out of what holds it"
    return f"{words!r} needs {needs}, has {has}" if words and needs > has + SLACK else ""


def asked_before(hand: Hand, stage: Stage) -> Iterator[str]:
    """Whatever can stand before a page."""
    for keys in ("Ctrl+K", "Ctrl+E", "F1"):
        hand.keys(keys)
        yield f"before it: {keys}"
        hand.keys("Escape")
    rooms = session_of(stage)._rooms
    assert isinstance(rooms, Rooms)
    assert stage.program is not None
    desk, look = stage.program.window, rooms._mediation.look
    assert desk is not None
    for question in (
        ask.Notice(desk, WORDS, WORDS),
        ask.reason(desk, look, WORDS, WORDS, tr("Make it void")),
    ):
        question.open()
        yield f"before it: {type(question).__name__}"
        question.reject()
        desk.activateWindow()
        hand.rest()


def session_of(stage: Stage) -> Session:
    assert stage.program is not None
    assert isinstance(stage.program._session, Session)
    return stage.program._session


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("hand", WAYS, indirect=True, ids=lambda way: "-".join(map(str, way)))
def test_no_word_of_a_place_or_a_form_is_cut(qtbot: QtBot, stage: Stage, hand: Hand) -> None:
    rooms = session_of(stage)._rooms
    assert isinstance(rooms, Rooms)
    found = {name: words for name in shown(stage, hand, rooms) if (words := cut(hand))}

    assert not found, "\n".join(f"{name}: {words}" for name, words in found.items())


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(TWICE in os.environ, reason="this is the larger one")
def test_no_word_is_cut_with_everything_twice_as_large() -> None:
    """Qt reads the scale when it begins, so this is a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "slow", __file__, "-k", "1366-768-light"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, TWICE: "2"}, text=True, capture_output=True,
        check=False,
    )  # fmt: skip

    assert "1 passed" in done.stdout, done.stdout


def shown(stage: Stage, hand: Hand, rooms: Rooms) -> Iterator[str]:
    """Bring everything into sight, one thing after another; says what it is."""
    for number in range(1, 7):
        hand.keys(f"Ctrl+{number}")
        yield f"place {number}"
    yield from asked_before(hand, stage)
    hand.keys("Ctrl+2")
    page = rooms._mediation
    page.open_file(next(one for one in page.board.files.rows if "Uso del patio" in one.what).id)
    yield "a file"
    for form in OF_A_FILE:
        page.show_form(form, None)
        yield form
        page.room.leave()
    for section in SECTIONS:
        hand.press(tr("Preferences"))
        hand.press(tr(section))
        yield f"preferences: {section}"
    hand.press(tr("Risk map"))
    risk = next(one for one in hand.window.findChildren(RiskPage))
    for line in session_of(stage)._services.risk.boards.page():
        risk.open_file(line.dossier)
        yield f"risk: {line.title}"
    for form in OF_RISK:
        risk.show_form(form, None)
        yield f"risk: {form}"
        risk.leave()
