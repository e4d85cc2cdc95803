"""The desk and what takes its place whole: the cover, the neutral page, participant mode."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget
from shiboken6 import isValid

from pscp_desktop.ui.covers import Cover, NeutralPage, ParticipantMode
from pscp_desktop.ui.idle import Idle
from pscp_desktop.ui.look import Look


class Layers(QStackedWidget):
    """Shows one layer at a time, so that nothing behind a cover can be seen or take the keyboard."""

    handed_over = Signal()
    given_back = Signal()

    def __init__(self, app: QApplication, look: Look, idle: Idle, desk: QWidget) -> None:
        super().__init__()
        self._app, self._idle, self._desk = app, idle, desk
        self._cover = Cover(look, idle.clock, idle.try_pin)
        self._neutral = NeutralPage()
        self._participant = ParticipantMode(look, idle.clock, idle.prove)
        for layer in (desk, self._cover, self._neutral, self._participant):
            self.addWidget(layer)
        self._behind: QWidget = desk
        self._put_away: list[QDialog] = []
        self._focused: QWidget | None = None
        self._cover.locked.connect(idle.panic)
        self._participant.ended.connect(self._take_back)
        idle.covered.connect(self._put_cover)
        idle.uncovered.connect(self._lift_cover)

    @property
    def at_desk(self) -> bool:
        """Whether the desk itself is in sight."""
        return self.currentWidget() is self._desk

    @property
    def with_participant(self) -> bool:
        """Whether somebody else has the laptop."""
        return self.currentWidget() is self._participant

    @Slot()
    def hide_quickly(self) -> None:
        """Show an empty page of notes; the same key leads to the cover and its PIN."""
        if self.currentWidget() is self._neutral:
            self.setCurrentWidget(self._cover)
            self._cover.begin()
            return
        self._idle.cover()
        self.setCurrentWidget(self._neutral)
        self._neutral.begin()

    def hand_over(self, content: QWidget) -> None:
        """Give the laptop to somebody else with `content` alone on it; a PIN must be set first."""
        if not self._idle.clock.has_pin:
            raise ValueError("no PIN to come back with")
        self._behind = self._participant
        self.setCurrentWidget(self._participant)
        self._participant.begin(content)
        self.handed_over.emit()

    def close_questions(self) -> None:
        """Close whatever is open over the desk."""
        for dialog in self._questions():
            dialog.close()
        self._put_away = []

    @Slot()
    def _take_back(self) -> None:
        self._behind = self._desk
        self.setCurrentWidget(self._desk)
        self.given_back.emit()

    @Slot()
    def _put_cover(self) -> None:
        self._focused = self._app.focusWidget()
        self._put_away = [each for each in self._questions() if each.isVisible()]
        for dialog in self._put_away:
            dialog.hide()
        self.setCurrentWidget(self._cover)
        self._cover.begin()

    @Slot()
    def _lift_cover(self) -> None:
        self.setCurrentWidget(self._behind)
        for dialog in self._put_away:
            if isValid(dialog):
                dialog.open()
        self._put_away = []
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus()

    def _questions(self) -> list[QDialog]:
        return self.window().findChildren(QDialog)
