"""What every editor of a value can do, and the editors of what is written by hand."""

import re
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from pscp_desktop.i18n import tr
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.parts import column

FEWEST_LINES: Final = 3
MOST_LINES: Final = 14
SPANISH_FIGURES: Final = 9
SPANISH_PREFIX: Final = "+34"
FOREIGN_FIGURES: Final = (6, 15)  # with the country, ITU-T E.164
SPANISH_STARTS: Final = "6789"
NARROW: Final = 120


class Editor(QWidget):
    """A widget that holds one value. `control` in it has the keyboard and is dressed when wrong."""

    changed = Signal()
    submitted = Signal()

    names_itself = False
    """Whether the editor shows the label of its field, so that none stands above it."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        self.control = control
        self.setFocusProxy(control)

    def value(self) -> Any:
        """What the editor holds; nothing where what was typed cannot be read."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Hold `value` instead."""
        raise NotImplementedError

    def typed(self) -> Any:
        """What a draft keeps: plain, and just as it was typed."""
        return self.value()

    def retype(self, typed: Any) -> None:
        """Hold what a draft kept."""
        self.show_value(typed)

    def problem(self) -> str:
        """What is wrong with what was typed and how to mend it; nothing where it will do."""
        return ""

    @property
    def unreadable(self) -> bool:
        """Whether something was typed that is no value, so that it cannot be saved."""
        return False

    def name(self, label: str) -> None:
        """Carry the label of the field."""
        self.control.setAccessibleName(label)

    def fix(self) -> None:
        """Only show the value from now on."""
        self.setEnabled(False)


class TypedLine(QLineEdit):
    """One line to type in; others put words into it by `put`, which shows no markup."""

    _offered: QCompleter | None = None

    def suggest(self, words: Sequence[str]) -> None:
        """Offer `words` while somebody types, and all of them on the key that goes down."""
        offered = QCompleter(list(words), self)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(offered)
        self._offered = offered

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down
        if down and self._offered is not None and not self.isReadOnly():
            self._offered.setCompletionPrefix("")
            self._offered.complete()
        else:
            super().keyPressEvent(event)

    def put(self, words: str) -> None:
        """Say `words` instead, from their beginning."""
        if words != self.text():
            self.setText(words)
            self.setCursorPosition(0)


class LineEditor(Editor):
    """One line of text."""

    def __init__(self) -> None:
        self.line = TypedLine()
        super().__init__(self.line)
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.submitted)
        self.setLayout(column(self.line))

    def value(self) -> Any:
        return self.line.text().strip()

    def show_value(self, value: Any) -> None:
        self.line.put("" if value is None else str(value))

    def typed(self) -> Any:
        return self.line.text()

    def retype(self, typed: Any) -> None:
        self.line.put(str(typed))

    def suggest(self, words: Sequence[str]) -> None:
        """Offer `words` while somebody types; another may be typed all the same."""
        if words:
            self.line.suggest(words)

    def fix(self) -> None:
        self.line.setReadOnly(True)


class TelephoneEditor(LineEditor):
    """A telephone number. What looks mistaken is said and still kept: abroad has other rules."""

    def problem(self) -> str:
        typed = re.sub(r"[\s.\-/()]", "", self.line.text())
        if not typed:
            return ""
        foreign = typed.startswith(("+", "00")) and not typed.startswith((SPANISH_PREFIX, "0034"))
        figures = typed.removeprefix(SPANISH_PREFIX).removeprefix("0034").removeprefix("+")
        if not figures.isdigit():
            return tr("A telephone number has only figures, with spaces if you like.")
        return _foreign_problem(figures) if foreign else _spanish_problem(figures)


def _foreign_problem(figures: str) -> str:
    fewest, most = FOREIGN_FIGURES
    if fewest <= len(figures) <= most:
        return ""
    return tr("A number from abroad has its country and at most fifteen figures.")


def _spanish_problem(figures: str) -> str:
    missing = SPANISH_FIGURES - len(figures)
    if missing == 1:
        return tr("One figure is missing: a Spanish number has nine.")
    if missing > 1:
        said = tr("{count} figures are missing: a Spanish number has nine.")
        return said.format(count=missing)
    if missing < 0:
        return tr("Too many figures: a Spanish number has nine. From abroad it begins with +.")
    if figures[0] not in SPANISH_STARTS:
        return tr("A Spanish number begins with 6, 7, 8 or 9.")
    return ""


