"""Questions put to the person: always opened, never waited for in a loop of their own."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.layouts import scrolled
from pscp_desktop.ui.look import Look, as_role, screen_room
from pscp_desktop.ui.parts import Field, button, column, row, text

SHORTEST_REASON: Final = 8
WIDTH: Final = 480
# Left and right of what is said, and what is seen of the window above and below a tall question.
EDGE: Final = 24
ABOUT: Final = 16
# What is left of a long text where there is hardly room: three lines, which scroll.
SHORTEST_TEXT: Final = 64


def forget_places() -> None:
    """Keep Qt's own file dialog from writing down which folders were looked at."""
    QSettings.setPath(
        QSettings.Format.NativeFormat,
        QSettings.Scope.UserScope,
        os.devnull,
    )


def room_for(dialog: QDialog) -> int:
    """How high a dialog may be over its window."""
    screen, parent = screen_room().height(), dialog.parentWidget()
    window = parent.window().height() if parent and parent.window().isVisible() else screen
    return min(screen, window) - 2 * ABOUT


class Saying(QDialog):
    """What says something of any length: it grows with its text as far as the window, which then scrolls."""

    def __init__(self, parent: QWidget | None, said: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._full_text = text(said, wrap=True)
        body = QWidget()
        body.setLayout(column(self._full_text))
        self._text_area = scrolled(body, "plain")
        self._text_area.setAccessibleName(said)
        if not said:
            self._text_area.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the text what it needs, or what the rest leaves of the window."""
        layout = self.layout()
        if layout is None:
            return
        width = max(WIDTH, layout.totalSizeHint().width())
        wanted = max(0, self._full_text.heightForWidth(width - 2 * EDGE))
        self._text_area.setFixedHeight(0)
        room = room_for(self) - layout.totalHeightForWidth(width)
        height = min(wanted, max(SHORTEST_TEXT, room))
        self._text_area.setFixedHeight(height)
        longer = height < wanted
        shown, hidden = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._text_area.setVerticalScrollBarPolicy(shown if longer else hidden)
        self._text_area.setFocusPolicy(
            Qt.FocusPolicy.TabFocus if longer else Qt.FocusPolicy.NoFocus
        )
        layout.activate()
        self.resize(width, layout.totalHeightForWidth(width))


class Notice(Saying):
    """Something that happened and what to do about it; there is only closing it."""

    def __init__(self, parent: QWidget | None, what: str, do: str) -> None:
        super().__init__(parent, do)
        close = button(tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        said = column(text(what, "section", wrap=True), self._text_area, gap="m")
        self.setLayout(column(said, row(None, close), gap="l", edge=(EDGE, 20, EDGE, 18)))
        as_role(self, "sheet")
        self.setAccessibleName(what)
        self.setAccessibleDescription(do)


class Question(Saying):
    """A question with its reason, one act named as a verb, and a way out that changes nothing."""

    answered = Signal(str)

    def __init__(
        self, parent: QWidget, look: Look, what: str, why: str, act: str, *, harm: bool = False
    ) -> None:
        super().__init__(parent, why)
        self._look = look
        self._act = button(act, "harm" if harm else "primary")
        self._act.setDefault(True)
        self._act.clicked.connect(self._answer)
        leave = button(tr("Cancel"), "quiet")
        leave.clicked.connect(self.reject)
        self._body = column(gap="m")
        self.setLayout(
            column(
                text(what, "section", wrap=True),
                self._text_area,
                self._body,
                row(None, leave, self._act),
                gap="m",
                edge=(EDGE, 20, EDGE, 18),
            )
        )
        as_role(self, "sheet")
        self.setAccessibleName(what)

    def ask_for(self, field: QWidget) -> None:
        """Put a field into the question; it gets the keyboard first."""
        self._body.addWidget(field)

    def allow(self, *, allowed: bool) -> None:
        """Let the act be done, or not yet."""
        self._act.setEnabled(allowed)

    def value(self) -> str:
        """What was answered; a plain confirmation answers nothing."""
        return ""

    @Slot()
    def _answer(self) -> None:
        said = self.value()
        self.accept()
        self.answered.emit(said)


class TypedQuestion(Question):
    """A question answered by typing; the act waits until what is typed will do."""

    def __init__(  # noqa: PLR0917 (a question has these parts)
        self,
        parent: QWidget,
        look: Look,
        what: str,
        why: str,
        act: str,
        editor: QLineEdit | QPlainTextEdit,
        label: str,
        enough: Callable[[str], bool],
        *,
        harm: bool = False,
    ) -> None:
        super().__init__(parent, look, what, why, act, harm=harm)
        self._editor, self._enough = editor, enough
        self.ask_for(Field(look, label, editor))
        editor.textChanged.connect(self._weigh)
        self._weigh()
        editor.setFocus()

    def value(self) -> str:
        editor = self._editor
        return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()

    @Slot()
    def _weigh(self) -> None:
        self.allow(allowed=self._enough(self.value()))


def confirm(
    parent: QWidget, look: Look, what: str, why: str, act: str, *, harm: bool = False
) -> Question:
    """Ask before something that cannot be undone; `act` names it. Connect `answered`."""
    question = Question(parent, look, what, why, act, harm=harm)
    question.open()
    return question


def throw_away(parent: QWidget, look: Look) -> Question:
    """Ask before what was typed, and its draft, are thrown away. Connect `answered`."""
    what = tr("Throw away what you typed?")
    why = tr("It was not saved, and the draft cannot be brought back.")
    return confirm(parent, look, what, why, tr("Throw away"), harm=True)


def reason(parent: QWidget, look: Look, what: str, why: str, act: str) -> Question:
    """Ask why; a reason has at least a few letters. `answered` carries it."""
    editor = QPlainTextEdit()
    editor.setFixedHeight(96)
    editor.setTabChangesFocus(True)
    question = TypedQuestion(parent, look, what, why, act, editor, tr("Reason"), _a_reason)
    question.open()
    return question


def passphrase(parent: QWidget, look: Look, what: str, why: str, act: str) -> Question:
    """Ask for the passphrase again, before something that leaves this laptop. `answered` has it."""
    editor = QLineEdit()
    editor.setEchoMode(QLineEdit.EchoMode.Password)
    question = TypedQuestion(parent, look, what, why, act, editor, tr("Passphrase"), _anything)
    question.open()
    return question


def word(parent: QWidget, look: Look, what: str, why: str, act: str, expected: str) -> Question:
    """Have a word typed before harm is done that nobody can undo."""

    def typed(said: str) -> bool:
        return said.strip().casefold() == expected.casefold()

    label = tr("To go on, type the word {word}").format(word=expected)
    question = TypedQuestion(parent, look, what, why, act, QLineEdit(), label, typed, harm=True)
    question.open()
    return question


def _a_reason(said: str) -> bool:
    return len(said.strip()) >= SHORTEST_REASON


def _anything(said: str) -> bool:
    return bool(said)


def open_file(parent: QWidget, title: str, kinds: str, then: Callable[[Path], None]) -> QFileDialog:
    """Ask for a file that exists; `kinds` is Qt's filter, such as `PDF (*.pdf)`."""
    dialog = _files(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.open()
    return dialog


def save_file(
    parent: QWidget, title: str, proposed: str, kinds: str, then: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to put a file; `proposed` is its name, which must say nothing about anybody."""
    dialog = _files(parent, title, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.selectFile(proposed)
    dialog.open()
    return dialog


def open_folder(parent: QWidget, title: str, then: Callable[[Path], None]) -> QFileDialog:
    """Ask for a folder."""
    dialog = _files(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.open()
    return dialog


def _files(parent: QWidget, title: str, then: Callable[[Path], None]) -> QFileDialog:
    """A file dialog that remembers nothing and takes no pictures of what it shows."""
    forget_places()
    dialog = _Files(parent, title, then)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


class _Files(QFileDialog):
    """A file dialog that hands the one chosen path on."""

    def __init__(self, parent: QWidget, title: str, then: Callable[[Path], None]) -> None:
        super().__init__(parent, title)
        self._then = then
        self.fileSelected.connect(self._pass_on)

    @Slot(str)
    def _pass_on(self, chosen: str) -> None:
        self._then(Path(chosen))
