"""A wide part and a narrow one beside it; one under the other where there is no room for both."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from pscp_desktop.ui.parts import column, panel, row

STACKED_UNDER: Final = 900
"""Pixels under which the two stand one under the other."""
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
