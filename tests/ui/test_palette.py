"""The palette: a few letters, an arrow, Enter."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.ui.look import Look
from pscp_desktop.ui.palette import Answer, Found, Palette, fitting, folded


def nothing() -> None:
    """For lines that are only looked at."""


def line(what: str, detail: str = "") -> Found:
    return Found(what=what, detail=detail, icon="right", open=nothing)


LINES = [line("Cerrar con llave"), line("Mediación"), line("Ruido por la terraza", "MC-0142 · Sol")]


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> QWidget:
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    return window


def editor(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [("medi", "Mediación"), ("MEDIACION", "Mediación"), ("terr ruido", "Ruido por la terraza"),
     ("mc-0142", "Ruido por la terraza"), ("sol", "Ruido por la terraza")],
)  # fmt: skip
def test_pieces_of_words_find_in_any_order_without_accents(typed: str, first: str) -> None:
    assert [found.what for found in fitting(LINES, typed)] == [first]


def test_nothing_typed_finds_everything_and_nonsense_nothing() -> None:
    assert len(fitting(LINES, "  ")) == 3
    assert fitting(LINES, "zzz") == []


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(words: str) -> None:
    assert folded(folded(words)) == folded(words)


def test_arrow_and_enter_take_the_second_line(qtbot: QtBot, look: Look, window: QWidget) -> None:
    taken: list[str] = []
    lines = [
        Found(what=name, detail="", icon="right", open=lambda name=name: taken.append(name))  # type: ignore[misc]
        for name in ("Hoy", "Mediación")
    ]
    palette = Palette(window, look, lines)
    palette.begin()

    qtbot.keyClick(editor(palette), Qt.Key.Key_Down)
    qtbot.keyClick(editor(palette), Qt.Key.Key_Return)

    assert taken == ["Mediación"]
    assert not palette.isVisible()


def test_escape_leaves_without_doing_anything(qtbot: QtBot, look: Look, window: QWidget) -> None:
    palette = Palette(window, look, LINES)
    palette.begin()

    qtbot.keyClick(editor(palette), Qt.Key.Key_Escape)

    assert not palette.isVisible()


def test_records_come_first_and_a_late_answer_to_older_letters_is_dropped(
    qtbot: QtBot, look: Look, window: QWidget
) -> None:
    asked: list[tuple[str, Answer]] = []
    palette = Palette(window, look, LINES, lambda typed, answer: asked.append((typed, answer)))
    palette.begin()
    taken: list[str] = []

    def found(name: str) -> Sequence[Found]:
        return [Found(what=name, detail="", icon="cases", open=lambda: taken.append(name))]

    editor(palette).setText("alb")
    qtbot.waitUntil(lambda: len(asked) == 1)
    editor(palette).setText("alba")
    qtbot.waitUntil(lambda: len(asked) == 2)
    asked[1][1](found("newer"))
    asked[0][1](found("older"))
    qtbot.keyClick(editor(palette), Qt.Key.Key_Return)

    assert [typed for typed, _ in asked] == ["alb", "alba"]
    assert taken == ["newer"]


def test_one_letter_alone_asks_no_records(qtbot: QtBot, look: Look, window: QWidget) -> None:
    asked: list[str] = []
    palette = Palette(window, look, LINES, lambda typed, _: asked.append(typed))
    palette.begin()

    editor(palette).setText("a")
    qtbot.wait(200)
    palette.close()

    assert asked == []
