"""One of the values that stand, with who wrote it, when, and by which clock; and keeping it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton

from pscp_desktop.i18n import tr
from pscp_desktop.services.conflicts.found import Version
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.conflicts.telling import clock, who
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Line,
    Part,
    column,
    compared,
    face,
    mark,
    row,
    rule,
    text,
)

Pieces = list[tuple[str, bool]]


class VersionCard(QFrame):
    """A card that is chosen by its button, or by a press anywhere on it."""

    chosen = Signal()

    def __init__(
        self, look: Look, version: Version, said: Pieces, when: str, group: QButtonGroup
    ) -> None:
        super().__init__()
        as_role(self, "option", chosen=False)
        self.version = version
        name = who(version)
        words = "".join(piece for piece, _ in said)
        self.keep = QRadioButton(literal(tr("Keep this one")))
        self.keep.setAccessibleName(
            tr("Keep the version of {who}: {value}").format(who=name, value=words)
        )
        self.keep.toggled.connect(self._toggled)
        group.addButton(self.keep)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        told, tone, icon = clock(version)
        foot: list[Part] = [row(mark(look, icon, tone, 15), text(told, "caption", wrap=True),
                                gap="xs", wide=1)]  # fmt: skip
        if version.chosen:
            shown = text(tr("Shown meanwhile"), "caption", wrap=True)
            foot.append(row(mark(look, "show", "muted", 15), shown, gap="xs", wide=1))
        head = column(Line(name, "strong"), Line(when, "caption"), gap="none")
        self.setLayout(
            column(
                row(face(version.writer or "?"), head, wide=1), compared(look, said), None, *foot,
                rule(), self.keep, gap="m", edge=(20, 18, 20, 12),
            )
        )  # fmt: skip

    @Slot(bool)
    def _toggled(self, on: bool) -> None:  # noqa: FBT001 (Qt's signature)
        as_role(self, "option", chosen=on)
        if on:
            self.chosen.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.keep.isEnabled():
            self.keep.setChecked(True)
            self.keep.setFocus()
