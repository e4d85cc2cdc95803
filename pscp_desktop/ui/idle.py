"""What hands and system tell the lock: input, ticks, sleep and the system's own lock."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from shiboken6 import isValid

from pscp_desktop.ui.lock_clock import Level, LockClock

TICK_MILLISECONDS: Final = 5000
HANDS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """Feeds a `LockClock` and says when the desk is to be covered, shown again or locked."""

    covered = Signal()
    uncovered = Signal()
    locked = Signal(str)

    def __init__(self, clock: LockClock, app: QGuiApplication) -> None:
        super().__init__()
        self.clock = clock
        self._level = clock.level
        self._watched: QWindow | None = None
        self._keys: dict[str, Callable[[], None]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def stop(self) -> None:
        """Tick no more: the desk is closing."""
        self._timer.stop()
        self._watch(None)

    @Slot()
    def tick(self) -> None:
        """Look at the clocks now."""
        self.clock.tick()
        self._tell()

    @Slot()
    def cover(self) -> None:
        """Cover by hand."""
        self.clock.cover()
        self._tell()

    @Slot()
    def panic(self) -> None:
        """Lock hard, now."""
        self.lock("panic")

    def lock(self, why: str) -> None:
        """Lock hard for a reason of the system's or the person's."""
        self.clock.lock(why)
        self._tell()

    def try_pin(self, digits: str) -> None:
        """Try to lift the cover."""
        self.clock.uncover(digits)
        self._tell()

    def prove(self, digits: str) -> bool:
        """Whether `digits` is the PIN of whoever opened the desk."""
        fits = self.clock.prove(digits)
        self._tell()
        return fits

    def on_keys(self, keys: Mapping[str, Callable[[], None]]) -> None:
        """Do these acts at these keys, whatever window has the keyboard, a question's included."""
        self._keys = {QKeySequence(key).toString(): act for key, act in keys.items()}

    # Only the window that has the keyboard is watched: a filter over the whole application would
    # run Python for every event of every widget.
    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() not in HANDS:
            return False
        self.clock.touched()
        self._tell()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            act = self._keys.get(QKeySequence(event.keyCombination()).toString())
            if act is not None:
                act()
                return True
        return False

    def _tell(self) -> None:
        before, self._level = self._level, self.clock.level
        if before is self._level:
            return
        if self._level is Level.LOCKED:
            self.stop()
            self.locked.emit(self.clock.why)
        elif self._level is Level.COVERED:
            self.covered.emit()
        else:
            self.uncovered.emit()


class Clipboard(QObject):
    """Remembers what we put on the clipboard, so that only that is taken away again."""

    def __init__(self, clipboard: QClipboard) -> None:
        super().__init__()
        self._clipboard = clipboard
        self._ours = False
        clipboard.dataChanged.connect(self._changed)

    def put(self, words: str) -> None:
        """Copy `words`."""
        self._clipboard.setText(words)
        self._ours = True

    def clear(self) -> None:
        """Take away what this program copied, by whatever key; leave what another one did."""
        if self._ours or self._clipboard.ownsClipboard():
            self._clipboard.clear()
        self._ours = False

    @Slot()
    def _changed(self) -> None:
        self._ours = self._clipboard.ownsClipboard()


class SystemSignals(QObject):
    """Sleep and the system's own lock, where the system says so; elsewhere the ticks notice."""

    happened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heard: tuple[str, ...] = ()
        if sys.platform == "linux":
            self.heard = _listen(self)

    @Slot(bool)
    def sleeping(self, about_to: bool) -> None:  # noqa: FBT001 (the signal's own argument)
        """The laptop goes to sleep."""
        if about_to:
            self.happened.emit("sleep")

    @Slot()
    def session_locked(self) -> None:
        """The session was locked or left for another user's."""
        self.happened.emit("system")

    @Slot(bool)
    def screen_saved(self, active: bool) -> None:  # noqa: FBT001 (the signal's own argument)
        """The screen was locked."""
        if active:
            self.happened.emit("system")


# Service, path, interface, signal, slot as Qt writes it.
LOGIND: Final = (
    ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
     "PrepareForSleep", SLOT("sleeping(bool)")),
    ("org.freedesktop.login1", "", "org.freedesktop.login1.Session", "Lock",
     SLOT("session_locked()")),
)  # fmt: skip
DESKTOP: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver",
     "ActiveChanged", SLOT("screen_saved(bool)")),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
     "ActiveChanged", SLOT("screen_saved(bool)")),
)  # fmt: skip


def _listen(receiver: SystemSignals) -> tuple[str, ...]:
    """Connect to what this desktop has; gives the names of the signals that will be heard."""
    from PySide6.QtDBus import QDBusConnection

    heard = []
    buses = ((QDBusConnection.systemBus(), LOGIND), (QDBusConnection.sessionBus(), DESKTOP))
    for bus, signals in buses:
        if not bus.isConnected():
            continue
        for service, path, interface, name, slot in signals:
            # Bytes, which the stubs ask for, are refused when it runs.
            if bus.connect(service, path, interface, name, receiver, slot):  # type: ignore[call-overload]
                heard.append(f"{interface}.{name}")
    return tuple(heard)
