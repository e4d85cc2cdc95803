"""What was said apart and whoever leads the file cannot open: shared, or not, by its mediator."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.mediation.handover import KeptApart
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import long_day
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Bench, Done
from pscp_desktop.ui.parts import Banner, button, column, row
from pscp_desktop.ui.tasks import Progress


class ApartKept(QWidget):
    """Empty unless this worker holds a compartment that the one who leads the file cannot open."""

    finished = Signal(object)

    def __init__(self, bench: Bench, shown: FileShown) -> None:
        super().__init__()
        self._bench, self._shown = bench, shown
        self._lines = column(gap="m")
        self.setLayout(self._lines)
        dossier, handover = shown.id, bench.mediation.handover

        def job(_: Progress) -> tuple[KeptApart, ...]:
            return handover.kept_apart(dossier)

        bench.tools.tasks.run(
            tr("Reading the access"), job, self._show, owner=self, failed=self._failed
        )

    def _show(self, found: tuple[KeptApart, ...]) -> None:
        emptied(self._lines)
        for kept in found:
            line = KeptLine(self._bench, self._shown, kept)
            line.finished.connect(self.finished)
            self._lines.addWidget(line)
        self.setVisible(bool(found))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())


class KeptLine(QWidget):
    """One compartment, and the two things its mediator may decide about it."""

    finished = Signal(object)

    def __init__(self, bench: Bench, shown: FileShown, kept: KeptApart) -> None:
        super().__init__()
        self._bench, self._shown, self._kept = bench, shown, kept
        self._leads = shown.workers.get(kept.leads, "") or tr("whoever leads the file")
        what = tr("Separate meetings with {party}: {leads} cannot open them").format(
            party=shown.names.of(kept.party), leads=self._leads
        )
        why = tr(
            "They stayed with you when the file changed hands. Share them if this party agrees, or"
            " record that they are not shared; the file says which. Ley 5/2012, art. 21.3."
        )
        share = button(tr("Share"))
        share.clicked.connect(self._ask_to_share)
        keep = button(tr("Do not share"), "quiet")
        keep.clicked.connect(self._ask_to_keep)
        acts = QWidget()
        acts.setLayout(column(row(share), row(keep), gap="xs"))
        self.setLayout(column(Banner(bench.tools.look, "warn", what, why, acts)))

    @Slot()
    def _ask_to_share(self) -> None:
        question = ask.confirm(
            self.window(), self._bench.tools.look,
            tr("Share what was said apart with {leads}?").format(leads=self._leads),
            tr("They read all of it from now on. It cannot be taken back."), tr("Share"),
        )  # fmt: skip
        question.answered.connect(self.share)

    @Slot()
    def _ask_to_keep(self) -> None:
        question = ask.reason(
            self.window(), self._bench.tools.look, tr("Why is it not shared?"),
            tr("The reason stands in the file; say nothing in it of what was told apart."),
            tr("Do not share"),
        )  # fmt: skip
        question.answered.connect(self.keep)

    @Slot()
    def share(self) -> None:
        """Let whoever leads the file open it, and say so in the file."""
        words = tr("Separate meetings with {party}, last on {day}: shared with {leads}.")
        self._do(self._bench.mediation.handover.share, self._said(words))

    @Slot(str)
    def keep(self, reason: str) -> None:
        """Say in the file that it is not shared, and why."""
        words = tr("Separate meetings with {party}, last on {day}: not shared with {leads}.")
        self._do(self._bench.mediation.handover.keep, f"{self._said(words)} {reason}")

    def _said(self, words: str) -> str:
        kept = self._kept
        day = long_day(kept.last_on) if kept.last_on else ""
        return words.format(party=self._shown.names.of(kept.party), day=day, leads=self._leads)

    def _do(self, act: Callable[[UUID, UUID, str], None], words: str) -> None:
        dossier, part = self._shown.id, self._kept.part

        def job(_: Progress) -> str:
            act(dossier, part, words)
            return words

        self._bench.tools.tasks.run(tr("Saving"), job, self._done, owner=self, failed=self._failed)

    def _done(self, words: str) -> None:
        self.finished.emit(Done(words=words, undoable=False, dossier=self._shown.id))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())
