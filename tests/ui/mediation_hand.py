"""A mediator's hands at the mediation page: keys and clicks, each of them counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.ui.commands import actions
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.layouts import panel, row
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Sheet
from pscp_desktop.ui.pages.mediation import MediationPage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Hand:
    """Works at a page as a person does, and counts what it took. One field typed counts as one."""

    qtbot: QtBot
    tools: FormTools
    page: MediationPage
    window: QWidget
    count: int = 0
    handed: list[QWidget] = field(default_factory=list)

    # What a person does

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            focused = QApplication.focusWidget()
            assert focused is not None
            self.qtbot.keyClick(focused, key, modifiers)
            self.count += 1
        self.settle()

    def tab(self, times: int = 1) -> None:
        self.key(Qt.Key.Key_Tab, times=times)

    def types(self, words: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        for letter in words:
            # QTest takes ASCII alone; people have accents.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(focused, QKeyEvent(kind, 0, NONE, letter))
        self.count += 1

    def clicks(self, words: str, within: QWidget | None = None) -> None:
        """Click the button that says `words`."""
        found = [
            press
            for press in (within or self.page).findChildren(QAbstractButton)
            if press.isVisible() and words in {press.accessibleName(), press.text().strip()}
        ]
        assert found, f"no button says {words}"
        # A box answers on itself and its words, not in the air to their right.
        place = found[0].rect().center()
        place = QPoint(12, place.y()) if isinstance(found[0], QCheckBox) else place
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton, pos=place)
        self.count += 1
        self.settle()

    def next_act(self) -> None:
        """Do what the filled button of the file says."""
        self.key(Qt.Key.Key_Return, ALT)

    def saves(self) -> None:
        """Ctrl+Enter in a form, which must then be gone."""
        self.key(Qt.Key.Key_Return, CTRL)
        assert self.page.room.instead is None, "the form was not kept"

    # What is seen

    def settle(self) -> None:
        """Let the background work end and its answers arrive."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=10_000)
            self.qtbot.wait(30)

    @property
    def shown(self) -> FileShown:
        shown = self.page.view.shown
        assert shown is not None
        return shown

    @property
    def state(self) -> str:
        return self.shown.state

    @property
    def sheet(self) -> Sheet:
        sheet = self.page.room.sheet
        assert sheet is not None
        return sheet

    @property
    def next_words(self) -> str:
        press = self.page.view.head.next
        return press.accessibleName() if press is not None else ""

    def field(self, name: str) -> QWidget:
        """The editor of a field of the form in sight, by its object name."""
        found = self.page.findChild(QWidget, name)
        assert found is not None, name
        return found

    def goes_to(self, name: str) -> None:
        """Put the keyboard into a field, as by a click on it."""
        found = self.page.findChild(FormField, name)
        assert found is not None, name
        found.editor.setFocus()
        self.count += 1

    def counted(self, work: Callable[[], None]) -> int:
        """How many interactions `work` took."""
        before = self.count
        work()
        return self.count - before

    def opens(self, dossier: UUID) -> None:
        self.page.open_file(dossier)
        self.settle()


def a_hand(qtbot: QtBot, tools: FormTools) -> Hand:
    """The page over a desk, in a window that has the keyboard."""
    handed: list[QWidget] = []
    page = MediationPage(
        tools=tools,
        mediation=Mediation(tools.desk),
        profile=Profile(tools.desk),
        hand_over=handed.append,
    )
    window = panel(row(page, gap="none"))
    actions(page.commands(), window)
    qtbot.addWidget(window)
    window.resize(1154, 768)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    hand = Hand(qtbot, tools, page, window, handed=handed)
    hand.settle()
    page.board.seek()
    return hand
