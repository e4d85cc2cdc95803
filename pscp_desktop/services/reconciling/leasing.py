"""The lease of this laptop as its vault keeps it: renewed by a hub or by whoever coordinates."""

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Final

import msgspec

from pscp_desktop.domain.errors import JoiningRefused
from pscp_desktop.domain.lease import DAY, Lease, OrganisationPolicy, policy_in
from pscp_desktop.services.desk import Desk
from pscp_desktop.store.store import LAST_CONTACT
from sync.directory import Directory, Refused
from sync.engine.engine import Engine
from sync.statements import COORDINATOR, Policy, Vouched

LEASE: Final = "lease"
STEP: Final = 10 * 60 * 1000
"""How much may be lived before it is written down: a crash forgets no more."""


class Leasing:
    """Keeps the lease. A desk that belongs to nobody has none."""

    def __init__(self, desk: Desk) -> None:
        self._store = desk.store
        self._lease: Lease | None = None
        self._kept: Lease | None = None
        self._changing = RLock()
        """Held for a moment only: it is asked inside units of work."""
        self._keeping = RLock()
        desk.contact_owed = self.over

    def now(self) -> Lease | None:
        """The lease at this moment; None before it began. Looking at it writes down what was lived."""
        lease = self._look()
        if lease is not None:
            kept = self._kept
            if kept is None or abs(lease.seen - kept.seen) >= STEP:
                self._keep()
        return lease

    def over(self) -> bool:
        """Whether files stay closed until somebody of the organisation is met."""
        lease = self._look()
        return lease is not None and lease.over

    def begin(self, directory: Directory, me: bytes) -> None:
        """Begin the lease of a laptop that belongs to an organisation, where it has none."""
        if self._look() is None:
            now, met = self._milliseconds(), self._store.kept(LAST_CONTACT)
            proved = min(int.from_bytes(met, "big") if met else now, now)
            begun = Lease(proved, 0, proved, directory.seq).at(now)
            self._change(lambda _: begun, directory, me)

    def met(self, time: int, directory: Directory, me: bytes) -> None:
        """A hub was met: it counts where the laptop is still in use."""
        now = self._milliseconds()
        if directory.active(me):
            self._change(lambda _: Lease(now).met(now, time, directory.seq), directory, me)

    def heard(self, directory: Directory, me: bytes) -> None:
        """A stick brought statements: the newest of another laptop's coordinator renews the lease."""
        self.begin(directory, me)
        self._look()
        said = [one for device, one in directory.spoken.items() if device != me]
        seq, at = max(said, default=(0, 0)) if directory.active(me) else (0, 0)
        self._change(lambda lease: lease.vouched(at, seq), directory, me)

    def _change(self, change: Callable[[Lease], Lease], directory: Directory, me: bytes) -> None:
        """Change it, on the terms in force: without an end where there is no other laptop to meet."""
        others = any(directory.active(device) for device in directory.devices if device != me)
        days = policy_in(directory.policy).lease_days if others else 0
        with self._changing:
            self._lease = replace(change(self._lease or Lease(0)), days=days)
        self._keep()

    def _look(self) -> Lease | None:
        """What was lived is counted at every look, so that a clock set back afterwards takes nothing away."""
        with self._changing:
            if self._lease is None:
                kept = self._store.kept(LEASE)
                if not kept:
                    return None
                self._lease = self._kept = msgspec.msgpack.decode(kept, type=Lease)
            self._lease = self._lease.at(self._milliseconds())
            return self._lease

    def _keep(self) -> None:
        with self._keeping:
            self._kept = self._lease
            self._store.keep(LEASE, msgspec.msgpack.encode(self._kept))

    def _milliseconds(self) -> int:
        return int(self._store.now().timestamp() * 1000)


def policy_of(engine: Engine) -> OrganisationPolicy:
    """What the organisation decides for its laptops."""
    return policy_in(engine.belief.directory.policy)


def decide(engine: Engine, policy: OrganisationPolicy) -> None:
    """Sign another policy. Raises JoiningRefused where this desk's person may not."""
    try:
        with engine.transaction():
            engine.belief.say(engine.belief.directory.organisation, Policy(policy.written()))
    except Refused:
        raise JoiningRefused("right") from None


def vouch(engine: Engine) -> None:
    """Stand behind the laptops in use, before a stick leaves: at most once a day, where one may."""
    belief, now = engine.belief, engine.belief.desk.now()
    directory, me = belief.directory, engine.belief.desk.device
    may = directory.active(me) and directory.rank(directory.user_of(me)) >= COORDINATOR
    _, last = directory.spoken.get(me, (0, 0))
    if may and abs(now - last) >= DAY:
        with engine.transaction():
            belief.say(directory.organisation, Vouched())
