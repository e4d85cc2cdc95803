"""The desk's one window: the rail, the pages, and what can stand before them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.settings import PRODUCT
from pscp_desktop.ui.commands import Command, actions
from pscp_desktop.ui.covers import PinQuestion
from pscp_desktop.ui.emergency import EmergencyCard, Numbers
from pscp_desktop.ui.idle import Idle
from pscp_desktop.ui.layers import Layers
from pscp_desktop.ui.look import Look, hold_on_screen
from pscp_desktop.ui.palette import Found, Palette, Search
from pscp_desktop.ui.parts import panel, row
from pscp_desktop.ui.rail import Foot, Place, Rail, SyncState
from pscp_desktop.ui.ring import FocusRing


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnishing:
    """What the window is handed; each page already holds the services it uses."""

    places: Sequence[Place]
    commands: Sequence[Command]
    person: tuple[str, str]
    sync: SyncState
    search: Search | None
    numbers: Callable[[], Numbers]
    save_numbers: Callable[[Numbers], None] | None
    help: Callable[[str], None]


class _Way(QObject):
    """The way to one place, as something that can be connected and dies with its window."""

    def __init__(self, window: "DeskWindow", number: int) -> None:
        super().__init__(window)
        self._window, self._number = window, number

    @Slot()
    def go(self) -> None:
        """Go there."""
        self._window.go(self._number)


class DeskWindow(QMainWindow):
    """Rail and pages, what every place has in common, and the layers that can take their place."""

    arrived = Signal(str)
    closed = Signal()

    def __init__(self, app: QApplication, look: Look, idle: Idle, has: Furnishing) -> None:
        super().__init__()
        self.setWindowTitle(PRODUCT)
        self.setObjectName("window")
        hold_on_screen(self)
        self._app, self._look, self._idle, self._has = app, look, idle, has
        self._foot = Foot(look, has.person, has.sync)
        self._rail = Rail(look, has.places, self._foot)
        self._pages = QStackedWidget()
        for place in has.places:
            self._pages.addWidget(place.page)
            actions(place.commands(), place.page)
        self._desk = panel(row(self._rail, self._pages, gap="none", wide=1))
        self._layers = Layers(app, look, idle, self._desk)
        self._layers.handed_over.connect(self.showFullScreen)
        self._layers.given_back.connect(self.showNormal)
        self.setCentralWidget(self._layers)
        self._commands = (*self._own_commands(), *has.commands)
        actions(self._commands, self._desk)
        self._connect()
        FocusRing(look, self, app)
        self.refresh()
        self.go(0)

    def _connect(self) -> None:
        self._rail.gone_to.connect(self.go)
        self._rail.searched.connect(self._find)
        self._foot.locked.connect(self.lock)
        self._idle.on_keys(
            {
                "Ctrl+Shift+L": self._idle.panic,
                "Ctrl+Shift+H": self._layers.hide_quickly,
                "F9": self._layers.hide_quickly,
                "Ctrl+E": self.emergency,
            }
        )

    def _own_commands(self) -> Iterable[Command]:
        yield Command(id="desk.find", label=N_("Search"), run=self._find, keys="Ctrl+K")
        yield Command(id="desk.help", label=N_("Help on this page"), run=self._help, keys="F1")
        yield Command(id="desk.lock", label=N_("Lock"), run=self.lock, keys="Ctrl+L", icon="lock")
        yield Command(id="desk.pin", label=N_("Set a PIN for this session"), run=self.ask_pin,
                      icon="key")  # fmt: skip
        # These four also answer while a question is open: `Idle.on_key` holds their keys.
        yield Command(id="desk.emergency", label=N_("Emergency numbers"), run=self.emergency,
                      icon="emergency")  # fmt: skip
        yield Command(id="desk.hide", label=N_("Hide the desk"), run=self._layers.hide_quickly,
                      icon="hide")  # fmt: skip
        for number, place in enumerate(self._has.places[:9]):
            yield Command(id=f"go.{place.id}", label=place.label, run=_Way(self, number).go,
                          keys=f"Ctrl+{number + 1}", icon=place.icon)  # fmt: skip

    @Slot(int)
    def go(self, number: int) -> None:
        """Go to the place of this number."""
        if 0 <= number < len(self._has.places):
            self._pages.setCurrentIndex(number)
            self._rail.stand_at(number)
            self._has.places[number].page.setFocus()
            self.arrived.emit(self._has.places[number].id)

    def go_to(self, place: str) -> None:
        """Go to the place of this name."""
        self.go([each.id for each in self._has.places].index(place))

    @Slot()
    def refresh(self) -> None:
        """Say again what waits, and what has not left this laptop."""
        self._rail.recount()
        self._foot.refresh()

    @Slot()
    def lock(self) -> None:
        """Cover where a PIN can lift it; else close the desk whole."""
        if self._idle.clock.has_pin:
            self._idle.cover()
        else:
            self._idle.lock("hand")

    @Slot()
    def emergency(self) -> None:
        """Open the emergency card; under a cover it would say what the desk is for."""
        if self._layers.at_desk or self._layers.with_participant:
            save = self._has.save_numbers if self._layers.at_desk else None
            EmergencyCard(self, self._look, self._has.numbers(), save).open()

    @Slot()
    def ask_pin(self) -> None:
        question = PinQuestion(self, self._look)
        question.chosen.connect(self._idle.clock.take_pin)
        question.open()

    def hand_over(self, content: QWidget) -> None:
        """Give the laptop to somebody else with `content` alone on it."""
        self._layers.hand_over(content)

    def close_all(self) -> None:
        """Close every question and window of the program: the desk is locked."""
        self._layers.close_questions()
        self.close()

    @Slot()
    def _find(self) -> None:
        here = self._here.commands()
        ids = {each.id for each in here}
        lines = [
            Found(
                what=tr(each.label), detail="", icon=each.icon, open=each.run, keys=each.shown_keys
            )
            for each in (*here, *(one for one in self._commands if one.id not in ids))
            if each.possible and each.id != "desk.find"
        ]
        Palette(self, self._look, lines, self._has.search).begin()

    @Slot()
    def _help(self) -> None:
        self._has.help(self._here.id)

    @property
    def _here(self) -> Place:
        return self._has.places[self._pages.currentIndex()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            # Before it was in sight nothing could have the keyboard, and the page's keys were dead.
            self._here.page.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
