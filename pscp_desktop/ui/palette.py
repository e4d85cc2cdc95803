"""The palette: every command, place and record by a few letters."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Line, Part, column, mark, panel, row, rule, text

WIDTH: Final = 600
SHOWN: Final = 9
WAIT_MILLISECONDS: Final = 120
SHORTEST_SEARCH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A line of the palette: what it is, where it belongs, and what happens when it is taken."""

    what: str
    detail: str
    icon: str
    open: Callable[[], None]
    keys: str = ""


Answer = Callable[[Sequence[Found]], None]
Search = Callable[[str, Answer], None]
"""Looks for records in the background and answers on the main thread."""


def folded(words: str) -> str:
    """`words` without case and accents, for comparing what people type with what is written."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def fitting(lines: Iterable[Found], typed: str) -> list[Found]:
    """The lines in which every typed piece begins a word, those that begin with it all first."""
    pieces = folded(typed).split()
    fit = []
    for line in lines:
        words = folded(f"{line.what} {line.detail}").replace("·", " ").split()
        if all(any(word.startswith(piece) for word in words) for piece in pieces):
            fit.append(line)
    start = folded(typed).strip()
    return sorted(fit, key=lambda line: not folded(line.what).startswith(start))


class Palette(QDialog):
    """A field and what fits it. Arrows choose, Enter takes, Escape leaves."""

    taken = Signal()

    def __init__(
        self, parent: QWidget, look: Look, lines: Sequence[Found], search: Search | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(tr("Search"))
        self._window = parent
        self._look, self._known, self._search = look, tuple(lines), search
        self._shown: list[Found] = []
        self._asked = 0
        self._finder = as_role(QLineEdit(), "finder")
        self._finder.setPlaceholderText(tr("Name, number, street, or what you want to do"))
        self._finder.setAccessibleName(tr("Search"))
        self._finder.textChanged.connect(self._typed)
        self._finder.installEventFilter(self)
        self._lines = QListWidget()
        self._lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines.itemClicked.connect(self._take)
        self._nothing = text(tr("Nothing fits. Try fewer letters."), "muted")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MILLISECONDS)
        self._wait.timeout.connect(self._look_for)
        head = row(mark(look, "search"), self._finder, gap="s", edge=(16, 8, 12, 8), wide=1)
        self._nothing.setMargin(12)
        body = column(head, rule(), 6, self._lines, self._nothing, 6, gap="none")
        card = panel(body, "card")
        self.setLayout(column(card, None))
        self.setFixedWidth(min(WIDTH, parent.width() - 40))
        self._show(fitting(self._known, ""))
        self._finder.setFocus()

    def begin(self) -> None:
        """Open over the window, near its top."""
        place = self._window.mapToGlobal(self._window.rect().topLeft())
        left = (self._window.width() - self.width()) // 2
        self.move(place.x() + left, place.y() + self._window.height() // 8)
        self.open()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take()
                return True
        return False

    def _step(self, by: int) -> None:
        count = self._lines.count()
        if count:
            self._lines.setCurrentRow((self._lines.currentRow() + by) % count)

    @Slot(str)
    def _typed(self, typed: str) -> None:
        self._asked += 1
        self._show(fitting(self._known, typed))
        if self._search is not None and len(typed.strip()) >= SHORTEST_SEARCH:
            self._wait.start()

    @Slot()
    def _look_for(self) -> None:
        if self._search is None:
            return
        asked, here = self._asked, fitting(self._known, self._finder.text())

        def answer(found: Sequence[Found]) -> None:
            if asked == self._asked:
                self._show([*found, *here])

        self._search(self._finder.text().strip(), answer)

    def _show(self, lines: Sequence[Found]) -> None:
        self._shown = list(lines[:SHOWN])
        self._lines.clear()
        for line in self._shown:
            item = QListWidgetItem(self._lines)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, visible(f"{line.what}. {line.detail}"))
            widget = self._painted(line)
            item.setSizeHint(widget.sizeHint())
            self._lines.setItemWidget(item, widget)
        self._nothing.setVisible(not self._shown)
        self._lines.setVisible(bool(self._shown))
        heights = [self._lines.sizeHintForRow(number) for number in range(len(self._shown))]
        self._lines.setFixedHeight(sum(heights) + 12)
        self._lines.setCurrentRow(0)
        self.adjustSize()

    def _painted(self, line: Found) -> QWidget:
        words: list[Part] = [Line(line.what)]
        words += [Line(line.detail, "caption")] if line.detail else []
        keys = [text(line.keys, "keys")] if line.keys else []
        lead = mark(self._look, line.icon, "muted", 20)
        return panel(row(lead, column(*words, gap="none"), *keys, gap="m",
                         edge=(14, 6, 14, 6), wide=1))  # fmt: skip

    @Slot()
    def _take(self) -> None:
        number = self._lines.currentRow()
        if 0 <= number < len(self._shown):
            line = self._shown[number]
            self.accept()
            self.taken.emit()
            line.open()
