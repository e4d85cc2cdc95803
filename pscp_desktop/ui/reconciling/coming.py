"""Which attachments come by themselves on this laptop: three answers, and what each costs."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.reconciling.blobs import LARGEST_UNASKED, Coming
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Choice, SectionHeader, column, say, text

MEGABYTE: Final = 1024 * 1024
ANSWERS: Final = {
    Coming.DOCUMENTS: (
        N_("Documents up to {size} MB"),
        N_("Photos and what is larger come when somebody opens them."),
    ),
    Coming.ALL: (
        N_("All of them"),
        N_("Photos too, whatever their size: for a line that costs nothing, and a disk with room."),
    ),
    Coming.NONE: (
        N_("None by themselves"),
        N_("Each comes when somebody opens it: for a line that is paid by the megabyte."),
    ),
}


class ComingChoice(QWidget):
    """Asks and says what was chosen. `chosen` gives the answer; what is here already stays."""

    chosen = Signal(object)

    def __init__(self, look: Look, now: Coming) -> None:
        super().__init__()
        size = LARGEST_UNASKED // MEGABYTE
        names = [tr(words).format(size=size) for words, _ in ANSWERS.values()]
        self.choice = Choice(look, names, list(ANSWERS).index(now))
        self.choice.setAccessibleName(tr("Attachments that come by themselves"))
        self._why = text("", "muted", wrap=True)
        self._say(now)
        self.choice.picked.connect(self._pick)
        head = SectionHeader(tr("Attachments that come by themselves"))
        self.setLayout(column(head, self.choice, self._why, gap="s"))
        self.setFocusProxy(self.choice)

    @Slot(int)
    def _pick(self, number: int) -> None:
        answer = list(ANSWERS)[number]
        self._say(answer)
        self.chosen.emit(answer)

    def _say(self, answer: Coming) -> None:
        say(self._why, tr(ANSWERS[answer][1]))
