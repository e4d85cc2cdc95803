"""Naming a coordinate system: the usual ones at once, any other by its number or its name."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.maps.systems import search
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Banner, Field, Line, Part, button, column, row, text

ROWS: Final = 150
AGAIN: Final = N_("The file is read again with the one you choose, and you see where it falls.")


class SystemChoice(QWidget):
    """A field to search in and what it finds; Return or a click takes one."""

    chosen = Signal(str)
    """The code of a system, as `EPSG:25830`."""

    def __init__(self, look: Look, now: str = "") -> None:
        super().__init__()
        self._now = now
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(tr("Number or name, as 25830 or ED50"))
        self.typed.textChanged.connect(self._search)
        self.typed.returnPressed.connect(self._take_first)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Coordinate systems found"))
        self.found.setFixedHeight(ROWS)
        self.found.setWordWrap(True)
        self.found.itemActivated.connect(self._take)
        self.found.itemClicked.connect(self._take)
        field = Field(look, tr("Coordinate system"), self.typed)
        self.setLayout(column(field, self.found, gap="xs"))
        self._search("")

    @Slot(str)
    def _search(self, typed: str) -> None:
        self.found.clear()
        for system in search(typed):
            item = QListWidgetItem(system.words)
            item.setData(Qt.ItemDataRole.UserRole, system.code)
            self.found.addItem(item)
            if system.code == self._now:
                self.found.setCurrentItem(item)

    @Slot()
    def _take_first(self) -> None:
        item = self.found.item(0)
        if item is not None:
            self._take(item)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        code = str(item.data(Qt.ItemDataRole.UserRole))
        if code != self._now:
            self.chosen.emit(code)


class Naming(QWidget):
    """A file that does not say its system, or says a wrong one: it is asked, and the file read again."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, look: Look, name: str, why: str) -> None:
        super().__init__()
        self.choice = SystemChoice(look)
        self.choice.chosen.connect(self.chosen)
        leave = button(tr("Leave it"), "quiet")
        leave.clicked.connect(self.left)
        parts: list[Part] = [
            Line(name, "section"), Banner(look, "warn", why, ""), self.choice,
            text(tr(AGAIN), "caption", wrap=True),
            row(leave, None), None,
        ]  # fmt: skip
        self.setLayout(column(*parts, gap="m"))
        self.setFocusProxy(self.choice.typed)
