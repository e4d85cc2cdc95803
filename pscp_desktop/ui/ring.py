"""One focus ring for every control, so that it is never hidden in a filled button."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from pscp_desktop.ui.look import Look


class FocusRing(QWidget):
    """One ring, two pixels outside whatever has the keyboard: the same for every control."""

    def __init__(self, look: Look, window: QWidget, app: QApplication) -> None:
        super().__init__(window)
        self._look, self._home = look, window
        self._around: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self._home):
            # The program ends, and the ring stood in a question that outlived its window.
            return
        for widget in self._chain(old):
            widget.removeEventFilter(self)
        # Questions of the window are windows of their own: the ring goes with the keyboard.
        wanted = self._home
        if isinstance(new, QWidget) and isinstance(new.window(), QDialog):
            wanted = new.window() if self._home.isAncestorOf(new) else self._home
        if self.parentWidget() is not wanted:
            self.setParent(wanted)
        self._around = new if new is not None and self._rings(new) else None
        for widget in self._chain(self._around):
            widget.installEventFilter(self)
        self._place()

    def _rings(self, widget: QWidget) -> bool:
        """Whether a control has the keyboard, not a page that only listens for its shortcuts."""
        reached = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        return reached and widget is not self.window() and self.window().isAncestorOf(widget)

    def _chain(self, widget: QWidget | None) -> Iterator[QWidget]:
        """`widget` and what holds it: when a page scrolls it is the holder that moves."""
        while widget is not None and isValid(widget) and widget is not self.window():
            yield widget
            widget = widget.parentWidget()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide}:
            self._place()
        return False

    def _place(self) -> None:
        widget = self._around
        shown = widget is not None and isValid(widget) and widget.isVisible()
        self.setVisible(shown)
        if shown and widget is not None:
            corner = widget.mapTo(self.window(), widget.rect().topLeft())
            self.setGeometry(widget.rect().translated(corner).adjusted(-4, -4, 4, 4))
            self.raise_()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)
