"""A person's hand: real keys and clicks on what is in sight, each of them counted.

What is pressed is found by the words that stand on it. Typing into one field counts as one interaction,
and so does every click, every Enter, Tab or shortcut.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QListView,
    QMenu,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from tests.waiting import let_pass

PATIENCE_SECONDS: Final = 60
STEP_MILLISECONDS: Final = 10
SETTLED_MILLISECONDS: Final = 200
W = TypeVar("W", bound=QWidget)


class NotThere(AssertionError):
    """What should have been in sight was not."""


@dataclass(slots=True)
class Count:
    """How often something was pressed or typed for one task."""

    task: str
    bar: int = 0
    pressed: int = 0

    @property
    def good(self) -> bool:
        """Whether it was few enough; without a bar it always is."""
        return not self.bar or self.pressed <= self.bar

    def __str__(self) -> str:
        bar = f"at most {self.bar}" if self.bar else "no bar"
        return f"{self.task}: {self.pressed} interactions ({bar}{'' if self.good else ', BROKEN'})"


@dataclass(slots=True)
class Hand:
    """Types, presses and waits. It sees what a person sees and no more."""

    app: QApplication
    busy: Callable[[], bool]
    counts: list[Count] = field(default_factory=list)
    _count: Count | None = None

    @contextmanager
    def task(self, name: str, bar: int = 0) -> Iterator[Count]:
        """Count what is done inside as one task."""
        self._count = Count(name, bar)
        yield self._count
        self.counts.append(self._count)
        self._count = None

    # Seeing

    @property
    def window(self) -> QWidget:
        """The window that has the keyboard, or the only one in sight."""
        top = self.app.activeModalWidget() or self.app.activePopupWidget()
        found = top or self.app.activeWindow()
        if found is None:
            shown = [one for one in self.app.topLevelWidgets() if one.isVisible()]
            found = next(iter(shown), None)
        if found is None:
            raise NotThere("no window")
        return found

    def find(self, words: str, kind: type[W], number: int = 0) -> W:
        """Something in sight by its words or its accessible name; waits for it."""
        self.wait(lambda: len(self.all(words, kind)) > number, f"{kind.__name__} {words!r}")
        return self.all(words, kind)[number]

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere in sight."""
        return any(words in said for one in self._inside(QWidget) for said in _said(one))

    def _inside(self, kind: type[W]) -> list[W]:
        """What is in sight. What is being deleted is not."""
        found = self.window.findChildren(kind)
        return [one for one in found if isValid(one) and one.isVisible()]

    def all(self, words: str, kind: type[W]) -> list[W]:
        """Everything in sight with these words; those that say just this, where there are any."""
        inside = self._inside(kind)
        if not words:
            return inside
        exact = [one for one in inside if words in _said(one)]
        return exact or [one for one in inside if any(words in said for said in _said(one))]

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        last = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < last:
            if until():
                return
            let_pass(STEP_MILLISECONDS)
        raise NotThere(f"waited for {what}; in sight: {self._in_sight()}")

    def rest(self) -> None:
        """Wait until nothing is under way and everything is painted."""
        let_pass(STEP_MILLISECONDS)
        self.wait(lambda: not self.busy(), "an end of the work")
        self._come_forward()
        let_pass(2 * STEP_MILLISECONDS)

    def settle(self) -> None:
        """Wait until the news of what was done have been read everywhere as well."""
        let_pass(SETTLED_MILLISECONDS)
        self.rest()

    def _come_forward(self) -> None:
        """Give the keyboard to the window in sight, as a window manager does where there is one."""
        if self.app.activeWindow() is None:
            for window in self.app.topLevelWidgets():
                if window.isVisible() and window.isWindow():
                    window.activateWindow()

    def _in_sight(self) -> list[str]:
        return [" | ".join(_said(one)) for one in self._inside(QWidget) if any(_said(one))]

    # Doing

    def keys(self, chord: str) -> None:
        """Press a key, alone or with others: `Ctrl+N`, `Return`."""
        self._one()
        *held, name = chord.split("+")
        pressed = Qt.KeyboardModifier.NoModifier
        for each in held:
            pressed |= MODIFIERS[each]
        key = getattr(Qt.Key, f"Key_{name}")
        # As the window system would deliver it, so that shortcuts hear it too.
        window = self.app.focusWindow()
        assert window is not None
        QTest.keyClick(window, key, pressed)
        self.rest()

    def type(self, words: str) -> None:
        """Type into what has the keyboard."""
        self._one()
        target = self.focused
        for place, line in enumerate(words.split("\n")):
            if place:
                QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            for letter in line:
                _strike(target, letter)
        let_pass(STEP_MILLISECONDS)

    def click(self, target: QWidget, at: QPoint | None = None) -> None:
        """Click on something in sight, scrolling to it first as one does."""
        _bring_into_sight(target)
        self._one()
        where = at or QPoint(min(20, target.width() // 2), target.height() // 2)
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
        self.rest()

    def show(self, target: QWidget) -> None:
        """Scroll to something."""
        _bring_into_sight(target)

    def count_one(self) -> None:
        """Something was done by the mouse alone."""
        self._one()

    def press(self, words: str, number: int = 0) -> None:
        """Click on the button with these words."""
        found = self.find(words, QAbstractButton, number)
        self.wait(found.isEnabled, f"{words!r} to be possible")
        self.click(found)

    def tick(self, words: str) -> None:
        """Tick the box with these words."""
        box = self.find(words, QCheckBox)
        _bring_into_sight(box)
        self._one()
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(12, box.height() // 2))
        self.rest()

    def enter(self, label: str, number: int = 0) -> None:
        """Come into the field of this label: with Tab where it is the next one, else with a click."""
        field_ = self.field(label, number)
        wanted = field_.focusProxy() or field_
        if self.app.focusWidget() in {field_, wanted}:
            return
        if _next_in_tab_order(self.focused) in {field_, wanted}:
            self.keys("Tab")
        else:
            self.click(wanted)

    def fill(self, label: str, words: str, number: int = 0) -> None:
        """Come into a field and type."""
        self.enter(label, number)
        self.type(words)

    def choose(self, label: str, piece: str) -> None:
        """Type a piece of an answer into a field that offers many, and take the first that fits."""
        combo = self.field(label)
        self.enter(label)
        assert isinstance(combo, QComboBox), type(combo)
        line = combo.lineEdit()
        assert line is not None
        line.selectAll()
        self.type(piece)
        self.keys("Down")
        self.keys("Return")

    def field(self, label: str, number: int = 0) -> QWidget:
        """The field of this label."""
        fields = [
            one
            for one in self._inside(QWidget)
            if one.accessibleName() == label
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(one, QAbstractButton)
        ]
        if len(fields) <= number:
            raise NotThere(f"the field {label!r}; in sight: {self._in_sight()}")
        return fields[number]

    def line(self, words: str) -> None:
        """Click on the line of a list or card that says this."""
        self.click(self.find(words, Clickable))

    def lists(self, words: str) -> bool:
        """Whether a list in sight has a line that says this."""
        return any(self._rows(words))

    def _rows(self, words: str) -> Iterator[tuple[QListView, QModelIndex]]:
        for view in self._inside(QListView):
            model = view.model()
            for number in range(model.rowCount()):
                index = model.index(number, 0)
                if words in str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""):
                    yield view, index

    def row(self, words: str) -> None:
        """Click on a line that a list paints by itself."""
        for view, index in self._rows(words):
            view.scrollTo(index)
            self.click(view.viewport(), view.visualRect(index).center())
            return
        raise NotThere(f"a line {words!r}")

    def menu(self, words: str) -> None:
        """Choose in the menu that is open."""
        menu = self.app.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if words in one.text().replace("&", ""))
        self._one()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        self.rest()

    @property
    def focused(self) -> QWidget:
        """What has the keyboard."""
        found = self.app.focusWidget()
        if found is None:
            raise NotThere("a focus")
        return found

    def _one(self) -> None:
        if self._count is not None:
            self._count.pressed += 1


Clickable = QFrame
MODIFIERS: Final = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def _strike(target: QWidget, letter: str) -> None:
    """One letter; Qt's own tool knows those of English only."""
    if letter.isascii():
        QTest.keyClicks(target, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(target, event)


def _said(widget: QWidget) -> list[str]:
    """What stands on a widget, and what a screen reader is told."""
    said = [widget.accessibleName(), widget.objectName()]
    if isinstance(widget, QAbstractButton | QLabel):
        said.append(widget.text().replace("&", ""))
    return [words for words in said if words]


def _bring_into_sight(target: QWidget) -> None:
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()
    let_pass(STEP_MILLISECONDS)


def _next_in_tab_order(widget: QWidget) -> QWidget | None:
    """Where Tab leads from a widget."""
    following = widget.nextInFocusChain()
    while following is not None and following is not widget:
        takes = following.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if takes and following.isVisible() and following.isEnabled():
            return following.focusProxy() or following
        following = following.nextInFocusChain()
    return None
