"""Small parts of a form's frame: a leaf, its line in the list of parts, its first field."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import button, column, mark, panel, row

BODY: Final = 700


class LeafLink(QWidget):
    """The name of a leaf, to turn to it."""

    picked = Signal(int)

    def __init__(self, look: Look, number: int, name: str, icon: str, *, chosen: bool) -> None:
        super().__init__()
        self._number = number
        press = button(name, "link")
        press.clicked.connect(self._pick)
        tone = "muted" if icon == "todo" else "accent"
        self.setLayout(row(mark(look, icon, tone, 16), press, None))
        self.setFocusProxy(press)
        if chosen:
            press.setAccessibleDescription(tr("You are here"))

    @Slot()
    def _pick(self) -> None:
        self.picked.emit(self._number)


def relabel(press: QPushButton, words: str) -> None:
    """Say something else on a button."""
    press.setProperty("text", literal(words))
    press.setAccessibleName(words)


def leaf_of(parts: Sequence[Part]) -> QFrame:
    leaf = panel(column(*parts, None, gap="l"))
    leaf.setMaximumWidth(BODY)
    leaf.setMinimumWidth(320)
    return leaf


def first_field(leaf: QWidget | None) -> QWidget | None:
    """The first thing in a leaf that takes the keyboard."""
    widget = leaf.nextInFocusChain() if leaf is not None else None
    while leaf is not None and widget is not None and leaf.isAncestorOf(widget):
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None
        if stops and widget.isEnabled() and not widget.isHidden():
            return widget
        widget = widget.nextInFocusChain()
    return None
