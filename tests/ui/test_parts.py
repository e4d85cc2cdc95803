"""The parts: what people typed stays what they typed, and everything works by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.ui.ask import Notice
from pscp_desktop.ui.layouts import Flow, column, emptied, panel, row
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    Banner,
    Choice,
    EmptyState,
    Entry,
    Field,
    SectionHeader,
    StatusPill,
    SyncIndicator,
    heading,
)
from pscp_desktop.ui.words import Line, button, compared, face, hint, text
from tests.protections import guards

NAME = '<img src="{probe}">Alba Ejemplo & Cía'
MAKERS: dict[str, Callable[[Look, str], QWidget]] = {
    "text": lambda _, name: text(name),
    "line": lambda _, name: Line(name),
    "heading": lambda _, name: heading(name, name),
    "pill": lambda look, name: StatusPill(look, name, "ok", "done"),
    "section": lambda _, name: SectionHeader(name, 2),
    "entry": lambda _, name: Entry(text("9:00"), name, name),
    "banner": lambda look, name: Banner(look, "warn", name, name),
    "field": lambda look, name: Field(look, name, QLineEdit(), wrong=name),
    "sync": lambda look, name: SyncIndicator(look, name, name),
    "empty": lambda look, name: EmptyState(look, "calendar", name),
    "notice": lambda _, name: Notice(None, name, name),
}


@guards("ui.words.plain_text")
@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_q02_a_picture_in_a_name_is_shown_as_the_text_it_is(
    qtbot: QtBot, look: Look, tmp_path: Path, maker: Callable[[Look, str], QWidget]
) -> None:
    name = NAME.format(probe=tmp_path / "probe.png")

    part = maker(look, name)
    qtbot.addWidget(part)

    labels = [part] if isinstance(part, QLabel) else part.findChildren(QLabel)
    spoken = [label for label in labels if label.text()]
    assert any(label.text() == name for label in spoken)
    assert {label.textFormat() for label in spoken} == {Qt.TextFormat.PlainText}


@guards("ui.words.hint")
def test_q02_a_hint_under_the_pointer_shows_no_picture(qtbot: QtBot, look: Look) -> None:
    label = text("x")
    qtbot.addWidget(label)

    hint(label, NAME)

    assert "<img" not in label.toolTip()
    assert "&lt;img" in label.toolTip()


@guards("ui.words.compared")
def test_q02_two_versions_are_compared_without_believing_their_markup(
    qtbot: QtBot, look: Look
) -> None:
    label = compared(look, [("Antes ", False), (NAME, True), (NAME, False)])
    qtbot.addWidget(label)

    assert "<img" not in label.text()
    assert label.accessibleName() == f"Antes {NAME}{NAME}"


def test_an_ampersand_in_a_name_is_no_mnemonic(qtbot: QtBot, look: Look) -> None:
    pressed = button("Bar Ficticio & Cía")
    qtbot.addWidget(pressed)

    assert pressed.text() == "Bar Ficticio && Cía"
    assert pressed.accessibleName() == "Bar Ficticio & Cía"


def test_a_person_is_their_first_two_letters(qtbot: QtBot, look: Look) -> None:
    assert face("inés modelo de muestra").text() == "IM"
    assert face("").text() == ""


def test_a_line_of_a_list_opens_by_click_and_by_enter(qtbot: QtBot, look: Look) -> None:
    entry = Entry(text("9:00"), "Entrevista", "MC-0001")
    qtbot.addWidget(entry)
    entry.show()
    opened: list[bool] = []
    entry.opened.connect(lambda: opened.append(True))

    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.keyClick(entry, Qt.Key.Key_Space)

    assert len(opened) == 3
    assert entry.accessibleName() == "Entrevista. MC-0001"


def test_a_line_that_is_only_read_does_not_open_or_take_the_keyboard(
    qtbot: QtBot, look: Look
) -> None:
    entry = Entry(text("9:00"), "Entrevista", "MC-0001", still=True)
    qtbot.addWidget(entry)
    opened: list[bool] = []
    entry.opened.connect(lambda: opened.append(True))

    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)

    assert opened == []
    assert entry.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_field_says_what_is_wrong_and_leaves_what_was_typed(qtbot: QtBot, look: Look) -> None:
    editor = QLineEdit("600 000 00")
    field = Field(look, "Teléfono", editor, help_="Nueve cifras")
    qtbot.addWidget(field)

    field.mark("Falta una cifra.")

    assert editor.property("wrong")
    assert editor.text() == "600 000 00"
    assert editor.accessibleDescription() == "Falta una cifra."
    field.mark("")
    assert not editor.property("wrong")
    assert editor.accessibleDescription() == "Nueve cifras"


def test_few_answers_are_chosen_by_arrow_and_told_by_number(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, ["Ruido", "Humedades", "Obras"])
    qtbot.addWidget(choice)
    choice.show()
    choice.activateWindow()
    qtbot.waitUntil(choice.isActiveWindow)
    picked: list[int] = []
    choice.picked.connect(picked.append)
    choice.setFocus()

    qtbot.keyClick(choice.focusProxy(), Qt.Key.Key_Right)
    assert choice.chosen == 1
    choice.choose(-1)
    assert choice.chosen == -1
    choice.choose(2)
    assert choice.chosen == 2


def test_answers_go_on_in_the_next_line_where_the_room_ends(qtbot: QtBot, look: Look) -> None:
    parts = [button("Zonas comunes del edificio") for _ in range(6)]
    whole = panel(Flow(*parts))
    qtbot.addWidget(whole)
    whole.resize(500, 300)
    whole.show()

    assert len({part.y() for part in parts}) > 1
    assert max(part.geometry().right() for part in parts) <= 500
    layout = whole.layout()
    assert layout is not None
    assert layout.heightForWidth(500) > layout.heightForWidth(5000)


def test_a_layout_that_was_emptied_can_be_filled_again(qtbot: QtBot, look: Look) -> None:
    layout = column(text("uno"), row(text("dos")), 8, None)
    whole = panel(layout)
    qtbot.addWidget(whole)

    emptied(layout)

    assert layout.count() == 0
