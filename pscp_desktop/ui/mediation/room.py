"""What stands beside the list: nothing yet, the file, or a form or panel in the file's place."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.mediation.file_view import FileView
from pscp_desktop.ui.mediation.sheet import Sheet
from pscp_desktop.ui.parts import EmptyState, column, panel


@runtime_checkable
class Begun(Protocol):
    """Something that puts the keyboard where it is used."""

    def begin(self) -> None:
        """It is in sight."""


class Room(QStackedWidget):
    """One of them at a time. A form that leaves keeps its draft."""

    emptied = Signal()

    def __init__(self, tools: FormTools) -> None:
        super().__init__()
        self.view = FileView(tools)
        words = tr("Choose a file in the list, or take a new request with Ctrl+N.")
        nothing = EmptyState(tools.look, "mediation", words)
        self._nothing = panel(column(nothing, None, edge=(28, 40, 80, 28)), "sheet")
        self._instead: QWidget | None = None
        self.addWidget(self._nothing)
        self.addWidget(self.view)

    @property
    def instead(self) -> QWidget | None:
        """The form or panel in the file's place."""
        return self._instead

    @property
    def sheet(self) -> Sheet | None:
        """The form, if it is one."""
        return self._instead if isinstance(self._instead, Sheet) else None

    def put(self, widget: QWidget) -> None:
        """Put a form or a panel in the file's place."""
        self._drop()
        self._instead = widget
        self.addWidget(widget)
        self.setCurrentWidget(widget)
        if isinstance(widget, Begun):
            widget.begin()

    @Slot()
    def leave(self) -> None:
        """Show the file again, or that none is open."""
        self._drop()
        has_file = self.view.shown is not None
        self.setCurrentWidget(self.view if has_file else self._nothing)
        if self.view.head.next is not None and has_file:
            self.view.head.next.setFocus()
        self.emptied.emit()

    def forget(self) -> None:
        """The file that stood here is closed to this worker now: show it no more."""
        self.view.forget()
        self.leave()

    def _drop(self) -> None:
        if self._instead is not None:
            self.removeWidget(self._instead)
            self._instead.hide()
            self._instead.deleteLater()
            self._instead = None
