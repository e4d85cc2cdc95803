"""One thing that a button does, as something that can be connected and dies with its part."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot


class Act(QObject):
    """Calls `do` with what it was made with."""

    def __init__(self, parent: QObject, do: Callable[..., object], *given: object) -> None:
        super().__init__(parent)
        self._do, self._given = do, given

    @Slot()
    def run(self) -> None:
        """Do it."""
        self._do(*self._given)
