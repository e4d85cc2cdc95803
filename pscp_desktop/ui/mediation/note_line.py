"""The note at the foot of a file: typed while listening, kept as a draft, added with one key."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame

from pscp_desktop.i18n import tr
from pscp_desktop.store.cells import Heads
from pscp_desktop.ui.forms.drafting import DraftKeeper, DraftKey, FormTools
from pscp_desktop.ui.forms.editors import GrowingText
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import Line, button, column, row, say, text


class NoteText(GrowingText):
    """Enter adds the note, Shift+Enter begins a new line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class DoneLine(QFrame):
    """What was just done and, where it can be, the way to take it back. It never takes focus."""

    undone = Signal()

    def __init__(self, tools: FormTools) -> None:
        super().__init__()
        self._said = Line("", "muted")
        self._undo = button(tr("Undo"), "link")
        self._undo.clicked.connect(self.undone)
        self._keys = text("Ctrl+Z", "keys")
        mark_of = text("", "muted")
        mark_of.setPixmap(tools.look.mark("done", "ok", 16))
        self.setLayout(row(mark_of, self._said, self._undo, self._keys, wide=1))
        self.hide()

    def tell(self, words: str, *, undoable: bool) -> None:
        """Say what was done."""
        say(self._said, words)
        self._undo.setVisible(undoable)
        self._keys.setVisible(undoable)
        self.setVisible(bool(words))
        self.setAccessibleName(words)


class NoteLine(QFrame):
    """A field and its act. What is typed survives a lock and another file being opened."""

    added = Signal(str)

    def __init__(self, tools: FormTools, done: DoneLine) -> None:
        super().__init__()
        as_role(self, "foot")
        self._tools = tools
        self._keeper: DraftKeeper | None = None
        self.field = NoteText(1)
        self.field.setPlaceholderText(tr("Write a note in this file"))
        self.field.setAccessibleName(tr("Note"))
        self.field.submitted.connect(self._add)
        add = button(tr("Add note"), "", "note", tools.look)
        add.clicked.connect(self._add)
        below = column(add, None, gap="none")
        self.setLayout(column(done, row(self.field, below, wide=0), gap="s", edge=(28, 10, 24, 10)))

    def stand_at(self, dossier: UUID) -> None:
        """Take up the note of a file where it was left."""
        self.leave()
        self.field.clear()
        self._keeper = DraftKeeper(self._tools, DraftKey(form="note", dossier=dossier), [self])
        self._keeper.setParent(self)
        self._keeper.fetch()
        self.field.textChanged.connect(self._keeper.touch)

    def leave(self) -> None:
        """Keep what was typed; the file goes out of sight."""
        if self._keeper is not None:
            self.field.textChanged.disconnect(self._keeper.touch)
            self._keeper.leave()
            self._keeper.deleteLater()
            self._keeper = None

    @property
    def drop(self) -> Callable[[], None]:
        """What forgets the draft, with the save of the note."""
        keeper = self._keeper
        return keeper.drop if keeper is not None else _nothing

    def clear(self) -> None:
        """The note was added."""
        self.field.clear()

    # The keeper's side

    def typed(self) -> dict[str, Any]:
        said = self.field.toPlainText()
        return {"text": said} if said.strip() else {}

    def typed_over(self) -> Heads:
        return {}

    def retype(self, typed: dict[str, Any], _shown: Heads) -> None:
        """What was kept, then what was typed before it was found."""
        said = self.field.toPlainText()
        kept = str(typed.get("text", ""))
        self.field.setPlainText("\n".join(filter(None, (kept, said))))
        self.field.moveCursor(QTextCursor.MoveOperation.End)

    @Slot()
    def _add(self) -> None:
        said = self.field.toPlainText().strip()
        if said:
            self.added.emit(said)
        else:
            self.field.setFocus()


def _nothing() -> None:
    pass
