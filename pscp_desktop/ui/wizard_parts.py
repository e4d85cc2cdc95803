"""Parts of the first run: the words of a passphrase, shown once and asked for; an organisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui import ask
from pscp_desktop.ui.dropping import Dropping
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.palette import folded
from pscp_desktop.ui.parts import Field, button, column, emptied, panel, row, say, text
from pscp_desktop.ui.tasks import Progress, Tasks

ACROSS: Final = 3


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation says: who invites whom, the words of the organisation, and itself."""

    organisation: str
    person: str
    words: str
    invitation: object


class WordCells(QWidget):
    """Each word in a cell with its number, in reading order."""

    def __init__(self, look: Look, across: int = ACROSS) -> None:
        super().__init__()
        self._look, self._across = look, across
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.setLayout(self._grid)

    def show_words(self, words: Sequence[str]) -> None:
        """Show these words and no others."""
        emptied(self._grid)
        for at, word in enumerate(words):
            said = text(word, "value")
            cell = panel(row(text(str(at + 1), "count"), said, None, edge=(12, 10, 12, 10)), "cell")
            cell.setAccessibleName(tr("Word {number}: {word}").format(number=at + 1, word=word))
            self._grid.addWidget(cell, at // self._across, at % self._across)


class Remembered(QWidget):
    """Asks for two of the words again."""

    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._room = column(gap="m")
        self._asked: list[tuple[str, Field, QLineEdit]] = []
        self.setLayout(self._room)

    def ask_for(self, words: Sequence[str], places: tuple[int, int]) -> None:
        """Ask for the words at these places, counted from nought."""
        emptied(self._room)
        self._asked = []
        for place in sorted(places):
            editor = QLineEdit()
            editor.returnPressed.connect(self.entered)
            label = tr("Word number {number}").format(number=place + 1)
            field = Field(self._look, label, editor)
            self._asked.append((words[place], field, editor))
            self._room.addWidget(field)
        self.setFocusProxy(self._asked[0][2])

    def right(self) -> bool:
        """Whether both were typed as they are; marks the one that was not."""
        wrong = [
            (field, editor)
            for word, field, editor in self._asked
            if folded(editor.text().strip()) != folded(word)
        ]
        for _, field, _ in self._asked:
            field.mark("")
        for field, _ in wrong:
            field.mark(tr("That is not the word with this number. Look at your paper, or go back."))
        if wrong:
            wrong[0][1].setFocus()
        return not wrong

    def forget(self) -> None:
        """Keep none of it."""
        emptied(self._room)
        self._asked = []


class OrganisationChoice(QWidget):
    """The organisation's public file, which alone makes a recovery possible. It can come later."""

    def __init__(
        self, look: Look, tasks: Tasks, read: Callable[[Path], tuple[str, object]]
    ) -> None:
        super().__init__()
        self.name = ""
        self.key: object | None = None
        self._tasks, self._read = tasks, read
        self._said = text(
            tr(
                "If your coordinator gave you organisation.json, choose it here. Without it nobody "
                "can help you should you forget the words: this desk has no recovery yet. It can be "
                "added later."
            ),
            "muted",
            wrap=True,
        )
        choose = button(tr("Choose the file"), "", "folder", look)
        choose.clicked.connect(self._choose)
        title = text(tr("Your organisation's file"), "strong")
        self.setLayout(column(title, self._said, row(choose, None)))

    @Slot()
    def _choose(self) -> None:
        ask.open_file(self, tr("Your organisation's file"), "JSON (*.json)", self.take)

    def take(self, path: Path) -> None:
        """Read the file at `path`."""

        def job(_: Progress) -> tuple[str, object]:
            return self._read(path)

        self._tasks.run(tr("Reading"), job, self._show, owner=self, failed=self._refuse)

    def _show(self, found: tuple[str, object]) -> None:
        self.name, self.key = found
        said = tr(
            "{name}. Two of its custodians together can open this desk should you forget the words."
        )
        say(self._said, said.format(name=self.name))

    def _refuse(self, _: Exception) -> None:
        self.name, self.key = "", None
        say(
            self._said,
            tr("That is not an organisation's file. Ask your coordinator for organisation.json."),
        )


class InvitationChoice(QWidget):
    """The invitation of a team, for whoever joins one. Without it the desk works alone at first."""

    read = Signal(object)

    def __init__(self, look: Look, tasks: Tasks, reader: Callable[[Path], Invited]) -> None:
        super().__init__()
        self._tasks, self._reader = tasks, reader
        title = text(tr("Does a team invite you?"), "strong")
        self._said = text(self._usual(), "muted", wrap=True)
        choose = button(tr("I have an invitation"), "", "import", look)
        choose.clicked.connect(self._choose)
        self._without = button(tr("Go on without it"), "link")
        self._without.clicked.connect(self._forget)
        self._without.hide()
        drop = text(tr("The file can also be dropped here."), "caption")
        self.setLayout(column(title, self._said, row(choose, self._without, None), drop))
        Dropping(self, self.take)

    def take(self, path: Path) -> None:
        """Read the invitation at `path`."""

        def job(_: Progress) -> Invited:
            return self._reader(path)

        self._tasks.run(tr("Reading"), job, self._show, owner=self, failed=self._refuse)

    @Slot()
    def _choose(self) -> None:
        kinds = f"{tr('Invitation')} (*.invitation)"
        ask.open_file(self, tr("I have an invitation"), kinds, self.take)

    def _show(self, found: Invited) -> None:
        who = found.organisation or tr("A team")
        said = tr("{organisation} invites {person}. The words of the team are: {words}")
        say(self._said, said.format(organisation=who, person=found.person, words=found.words))
        self._without.show()
        self.read.emit(found)

    def _refuse(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import said

        what, do = said(error)
        say(self._said, f"{what} {do}")
        self._without.hide()
        self.read.emit(None)

    @Slot()
    def _forget(self) -> None:
        say(self._said, self._usual())
        self._without.hide()
        self.read.emit(None)

    @staticmethod
    def _usual() -> str:
        return tr(
            "A colleague saves it on a stick for you, or for your second laptop. Without it this desk "
            "works alone; it can join later, as long as no file was begun in it."
        )
