"""Opening a desk whose words were forgotten: two custodians' cards, and new words on new paper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.barrios import Barrios
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Banner, Field, button, column, emptied, panel, row, text
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.wizard_parts import WordCells
from pscp_desktop.ui.words import relabel

SHEET: Final = 660
CARD_HEIGHT: Final = 84
NEW_WORDS: Final = 7
"""As many as a desk without a key store needs, since the old one may be lost."""


class RecoveryPage(QWidget):
    """The cards are typed, new words are shown, and the desk opens under them."""

    opened = Signal(object)
    left = Signal()

    def __init__(
        self,
        look: Look,
        tasks: Tasks,
        folder: Path,
        recover: Callable[[Path, Sequence[str], str], object],
        generate: Callable[[int], Sequence[str]],
    ) -> None:
        super().__init__()
        self._look, self._tasks, self._folder = look, tasks, folder
        self._recover, self._generate = recover, generate
        self._words: tuple[str, ...] = ()
        self._cards = [QPlainTextEdit(), QPlainTextEdit()]
        self._failure = column(gap="none")
        self._cells = WordCells(look)
        self._open = button(tr("Open with these cards"), "primary")
        self._open.clicked.connect(self._try)
        back = button(tr("Back"), "quiet", "back", look)
        back.clicked.connect(self.left)
        labels = (tr("The words of the first card"), tr("The words of the second card"))
        for editor in self._cards:
            editor.setFixedHeight(CARD_HEIGHT)
            editor.setTabChangesFocus(True)
            editor.textChanged.connect(self._weigh)
        fields = [
            Field(look, label, editor) for label, editor in zip(labels, self._cards, strict=True)
        ]
        why = tr(
            "Both custodians must be here with their cards. What they type is used once and kept "
            "nowhere."
        )
        new = tr("Your new passphrase. Write it down before you open the desk:")
        form = column(
            text(tr("Open with the custodians' cards"), "title", wrap=True),
            text(why, "muted", wrap=True),
            *fields,
            text(new, "strong", wrap=True),
            self._cells,
            panel(self._failure),
            None,
            row(back, None, self._open),
            gap="m",
            edge=(56, 32, 56, 32),
        )
        sheet = panel(form, "sheet")
        sheet.setFixedWidth(SHEET)
        self.setLayout(row(sheet, Barrios(look), gap="none", wide=1))
        self._weigh()
        self._tasks.run(tr("Choosing words"), self._choose, self._show_words, owner=self)

    @property
    def first(self) -> QWidget:
        """What has the keyboard first."""
        return self._cards[0]

    def _choose(self, _: Progress) -> Sequence[str]:
        return self._generate(NEW_WORDS)

    def _show_words(self, words: Sequence[str]) -> None:
        self._words = tuple(words)
        self._cells.show_words(words)
        self._weigh()

    @Slot()
    def _weigh(self) -> None:
        typed = all(editor.toPlainText().strip() for editor in self._cards)
        self._open.setEnabled(typed and bool(self._words))

    @Slot()
    def _try(self) -> None:
        cards = [" ".join(editor.toPlainText().split()) for editor in self._cards]
        phrase = " ".join(self._words)

        def job(_: Progress) -> object:
            return self._recover(self._folder, cards, phrase)

        self._open.setEnabled(False)
        relabel(self._open, tr("Opening…"))
        self._tasks.run(tr("Opening"), job, self._done, owner=self, failed=self._failed)

    def _done(self, desk: object) -> None:
        for editor in self._cards:
            editor.clear()
        self.opened.emit(desk)

    def _failed(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import said

        relabel(self._open, tr("Open with these cards"))
        emptied(self._failure)
        self._failure.addWidget(Banner(self._look, "danger", *said(error)))
        self._weigh()
