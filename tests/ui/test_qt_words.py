"""Qt's own dialogs speak the language of the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from pscp_desktop.i18n import LANGUAGES
from pscp_desktop.ui.ask import save_file
from pscp_desktop.ui.parts import text
from pscp_desktop.ui.qt_words import QtWords


@pytest.fixture
def words(qapp: QApplication) -> Iterator[QtWords]:
    made = QtWords(qapp)
    yield made
    made.speak("none")


def cancel() -> str:
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_screen_has_its_catalogue(words: QtWords, language: str) -> None:
    assert words.speak(language)


def test_the_dialog_for_files_speaks_spanish(qtbot: QtBot, words: QtWords) -> None:
    words.speak("es")
    parent = text("Acta")
    qtbot.addWidget(parent)

    dialog = save_file(parent, "Guardar el documento", "acta.pdf", "PDF (*.pdf)", print)
    buttons = dialog.findChild(QDialogButtonBox)
    dialog.reject()

    assert buttons is not None
    said = {press.text().replace("&", "") for press in buttons.buttons()}
    assert said == {"Guardar", "Cancelar"}
    assert dialog.labelText(QFileDialog.DialogLabel.FileName).startswith("&Nombre")


def test_another_language_takes_the_place_of_the_one_before(words: QtWords) -> None:
    words.speak("es")
    assert cancel() == "Cancelar"

    words.speak("en")
    assert cancel() == "Cancel"
    assert not words.speak("xx")
    assert cancel() == "Cancel"
