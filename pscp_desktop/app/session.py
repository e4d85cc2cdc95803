"""An open desk: its services, its window, and how it is closed so that nothing stays behind."""

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from pscp_desktop.app.diagnosis import facts
from pscp_desktop.app.health import Health
from pscp_desktop.app.helping import help_page
from pscp_desktop.app.logs import diagnostics
from pscp_desktop.app.reaching import reach
from pscp_desktop.app.rooms import Around, Means, Rooms
from pscp_desktop.app.rounds import Rounds
from pscp_desktop.app.vaults import Opened, generate, key_store
from pscp_desktop.domain.errors import PscpError
from pscp_desktop.services.reconciling.arriving import Far
from pscp_desktop.services.reconciling.ending import LastWord
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.told import State
from pscp_desktop.settings import Policy, Preferences
from pscp_desktop.store.erasure import erase
from pscp_desktop.ui import errors
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.emergency import Numbers
from pscp_desktop.ui.help_card import HelpCard
from pscp_desktop.ui.idle import Clipboard, Idle, SystemSignals
from pscp_desktop.ui.lock_clock import HOUR, Limits, LockClock
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.pages.sync import SyncPage
from pscp_desktop.ui.preferences.kit import Laptop
from pscp_desktop.ui.rail import Place
from pscp_desktop.ui.reconciling.telling import indicator
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.window import DeskWindow, Furnishing
from sync.protocol import Denied, Peer, Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fittings:
    """What the session takes over from the program that opened it."""

    app: QApplication
    tasks: Tasks
    folder: Path
    policy: Policy
    policy_fault: str
    preferences: Callable[[], Preferences]
    change: Callable[[Preferences], None]
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class Session(QObject):
    """From the passphrase to the lock. `ended` says why; by then everything is closed."""

    ended = Signal(str)

    def __init__(self, fittings: Fittings, look: Look, opened: Opened) -> None:
        super().__init__()
        services = opened.services
        self._fittings, self._services, self._person = fittings, services, opened.person
        self._tasks = fittings.tasks
        self._state = State(
            joined=False, hub="", unsent=0, since=None, last_contact=None, attention=0
        )
        self._changes = Changes(self)
        policy = fittings.policy
        limits = Limits(
            cover=policy.cover_after_seconds,
            lock=policy.lock_after_seconds,
            longest=policy.longest_session_hours * HOUR,
        )
        clock = LockClock(limits, monotonic=fittings.monotonic, wall=fittings.wall)
        self._idle = Idle(clock, fittings.app)
        self._idle.locked.connect(self.lock)
        self._signals = SystemSignals()
        self._signals.happened.connect(self._idle.lock)
        self._clipboard = Clipboard(fittings.app.clipboard())
        self._rounds = Rounds(services.reconciling, services.blobs, self._tasks, self._reach)
        self._rounds.finished.connect(self._round_over)
        self._rounds.failed.connect(self._round_over)
        self._rounds.wiped.connect(self._end_here)
        self._rounds.arriving.connect(self._arriving)
        services.store.on_commit(self._changes.tell)
        self._changes.happened.connect(self._count)
        self._places: tuple[Place, ...] = ()
        self._rooms: Rooms | None = None
        self._stood: dict[str, str] = {}
        self._window = self._furnished(look)
        self._count()
        for alarm in services.alarms:
            self._warn(alarm)
        Health(services, self._tasks, self).found.connect(self._warn)
        self._rounds.begin()

    @property
    def window(self) -> DeskWindow:
        """The window of the desk."""
        return self._window

    def in_sight(self) -> DeskWindow:
        """The window of the desk, also after it was built anew."""
        return self._window

    @Slot(object)
    def _warn(self, alarm: PscpError) -> None:
        errors.show(alarm, self._window)

    def refurnish(self, look: Look) -> None:
        """Build the window anew in another language or look, where it stood."""
        old, geometry = self._window, self._window.saveGeometry()
        stood = self._stood.get("place", "")
        self._keep()
        self._window = self._furnished(look)
        self._window.restoreGeometry(geometry)
        if stood:
            self._window.go_to(stood)
        old.closed.disconnect(self._closed)
        old.close_all()
        old.deleteLater()

    def _furnished(self, look: Look) -> DeskWindow:
        means = Means(
            services=self._services,
            look=look,
            tasks=self._tasks,
            changes=self._changes,
            laptop=self._laptop(),
            around=Around(
                go=self._go,
                hand_over=self._hand_over,
                help=self._help,
                recount=self._refresh,
                reach=self._reach,
                round_now=self._round_now,
            ),
        )
        self._rooms = Rooms(means)
        self._places = tuple(self._rooms.places)
        furnishing = Furnishing(
            places=self._places,
            commands=self._rooms.commands,
            person=self._person,
            sync=self._sync,
            search=self._rooms.search,
            numbers=self._numbers,
            save_numbers=self._save_numbers,
            help=self._help,
        )
        window = DeskWindow(self._fittings.app, look, self._idle, furnishing)
        window.closed.connect(self._closed)
        window.arrived.connect(self._arrived)
        window.show()
        return window

    def _laptop(self) -> Laptop:
        fittings = self._fittings
        return Laptop(
            preferences=fittings.preferences,
            change=fittings.change,
            folder=fittings.folder,
            policy=fittings.policy,
            policy_fault=fittings.policy_fault,
            diagnostics=self._diagnostics,
            has_pin=self._has_pin,
            ask_pin=self._ask_pin,
            emergency=self._emergency,
            generate=generate,
            help=help_page,
            leave=self._leave,
            stood=self._stood,
        )

    def _diagnostics(self) -> str:
        fittings = self._fittings
        return diagnostics(
            fittings.folder / "logs",
            facts(fittings.preferences(), fittings.policy, fittings.policy_fault),
        )

    @Slot(str)
    def _arrived(self, place: str) -> None:
        self._stood["place"] = place

    def _go(self, place: str) -> None:
        self._window.go_to(place)

    def _hand_over(self, content: QWidget) -> None:
        self._window.hand_over(content)

    def _refresh(self) -> None:
        self._window.refresh()

    def _has_pin(self) -> bool:
        return self._idle.clock.has_pin

    def _ask_pin(self) -> None:
        self._window.ask_pin()

    def _emergency(self) -> None:
        self._window.emergency()

    def _leave(self, why: str) -> None:
        """Lock after the vault was closed under the desk, as by a new key: nothing can be kept."""
        self._places = ()
        self._idle.lock(why)

    def _numbers(self) -> Numbers:
        return self._fittings.preferences().local_numbers

    def _save_numbers(self, numbers: Numbers) -> None:
        kept = tuple(numbers)
        self._fittings.change(replace(self._fittings.preferences(), local_numbers=kept))

    def _help(self, place: str) -> None:
        page = help_page(place)
        if page is not None:
            HelpCard(self._window, *page).open()

    def _sync(self) -> tuple[str, str, str]:
        return indicator(self._state, self._services.desk.now())

    def _reach(self, hub: Hub) -> AbstractContextManager[Peer]:
        return reach(hub, self._services.reconciling.identity)

    def _round_now(self) -> None:
        self._rounds.now()

    @Slot()
    def _end_here(self) -> None:
        """A signed statement orders this vault destroyed: keys first, then everything else.

        Only when nothing is left is it said to the others. Nobody is at work here any more: it is said
        at once, from memory, and if the hub does not hear it, nobody does.
        """
        word = LastWord(self._services.reconciling)
        self.lock("wiped")
        erased = erase(self._services.vault.folder, key_store())
        if word.hub is not None and not erased.left:
            with contextlib.suppress(Unreachable, Denied), reach(word.hub, word.identity) as peer:
                word.say(peer)

    @Slot()
    def _round_over(self) -> None:
        """A round has come through or failed: what is shown of it is read again."""
        self._count()
        for place in self._places:
            if isinstance(place.page, SyncPage):
                place.page.round_over.emit(self._rounds.failing)

    @Slot(object)
    def _arriving(self, far: Far) -> None:
        """The first sync has come further."""
        self._say_unsent(replace(self._state, arriving=far))
        for place in self._places:
            if isinstance(place.page, SyncPage):
                place.page.arriving.emit(far)

    @Slot()
    def _count(self) -> None:
        self._tasks.run("", self._read_unsent, self._say_unsent, owner=self)

    def _read_unsent(self, _: Progress) -> State:
        return self._services.reconciling.state()

    def _say_unsent(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self._window.refresh()

    @Slot()
    def _closed(self) -> None:
        self._idle.lock("closed")

    @Slot(str)
    def lock(self, why: str) -> None:
        """Hide, keep what is being typed, close everything. Whoever listens starts a new process."""
        self._rounds.rest()
        self._window.hide()
        self._keep()
        self._clipboard.clear()
        self._window.close_all()
        self._tasks.close()
        self._services.close()
        self.ended.emit(why)

    def _keep(self) -> None:
        for place in self._places:
            if place.keep is not None:
                place.keep()
