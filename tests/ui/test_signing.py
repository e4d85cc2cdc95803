"""Signing by hand on the screen, on paper, or not at all."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.i18n import translated
from pscp_desktop.reports.facts import SignatureFacts
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.signing import SignaturePad, SigningPanel
from tests.unit.reports.samples import ALBA


def stroke(qtbot: QtBot, pad: SignaturePad) -> None:
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    qtbot.mouseMove(pad, QPoint(90, 60))
    qtbot.mouseMove(pad, QPoint(140, 20))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 90))


def test_a_signature_is_drawn_taken_back_and_cleared(qtbot: QtBot) -> None:
    pad = SignaturePad(Look())
    qtbot.addWidget(pad)
    pad.resize(400, 160)
    assert pad.png() == b""

    stroke(qtbot, pad)
    stroke(qtbot, pad)
    drawn = len(pad.strokes)
    picture = QImage.fromData(pad.png())
    assert picture.pixelColor(0, 0).alpha() == 0

    pad.undo()
    assert (drawn, len(pad.strokes)) == (2, 1)
    assert pad.png() != b""
    pad.clear()
    assert pad.png() == b""


def test_a_dot_is_not_a_signature(qtbot: QtBot) -> None:
    pad = SignaturePad(Look())
    qtbot.addWidget(pad)

    qtbot.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))

    assert pad.empty


def test_whoever_has_no_pen_signs_on_paper_by_keyboard(qtbot: QtBot) -> None:
    panel = SigningPanel(Look(), ALBA.name)
    qtbot.addWidget(panel)
    before = panel.complete

    on_paper = panel.choice.findChildren(QPushButton)[SigningPanel.ON_PAPER]
    assert on_paper.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(on_paper, Qt.Key.Key_Space)

    assert panel.choice.chosen == SigningPanel.ON_PAPER
    assert (before, panel.complete) == (False, True)
    assert panel.signature == SignatureFacts(name=ALBA.name)


def test_not_signing_is_an_answer_too(qtbot: QtBot) -> None:
    panel = SigningPanel(Look(), ALBA.name, language="ar")
    qtbot.addWidget(panel)
    stroke(qtbot, panel.pad)

    panel.choice.choose(SigningPanel.REFUSED)

    assert panel.signature == SignatureFacts(name=ALBA.name, refused=True)


def test_the_signing_panel_speaks_the_language_of_whoever_signs(qtbot: QtBot) -> None:
    panel = SigningPanel(Look(), ALBA.name, language="ar")
    qtbot.addWidget(panel)

    assert panel.pad.accessibleName() == translated("ar", "Draw the signature here")
    assert not panel.pad.accessibleName().isascii()
