"""The timeline of a file: its words are found where the file is read, and broken as Qt breaks them."""

from datetime import date
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.ui.mediation.painting import broken
from pscp_desktop.ui.mediation.phrases import Names, Told, told
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.unit.services.journey import request
from tests.world import ALBA, Moment, desks_of

WORDS = st.lists(st.sampled_from(["el", "patio", "ruido", "desagüe", "extraordinariamente", "·"]))
MOST = 3


def test_words_are_not_found_while_the_window_waits(
    qtbot: QtBot, furnish: Furnish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    i18n.use("es")
    (desk,) = desks_of(tmp_path, (ALBA,), now=Moment())
    hand = a_hand(qtbot, furnish(desk))
    way = request(hand.page._mediation)
    for number in range(40):
        desk.add(Note(dossier=way.dossier, text=f"Nota {number}"))
    where: list[bool] = []

    def heard(entry: Entry, names: Names, today: date) -> Told:
        where.append(current_thread() is main_thread())
        return told(entry, names, today)

    monkeypatch.setattr("pscp_desktop.ui.mediation.file_shown.told", heard)
    hand.opens(way.dossier)
    timeline = hand.page.view.timeline
    timeline.scrollToBottom()
    timeline.viewport().repaint()

    assert timeline.model().rowCount() == len(hand.shown.entries) > 40
    assert where
    assert not any(where)
    rows = range(len(hand.shown.entries))
    assert [timeline.entries.told(row) for row in rows] == list(hand.shown.told)
    assert "Nota" in {one.what for one in hand.shown.told}


@given(words=st.lists(WORDS.map(" ".join), max_size=3), width=st.integers(80, 400))
def test_what_fits_in_one_line_is_not_broken_otherwise(
    qapp: QApplication, words: list[str], width: int
) -> None:
    font = qapp.font()

    assert broken("\n".join(words), font, width, MOST) == _as_laid_out(
        "\n".join(words), font, width
    )


def _as_laid_out(words: str, font: QFont, width: int) -> tuple[str, ...]:
    """Every paragraph laid out by Qt, however short."""
    lines: list[str] = []
    for paragraph in words.splitlines():
        layout = QTextLayout(paragraph, font)
        layout.beginLayout()
        while len(lines) < MOST and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start, whole = line.textStart(), len(lines) < MOST - 1
            said = paragraph[start : start + line.textLength()] if whole else paragraph[start:]
            cut = Qt.TextElideMode.ElideRight
            lines.append(QFontMetrics(font).elidedText(said.rstrip(), cut, width))
        layout.endLayout()
    return tuple(lines)
