"""The foot of a form: where the draft lies, throwing it away, and the one act that saves."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton

from pscp_desktop.i18n import tr
from pscp_desktop.ui.ask import throw_away
from pscp_desktop.ui.forms.drafting import DraftKeeper
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import Line, button, mark, row, say

SAVE_KEYS = ("Ctrl+Return", "Ctrl+S")


class FormFoot(QFrame):
    """Draft, discard and the act. The page says what the act is and does it."""

    acted = Signal()
    discarded = Signal()

    def __init__(
        self, look: Look, act: str, keeper: DraftKeeper | None = None, *between: QPushButton
    ) -> None:
        super().__init__()
        as_role(self, "foot")
        self._look, self._keeper = look, keeper
        self._sign = mark(look, "done", "ok", 16)
        self._words = Line("", "caption")
        self.discard = button(tr("Discard"), "quiet")
        self.discard.clicked.connect(self._ask)
        self.act = button(act, "primary")
        self.act.clicked.connect(self.acted)
        for keys in SAVE_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self.act.click)
        parts = (self._sign, self._words, self.discard, *between, self.act)
        self.setLayout(row(*parts, gap="m", edge=(32, 12, 32, 12), wide=1))
        if keeper:
            keeper.kept.connect(self._say)
        self._say()

    def busy(self, *, busy: bool) -> None:
        """Take no second act while the first is under way."""
        self.act.setEnabled(not busy)

    @Slot()
    def _say(self) -> None:
        words = self._keeper.words if self._keeper else ""
        say(self._words, words)
        self._sign.setVisible(bool(words))
        self.discard.setVisible(bool(words))

    @Slot()
    def _ask(self) -> None:
        throw_away(self.window(), self._look).answered.connect(self._discard)

    @Slot()
    def _discard(self) -> None:
        self.discarded.emit()
