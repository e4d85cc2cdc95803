"""Two parts beside each other, and what they do where there is no room for both.

`Beside` puts the narrow part under the wide one. `Pair` shows one at a time: a list, or what is open.
"""

from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from pscp_desktop.ui.parts import column, panel, row

STACKED_UNDER: Final = 900
"""Pixels under which the two stand one under the other."""
ONE_UNDER: Final = 900
"""Pixels under which a list and what is open share one place."""
ANY_WIDTH: Final = 16_777_215


class Beside(QWidget):
    """The narrow part keeps its width while it stands at the side, and takes all of it below."""

    def __init__(self, wide: QWidget, narrow: QWidget, width: int) -> None:
        super().__init__()
        self._narrow, self._width = narrow, width
        held = panel(column(narrow, None, gap="none"))
        self._layout = row(wide, held, gap="xl", wide=0)
        self.setLayout(self._layout)
        narrow.setFixedWidth(width)

    def minimumSizeHint(self) -> QSize:
        # It can always be narrower than both: then it stacks them.
        return QSize(self._width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < STACKED_UNDER
        way = QBoxLayout.Direction
        wanted = way.TopToBottom if stacked else way.LeftToRight
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)
            self._narrow.setMinimumWidth(0 if stacked else self._width)
            self._narrow.setMaximumWidth(ANY_WIDTH if stacked else self._width)


class Pair(QWidget):
    """A list and what is open beside it; where the window is small, the one that is wanted."""

    narrowed = Signal(bool)
    """Whether only one of them is in sight now, so that a way back to the list is needed."""

    def __init__(self, listing: QWidget, opened: QWidget, width: int) -> None:
        super().__init__()
        self._list, self._open, self._width = listing, opened, width
        self._listing, self._narrow = True, False
        self.setLayout(row(listing, opened, gap="none", wide=1))
        self._arrange()

    @property
    def narrow(self) -> bool:
        """Whether there is room for one of them only."""
        return self._narrow

    def show_list(self) -> None:
        """The list is wanted."""
        self._listing = True
        self._arrange()

    def show_open(self) -> None:
        """What is open is wanted."""
        self._listing = False
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        # It can always be narrower than both: then it shows one of them.
        return QSize(self._width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < ONE_UNDER
        if narrow is not self._narrow:
            self._narrow = narrow
            self._arrange()
            self.narrowed.emit(narrow)

    def _arrange(self) -> None:
        self._list.setMinimumWidth(self._width)
        self._list.setMaximumWidth(ANY_WIDTH if self._narrow else self._width)
        self._list.setVisible(self._listing or not self._narrow)
        self._open.setVisible(not self._listing or not self._narrow)
