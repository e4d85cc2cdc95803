"""The lock of the whole desk: a real vault, a real window, and clocks that the test sets."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pscp_desktop.app.compose import compose, terms
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.settings import PRODUCT
from pscp_desktop.store import vault
from pscp_desktop.ui import ask
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Progress
from tests.protections import guards
from tests.ui.opened_desk import BEGUN, Hands, Opened
from tests.vaults import ALONE

PIN = "480159"
WAKING, SLEEPING = (False,), (True,)
CANARY = "Persona Reservada, calle de la Muestra 14"


def in_sight() -> list[QWidget]:
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]


def closed(hands: Hands) -> bool:
    """Whether the vault was closed in good order, and opens again with its passphrase."""
    logs = list(hands.folder.glob("d-*.db-wal"))
    again = compose(vault.unlock(hands.folder, ALONE, terms(None)))
    sound = again.vault.state.clean and again.alarms == ()
    again.close()
    return sound and not logs


# U01, U03, U04, U08: the clocks


@guards("ui.lock.idle")
def test_u01_the_desk_covers_after_three_minutes_and_locks_after_ten(hands: Hands) -> None:
    hands.pass_(175)
    assert not hands.covered()
    hands.pass_(5)
    assert hands.covered()
    hands.pass_(415)
    assert hands.ended == []
    hands.pass_(5)
    assert hands.ended == ["idle"]
    assert in_sight() == []


def test_u01_a_key_or_the_mouse_begins_the_time_anew(hands: Hands) -> None:
    for _ in range(4):
        hands.pass_(170)
        hands.key(Qt.Key.Key_Shift)
        assert not hands.covered()
    hands.pass_(170)
    QTest.mouseMove(hands.window.windowHandle(), hands.window.rect().center())
    QTest.mouseClick(hands.window.windowHandle(), Qt.MouseButton.MiddleButton)
    hands.pass_(170)
    assert not hands.covered()


@guards("ui.lock.pin_tries")
def test_u03_the_third_wrong_pin_locks_the_desk(hands: Hands) -> None:
    hands.session._idle.clock.take_pin(PIN)
    hands.session._idle.cover()
    for wrong in ("111112", "111113"):
        hands.session._idle.try_pin(wrong)
        assert hands.ended == []
    hands.session._idle.try_pin("111114")
    assert hands.ended == ["pin"]


@guards("ui.lock.clock_jump")
@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_u04_a_clock_that_was_set_locks_the_desk(hands: Hands, jump: float) -> None:
    hands.clocks["wall"] += jump
    hands.pass_(5)
    assert hands.ended == ["clock"]


def test_u04_a_minute_that_nobody_counted_locks_the_desk(hands: Hands) -> None:
    hands.jump(61)
    hands.session._idle.tick()
    assert hands.ended == ["clock"]


@guards("ui.lock.longest")
def test_u08_twelve_hours_of_steady_work_lock_the_desk(hands: Hands) -> None:
    for _ in range(12 * 60):
        hands.pass_(60)
        if hands.ended:
            break
        hands.key(Qt.Key.Key_Shift)
    assert hands.ended == ["longest"]
    assert hands.clocks["monotonic"] - BEGUN >= 12 * 3600 - 60


# U02: the system


@guards("app.session.signals")
@pytest.mark.parametrize("signal", ["sleeping", "session_locked", "screen_saved"])
def test_u02_sleep_and_the_systems_own_lock_lock_the_desk_at_once(
    hands: Hands, signal: str
) -> None:
    heard = getattr(hands.session._signals, signal)
    if signal != "session_locked":
        heard(*WAKING)
        assert hands.ended == [], "waking is no reason"
    heard(*(() if signal == "session_locked" else SLEEPING))

    assert hands.ended == ["sleep" if signal == "sleeping" else "system"]
    assert in_sight() == []
    assert closed(hands)


# U05: what was being typed


@guards("ui.forms.drafts")
def test_u05_what_was_being_typed_is_there_after_the_lock_and_only_encrypted(
    opened: Opened,
) -> None:
    first = opened()
    first.window.go_to("mediation")
    first.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    first.settle()
    _name(first).setFocus()
    _name(first).insert(CANARY)

    first.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    assert first.ended == ["panic"]
    for file in first.folder.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()
    second = opened()
    second.window.go_to("mediation")
    second.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    second.settle()
    assert _name(second).text() == CANARY


def _name(hands: Hands) -> QLineEdit:
    """The field of the name of whoever asks."""
    field = next(
        each for each in hands.window.findChildren(FormField, "who.name") if each.isVisible()
    )
    line = field.editor.findChild(QLineEdit)
    assert line is not None
    return line


# U06: what was under way


def test_u06_a_long_job_that_listens_stops_at_the_lock_and_leaves_whole_records(
    hands: Hands,
) -> None:
    acknowledged: list[int] = []
    begun = Event()

    def job(progress: Progress) -> None:
        for number in range(10_000):
            progress(number, 10_000)
            hands.services.desk.looked("print", NAMELESS, detail=str(number))
            acknowledged.append(number)
            begun.set()

    hands.tasks.run("Printing much", job, _nothing, owner=hands.session)
    assert begun.wait(10)

    hands.session._idle.panic()

    assert hands.ended == ["panic"]
    assert 0 < len(acknowledged) < 10_000
    again = compose(vault.unlock(hands.folder, ALONE, terms(None)))
    with again.store.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT count(*) FROM audit WHERE act='print'")
        assert kept.scalar_one() == len(acknowledged)
    assert again.store.check_history() is None
    again.close()


@guards("ui.tasks.patience")
@pytest.mark.timeout(30)
def test_u06_a_job_that_does_not_listen_does_not_hold_the_lock(hands: Hands) -> None:
    let_go, begun, gave_up = Event(), Event(), Event()

    def deaf(_: Progress) -> None:
        begun.set()
        if not let_go.wait(8):
            gave_up.set()

    hands.tasks.run("Deaf", deaf, _nothing, owner=hands.session)
    assert begun.wait(10)

    hands.session._idle.panic()

    assert hands.ended == ["panic"]
    assert not gave_up.is_set(), "the lock waited until the job was over"
    let_go.set()


def _nothing(_: object) -> None:
    """Nobody waits for the answer."""


# U07, U10: whatever stands before the desk


def _question(hands: Hands) -> None:
    ask.confirm(hands.window, Look(), "¿Seguir?", "", "Seguir")


def _reason(hands: Hands) -> None:
    ask.reason(hands.window, Look(), "¿Por qué?", "", "Seguir")


def _files(hands: Hands) -> None:
    ask.save_file(hands.window, "Guardar", "documento.pdf", "PDF (*.pdf)", _nothing)


def _emergency(hands: Hands) -> None:
    hands.window.emergency()


def _palette(hands: Hands) -> None:
    hands.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)


def _help(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F1)


def _cover(hands: Hands) -> None:
    hands.session._idle.cover()


def _neutral(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F9)


def _handed_over(hands: Hands) -> None:
    hands.session._idle.clock.take_pin(PIN)
    hands.window.hand_over(QWidget())


def _typing(hands: Hands) -> None:
    hands.window.go_to("mediation")
    hands.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    hands.settle()


BEFORE_THE_DESK = [_question, _reason, _files, _emergency, _palette, _help]


@guards("ui.lock.closes_questions")
@pytest.mark.parametrize("stands", BEFORE_THE_DESK)
def test_u07_whatever_stands_before_the_desk_is_closed_at_the_lock(
    hands: Hands, stands: Callable[[Hands], None]
) -> None:
    stands(hands)
    assert len(in_sight()) > 1

    hands.session._idle.lock("idle")

    assert in_sight() == []


@guards("ui.lock.panic_key")
@pytest.mark.parametrize("stands", [*BEFORE_THE_DESK, _cover, _neutral, _handed_over, _typing])
def test_u10_the_panic_key_locks_whatever_stands_before_the_desk(
    hands: Hands, stands: Callable[[Hands], None]
) -> None:
    stands(hands)
    hands.settle()

    hands.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    assert hands.ended == ["panic"]
    assert in_sight() == []
    assert closed(hands)


# L11: what others on this laptop can see


@guards("ui.lock.clipboard")
def test_l11_after_the_lock_nothing_is_on_the_clipboard_and_no_title_ever_named_anybody(
    hands: Hands, qapp: QApplication
) -> None:
    hands.session._clipboard.put(CANARY)
    assert qapp.clipboard().text() == CANARY
    titles = {window.windowTitle() for window in QApplication.topLevelWidgets()}
    assert titles <= {PRODUCT, ""}

    hands.session._idle.lock("idle")

    assert CANARY not in qapp.clipboard().text()
