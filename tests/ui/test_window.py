"""The window: places, covers, the lock, and the laptop in somebody else's hands."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.settings import PRODUCT
from pscp_desktop.ui import ask
from pscp_desktop.ui.emergency import EmergencyCard, Numbers
from pscp_desktop.ui.idle import Clipboard, Idle
from pscp_desktop.ui.layouts import column, panel
from pscp_desktop.ui.lock_clock import Level, Limits, LockClock
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.palette import Palette
from pscp_desktop.ui.rail import Place
from pscp_desktop.ui.window import DeskWindow, Furnishing
from pscp_desktop.ui.words import button, text
from tests.protections import guards

PIN = "480159"
SECRET = "Alba Ejemplo"


@dataclass
class Hall:
    """A window of two places, the hands it is worked with, and what was said of it."""

    window: DeskWindow
    idle: Idle
    look: Look
    editor: QLineEdit
    locked: list[str] = field(default_factory=list)
    saved: list[Numbers] = field(default_factory=list)

    def shown(self) -> list[str]:
        labels = [label for label in self.window.findChildren(QLabel) if label.isVisible()]
        return [label.text() for label in labels]

    def press(self, *keys: Qt.Key | Qt.KeyboardModifier) -> None:
        *modifiers, key = keys
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            assert isinstance(modifier, Qt.KeyboardModifier)
            held |= modifier
        assert isinstance(key, Qt.Key)
        # The stubs say that a window always has the keyboard.
        handles: list[QWindow | None] = [QApplication.focusWindow(), self.window.windowHandle()]
        handle = next(each for each in handles if each is not None)
        QTest.keyClick(handle, key, held)

    def dialogs(self) -> list[QDialog]:
        return [each for each in self.window.findChildren(QDialog) if each.isVisible()]


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hall(qtbot: QtBot, qapp: QApplication, look: Look) -> Iterator[Hall]:
    moment = [1000.0]
    clock = LockClock(Limits(), monotonic=lambda: moment[0], wall=lambda: moment[0])
    idle = Idle(clock, qapp)
    editor = QLineEdit(SECRET)
    today = panel(column(text("Hoy es martes"), text(SECRET), editor))
    today.setFocusProxy(editor)
    other = panel(column(text("Ruido por la terraza"), button("Registrar contacto")))
    saved: list[Numbers] = []
    furnishing = Furnishing(
        places=[
            Place(id="today", label="Today", icon="today", page=today, waiting=lambda: 2),
            Place(id="mediation", label="Mediation", icon="mediation", page=other),
        ],
        commands=[],
        person=("Inés Modelo", "Mediación Centro"),
        sync=lambda: ("Todavía sin central", "3 cambios guardados en este portátil", "muted"),
        search=None,
        numbers=lambda: [("Guardia", "600 000 000")],
        save_numbers=saved.append,
        help=lambda _: None,
    )
    window = DeskWindow(qapp, look, idle, furnishing)
    made = Hall(window, idle, look, editor, saved=saved)
    idle.locked.connect(made.locked.append)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    idle.stop()
    window.close_all()
    window.deleteLater()


def test_the_title_names_the_product_and_nobody(hall: Hall) -> None:
    assert hall.window.windowTitle() == PRODUCT


def test_the_foot_of_the_rail_says_what_has_not_left(hall: Hall) -> None:
    assert "3 cambios guardados en este portátil" in hall.shown()
    assert "Inés Modelo" in hall.shown()


def test_places_are_reached_by_number_and_say_what_waits(hall: Hall) -> None:
    assert "2" in hall.shown()
    hall.press(CTRL, Qt.Key.Key_2)

    assert "Ruido por la terraza" in hall.shown()
    hall.window.go_to("today")
    assert "Hoy es martes" in hall.shown()


def test_every_control_has_a_name_and_is_reached_by_tab(hall: Hall) -> None:
    reached: set[str] = set()
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() or isinstance(focused, QLineEdit), focused
        reached.add(focused.objectName() or focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)

    assert {"place.today", "Buscar", "Cerrar con llave"} <= reached


def test_the_palette_goes_to_a_place(hall: Hall) -> None:
    hall.press(CTRL, Qt.Key.Key_K)
    (palette,) = hall.dialogs()
    assert isinstance(palette, Palette)
    finder = palette.findChild(QLineEdit)
    assert finder is not None

    finder.setText("medi")
    QTest.keyClick(finder, Qt.Key.Key_Return)

    assert "Ruido por la terraza" in hall.shown()


@guards("ui.cover.hides_the_desk")
def test_a_cover_hides_the_desk_and_its_questions_until_the_pin(hall: Hall) -> None:
    hall.idle.clock.take_pin(PIN)
    question = ask.confirm(hall.window, hall.look, SECRET, "", "Guardar")
    assert hall.dialogs() == [question]

    hall.idle.cover()

    assert SECRET not in hall.shown()
    assert hall.dialogs() == []
    assert not hall.editor.isVisible()
    hall.idle.try_pin("111112")
    assert SECRET not in hall.shown()
    hall.idle.try_pin(PIN)
    assert SECRET in hall.shown()
    assert hall.dialogs() == [question]


def test_the_pin_is_typed_into_the_cover_and_a_wrong_one_is_counted(hall: Hall) -> None:
    hall.idle.clock.take_pin(PIN)
    hall.press(CTRL, Qt.Key.Key_L)
    entry = QApplication.focusWidget()
    assert isinstance(entry, QLineEdit)
    assert entry.echoMode() is QLineEdit.EchoMode.Password

    QTest.keyClicks(entry, "111112")
    assert any("Quedan 2 intentos" in words for words in hall.shown())
    QTest.keyClicks(entry, PIN)

    assert hall.editor.isVisible()


def test_locking_without_a_pin_locks_whole(hall: Hall) -> None:
    hall.press(CTRL, Qt.Key.Key_L)

    assert hall.locked == ["hand"]


@pytest.mark.parametrize("asking", [False, True])
def test_u10_the_panic_key_locks_from_everywhere(qtbot: QtBot, hall: Hall, asking: bool) -> None:
    if asking:
        question = ask.reason(hall.window, hall.look, "¿Por qué?", "", "Guardar")
        question.activateWindow()
        qtbot.waitUntil(question.isActiveWindow)

    hall.press(CTRL, SHIFT, Qt.Key.Key_L)

    assert hall.locked == ["panic"]


@guards("ui.lock.closes_questions")
def test_u07_every_question_and_file_dialog_is_closed_at_the_lock(qtbot: QtBot, hall: Hall) -> None:
    ask.confirm(hall.window, hall.look, "¿Borrar?", "", "Borrar", harm=True)
    files = ask.open_file(hall.window, "Abrir", "PDF (*.pdf)", lambda _: None)
    assert files.isVisible()
    hall.window.emergency()
    waiting = list(hall.dialogs())
    assert len(waiting) >= 3

    hall.window._layers.close_questions()

    assert hall.dialogs() == []


def test_quick_hide_shows_an_empty_page_of_notes_and_leads_back_by_the_pin(hall: Hall) -> None:
    hall.idle.clock.take_pin(PIN)
    hall.press(Qt.Key.Key_F9)
    notes = QApplication.focusWidget()
    assert isinstance(notes, QPlainTextEdit)
    assert hall.shown() == ["Notas", ""] or hall.shown() == ["Notas"]
    QTest.keyClicks(notes, "lista de la compra")

    hall.press(Qt.Key.Key_F9)
    hall.idle.try_pin(PIN)
    assert hall.editor.isVisible()
    hall.press(Qt.Key.Key_F9)

    assert notes.toPlainText() == ""


def test_the_emergency_card_is_one_key_away_and_takes_local_numbers(hall: Hall) -> None:
    hall.press(CTRL, Qt.Key.Key_E)
    (card,) = hall.dialogs()
    assert isinstance(card, EmergencyCard)
    said = [label.text() for label in card.findChildren(QLabel)]
    assert {"112", "016", "024", "116 006", "600 000 000"} <= set(said)

    who, number = (
        each
        for each in card.findChildren(QLineEdit)
        if each.accessibleName() in {"Quién atiende", "Número"}
    )
    who.setText("Centro de salud")
    number.setText("600 000 001")
    QTest.keyClick(number, Qt.Key.Key_Return)

    assert hall.saved == [[("Guardia", "600 000 000"), ("Centro de salud", "600 000 001")]]


def test_under_a_cover_the_emergency_card_does_not_tell_what_the_desk_is(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F9)
    hall.press(CTRL, Qt.Key.Key_E)

    assert hall.dialogs() == []


def test_a_participant_gets_out_only_by_the_workers_pin(hall: Hall) -> None:
    hall.idle.clock.take_pin(PIN)
    hall.window.hand_over(text("Acta para leer", "display"))
    for keys in ((CTRL, Qt.Key.Key_K), (CTRL, Qt.Key.Key_1), (Qt.Key.Key_Escape,)):
        hall.press(*keys)
    assert "Acta para leer" in hall.shown()
    assert SECRET not in hall.shown()
    assert hall.dialogs() == []
    assert hall.window.isFullScreen()

    (back,) = [each for each in hall.window.findChildren(QPushButton) if each.isVisible()]
    back.click()
    entry = QApplication.focusWidget()
    assert isinstance(entry, QLineEdit)
    QTest.keyClicks(entry, "111112")
    assert "Acta para leer" in hall.shown()
    QTest.keyClicks(entry, PIN)

    assert "Hoy es martes" in hall.shown()
    assert not hall.window.isFullScreen()


def test_three_wrong_pins_of_a_participant_lock(hall: Hall) -> None:
    hall.idle.clock.take_pin(PIN)
    hall.window.hand_over(text("Acta para leer"))

    for digits in ("111112", "111113", "111114"):
        hall.idle.prove(digits)

    assert hall.locked == ["pin"]
    assert hall.idle.clock.level is Level.LOCKED


def test_the_laptop_is_not_handed_over_without_a_pin_to_come_back_with(hall: Hall) -> None:
    with pytest.raises(ValueError, match="PIN"):
        hall.window.hand_over(text("Acta"))


def test_a_pin_is_chosen_by_typing_it_twice(hall: Hall) -> None:
    hall.window.ask_pin()
    (question,) = hall.dialogs()
    first, second = question.findChildren(QLineEdit)
    use = next(b for b in question.findChildren(QPushButton) if b.text() == "Usar este PIN")

    QTest.keyClicks(first, PIN)
    QTest.keyClicks(second, "480158")
    assert not use.isEnabled()
    second.clear()
    QTest.keyClicks(second, PIN)
    use.click()

    assert hall.idle.clock.has_pin


@guards("ui.lock.clipboard")
def test_what_we_copied_is_taken_from_the_clipboard_and_nothing_else(
    qtbot: QtBot, qapp: QApplication
) -> None:
    system = qapp.clipboard()
    clipboard = Clipboard(system)
    clipboard.put(SECRET)
    assert system.text() == SECRET

    clipboard.clear()

    assert system.text() == ""
