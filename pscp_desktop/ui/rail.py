"""The rail of places: always in the same order, sync and the person at its foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QLabel, QPushButton, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Line,
    SyncIndicator,
    button,
    column,
    emptied,
    face,
    icon_button,
    panel,
    row,
    rule,
    say,
    text,
)
from pscp_desktop.ui.standing import Standing

WIDTH: Final = 224
Waiting = Callable[[], int]
SyncState = Callable[[], tuple[str, str, str]]
"""Words, since when, and the tone they are said in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere to be in the desk: its page, and how many things wait there."""

    id: str
    label: str
    icon: str
    page: QWidget
    waiting: Waiting | None = None
    commands: Callable[[], Sequence[Command]] = tuple
    """What can be asked for while one is there."""
    keep: Callable[[], None] | None = None
    """Saves what is being typed, at once: the desk is about to lock."""


class Rail(QFrame):
    """The places as buttons, the palette above them and whatever is always in sight below."""

    gone_to = Signal(int)
    searched = Signal()

    def __init__(self, look: Look, places: Sequence[Place], *foot: QWidget) -> None:
        super().__init__()
        as_role(self, "rail")
        self.setFixedWidth(WIDTH)
        self._look, self._places = look, tuple(places)
        self._group = QButtonGroup(self)
        self._badges: list[QLabel] = []
        find = self._place(tr("Search"), "search")
        find.setLayout(row(None, text("Ctrl K", "keys"), edge=(0, 0, 8, 0)))
        find.clicked.connect(self.searched)
        layout = column(find, 8, gap="none", edge=(12, 14, 12, 10))
        for number, place in enumerate(places):
            pressed = self._place(tr(place.label), place.icon)
            pressed.setCheckable(True)
            pressed.setObjectName(f"place.{place.id}")
            badge = text("", "badge")
            badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
            pressed.setLayout(row(None, badge, edge=(0, 0, 8, 0)))
            self._badges.append(badge)
            self._group.addButton(pressed, number)
            layout.addWidget(pressed)
        layout.addStretch(1)
        for part in foot:
            layout.addWidget(part)
        self.setLayout(layout)
        self._group.idClicked.connect(self.gone_to)
        self._group.buttonToggled.connect(self._ink)
        self.recount()

    def stand_at(self, number: int) -> None:
        """Show which place one is at."""
        pressed = self._group.button(number)
        if pressed is not None:
            pressed.setChecked(True)

    @Slot()
    def recount(self) -> None:
        """Say again how many things wait at each place."""
        for place, badge in zip(self._places, self._badges, strict=True):
            count = place.waiting() if place.waiting else 0
            say(badge, str(count))
            badge.setVisible(bool(count))

    def _place(self, words: str, icon: str) -> QPushButton:
        pressed = button(f" {words}", "place", icon, self._look)
        pressed.setIcon(self._look.icon(icon, "muted"))
        pressed.setAccessibleName(words)
        return pressed

    @Slot(QAbstractButton, bool)
    def _ink(self, pressed: QAbstractButton, on: bool) -> None:  # noqa: FBT001 (Qt's signature)
        icon = self._places[self._group.id(pressed)].icon
        pressed.setIcon(self._look.icon(icon, "accent" if on else "muted"))
        pressed.setFont(self._look.font("strong" if on else "body"))


class Foot(QWidget):
    """What is always in sight: what has not left this laptop, who works at it, and the lock."""

    locked = Signal()

    def __init__(self, look: Look, person: tuple[str, str], sync: SyncState) -> None:
        super().__init__()
        self._look, self._sync = look, sync
        self._told: tuple[str, str, str] | None = None
        self._news = column(gap="none")
        name, detail = person
        self._lock = lock = icon_button(look, "lock", tr("Lock"))
        lock.clicked.connect(self.locked)
        said = column(Line(name), Line(detail, "caption"), gap="none")
        worker = panel(row(face(name), said, lock, edge=(4, 6, 0, 0), wide=1))
        self.setLayout(column(self._news, rule(), worker, gap="xs"))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say again what has not left, where it is something else: whoever stands on it stays there."""
        told = self._sync()
        if told != self._told:
            self._told = told
            words, since, tone = told
            standing = Standing(self)
            emptied(self._news)
            indicator = SyncIndicator(self._look, words, since, tone=tone)
            self._news.addWidget(indicator)
            self.setTabOrder(self._lock, indicator)
            standing.again()
