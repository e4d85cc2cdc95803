"""The emergency card: whom to call, one key away from everywhere, before unlocking as well."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.settings import LONGEST_LINE, MOST_LINES, standard_numbers
from pscp_desktop.ui.ask import room_for
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Part,
    SectionHeader,
    button,
    column,
    emptied,
    icon_button,
    panel,
    row,
    scrolled,
    text,
)

Numbers = Sequence[tuple[str, str]]
WIDTH: Final = 560
EDGE: Final = 28
SHORTEST_LIST: Final = 64


class EmergencyCard(QDialog):
    """The numbers that hold everywhere, and those of the place, which whoever works here writes."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        numbers: Numbers,
        save: Callable[[Numbers], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Emergency numbers"))
        self.setFixedWidth(WIDTH)
        as_role(self, "sheet")
        self._look, self._save = look, save
        self._numbers = [tuple(pair) for pair in numbers]
        self._local = column(gap="xs")
        self._lines = panel(self._local)
        self._room = scrolled(self._lines, "sheet")
        self._label, self._number = QLineEdit(), QLineEdit()
        standard = [self._line(number, tr(label)) for number, label in standard_numbers()]
        close = button(tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        say_first = text(
            tr("In danger, call 112 first. The program does not call: use a phone."),
            "muted",
            wrap=True,
        )
        self.setLayout(
            column(
                text(tr("Emergency numbers"), "title"),
                say_first,
                4,
                *standard,
                8,
                SectionHeader(tr("Here")),
                self._room,
                *self._adder(),
                8,
                row(None, close),
                gap="s",
                edge=(EDGE, 24, EDGE, 20),
            )
        )
        self._show_local()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its lines; where the window is lower, those of the place scroll."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 (it was just made)
        self._local.activate()
        inside = self._local
        wanted = (
            inside.totalHeightForWidth(WIDTH - 2 * EDGE)
            if inside.hasHeightForWidth()
            else inside.totalSizeHint().height()
        )
        self._room.setFixedHeight(0)
        room = room_for(self) - layout.totalHeightForWidth(WIDTH)
        self._room.setFixedHeight(min(wanted, max(SHORTEST_LIST, room)))
        layout.activate()
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))

    def _line(self, number: str, label: str, *acts: Part) -> QWidget:
        shown = text(number, "section")
        shown.setFixedWidth(104)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setAccessibleName(f"{number}. {label}")
        return panel(row(shown, text(label, wrap=True), *acts, gap="m", wide=1))

    def _adder(self) -> list[Part]:
        if self._save is None:
            return []
        for editor, words in (
            (self._label, tr("Who answers")),
            (self._number, tr("Number")),
        ):
            editor.setPlaceholderText(words)
            editor.setAccessibleName(words)
            editor.setMaxLength(LONGEST_LINE)
            editor.returnPressed.connect(self._add)
        self._number.setFixedWidth(150)
        add = button(tr("Add number"))
        add.clicked.connect(self._add)
        return [row(self._label, self._number, add)]

    def _show_local(self) -> None:
        emptied(self._local)
        if not self._numbers:
            said = tr("The local police, the nearest health centre, the duty colleague.")
            self._local.addWidget(text(said, "muted", wrap=True))
        for at, (label, number) in enumerate(self._numbers):
            acts: list[Part] = []
            if self._save is not None:
                remove = icon_button(self._look, "close", tr("Remove {label}").format(label=label))
                remove.setProperty("at", at)
                remove.clicked.connect(self._remove)
                acts = [remove]
            self._local.addWidget(self._line(number, label, *acts))
        self._fit()

    @Slot()
    def _add(self) -> None:
        label, number = self._label.text().strip(), self._number.text().strip()
        if label and number and len(self._numbers) < MOST_LINES:
            self._keep([*self._numbers, (label, number)])
            self._label.clear()
            self._number.clear()
            self._label.setFocus()

    @Slot()
    def _remove(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            at = pressed.property("at")
            self._keep([pair for number, pair in enumerate(self._numbers) if number != at])

    def _keep(self, numbers: list[tuple[str, ...]]) -> None:
        self._numbers = numbers
        if self._save is not None:
            self._save([(label, number) for label, number in numbers])
        self._show_local()
