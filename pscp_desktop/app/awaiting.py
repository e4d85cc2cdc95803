"""An open vault whose worker waits to be let in: there is no desk yet, but the lock holds already."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from pscp_desktop.app.reaching import reach
from pscp_desktop.app.vaults import Opened, introduced
from pscp_desktop.services.reconciling import inviting, joining, sticks
from pscp_desktop.services.reconciling.arriving import Told
from pscp_desktop.services.reconciling.identity import Hub, Identity
from pscp_desktop.services.reconciling.inviting import Door, Invitation
from pscp_desktop.services.reconciling.joining import Admission
from pscp_desktop.ui.awaiting import ASKED, BY_STICK, IN, NO_ANSWER, NO_CODE, Asking, AwaitingPage
from pscp_desktop.ui.idle import Idle, SystemSignals
from pscp_desktop.ui.lock_clock import LockClock
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks
from sync.engine.engine import Engine
from sync.protocol import Denied, Unreachable

Reach = Callable[[Hub, Identity], AbstractContextManager[Door]]


class Awaiting(QObject):
    """From the passphrase to being let in. `entered` gives the vault on; `ended` says that it was locked."""

    entered = Signal(object)
    ended = Signal(str)

    def __init__(
        self, app: QGuiApplication, look: Look, tasks: Tasks, opened: Opened, clock: LockClock
    ) -> None:
        super().__init__()
        self._tasks, self._opened = tasks, opened
        self._reconciling = opened.services.reconciling
        self.reach: Reach = reach
        self._idle = Idle(clock, app)
        self._idle.locked.connect(self.lock)
        self._signals = SystemSignals()
        self._signals.happened.connect(self._idle.lock)
        self.page = self._page(look, tasks)

    def _page(self, look: Look, tasks: Tasks) -> AwaitingPage:
        invitation, me = self._invitation(), self._reconciling.identity
        page = AwaitingPage(
            look,
            tasks,
            Asking(
                organisation=invitation.organisation,
                person=self._opened.person[0],
                words=me.words,
                team_words=invitation.words,
                look=self._look,
                request=self._request,
                admission=self._admission,
                alone=self._alone,
            ),
        )
        page.entered.connect(self._entered)
        page.left.connect(self.leave)
        return page

    def _invitation(self) -> Invitation:
        found = inviting.awaiting(self._reconciling)
        if found is None:
            raise RuntimeError("nobody waits")
        return found

    def _look(self, far: Told) -> str:
        """Knock where that was not done yet, and see whether somebody has opened."""
        invitation = self._invitation()
        if invitation.hub is None or not invitation.code:
            return BY_STICK
        try:
            with self.reach(invitation.hub, self._reconciling.identity) as door:
                if inviting.enter(self._reconciling, invitation, door, far):
                    return IN
                return ASKED if inviting.knock(self._reconciling, invitation, door) else NO_CODE
        except (Unreachable, Denied):
            return NO_ANSWER

    def _request(self, path: Path) -> None:
        path.write_bytes(joining.ask(self._reconciling, self._opened.person[0]))

    def _admission(self, path: Path) -> None:
        def meet(answer: Admission) -> Callable[[Engine], object]:
            beside = sorted(path.parent.glob(f"*{sticks.SUFFIX}"))
            if answer.hub is None or beside:
                return lambda engine: sticks.first(engine, beside)
            return lambda engine: self._meet(answer.hub, engine)

        inviting.take_admission(self._reconciling, self._invitation(), path.read_bytes(), meet)

    def _meet(self, hub: Hub | None, engine: Engine) -> None:
        if hub is not None:
            with self.reach(hub, self._reconciling.identity) as peer:
                engine.round(peer)

    def _alone(self) -> None:
        inviting.work_alone(self._reconciling)

    @Slot()
    def _entered(self) -> None:
        self._idle.stop()
        self._tasks.run(
            "", lambda _: introduced(self._opened.services), self.entered.emit, owner=self
        )

    @Slot()
    def leave(self) -> None:
        """Close for today."""
        self._idle.lock("closed")

    @Slot(str)
    def lock(self, why: str) -> None:
        """Close the vault. It still waits, and goes on where it was when it is opened again."""
        self._idle.stop()
        self.page.hide()
        self._tasks.close()
        self._opened.services.close()
        self.ended.emit(why)