class NumberEditor(LineEditor):
    """A whole number."""

    def __init__(self, *, empty: float | None) -> None:
        super().__init__()
        self._empty = empty
        self.line.setMaximumWidth(NARROW)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def value(self) -> Any:
        words = self.line.text().strip()
        if not words:
            return self._empty
        return None if self.unreadable else int(words)

    def problem(self) -> str:
        return tr("Write a whole number, in figures.") if self.unreadable else ""

    @property
    def unreadable(self) -> bool:
        words = self.line.text().strip()
        return bool(words) and not re.fullmatch(r"-?[0-9]{1,9}", words)


class DecimalEditor(NumberEditor):
    """A number with a fraction: "40,4154" or "40.4154"."""

    def value(self) -> Any:
        words = self.line.text().strip()
        if not words:
            return self._empty
        return None if self.unreadable else float(words.replace(",", "."))

    def show_value(self, value: Any) -> None:
        self.line.put("" if value is None else repr(float(value)))

    def problem(self) -> str:
        return tr("Write a number in figures, such as 40,4154.") if self.unreadable else ""

    @property
    def unreadable(self) -> bool:
        words = self.line.text().strip()
        return bool(words) and not re.fullmatch(r"-?[0-9]{1,7}([.,][0-9]{1,8})?", words)


class MoneyEditor(NumberEditor):
    """A sum in euros, kept in cents: "12,50" or "12.50"; a whole number is whole euros."""

    def value(self) -> Any:
        words = self.line.text().strip()
        if not words:
            return self._empty
        if self.unreadable:
            return None
        euros, _, cents = words.replace(",", ".").partition(".")
        return int(euros) * 100 + int(cents.ljust(2, "0"))

    def show_value(self, value: Any) -> None:
        self.line.put("" if value is None else f"{value // 100},{value % 100:02}")

    def problem(self) -> str:
        return tr("Write a sum in euros, such as 12,50.") if self.unreadable else ""

    @property
    def unreadable(self) -> bool:
        words = self.line.text().strip()
        return bool(words) and not re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,2})?", words)


class GrowingText(QPlainTextEdit):
    """Many lines of plain text that takes the room it needs, up to a point. Tab leaves it."""

    submitted = Signal()
    grown = Signal(int)
    """How tall it wants to be. Whoever holds it keeps to that: the style sets its least height."""

    def __init__(self, fewest: int) -> None:
        super().__init__()
        self._fewest, self._tall = fewest, 0
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        lines = round(self.document().size().height())
        shown = max(self._fewest, min(MOST_LINES, lines))
        margin = round(self.document().documentMargin())
        tall = shown * self.fontMetrics().lineSpacing() + 2 * margin + 14
        if tall != self._tall:
            self._tall = tall
            self.updateGeometry()
            self.grown.emit(tall)

    def sizeHint(self) -> QSize:
        return QSize(240, self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._tall)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class LongEditor(Editor):
    """Many lines of text."""

    def __init__(self, fewest: int = FEWEST_LINES) -> None:
        self.text = GrowingText(fewest)
        super().__init__(self.text)
        self.text.textChanged.connect(self.changed)
        self.text.submitted.connect(self.submitted)
        self.text.grown.connect(self.setFixedHeight)
        self.setLayout(column(self.text, wide=0))
        self.setFixedHeight(self.text.sizeHint().height())

    def value(self) -> Any:
        return self.text.toPlainText().strip()

    def show_value(self, value: Any) -> None:
        self.retype("" if value is None else str(value))

    def typed(self) -> Any:
        return self.text.toPlainText()

    def retype(self, typed: Any) -> None:
        if typed != self.text.toPlainText():
            self.text.setPlainText(str(typed))

    def fix(self) -> None:
        self.text.setReadOnly(True)


class TickEditor(Editor):
    """Yes or no, as one box to tick beside its label."""

    names_itself = True

    def __init__(self) -> None:
        self.box = QCheckBox()
        super().__init__(self.box)
        self.box.toggled.connect(self.changed)
        self.setLayout(column(self.box))

    def name(self, label: str) -> None:
        super().name(label)
        self.box.setText(literal(label))

    def value(self) -> Any:
        return self.box.isChecked()

    def show_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


def rename(pressed: QPushButton, words: str) -> None:
    """Let a button name another act."""
    pressed.setText(literal(words))
    pressed.setAccessibleName(words)
