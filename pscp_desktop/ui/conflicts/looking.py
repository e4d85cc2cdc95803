"""What two people wrote in one record without a clash, for a look; and what was removed while written in."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.conflicts.found import Joint, Kept
from pscp_desktop.ui.conflicts.telling import file_of, kind_of, label_of, people, where
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    Line,
    Part,
    StatusPill,
    button,
    column,
    heading,
    mark,
    panel,
    row,
    scrolled,
    text,
)


class LookingPane(QFrame):
    """One record to look at. `looked` says that it holds; `file_wanted` leads to its file."""

    looked = Signal(object)
    file_wanted = Signal(object)

    def __init__(self, look: Look, joint: Joint, me: str, now: datetime) -> None:
        super().__init__()
        self.joint = joint
        place = joint.place
        pill = StatusPill(look, tr("For a look"), "info", "show")
        who = people(joint.writers, me)
        said = tr(
            "{who} changed different parts of it at the same time. Both were kept, and nothing "
            "clashes; read together they may still mean something that neither of them meant."
        ).format(who=who[:1].upper() + who[1:])
        fields = [row(mark(look, "edit", "muted", 16), text(tr(field.spec.label)), None)
                  for field in joint.fields]  # fmt: skip
        self.act = button(tr("I have read it: it holds"), "primary")
        self.act.clicked.connect(self._looked)
        self.open = button(tr("Open the file"), "quiet")
        self.open.clicked.connect(self._open)
        title = where(place, now)
        parts: list[Part] = [text(said, wrap=True), text(tr("What changed"), "strong"), *fields]
        self.setLayout(
            _laid(heading(title[:1].upper() + title[1:], file_of(place), pill=pill), parts,
                  (self.open, self.act))
        )  # fmt: skip
        self.setFocusProxy(self.act)

    @Slot()
    def _looked(self) -> None:
        self.looked.emit(self.joint)

    @Slot()
    def _open(self) -> None:
        self.file_wanted.emit(self.joint.place.dossier)


class KeptPane(QFrame):
    """A record that one removed and another wrote in: keep it, or remove it after all."""

    kept_wanted = Signal(object)
    removal_wanted = Signal(object)
    file_wanted = Signal(object)

    def __init__(self, look: Look, kept: Kept, now: datetime) -> None:
        super().__init__()
        self.kept = kept
        pill = StatusPill(look, tr("Removed and edited"), "warn", "conflict")
        said = tr(
            "{remover} removed it while {editor} was writing in it. It stays in sight, with what was "
            "written, until somebody decides."
        ).format(remover=kept.removed_by or tr("Somebody"), editor=kept.edited_by or tr("somebody"))
        self.keep = button(tr("Keep it"), "primary")
        self.keep.clicked.connect(self._keep)
        self.remove = button(tr("Remove it"), "")
        self.remove.clicked.connect(self._remove)
        self.open = button(tr("Open the file"), "quiet")
        self.open.clicked.connect(self._open)
        told = where(kept.place, now)
        head = heading(label_of(kept), " · ".join((file_of(kept.place), told)), pill=pill)
        self.setLayout(_laid(head, [text(said, wrap=True)], (self.open, self.remove, self.keep)))
        self.setFocusProxy(self.keep)
        self.setAccessibleName(kind_of(kept.place))

    @Slot()
    def _keep(self) -> None:
        self.kept_wanted.emit(self.kept)

    @Slot()
    def _remove(self) -> None:
        self.removal_wanted.emit(self.kept)

    @Slot()
    def _open(self) -> None:
        self.file_wanted.emit(self.kept.place.dossier)


def _laid(head: QWidget, parts: Sequence[Part], acts: Sequence[QWidget]) -> QBoxLayout:
    body = panel(column(*parts, None, gap="m", edge=(32, 20, 32, 20)))
    foot = panel(row(Line("", "caption"), *acts, gap="m", edge=(32, 12, 32, 12), wide=0), "foot")
    return column(panel(column(head, edge=(32, 20, 32, 14)), "head"), scrolled(body), foot,
                   gap="none", wide=1)  # fmt: skip
