"""Who may see a file, who must not, and who has looked."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.workers import RightCode
from pscp_desktop.i18n import tr, trn
from pscp_desktop.services.access import Access, AccessShown
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import near_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.marks import SHAPE, lead, marked
from pscp_desktop.ui.mediation.apart_kept import ApartKept
from pscp_desktop.ui.mediation.file_head import title_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.looks import fields_said, said_of
from pscp_desktop.ui.mediation.sheet import Bench, Done
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    SectionHeader,
    button,
    column,
    face,
    heading,
    icon_button,
    mark,
    panel,
    row,
    scrolled,
)
from pscp_desktop.ui.tasks import Progress

WIDTH: Final = 420


class AccessPanel(QWidget):
    """People on one side, looks on the other. A colleague is shut out with a reason."""

    left = Signal()
    finished = Signal(object)

    def __init__(self, bench: Bench, shown: FileShown) -> None:
        super().__init__()
        as_role(self, "page")
        self._bench, self._shown = bench, shown
        self._look = bench.tools.look
        self._access = Access(bench.tools.desk)
        self._whom: UUID | None = None
        self._back = icon_button(self._look, "back", tr("Back to the file"))
        self._back.clicked.connect(self.left)
        said = " · ".join((shown.papers.dossier.number, title_of(shown)))
        title = heading(tr("Who may see this file"), said)
        self._people, self._looks = column(gap="none"), column(gap="none")
        apart = ApartKept(bench, shown)
        apart.finished.connect(self.finished)
        people = panel(column(apart, panel(self._people), gap="l"))
        people.setFixedWidth(WIDTH)
        body = panel(row(people, panel(self._looks), gap="xxl", edge=(32, 20, 32, 20), wide=1))
        self.setLayout(
            column(
                panel(row(self._back, title, gap="m", edge=(24, 16, 32, 14), wide=1), "head"),
                scrolled(body),
                gap="none", wide=1,
            )
        )  # fmt: skip
        self._read()

    def begin(self) -> None:
        """Put the keyboard where one goes back from."""
        self._back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        access, dossier = self._access, self._shown.id

        def job(_: Progress) -> AccessShown:
            return access.of(dossier)

        self._bench.tools.tasks.run(
            tr("Reading the access"), job, self._show, owner=self, failed=self._failed
        )

    def _show(self, found: AccessShown) -> None:
        emptied(self._people)
        emptied(self._looks)
        for part in self._people_parts(found):
            if isinstance(part, QWidget):
                self._people.addWidget(part)
            elif isinstance(part, int):
                self._people.addSpacing(part)
        self._people.addStretch(1)
        self._looks.addWidget(SectionHeader(tr("Who has looked"), found.everything))
        for look in found.looks:
            words = said_of(look)
            times = trn("once", "{n} times", look.times).format(n=look.times)
            when = near_moment(look.at, self._shown.today)
            several = times if look.times > 1 else ""
            fields = fields_said(look.kind, look.fields)
            detail = " · ".join(filter(None, (look.name, when, several, fields, look.why)))
            icon = "show" if look.act == "open" else "print" if look.act == "print" else "edit"
            self._looks.addWidget(Entry(mark(self._look, icon), words, detail, still=True))
        self._looks.addStretch(1)

    def _people_parts(self, found: AccessShown) -> list[Part]:
        parts: list[Part] = [SectionHeader(tr("May see it"), len(found.may)), 4]
        for one in found.may:
            right = tr(RightCode.label_of(Right(one.right).name.lower()))
            owner = one.worker == self._shown.papers.dossier.owner
            detail = tr("Leads it · {right}").format(right=right) if owner else right
            trail: list[QWidget] = []
            if not owner and one.worker != self._shown.me:
                out = ShutOut(one.worker, one.name)
                out.asked.connect(self._ask)
                trail = [out]
            sign = lead(self._look, *SHAPE, 32) if one.undecided else face(one.name)
            detail = marked(detail, undecided=one.undecided)
            parts.append(Entry(sign, one.name, detail, *trail, still=True))
        parts += [20, SectionHeader(tr("Must not see it"), len(found.shut) or None), 4]
        for shut in found.shut:
            sign = lead(self._look, "lock", undecided=shut.undecided)
            reason = marked(shut.reason, undecided=shut.undecided)
            parts.append(Entry(sign, shut.name, reason, still=True))
        if not found.shut:
            words = tr(
                "Nobody is shut out. Shut out a colleague who is tied to a party: the file then"
                " does not open for them, whatever their team."
            )
            parts.append(EmptyState(self._look, "shield", words, inset=6))
        return parts

    @Slot(object, str)
    def _ask(self, worker: UUID, name: str) -> None:
        self._whom = worker
        question = ask.reason(
            self.window(), self._look, tr("Shut {name} out of this file?").format(name=name),
            tr("It closes to them from now on. They see only that the file exists."),
            tr("Shut out"),
        )  # fmt: skip
        question.answered.connect(self.shut_out)

    @Slot(str)
    def shut_out(self, reason: str) -> None:
        """Shut out whoever was asked about."""
        access, dossier, worker = self._access, self._shown.id, self._whom
        if worker is None:
            return

        def job(_: Progress) -> None:
            access.shut_out(dossier, worker, reason)

        self._bench.tools.tasks.run(tr("Saving"), job, self._done, owner=self, failed=self._failed)

    def _done(self, _: None) -> None:
        words = tr("The file is closed to them")
        self.finished.emit(Done(words=words, undoable=False, dossier=self._shown.id))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())


class ShutOut(QWidget):
    """The quiet act beside a colleague."""

    asked = Signal(object, str)

    def __init__(self, worker: UUID, name: str) -> None:
        super().__init__()
        self._worker, self._name = worker, name
        press = button(tr("Shut out"), "link")
        press.setAccessibleName(tr("Shut {name} out").format(name=name))
        press.clicked.connect(self._ask)
        self.setFocusProxy(press)
        self.setLayout(row(press))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._worker, self._name)
