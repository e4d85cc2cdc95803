"""What was just decided and, where it can be, the way to take it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Line, button, mark, row, say, text


class DoneLine(QFrame):
    """A line that says what was done; out of sight while nothing was."""

    undone = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        as_role(self, "head")
        self._said = Line("", "muted")
        self._undo = button(tr("Undo"), "link")
        self._undo.clicked.connect(self.undone)
        self._keys = text("Ctrl+Z", "keys")
        parts = (mark(look, "done", "ok", 16), self._said, self._undo, self._keys)
        self.setLayout(row(*parts, edge=(32, 8, 32, 8), wide=1))
        self.hide()

    def tell(self, words: str, *, undoable: bool) -> None:
        """Say what was done; nothing hides the line."""
        say(self._said, words)
        self._undo.setVisible(undoable)
        self._keys.setVisible(undoable)
        self.setVisible(bool(words))
        self.setAccessibleName(words)
