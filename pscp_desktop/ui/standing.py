"""Where the keyboard is within a part that is drawn anew, so that whoever stands there stays there."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

EXPLICIT: Final = Qt.WidgetAttribute.WA_WState_ExplicitShowHide


class Standing:
    """Made before a part is drawn anew; `again` is called once its new contents are in place."""

    def __init__(self, part: QWidget) -> None:
        self._part = part
        here = _stops(part)
        self._old = frozenset(here)
        focused = part.window().focusWidget()
        self._place = here.index(focused) if focused in here else -1
        self._name = _name(focused) if focused in here else ""

    def again(self) -> None:
        """Give the keyboard back: to what has the same name, else to what is in the same place."""
        if self._place < 0:
            return
        now = [one for one in _stops(self._part) if one not in self._old]
        same = [one for one in now if _name(one) == self._name]
        for one in same[:1] or now[min(self._place, len(now) - 1) :][:1]:
            _brought_in(one)
            one.setFocus()


def _stops(part: QWidget) -> list[QWidget]:
    """What the keyboard can stand on within a part, in the order in which it was made."""
    return [
        one
        for one in part.findChildren(QWidget)
        if one.isEnabled() and not _put_away(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def _put_away(widget: QWidget) -> bool:
    """Whether it was hidden by somebody; what was only just made is not in sight yet either."""
    return widget.isHidden() and widget.testAttribute(EXPLICIT)


def _name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or words


def _brought_in(widget: QWidget) -> None:
    """Show what was only just put in place: nothing that is not in sight can hold the keyboard."""
    one: QWidget | None = widget
    while one is not None and not one.isVisible():
        one.show()
        one = one.parentWidget()
