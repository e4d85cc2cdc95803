"""Rounds in the background: at the start, at network-up, on a timer, on demand; always armed again.

A round runs on the network's line of work. A save never waits for it: its transactions are short.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pscp_desktop.app.network_up import NetworkUp, own_addresses
from pscp_desktop.domain.laptops import ContactWay
from pscp_desktop.services.reconciling import auditing
from pscp_desktop.services.reconciling.appointing import appoint
from pscp_desktop.services.reconciling.arriving import Arriving, Far, Step, Told, receiving
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.identity import Hub, hub_of
from pscp_desktop.services.reconciling.laptops import look
from pscp_desktop.services.reconciling.reports import tell
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.told import Receipt
from pscp_desktop.services.reconciling.upkeep import tend
from pscp_desktop.ui.tasks import Progress, Tasks
from sync.protocol import Denied, Peer, Unreachable

log = logging.getLogger(__name__)

FIRST_SECONDS: Final = 3.0
NETWORK_SECONDS: Final = 4.0
"""After a network has come: names are not found at once, and many laptops come back together."""
USUAL_SECONDS: Final = 300.0
RETRY_SECONDS: Final = 20.0
LONGEST_SECONDS: Final = 900.0
JITTER: Final = 0.2
TOLD_SECONDS: Final = 0.2
"""Between two words of how far a first sync is."""


class Rounds(QObject):
    """One round after another, never two at once. `wiped` says that this laptop was ordered to end."""

    finished = Signal(object)
    failed = Signal()
    arriving = Signal(object)
    """How far the first sync of this laptop is."""
    wiped = Signal()

    def __init__(
        self,
        reconciling: Reconciling,
        blobs: Blobs,
        tasks: Tasks,
        reach: Callable[[Hub], AbstractContextManager[Peer]],
        chance: Callable[[], float] = random.random,
        *,
        addresses: Callable[[], tuple[str, ...]] = own_addresses,
    ) -> None:
        super().__init__()
        self._reconciling, self._blobs = reconciling, blobs
        self._tasks, self._reach, self._chance = tasks, reach, chance
        self._failures = 0
        self.under_way = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)
        self._network = NetworkUp(addresses)
        self._network.came.connect(self.soon)

    def begin(self) -> None:
        """Arm the first round, once the desk has settled."""
        self._arm(FIRST_SECONDS)
        self._network.begin()

    @Slot()
    def soon(self) -> None:
        """A network has come: whatever failed before counts no more, and a round begins shortly."""
        self._failures = 0
        if not self.under_way:
            self._arm(NETWORK_SECONDS)

    @property
    def armed(self) -> bool:
        """Whether another round will come by itself."""
        return self._timer.isActive() or self.under_way

    @property
    def failing(self) -> bool:
        """Whether the last round failed."""
        return self._failures > 0

    def rest(self) -> None:
        """No more rounds: the desk is closing."""
        self._network.rest()
        self._timer.stop()

    @Slot()
    def now(self) -> None:
        """Begin a round, unless one is under way."""
        if self.under_way:
            return
        self._timer.stop()
        self.under_way = True
        self._tasks.run(
            "", self._round, self._done, owner=self, failed=self._failed, line="network"
        )

    def _round(self, progress: Progress) -> Receipt | None:
        look(self._reconciling)
        hub, arriving = hub_of(self._reconciling.desk.store), self._reconciling.arriving
        if hub is None or not self._reconciling.joined:
            return None
        with arriving.watched(_calmly(partial(progress.hand_over, self.arriving.emit))):
            return self._meet(hub, arriving)

    def _meet(self, hub: Hub, arriving: Arriving) -> Receipt:
        with self._reconciling.contact.trying(), self._reach(hub) as peer:
            appoint(self._reconciling)
            receipt = self._reconciling.round(peer)
            if tell(self._reconciling, ContactWay.HUB):
                receipt = self._reconciling.round(peer)
            told = arriving.attachments if receiving(self._reconciling.desk.store) else None
            sent, received = self._blobs.exchange(peer, told)
            arriving.over(self._reconciling.desk.store)
            tend(self._reconciling, peer)
            auditing.exchange(self._reconciling, peer)
        look(self._reconciling)
        return self._reconciling.with_blobs(receipt, sent, received)

    def _done(self, receipt: Receipt | None) -> None:
        self.under_way, self._failures = False, 0
        self._arm(USUAL_SECONDS)
        if receipt is not None:
            self.finished.emit(receipt)
        self._end_if_ordered()

    def _end_if_ordered(self) -> None:
        """The order may have come by a stick: it is looked for after every round, also one that failed."""
        if self._reconciling.wiped:
            self.wiped.emit()

    def _failed(self, error: Exception) -> None:
        self.under_way = False
        self._failures += 1
        self._arm(min(LONGEST_SECONDS, RETRY_SECONDS * 2 ** min(self._failures - 1, 10)))
        if not isinstance(error, Unreachable | Denied):
            log.error("round_failed", exc_info=error)
        self.failed.emit()
        self._end_if_ordered()

    def _arm(self, seconds: float) -> None:
        spread = 1 + JITTER * (2 * self._chance() - 1)
        self._timer.start(int(seconds * spread * 1000))


def _calmly(told: Told) -> Told:
    """Tell where a step begins or ends, and between that a few times in a second."""
    last: tuple[Step | None, float] = (None, 0.0)

    def tell(far: Far) -> None:
        nonlocal last
        now = time.monotonic()
        done, of = far.counts.get(far.step, (0, 0))
        if far.step is not last[0] or done == of or now - last[1] >= TOLD_SECONDS:
            last = far.step, now
            told(far)

    return tell
