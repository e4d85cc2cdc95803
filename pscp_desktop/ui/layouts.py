"""How parts are laid out: rows, columns, panels, and answers that flow over several lines."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.tokens import SPACE

Part = QWidget | QLayout | int | None
Edge = tuple[int, int, int, int]
NO_EDGE: Edge = (0, 0, 0, 0)


def fill(layout: QBoxLayout, parts: Sequence[Part], gap: str, edge: Edge, wide: int) -> QBoxLayout:
    """Lay `parts` out: a widget, a layout, pixels of air, or None for all the air there is.

    `wide` is the place of the one part that takes what room is left.
    """
    layout.setSpacing(SPACE[gap])
    layout.setContentsMargins(*edge)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        elif part is None:
            layout.addStretch(1)
        else:
            layout.addSpacing(part)
    if wide >= 0:
        layout.setStretch(wide, 1)
    return layout


def row(*parts: Part, gap: str = "s", edge: Edge = NO_EDGE, wide: int = -1) -> QBoxLayout:
    """Parts side by side."""
    return fill(QHBoxLayout(), parts, gap, edge, wide)


def column(*parts: Part, gap: str = "s", edge: Edge = NO_EDGE, wide: int = -1) -> QBoxLayout:
    """Parts one under another."""
    return fill(QVBoxLayout(), parts, gap, edge, wide)


def panel(layout: QLayout, role: str = "plain") -> QFrame:
    """A frame that holds a layout; its role decides whether one sees it."""
    frame = as_role(QFrame(), role)
    frame.setLayout(layout)
    return frame


def rule() -> QFrame:
    """A hairline."""
    return as_role(QFrame(), "rule")


def scrolled(body: QWidget, role: str = "page") -> QScrollArea:
    """`body` in an area that scrolls up and down only, and cannot itself take the keyboard."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(as_role(body, role))
    return area


def emptied(layout: QLayout) -> None:
    """Let go of everything in `layout`, so that it can be filled again."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)
            inner.deleteLater()


class Flow(QLayout):
    """Parts side by side that go on in the next line where the room ends."""

    # Qt still asks a layout for its size while Python takes the window apart and has emptied it.
    _items: tuple[QLayoutItem, ...] = ()
    _gap = 0

    def __init__(self, *parts: QWidget, gap: str = "s") -> None:
        super().__init__()
        self._gap = SPACE[gap]
        self.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items = (*self._items, item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        taken = self.itemAt(index)
        self._items = tuple(item for item in self._items if item is not taken)
        return taken

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items]
        widest = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(widest, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        least = QSize()
        for item in self._items:
            least = least.expandedTo(item.minimumSize())
        return least

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        self._place(place, move=True)

    def _place(self, room: QRect, *, move: bool) -> int:
        """Put the parts into `room` or only measure; gives the height they take."""
        top = room.top()
        for line in self._lines(room.width()):
            tallest = max(size.height() for _, size in line)
            left = room.left()
            for item, size in line:
                if move:
                    lower = (tallest - size.height()) // 2
                    item.setGeometry(QRect(QPoint(left, top + lower), size))
                left += size.width() + self._gap
            top += tallest + self._gap
        return max(0, top - self._gap - room.top())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The parts line by line, each with its size; none is wider than the room."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        taken = 0
        for item in self._items:
            wanted = item.sizeHint()
            size = QSize(min(wanted.width(), width), wanted.height())
            if not lines or taken + size.width() > width:
                lines.append([])
                taken = 0
            lines[-1].append((item, size))
            taken += size.width() + self._gap
        return lines
