"""A field on the screen: its label, its editor, and under it all there is to say about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.editors import Editor
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Part,
    StatusPill,
    button,
    column,
    emptied,
    face,
    mark,
    panel,
    row,
    say,
    text,
)

STACKED_UNDER = 460
"""Pixels under which fields that stand side by side go one under another."""


class FormField(QWidget):
    """A label over its editor; under it what is wrong, what else stands there, or a hint."""

    kept = Signal(int)
    """Which of the standing values the person keeps."""

    def __init__(self, look: Look, label: str, editor: Editor, help_: str = "") -> None:
        super().__init__()
        self.editor, self.label = editor, label
        self._look, self._help = look, help_
        editor.name(label)
        self._sign = mark(look, "danger", "danger", 15)
        self._said = text("", "caption", wrap=True)
        self._fork = mark(look, "conflict", "info", 15)
        self._meanwhile = text("", "caption", wrap=True, tone="info")
        self._versions = column(gap="xs")
        self._pill = StatusPill(look, tr("Two versions"), "warn", "conflict")
        named = text(label, "strong")
        named.setBuddy(editor)
        named.setVisible(not editor.names_itself)
        parts: list[Part] = [] if editor.names_itself else [row(named, self._pill, None), 2]
        self._below = _said_beside(self._sign, self._said)
        self._came = _said_beside(self._fork, self._meanwhile)
        body = column(*parts, editor, self._below, self._came, self._versions, None, gap="xs")
        self.setLayout(body)
        self._pill.setVisible(False)
        self.mark("")
        self.say_meanwhile("")

    def mark(self, wrong: str) -> None:
        """Say what is wrong and how to mend it; an empty text clears it. What was typed stays."""
        control = self.editor.control
        as_role(control, str(control.property("role") or ""), wrong=bool(wrong))
        words = wrong or self._help
        as_role(self._said, "caption", tone="danger" if wrong else "")
        say(self._said, words)
        self._sign.setVisible(bool(wrong))
        self._below.setVisible(bool(words))
        self.wrong = wrong
        control.setAccessibleDescription(words)

    def say_meanwhile(self, words: str) -> None:
        """Say quietly what somebody else did to this field; an empty text clears it."""
        say(self._meanwhile, words)
        self._came.setVisible(bool(words))

    @property
    def meanwhile(self) -> str:
        """What is said of others who wrote here meanwhile."""
        return self._meanwhile.text()

    def show_versions(self, versions: Sequence[tuple[str, str, str]]) -> None:
        """Show every value that stands here, as (value, who, when); with none the field is plain."""
        emptied(self._versions)
        self._pill.setVisible(bool(versions))
        for number, version in enumerate(versions):
            self._versions.addWidget(_Version(self._look, number, version, self.kept.emit))

    def chosen(self, number: int | None) -> None:
        """Show which of the versions is kept; None where another text was written or none chosen."""
        for place in range(self._versions.count()):
            item = self._versions.itemAt(place)
            version = item.widget() if item else None
            if isinstance(version, _Version):
                version.choose(chosen=place == number)


def _said_beside(sign: QWidget, words: QWidget) -> QWidget:
    return panel(row(column(2, sign, None, gap="none"), words, gap="xs", wide=1))


class _Version(QWidget):
    """One of the values that stand in a field: the value, who wrote it when, and keeping it."""

    def __init__(
        self, look: Look, number: int, version: tuple[str, str, str], keep: Callable[[int], object]
    ) -> None:
        super().__init__()
        value, who, when = version
        self._look, self._number, self._keep_it = look, number, keep
        self._act: QPushButton = button(tr("Keep this one"), "choice")
        self._act.setCheckable(True)
        self._act.setAccessibleName(
            tr("Keep the version of {who}: {value}").format(who=who, value=value)
        )
        self._act.clicked.connect(self._keep)
        shown = value or tr("(empty)")
        who_when = text(f"{who} · {when}", "caption", wrap=True)
        said = column(text(shown, wrap=True), who_when, gap="none")
        lead = column(face(who), None, gap="none")
        inside = row(lead, said, column(self._act, None), gap="m", edge=(12, 8, 8, 8), wide=1)
        self.setLayout(column(panel(inside, "cell")))

    def choose(self, *, chosen: bool) -> None:
        """Show this version as the one that is kept."""
        self._act.setChecked(chosen)
        self._act.setIcon(self._look.icon("check", "accent") if chosen else QIcon())

    @Slot()
    def _keep(self) -> None:
        self._keep_it(self._number)


class FieldRow(QWidget):
    """Fields side by side while there is room, else one under another."""

    def __init__(self, fields: Sequence[QWidget]) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self._row = row(*fields, gap="l")
        for number, field in enumerate(fields):
            self._row.setStretch(number, 1)
            # However much one of them has to say, they share the room evenly.
            sizing = field.sizePolicy()
            sizing.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            field.setSizePolicy(sizing)
        self.setLayout(self._row)

    def minimumSizeHint(self) -> QSize:
        hints = [field.minimumSizeHint() for field in self._fields]
        widest = max(hint.width() for hint in hints)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < STACKED_UNDER
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()
