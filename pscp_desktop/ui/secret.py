"""A field for a passphrase: hidden until asked, and it notices when capitals are locked."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.words import hint

LONGEST: int = 512


class SecretEdit(QLineEdit):
    """One line that nobody reads over a shoulder; the eye at its end shows and hides it."""

    capitals = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = self.addAction(look.icon("show"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.triggered.connect(self.turn)
        self._show(shown=False)

    @property
    def shown(self) -> bool:
        """Whether what is typed can be read."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    @Slot()
    def turn(self) -> None:
        """Show what is typed, or hide it again."""
        self._show(shown=not self.shown)

    def forget(self) -> None:
        """Empty the field, with nothing to undo."""
        self.clear()
        self._show(shown=False)

    def _show(self, *, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if shown else mode.Password)
        self._eye.setIcon(self._look.icon("hide" if shown else "show"))
        words = tr("Hide the passphrase") if shown else tr("Show the passphrase")
        self._eye.setIconText(words)
        for pressed in self._eye.associatedObjects():
            if isinstance(pressed, QToolButton):
                pressed.setAccessibleName(words)
                pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hint(self, "")

    # Qt does not tell whether capitals are locked; a letter in the wrong case does.
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) == 1 and typed.isalpha() and typed.lower() != typed.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(typed.isupper() is not shift)
        super().keyPressEvent(event)
