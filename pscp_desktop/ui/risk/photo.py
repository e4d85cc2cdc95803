"""The photograph of an observation: chosen, its faces hidden by hand, or not kept; one of them is said."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.errors import AttachmentTooLarge, Invalid
from pscp_desktop.domain.risk_field import Faces
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.store.photographs import LARGEST, Photograph, Stroke
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.problems import MISSING, words_for_problem
from pscp_desktop.ui.parts import Choice, EmptyState, Field, button, column, panel, row, say, text
from pscp_desktop.ui.risk.hiding import HidingCanvas
from pscp_desktop.ui.tasks import Progress

KINDS: Final = N_("Photographs (*.jpg *.jpeg *.png *.webp)")
ANSWERS: Final[tuple[tuple[Faces, str], ...]] = (
    (Faces.BLURRED, Faces.BLURRED.label),
    (Faces.NOBODY, Faces.NOBODY.label),
    (Faces.NONE, N_("Do not keep the photograph")),
)
"""What may be said of it before anything is kept. None is said beforehand."""


class PhotoField(QWidget):
    """At most one photograph. It never enters a draft: what is not yet hidden is in memory alone."""

    changed = Signal()

    def __init__(self, tools: FormTools) -> None:
        super().__init__()
        self._tools, look = tools, tools.look
        self._path: Path | None = None
        self.photo: Photograph | None = None
        choose = button(tr("Choose a photograph"), "", "photo", look)
        choose.clicked.connect(self._ask_file)
        words = tr(
            "None is needed. Photograph the place when nobody is there; what you choose stays where it"
            " is, and only a smaller copy without faces is kept, encrypted."
        )
        self._none = panel(column(EmptyState(look, "photo", words, choose), None))
        self.canvas = HidingCanvas(look)
        self.canvas.drawn.connect(self._hide)
        self.tool = Choice(look, [tr("Frame"), tr("Brush")])
        self.tool.setAccessibleName(tr("Tool that hides"))
        self.tool.picked.connect(self._take_tool)
        self._again = button(tr("Begin again"), "quiet", "undo", look)
        self._again.clicked.connect(self._read_again)
        self._said = text("", "caption", wrap=True)
        self.answer = Choice(look, [tr(words) for _, words in ANSWERS], -1)
        self.answer.picked.connect(self._answered)
        self._faces = Field(look, tr("People in the photograph"), self.answer)
        self._editor = panel(
            column(row(self.tool, None, self._again), self.canvas, self._said, self._faces, gap="m")
        )
        self.setLayout(column(self._none, self._editor))
        self.setAcceptDrops(True)
        self._show()

    @property
    def faces(self) -> str:
        """What was made sure of; nothing where nothing was said or it is not kept."""
        return ANSWERS[self.answer.chosen][0].value if self.answer.chosen >= 0 else ""

    def taken(self) -> Photograph | None:
        """The photograph to be kept, or none. Raises Invalid, marked, where nothing is said of faces."""
        if self.photo is None:
            return None
        problem = MISSING if self.answer.chosen < 0 else ""
        if self.faces == Faces.BLURRED and not self.photo.hidden:
            problem = "nothing_hidden"
        if problem:
            raise Invalid({"faces": problem})
        return self.photo if self.faces else None

    def mark(self, problem: str) -> None:
        """Say what is wrong with the answer."""
        self._faces.mark(words_for_problem(problem) if problem else "")
        self.answer.setFocus()

    def take(self, path: Path) -> None:
        """Open a photograph; nothing of it is kept yet."""

        def job(_: Progress) -> Photograph:
            if path.stat().st_size > LARGEST:
                raise AttachmentTooLarge(path.stat().st_size, LARGEST)
            return Photograph.opened(path.read_bytes())

        def then(photo: Photograph) -> None:
            self._path, self.photo = path, photo
            self.answer.choose(-1)
            self._show()
            self.canvas.setFocus()

        def failed(error: Exception) -> None:
            show(error, self.window())

        self._tools.tasks.run(tr("Opening the photograph"), job, then, owner=self, failed=failed)

    @Slot()
    def _ask_file(self) -> None:
        ask.open_file(self.window(), tr("Choose a photograph"), tr(KINDS), self.take)

    @Slot()
    def _read_again(self) -> None:
        if self._path is not None:
            self.take(self._path)

    @Slot(int)
    def _take_tool(self, number: int) -> None:
        self.canvas.use_brush(on=number == 1)
        self.canvas.setFocus()

    @Slot(object)
    def _hide(self, stroke: Stroke) -> None:
        if self.photo is not None:
            self.photo.hide(stroke)
            self._show()

    @Slot(int)
    def _answered(self, number: int) -> None:
        self._faces.mark("")
        if ANSWERS[number][0] == Faces.NONE:
            self._path = self.photo = None
            self._show()

    def _show(self) -> None:
        self._none.setVisible(self.photo is None)
        self._editor.setVisible(self.photo is not None)
        if self.photo is None:
            return
        self.canvas.show_photograph(self.photo)
        hidden = self.photo.hidden
        told = trn("{n} part hidden for good.", "{n} parts hidden for good.", hidden)
        how = tr(
            "Draw over every face: a frame from corner to corner, or the brush. There is no way back but"
            " to begin again."
        )
        say(self._said, f"{how} {told.format(n=hidden) if hidden else ''}".strip())
        self.changed.emit()

    # Drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile():
                self.take(Path(url.toLocalFile()))
