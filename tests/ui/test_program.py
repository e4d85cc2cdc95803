"""The program from its first window to the lock, over real vaults in a folder of the test."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.app import relaunch, vaults
from pscp_desktop.app.compose import terms
from pscp_desktop.app.entrance import Keys
from pscp_desktop.app.later import later
from pscp_desktop.app.program import Program, Start
from pscp_desktop.domain import errors
from pscp_desktop.settings import Policy, Preferences, read_preferences
from pscp_desktop.store import vault
from pscp_desktop.ui import ask
from pscp_desktop.ui.unlock import UnlockPage
from pscp_desktop.ui.window import DeskWindow
from pscp_desktop.ui.wizard import NewDesk, Wizard
from tests.protections import guards
from tests.vaults import ALONE

FIRST = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QTimer
folder = Path(sys.argv[1])
seen = []
import pscp_desktop.app.main as main
from pscp_desktop.app.program import Program, Start
from pscp_desktop.settings import Policy, Preferences
app = main._application(Preferences())
program = Program(app, Start(folder=folder, preferences=Preferences(), policy=Policy()))
entrance = []
from PySide6.QtCore import QEvent, QObject
class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and watched.objectName() == "window":
            focused = app.focusWidget()
            print(json.dumps([sorted({n.split(".")[0] for n in sys.modules}),
                              focused.objectName() if focused else ""]), flush=True)
            os._exit(0)
        return False
eye = Eye()
app.installEventFilter(eye)
program.begin()
QTimer.singleShot(15000, lambda: os._exit(3))
app.exec()
"""
ALLOWED = {"PySide6", "pscp_desktop", "shiboken6", "sync", "__feature__", "shibokensupport",
           "signature_bootstrap", "_distutils_hack", "__main__"}  # fmt: skip


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one vault in it, made once."""
    data = tmp_path_factory.mktemp("made") / "Cuaderno"
    answers = NewDesk(name="Inés Modelo", role="mediator", label="Inés", words=tuple(ALONE.split()))
    vaults.create(data, answers).services.close()
    return data


@pytest.fixture
def home(tmp_path: Path, furnished: Path) -> Path:
    """That folder, for one test to do with as it likes."""
    return Path(shutil.copytree(furnished, tmp_path / "Cuaderno"))


@pytest.fixture
def begun(qapp: QApplication, home: Path) -> Iterator[Program]:
    program = started(qapp, home)
    yield program
    program._tasks.close()
    for window in qapp.topLevelWidgets():
        if isinstance(window, DeskWindow):
            window.close_all()
        window.close()


def started(qapp: QApplication, home: Path, keys: Keys | None = None) -> Program:
    start = Start(folder=home, preferences=read_preferences(home), policy=Policy())
    program = Program(qapp, start, keys or later(home))
    program.begin()
    return program


def page(program: Program) -> QWidget:
    assert program._entrance is not None
    shown = program._entrance.centralWidget()
    assert shown is not None
    return shown


def unlock(qtbot: QtBot, program: Program) -> DeskWindow:
    shown = page(program)
    assert isinstance(shown, UnlockPage)
    shown._phrase.setText(ALONE)
    shown._try()
    qtbot.waitUntil(lambda: program._session is not None, timeout=15000)
    found = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, DeskWindow) and w.isVisible()
    ]
    (window,) = found
    return window


@pytest.mark.timeout(60)
def test_nothing_but_qt_and_the_standard_library_is_imported_before_the_first_paint(
    home: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FIRST, str(home)], capture_output=True, text=True, check=True
    )

    modules, focused = json.loads(ended.stdout)
    assert {name for name in modules if name not in sys.stdlib_module_names} <= ALLOWED
    assert focused == "first"


def test_where_there_is_no_vault_the_first_run_begins(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    program = started(qapp, tmp_path / "none")

    assert isinstance(page(program), Wizard)
    assert program._entrance is not None
    program._entrance.close()


def test_the_passphrase_opens_the_desk_and_the_lock_closes_it_whole(
    qtbot: QtBot, begun: Program, home: Path
) -> None:
    window = unlock(qtbot, begun)
    assert any(label.text() == "Inés Modelo" for label in window.findChildren(QLabel))
    why: list[str] = []
    begun.ended.connect(why.append)
    question = ask.confirm(window, begun._look, "¿Seguir?", "", "Seguir")

    window._idle.panic()

    assert why == ["panic"]
    assert not window.isVisible()
    assert not question.isVisible()
    again = vault.unlock(next((home / "vaults").iterdir()), ALONE, terms(None))
    again.close()


def test_closing_the_window_closes_the_desk_without_a_new_process(
    qtbot: QtBot, begun: Program
) -> None:
    window = unlock(qtbot, begun)
    why: list[str] = []
    begun.ended.connect(why.append)

    window.close()

    assert why == ["closed"]


def test_the_language_is_switched_before_and_after_opening_without_a_restart(
    qtbot: QtBot, begun: Program, home: Path
) -> None:
    begun._speak("en")
    assert any("Passphrase" in label.text() for label in page(begun).findChildren(QLabel))
    window = unlock(qtbot, begun)
    assert window._rail.findChildren(QLabel)

    begun.change(replace(begun._preferences, language="es", theme="dark"))

    (rebuilt,) = [
        w for w in QApplication.topLevelWidgets() if isinstance(w, DeskWindow) and w.isVisible()
    ]
    assert rebuilt is not window
    assert i18n.language() == "es"
    assert read_preferences(home).theme == "dark"
    begun.change(replace(begun._preferences, theme="light"))


def test_the_vault_opened_last_is_remembered(qtbot: QtBot, begun: Program, home: Path) -> None:
    unlock(qtbot, begun)

    assert read_preferences(home).last_vault == next((home / "vaults").iterdir()).name


def test_a_vault_erased_at_the_entrance_is_gone(qtbot: QtBot, begun: Program, home: Path) -> None:
    shown = page(begun)
    assert isinstance(shown, UnlockPage)
    with qtbot.waitSignal(begun.ended, timeout=10000):
        shown._erase()

    assert not list((home / "vaults").iterdir())


def test_what_runs_after_a_lock_carries_only_what_was_given_at_the_start() -> None:
    assert relaunch.line(["--folder", "x"]) == [
        sys.executable,
        "-m",
        "pscp_desktop",
        "--folder",
        "x",
    ]


@guards("ui.ask.forget_places")
def test_l09_no_file_dialog_writes_down_where_one_looked(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    canary = tmp_path / "alba-ejemplo"
    canary.mkdir()
    config = tmp_path / "config"
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(config))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    dialog = ask.open_folder(window, "Carpeta", lambda _: None)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(canary))
    dialog.accept()
    dialog.deleteLater()
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))

    assert not any("alba-ejemplo" in path.read_text() for path in config.rglob("*.conf"))


def test_an_error_nobody_caught_is_told_in_words(qtbot: QtBot, begun: Program) -> None:
    logging.disable()
    try:
        begun.tell(errors.Refused("read"))
    finally:
        logging.disable(logging.NOTSET)

    assert begun._entrance is not None
    assert any(
        "Su función no permite" in label.text() for label in begun._entrance.findChildren(QLabel)
    )


def test_preferences_that_were_never_written_are_the_defaults(home: Path) -> None:
    assert read_preferences(home) == Preferences()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_second_start_shows_the_desk_and_not_the_page_it_was_opened_on(
    qtbot: QtBot, begun: Program
) -> None:
    window = unlock(qtbot, begun)
    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None)

    begun.show_window()

    assert window.isVisible()
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert shown == [window]
