"""One laptop: what was on it at its last contact, how its end stands, and what can be done about it."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.told import HeldFile, Manifest, Stage
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    Part,
    SectionHeader,
    button,
    column,
    heading,
    mark,
    panel,
    row,
    text,
)
from pscp_desktop.ui.preferences.section import fact
from pscp_desktop.ui.reconciling import laptop_words as words
from pscp_desktop.ui.reconciling.section import Linkage


class ManifestView(QWidget):
    """Back by its button or Escape. The acts stand where they can be done."""

    left = Signal()
    leaving = Signal(object)
    settling = Signal(object)
    carrying = Signal(object)

    def __init__(self, linkage: Linkage, found: Manifest, *, leads: bool) -> None:
        super().__init__()
        self._look: Look = linkage.tools.look
        self._desk = linkage.tools.desk
        self.found, self._leads = found, leads
        self.back = button(tr("All laptops"), "quiet", "left", self._look)
        self.back.clicked.connect(self.left)
        one = found.laptop
        title = tr("What is on {name}'s laptop").format(name=one.worker or tr("Somebody"))
        if one.mine:
            title = tr("What is on this laptop")
        parts: list[Part] = [row(self.back, None), heading(title, " · ".join(one.words))]
        if one.stage is Stage.ASKED:
            parts.append(Banner(self._look, "warn", words.ending(one, self._desk.today()),
                                words.unconfirmed()))  # fmt: skip
        if acts := self._acts():
            parts.append(row(*acts, None))
        parts += [panel(column(*self._facts(), gap="xs")), *self._files()]
        self.setLayout(column(*parts, gap="m"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _acts(self) -> list[QWidget]:
        one, acts = self.found.laptop, list[QWidget]()
        if not self._leads:
            return acts
        if one.stage is Stage.ASKED:
            self.carry = button(tr("Write the order onto a stick"), "", "export", self._look)
            self.carry.clicked.connect(self._carry)
            self.settle = button(tr("Close the matter"), "", "check", self._look)
            self.settle.clicked.connect(self._settle)
            acts += [self.carry, self.settle]
        elif not one.mine and one.stage in {Stage.IN_USE, Stage.OUT}:
            self.put_out = button(tr("Put out"), "harm", "stop", self._look)
            self.put_out.clicked.connect(self._leave)
            acts.append(self.put_out)
        return acts

    def _facts(self) -> Iterable[Part]:
        one, now, today = self.found.laptop, self._desk.now(), self._desk.today()
        yield fact(tr("Last contact"), words.moment(one, today))
        if one.unsent is not None:
            yield fact(tr("Not sent then"), words.changes(one.unsent))
        if one.program:
            yield fact(tr("Version"), one.program)
        lease = words.lease(one, now)
        if lease is not None:
            yield fact(tr("Lease"), tr("{lease}, unless it has met somebody since").format(
                lease=lease[0]))  # fmt: skip
        if one.removed and one.stage is not Stage.ASKED:
            yield fact(tr("Its end"), words.ending(one, today))
        if self.found.teams:
            yield fact(tr("Teams"), " · ".join(self.found.teams))

    def _files(self) -> Iterable[Part]:
        found = self.found
        count = len(found.files) + found.unknown
        yield SectionHeader(tr("Files on it at the last contact"), count)
        for one in found.files:
            yield self._file(one)
        if found.unknown:
            yield text(words.unknown(found), "caption", wrap=True)
        if not count:
            yield EmptyState(self._look, "folder", tr(
                "No file was open to its person by then. What somebody may read lies on their laptop "
                "from its next contact on."
            ))  # fmt: skip

    def _file(self, one: HeldFile) -> QWidget:
        icon = "folder" if one.open else "lock"
        return Entry(mark(self._look, icon, "muted", 18), *words.file_said(one), still=True)

    @Slot()
    def _leave(self) -> None:
        self.leaving.emit(self.found.laptop)

    @Slot()
    def _settle(self) -> None:
        self.settling.emit(self.found.laptop)

    @Slot()
    def _carry(self) -> None:
        self.carrying.emit(self.found.laptop)
