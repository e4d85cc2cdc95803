"""A field on the screen: its label, its editor, and under it all there is to say about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from pscp_desktop.domain.signs import hidden_in
from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.editors import Editor
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Part,
    StatusPill,
    button,
    column,
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
        self.editor, self.label, self.wrong = editor, label, ""
        self._look, self._help = look, help_
        # What is rarely said gets its widgets when it is: a form must open at once.
        self._below: _Said | None = None
        self._came: _Said | None = None
        self._versions: QWidget | None = None
        self._pill: StatusPill | None = None
        self._signs: _Said | None = None
        editor.changed.connect(self._tell_signs)
        editor.name(label)
        parts: list[Part] = [editor]
        if not editor.names_itself:
            named = text(label, "strong")
            named.setBuddy(editor)
            self._head = row(named, None)
            parts = [self._head, 2, editor]
        self._body = column(*parts, None, gap="xs")
        self.setLayout(self._body)
        if help_:
            self.mark("")

    def mark(self, wrong: str) -> None:
        """Say what is wrong and how to mend it; an empty text clears it. What was typed stays."""
        control, words = self.editor.control, wrong or self._help
        if bool(control.property("wrong")) is not bool(wrong):
            as_role(control, str(control.property("role") or ""), wrong=bool(wrong))
        self.wrong = wrong
        if words and self._below is None:
            self._below = _Said(mark(self._look, "danger", "danger", 15))
            self._put(self._below, 0)
        if self._below is not None:
            self._below.say(words, tone="danger" if wrong else "", signed=bool(wrong))
            control.setAccessibleDescription(words)

    @Slot()
    def _tell_signs(self) -> None:
        """Say which signs the text holds that cannot be seen; they may turn the order it is read in."""
        typed = self.editor.typed()
        found = " ".join(hidden_in(typed)) if isinstance(typed, str) else ""
        if found and self._signs is None:
            self._signs = _Said(mark(self._look, "warn", "warn", 15))
            self._body.insertWidget(self._body.count() - 1, self._signs)
        if self._signs is not None:
            words = tr("It holds signs that cannot be seen: {signs}").format(signs=found)
            self._signs.say(words if found else "", tone="warn", signed=True)

    def say_meanwhile(self, words: str) -> None:
        """Say quietly what somebody else did to this field; an empty text clears it."""
        if words and self._came is None:
            self._came = _Said(mark(self._look, "conflict", "info", 15))
            self._put(self._came, 1 if self._below else 0)
        if self._came is not None:
            self._came.say(words, tone="info", signed=True)

    @property
    def meanwhile(self) -> str:
        """What is said of others who wrote here meanwhile."""
        return self._came.words if self._came is not None else ""

    def show_versions(self, versions: Sequence[tuple[str, str, str]]) -> None:
        """Show every value that stands here, as (value, who, when); with none the field is plain."""
        if self._versions is not None:
            self._body.removeWidget(self._versions)
            self._versions.hide()
            self._versions.deleteLater()
            self._versions = None
        if versions:
            shown = [
                _Version(self._look, number, version, self.kept.emit)
                for number, version in enumerate(versions)
            ]
            self._versions = panel(column(*shown, gap="xs"))
            self._body.insertWidget(self._body.count() - 1, self._versions)
        if versions and self._pill is None:
            self._pill = StatusPill(self._look, tr("Two versions"), "warn", "conflict")
            place = self._body if self.editor.names_itself else self._head
            place.insertWidget(0 if self.editor.names_itself else 1, self._pill)
        if self._pill is not None:
            self._pill.setVisible(bool(versions))

    def _put(self, said: QWidget, after: int) -> None:
        """Insert a line under the editor, after as many others as stand there before it."""
        self._body.insertWidget(self._body.indexOf(self.editor) + 1 + after, said)

    def chosen(self, number: int | None) -> None:
        """Show which of the versions is kept; None where another text was written or none chosen."""
        versions = self._versions.findChildren(_Version) if self._versions else []
        for version in versions:
            version.choose(chosen=version.number == number)


class _Said(QWidget):
    """A sign and words under an editor; out of sight while there is nothing to say."""

    def __init__(self, sign: QWidget) -> None:
        super().__init__()
        self._sign, self._words = sign, text("", "caption", wrap=True)
        self.setLayout(row(column(2, sign, None, gap="none"), self._words, gap="xs", wide=1))

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def say(self, words: str, *, tone: str, signed: bool) -> None:
        """Say `words` in a tone, with the sign or without it."""
        if self._words.property("tone") != tone:
            as_role(self._words, "caption", tone=tone)
        say(self._words, words)
        self._sign.setVisible(signed)
        self.setVisible(bool(words))


class _Version(QWidget):
    """One of the values that stand in a field: the value, who wrote it when, and keeping it."""

    def __init__(
        self, look: Look, number: int, version: tuple[str, str, str], keep: Callable[[int], object]
    ) -> None:
        super().__init__()
        value, who, when = version
        self._look, self.number, self._keep_it = look, number, keep
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
        self._keep_it(self.number)


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
