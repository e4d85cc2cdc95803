"""New words for the desk: shown once, written on paper, and typed from there before they hold."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import language, tr
from pscp_desktop.ui.ask import Question
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.palette import folded
from pscp_desktop.ui.parts import Field, button, column, panel, row, text
from pscp_desktop.ui.secret import SecretEdit
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.wizard_parts import ACROSS, WordCells

WIDTH: Final = 620
CELL: Final = 52
GAP: Final = 8
Generate = Callable[[int, str], Sequence[str]]


class NewWords(Question):
    """Asks for the passphrase that holds, shows new words, and has them typed from the paper."""

    agreed = Signal(str, str)
    """The passphrase that holds now, and the new one."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        what: str,
        why: str,
        act: str,
        *,
        harm: bool = False,
    ) -> None:
        super().__init__(parent, look, what, why, act, harm=harm)
        self.setMinimumWidth(WIDTH)
        self._words: tuple[str, ...] = ()
        self.old, self.again = SecretEdit(look), SecretEdit(look)
        self._cells = WordCells(look)
        self._other = button(tr("Other words"), "quiet", "sync", look)
        self._other.clicked.connect(self._draw)
        self._generate: Callable[[], None] | None = None
        self._old_field = Field(look, tr("Your passphrase now"), self.old)
        self._again_field = Field(
            look,
            tr("The new words, typed from your paper"),
            self.again,
            help_=tr("Capitals and accents do not matter."),
        )
        told = tr("Your new words. Write them on paper, in this order; they are not shown again.")
        shown = column(text(told, wrap=True), self._cells, row(self._other, None), gap="s")
        for part in (self._old_field, panel(shown), self._again_field):
            self.ask_for(part)
        for editor in (self.old, self.again):
            editor.textChanged.connect(self._weigh)
        self.answered.connect(self._agree)
        self._weigh()
        self.old.setFocus()

    def draw_from(self, tasks: Tasks, generate: Generate, count: int) -> None:
        """Draw `count` words in the background, now and whenever others are asked for."""
        spoken = language()

        def job(_: Progress) -> Sequence[str]:
            return generate(count, spoken)

        def draw() -> None:
            tasks.run(tr("Choosing words"), job, self.show_words, owner=self)

        self._generate = draw
        self._make_room(count)
        draw()

    def show_words(self, words: Sequence[str]) -> None:
        """Show these words and ask for them."""
        self._words = tuple(words)
        self._make_room(len(words))
        self._cells.show_words(words)
        self.again.forget()
        self._weigh()
        QTimer.singleShot(0, self, self._fit)

    @Slot()
    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _make_room(self, count: int) -> None:
        # The dialog is laid out before the words have come.
        rows = -(-count // ACROSS)
        self._cells.setMinimumHeight(rows * (CELL + GAP) - GAP)

    @property
    def new(self) -> str:
        """The words as they are typed."""
        return " ".join(self._words)

    @Slot()
    def _draw(self) -> None:
        if self._generate is not None:
            self._generate()

    @Slot()
    def _weigh(self) -> None:
        typed, wanted = _plain(self.again.text()), _plain(self.new)
        same = bool(wanted) and typed == wanted
        self.allow(allowed=same and bool(self.old.text()))
        astray = bool(typed) and not wanted.startswith(typed)
        self._again_field.mark(tr("That is not what stands above. Look again.") if astray else "")

    @Slot(str)
    def _agree(self, _: str) -> None:
        old, new = self.old.text(), self.new
        self.old.forget()
        self.again.forget()
        self._cells.show_words(())
        self.agreed.emit(old, new)


def _plain(words: str) -> str:
    return " ".join(folded(words).split())
