"""A question of any length is read whole, in a small window too, and its act stays in sight."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.ui import ask
from pscp_desktop.ui.look import Look
from tests.waiting import let_pass

SHORT = {"es": "No se guardó.", "en": "It was not saved."}
LONG = {
    "es": "\n\n".join(["Los datos de esta persona dejan de verse en este portátil y en los demás."] * 30),
    "en": "\n\n".join(["What is known of this person is no longer seen on any laptop of the team."] * 30),
}  # fmt: skip
MIDDLE = {language: "\n\n".join(said.split("\n\n")[:5]) for language, said in LONG.items()}


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QWidget]:
    assert look.theme == "light", "worn by the application"
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(960, 600)
    made.show()
    yield made
    made.close()


def opened(window: QWidget, why: str, kind: str) -> ask.Saying:
    look = Look()
    if kind == "notice":
        made = ask.Notice(window, "¿Qué pasó?", why)
        made.open()
        return made
    if kind == "reason":
        return ask.reason(window, look, "¿Seguir?", why, "Seguir")
    return ask.confirm(window, look, "¿Seguir?", why, "Seguir")


def shown(dialog: ask.Saying, why: str) -> tuple[QScrollArea, int]:
    """Where the text lies, and how tall it is when nothing of it is cut."""
    (area,) = dialog.findChildren(QScrollArea)
    (label,) = (each for each in area.findChildren(QLabel) if each.text() == why)
    return area, label.heightForWidth(label.width())


@pytest.mark.parametrize("kind", ["notice", "confirm", "reason"])
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("texts", [SHORT, MIDDLE], ids=["short", "middle"])
def test_what_has_room_is_seen_whole(
    window: QWidget, texts: dict[str, str], language: str, kind: str
) -> None:
    dialog = opened(window, texts[language], kind)
    let_pass(30)

    area, tall = shown(dialog, texts[language])

    assert area.viewport().height() >= tall
    assert area.verticalScrollBar().maximum() == 0
    assert dialog.height() <= window.height()
    dialog.reject()


@pytest.mark.parametrize("kind", ["notice", "confirm", "reason"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_longer_than_the_window_scrolls_and_the_act_stays_in_sight(
    window: QWidget, language: str, kind: str
) -> None:
    dialog = opened(window, LONG[language], kind)
    let_pass(30)

    area, tall = shown(dialog, LONG[language])

    assert area.verticalScrollBar().maximum() + area.viewport().height() >= tall
    assert dialog.height() <= window.height()
    for each in dialog.findChildren(QPushButton):
        assert dialog.rect().contains(each.geometry())
    # By keyboard: the text can be reached, and scrolls there.
    before = area.verticalScrollBar().value()
    area.setFocus()
    area.verticalScrollBar().triggerAction(area.verticalScrollBar().SliderAction.SliderPageStepAdd)
    assert area.verticalScrollBar().value() > before
    dialog.reject()
