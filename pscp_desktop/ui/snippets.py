"""A few letters and a key put a piece of text into what is being written."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu

from pscp_desktop.domain.catalogues import Snippet
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Snippets, folded
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.commands import Command, literal
from pscp_desktop.ui.forms.editors import GrowingText

KEYS = "Ctrl+J"
SHOWN = 60
"""So many letters of a text stand in the menu."""


class SnippetKey(QObject):
    """Works on the text that has the keyboard, wherever in the window that is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._snippets = Snippets(desk)
        self.menu: QMenu | None = None
        self.command = Command(
            id="desk.snippet",
            label=N_("Insert a text"),
            run=self.insert,
            keys=KEYS,
            icon="note",
            enabled=self.possible,
        )

    @staticmethod
    def possible() -> bool:
        """Whether a text that can be written in has the keyboard."""
        return _under_hand() is not None

    @Slot()
    def insert(self) -> None:
        """Put the text in for the letters before the cursor; where they are none, show what there is."""
        text = _under_hand()
        if text is None:
            return
        offered = self._snippets.offered()
        letters = _letters_before(text)
        found = [one for one in offered if folded(one.abbreviation) == folded(letters)]
        if letters and found:
            _put(text, found[0].words, instead_of=len(letters))
        else:
            self._show(text, offered)

    def _show(self, text: GrowingText, offered: tuple[Snippet, ...]) -> None:
        self.menu = menu = QMenu(text)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in offered:
            _Choice(menu, text, one)
        if not offered:
            nothing = menu.addAction(literal(tr("No text yet: write them in Preferences, Texts")))
            nothing.setEnabled(False)
        menu.popup(text.viewport().mapToGlobal(text.cursorRect().bottomLeft()))


class _Choice(QAction):
    """One text of the menu."""

    def __init__(self, menu: QMenu, text: GrowingText, snippet: Snippet) -> None:
        beginning = " ".join(snippet.words.split())
        shown = beginning if len(beginning) <= SHOWN else f"{beginning[:SHOWN].rstrip()}…"
        super().__init__(literal(f"{snippet.abbreviation}  ·  {shown}"), menu)
        self._text, self._words = text, snippet.words
        self.triggered.connect(self._chosen)
        menu.addAction(self)

    @Slot()
    def _chosen(self) -> None:
        _put(self._text, self._words, instead_of=0)
        self._text.setFocus()


def _under_hand() -> GrowingText | None:
    found = QApplication.focusWidget()
    return found if isinstance(found, GrowingText) and not found.isReadOnly() else None


def _letters_before(text: GrowingText) -> str:
    """The word that ends at the cursor; nothing where something is selected."""
    cursor = text.textCursor()
    if cursor.hasSelection():
        return ""
    line = cursor.block().text()[: cursor.positionInBlock()]
    kept = len(line)
    while kept and (line[kept - 1].isalnum() or line[kept - 1] in "_-"):
        kept -= 1
    return line[kept:]


def _put(text: GrowingText, words: str, *, instead_of: int) -> None:
    """Put plain text in as one step, so that one undo takes it out again."""
    cursor = text.textCursor()
    cursor.beginEditBlock()
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, instead_of)
    cursor.insertText(words)
    cursor.endEditBlock()
    text.setTextCursor(cursor)
    text.ensureCursorVisible()


__all__ = ["SnippetKey"]
