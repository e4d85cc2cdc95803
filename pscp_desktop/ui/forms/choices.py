"""Editors of answers chosen from a list: all in sight while they are few, else found by typing."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QPushButton, QSizePolicy

from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.editors import Editor
from pscp_desktop.ui.layouts import Flow
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.palette import folded
from pscp_desktop.ui.parts import Choice, button, column

IN_SIGHT: Final = 6
FOLDED: Final = Qt.ItemDataRole.UserRole + 1

# A draft tells words that mean no answer from the answer that is meant.
TYPED: Final = "typed"
MEANT: Final = "meant"

Answers = Sequence[tuple[Any, str]]
"""The values to choose from and the words for each, already in the language of the screen."""


def plain(value: Any) -> Any:
    """A value as a draft keeps it."""
    return value.hex if isinstance(value, UUID) else value


class _OneOf(Editor):
    """What the editors of one answer share: the answers, by value and as a draft keeps them."""

    answers: list[tuple[Any, str]]

    def _number_of(self, value: Any) -> int:
        return next((n for n, (known, _) in enumerate(self.answers) if known == value), -1)

    def typed(self) -> Any:
        return plain(self.value())

    def retype(self, typed: Any) -> None:
        self.show_value(next((v for v, _ in self.answers if plain(v) == typed), typed))


class ChoiceEditor(_OneOf):
    """One of a few answers, each a button; where none is needed, a second press takes it back."""

    def __init__(self, look: Look, answers: Answers, *, empty: Any, may_be_empty: bool) -> None:
        self.answers = list(answers)
        self._look, self._empty, self._may_be_empty = look, empty, may_be_empty
        self._choice = Choice(look, [words for _, words in self.answers], chosen=-1)
        super().__init__(self._choice)
        self._last = -1
        self._label = ""
        self._choice.picked.connect(self._picked)
        self._column = column(self._choice)
        self.setLayout(self._column)

    def value(self) -> Any:
        number = self._choice.chosen
        return self.answers[number][0] if number >= 0 else self._empty

    def show_value(self, value: Any) -> None:
        number = self._number_of(value)
        if number < 0 and value not in {None, "", self._empty}:
            # A newer version's answer: shown as it is stored, so that a save keeps it.
            self.answers.append((value, str(value)))
            self._rebuild()
            number = len(self.answers) - 1
        if number != self._choice.chosen:
            self._choice.choose(number)
            self._last = number
            self.changed.emit()
        self._last = number

    def name(self, label: str) -> None:
        super().name(label)
        self._label = label

    def _rebuild(self) -> None:
        old = self._choice
        self._choice = Choice(self._look, [words for _, words in self.answers], chosen=-1)
        self._choice.picked.connect(self._picked)
        self._column.replaceWidget(old, self._choice)
        self.control = self._choice
        self.setFocusProxy(self._choice)
        self._choice.setAccessibleName(self._label)
        old.deleteLater()

    @Slot(int)
    def _picked(self, number: int) -> None:
        if number == self._last and self._may_be_empty:
            self._choice.choose(-1)
            number = -1
        if number != self._last:
            self._last = number
            self.changed.emit()


class _Finder(QCompleter):
    """Offers the answers that hold what was typed, without regard to accents and case."""

    def __init__(self, model: QStandardItemModel, parent: QObject) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(8)

    def splitPath(self, path: str) -> list[str]:
        return [folded(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class _StillCombo(QComboBox):
    """A combo box the wheel does not turn: the page is meant, not the answer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ComboEditor(_OneOf):
    """One of many answers, found by typing a piece of it. No answer is the first of its lines."""

    def __init__(self, look: Look, answers: Answers, *, empty: Any, may_be_empty: bool) -> None:
        del look, may_be_empty
        blank = [] if any(value == empty for value, _ in answers) else [(empty, "")]
        self.answers = [*blank, *answers]
        self.combo = _StillCombo()
        super().__init__(self.combo)
        self._model = QStandardItemModel(self.combo)
        for _, words in self.answers:
            self._add(words)
        self.combo.setModel(self._model)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setMinimumContentsLength(12)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setCompleter(_Finder(self._model, self.combo))
        self.combo.setCurrentIndex(0)
        line = self.combo.lineEdit()
        assert line is not None  # noqa: S101 (an editable combo box has one)
        line.setPlaceholderText(tr("Choose, or type a piece of it"))
        self.combo.editTextChanged.connect(self.changed)
        self.setLayout(column(self.combo))

    def value(self) -> Any:
        number = self._meant()
        return self.answers[number][0] if number >= 0 else None

    def show_value(self, value: Any) -> None:
        number = self._number_of(value)
        if number < 0 and value is not None:
            self.answers.append((value, str(value)))
            self._add(str(value))
            number = len(self.answers) - 1
        self.combo.setCurrentIndex(max(0, number))
        self.combo.setEditText(self.answers[max(0, number)][1])

    def typed(self) -> Any:
        if self.unreadable:
            return [TYPED, self.combo.currentText()]
        return [MEANT, plain(self.value())]

    def retype(self, typed: Any) -> None:
        kind, held = typed
        if kind == TYPED:
            self.combo.setEditText(str(held))
        else:
            super().retype(held)

    def problem(self) -> str:
        return tr("Choose one of the answers in the list.") if self.unreadable else ""

    @property
    def unreadable(self) -> bool:
        return self._meant() < 0

    def _meant(self) -> int:
        words = folded(self.combo.currentText()).strip()
        known = [folded(said) for _, said in self.answers]
        if words in known:
            return known.index(words)
        begun = [number for number, said in enumerate(known) if said and said.startswith(words)]
        return begun[0] if words and len(begun) == 1 else -1

    def _add(self, words: str) -> None:
        item = QStandardItem(words)
        item.setData(folded(words), FOLDED)
        self._model.appendRow(item)


class ChecksEditor(Editor):
    """Several of a few answers, each a chip that is on or off; kept joined by one space."""

    def __init__(self, look: Look, answers: Answers) -> None:
        self._look = look
        self._answers = [(str(value), words) for value, words in answers]
        self._chips = [self._chip(words) for _, words in self._answers]
        self._unknown: list[str] = []
        super().__init__(self._chips[0])
        self.setLayout(Flow(*self._chips))

    def _chip(self, words: str) -> QPushButton:
        chip = button(words, "choice")
        chip.setCheckable(True)
        chip.toggled.connect(self._turned)
        return chip

    def value(self) -> Any:
        pairs = zip(self._answers, self._chips, strict=True)
        chosen = [value for (value, _), chip in pairs if chip.isChecked()]
        return " ".join([*chosen, *self._unknown])

    def show_value(self, value: Any) -> None:
        held = str(value or "").split()
        known = {code for code, _ in self._answers}
        self._unknown = [code for code in held if code not in known]
        for (code, _), chip in zip(self._answers, self._chips, strict=True):
            chip.setChecked(code in held)

    def name(self, label: str) -> None:
        """Say the question with each answer, as there is no one control that could carry it."""
        self.setAccessibleName(label)
        for (_, words), chip in zip(self._answers, self._chips, strict=True):
            chip.setAccessibleName(f"{label}: {words}")

    @Slot()
    def _turned(self) -> None:
        tick = self._look.icon("check", "accent")
        for chip in self._chips:
            chip.setIcon(tick if chip.isChecked() else self._look.icon("plus", "muted"))
        self.changed.emit()


__all__ = ["IN_SIGHT", "Answers", "ChecksEditor", "ChoiceEditor", "ComboEditor"]
