"""What a window does that is too small for two parts beside each other; and parts that give way."""

import shiboken6
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.ui.beside import ONE_UNDER, Pair
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import StatusPill, heading
from pscp_desktop.ui.qt_words import QtWords
from pscp_desktop.ui.ring import FocusRing


def test_a_small_window_shows_the_list_or_what_is_open(qtbot: QtBot) -> None:
    listing, opened = QWidget(), QWidget()
    pair = Pair(listing, opened, 300)
    qtbot.addWidget(pair)
    heard: list[bool] = []
    pair.narrowed.connect(heard.append)
    pair.resize(ONE_UNDER + 100, 400)
    pair.show()
    assert listing.isVisible()
    assert opened.isVisible()
    assert listing.width() == 300

    pair.resize(ONE_UNDER - 100, 400)
    qtbot.waitUntil(lambda: listing.width() == ONE_UNDER - 100)
    assert (pair.narrow, heard) == (True, [True])
    assert not opened.isVisible()

    pair.show_open()
    assert not listing.isVisible()
    assert opened.isVisible()
    pair.show_list()
    assert listing.isVisible()
    assert not opened.isVisible()


def test_a_state_goes_under_its_title_before_the_title_is_cut(qtbot: QtBot) -> None:
    look = Look("light")
    pill = StatusPill(look, "A state with many words", "ok", "done")
    head = heading("A title of some length", "", pill=pill)
    qtbot.addWidget(head)
    head.resize(900, 80)
    head.show()
    beside = pill.y()
    assert pill.x() > 0

    head.resize(pill.width() + 40, 160)
    qtbot.waitUntil(lambda: pill.x() == 0)
    assert pill.y() > beside


def test_the_icon_of_what_cannot_be_pressed_is_seen_in_every_theme(qtbot: QtBot) -> None:
    for theme in ("light", "dark", "contrast"):
        look = Look(theme)
        icon = look.icon("sync", "on_accent")
        image = icon.pixmap(18, QIcon.Mode.Disabled).toImage()
        ink = look.colour("muted")
        inks = {image.pixelColor(x, y).name() for x in range(18) for y in range(18)
                if image.pixelColor(x, y).alpha() == 255}  # fmt: skip

        assert ink.name() in inks


def test_keys_are_written_as_they_stand_on_the_keyboard(qtbot: QtBot) -> None:
    app = QGuiApplication.instance()
    assert app is not None
    words = QtWords(app)
    try:
        for language in ("es", "en"):
            words.speak(language)
            command = Command(id="a", label="A", run=print, keys="Ctrl+2")

            assert command.shown_keys == "Ctrl+2"
    finally:
        words.speak("en")
        i18n.use("en")


def test_a_ring_whose_window_is_gone_hears_the_keyboard_move_and_does_nothing(
    qtbot: QtBot,
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window, question, other = QWidget(), QDialog(), QLineEdit()
    ring = FocusRing(Look("light"), window, app)
    ring.setParent(question)
    shiboken6.delete(window)
    with qtbot.captureExceptions() as raised:
        app.focusChanged.emit(None, other)

    assert raised == []
    assert shiboken6.isValid(ring)
