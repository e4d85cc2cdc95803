"""Coming back: all well, or it was not safe to go on."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.visits import Away
from pscp_desktop.ui.ask import SHORTEST_REASON, Question
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Choice, Field

WELL, UNSAFE = range(2)
HEIGHT: Final = 96


class Returning(Question):
    """Asks how it went; where it was unsafe, also what happened, which becomes a contact of the file."""

    ended = Signal(object, bool, str)

    def __init__(self, parent: QWidget, look: Look, away: Away) -> None:
        super().__init__(
            parent,
            look,
            tr("{name} is back").format(name=away.who),
            away.visit.place,
            tr("Record the return"),
        )
        self._away = away
        self.how = Choice(look, [tr("All well"), tr("It was unsafe to proceed")], WELL)
        self.told = QPlainTextEdit()
        self.told.setFixedHeight(HEIGHT)
        self.told.setTabChangesFocus(True)
        self.told.textChanged.connect(self._weigh)
        self._what = Field(
            look,
            tr("What happened"),
            self.told,
            help_=tr("It is kept as a contact, so that the next colleague knows."),
        )
        self.ask_for(Field(look, tr("How did it go?"), self.how))
        self.ask_for(self._what)
        self.how.picked.connect(self._weigh)
        self.answered.connect(self._end)
        self._weigh()

    @property
    def unsafe(self) -> bool:
        """Whether it was not safe to go on."""
        return self.how.chosen == UNSAFE

    @Slot()
    def _weigh(self) -> None:
        self._what.setVisible(self.unsafe)
        enough = len(self.told.toPlainText().strip()) >= SHORTEST_REASON
        self.allow(allowed=enough or not self.unsafe)

    @Slot()
    def _end(self) -> None:
        words = self.told.toPlainText().strip() if self.unsafe else ""
        self.ended.emit(self._away, self.unsafe, words)
