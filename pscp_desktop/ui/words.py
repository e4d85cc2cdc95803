"""Words on the screen: the one module that gives a label, a button or a hint what somebody typed.

All of it is plain text. Qt guesses at rich text otherwise, and would open the path of a picture
that stands in the name of a person. What cannot be seen in it stands there by its number.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from pscp_desktop.domain.signs import visible
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.look import Look, as_role


def say(label: QLabel, words: str) -> None:
    """Change what a label says, as plain text."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(visible(words))


def hint(widget: QWidget, words: str) -> None:
    """Words that appear under the pointer. Qt guesses at rich text there, so they are escaped."""
    widget.setToolTip(f"<span>{escape(visible(words))}</span>" if words else "")


def text(words: str, role: str = "body", *, wrap: bool = False, tone: str = "") -> QLabel:
    """A label of plain text."""
    label = as_role(QLabel(), role, tone=tone)
    say(label, words)
    label.setWordWrap(wrap)
    if not wrap:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


class Line(QLabel):
    """One line of plain text that gives way: cut with an ellipsis where there is no room for it."""

    def __init__(self, words: str, role: str = "body", *, tone: str = "") -> None:
        super().__init__()
        as_role(self, role, tone=tone)
        say(self, words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        whole = self.text() if shown != self.text() else ""
        if bool(whole) != bool(self.toolTip()):
            hint(self, whole)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), side, shown)


class CheckLine(QCheckBox):
    """A box to tick whose words give way as those of a `Line` do; they are whole for screen readers."""

    def __init__(self, words: str) -> None:
        super().__init__(literal(words))
        self._words = visible(words)
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(whole.width() - self._width_of(self.text()) + 24, whole.height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        shown = self.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, room.width()
        )
        whole = self._words if shown != self._words else ""
        if bool(whole) != bool(self.toolTip()):
            hint(self, whole)
        option.text = literal(shown)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)

    def _width_of(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words)


def mark(look: Look, icon: str, tone: str = "muted", size: int = 18) -> QLabel:
    """An icon that is not pressed."""
    label = QLabel()
    label.setPixmap(look.mark(icon, tone, size))
    label.setFixedSize(size, size)
    return label


def button(words: str, role: str = "", icon: str = "", look: Look | None = None) -> QPushButton:
    """A button that names its act. With an icon alone, give it an accessible name as well."""
    pressed = as_role(QPushButton(literal(f" {words}" if words and icon else words)), role)
    pressed.setAccessibleName(visible(words))
    pressed.setAutoDefault(False)
    if icon and look:
        inks = {"primary": "on_accent", "link": "accent", "harm": "on_danger"}
        pressed.setIcon(look.icon(icon, inks.get(role, "ink")))
    return pressed


def relabel(pressed: QAbstractButton, words: str) -> None:
    """Change what a button says."""
    pressed.setText(literal(words))
    pressed.setAccessibleName(visible(words))


def icon_button(look: Look, icon: str, words: str) -> QPushButton:
    """A button with an icon alone; its words are for the hint and for screen readers."""
    pressed = as_role(QPushButton(), "icon")
    pressed.setIcon(look.icon(icon, "ink"))
    pressed.setAccessibleName(visible(words))
    hint(pressed, words)
    pressed.setAutoDefault(False)
    return pressed


def face(name: str) -> QLabel:
    """A person without a picture: the first letters of the first two words."""
    label = text("".join(word[0] for word in name.split()[:2]).upper(), "person")
    label.setFixedSize(32, 32)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def compared(look: Look, pieces: Sequence[tuple[str, bool]]) -> QLabel:
    """A value of which the pieces marked True differ from the other version, escaped."""
    label = as_role(QLabel(), "value")
    label.setTextFormat(Qt.TextFormat.RichText)
    shown = [(visible(said), new) for said, new in pieces]
    label.setText("".join(look.stressed(said) if new else escape(said) for said, new in shown))
    label.setWordWrap(True)
    label.setAccessibleName("".join(said for said, _ in shown))
    return label
