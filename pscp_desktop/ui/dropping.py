"""A file that is dragged to a part of the window and let go of there: as good as one that was chosen."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

ENTERS: Final = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove})


class Dropping(QObject):
    """Lets one local file be dropped on `onto`; whatever else is dragged there is not taken."""

    def __init__(self, onto: QWidget, take: Callable[[Path], None]) -> None:
        super().__init__(onto)
        self._take = take
        onto.setAcceptDrops(True)
        onto.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        path = _one_file(event)
        if path is None:
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() not in ENTERS:
            self._take(path)
        return True


def _one_file(event: QDropEvent) -> Path | None:
    """The file that is dragged; None where it is several, or none that lies on this computer."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
