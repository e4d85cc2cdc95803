"""The real core under everything that happens: three desks, a hub, a stick, faults, restores, losses.

What people wrote is told apart by values nobody writes twice, not by the names the core gives.
"""

import contextlib

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sync.engine.loose import frames_of, take_frames
from sync.engine.upkeep import Limits
from sync.envelope import Stream
from sync.ledger import Kept
from sync.merge import Dot
from sync.protocol import Denied, Unreachable
from sync.statements import ADMINISTRATOR
from tests.sync_model.channel import FAULTS, Faulty
from tests.sync_model.community import RECORD, Community, Person
from tests.sync_model.memory_store import Rows

WHO = st.integers(0, 2)
AT_ONCE = Limits(envelopes=0, again=0, wait=0, ask=0, horizon=0)
FIELDS = st.sampled_from([1, 2, 0])


class World(RuleBasedStateMachine):
    """Rules are what happens; at the end everybody meets, and nothing may be missing."""

    @initialize()
    def begin(self) -> None:
        self.community = Community(7)
        ana = self.community.person("Ana", ADMINISTRATOR)
        self.people = [ana, self.community.person("Blas"), self.community.person("Carla")]
        self.community.round(ana)
        self.scope = self.community.scope(ana, self.people[1:])
        self.hub_backups = [self.community.store.backup()]
        self.desk_backups: list[Rows | None] = [None] * 3
        self.forms: dict[int, tuple[int, frozenset[Dot]]] = {}
        self.replaced: dict[str, set[str]] = {}
        """By value written, the values that were on the screen."""
        self.written: dict[str, set[Dot]] = {}
        self.lost: set[str] = set()
        self.restored = False

    # What people do.

    @rule(who=WHO, field=FIELDS)
    def open_form(self, who: int, field: int) -> None:
        heads = self.people[who].ledger.heads(self.scope, RECORD, field)
        self.forms[who] = (field, frozenset(heads))

    @rule(who=WHO)
    def save_form(self, who: int) -> None:
        if who not in self.forms:
            return
        field, shown = self.forms.pop(who)
        person, value = self.people[who], f"v{len(self.replaced)}"
        heads = person.ledger.heads(self.scope, RECORD, field)
        seen = {str(heads[dot].value) for dot in shown if dot in heads}
        gone = {v for v, dots in self.written.items() if dots & shown}
        dot = person.save(self.scope, field, value, sorted(shown))
        self.replaced[value] = seen | gone
        self.written[value] = {dot}

    @rule(jump=st.integers(-(10**10), 10**10))
    def clock(self, jump: int) -> None:
        self.community.wall.now = max(0, self.community.wall.now + jump)

    @rule(who=WHO, fault=st.sampled_from(FAULTS), room=st.sampled_from([None, 1, 900]))
    def exchange(self, who: int, fault: str, room: int | None) -> None:
        person = self.people[who]
        peer = Faulty(self.community.hub.peer(person.device), fault, room)
        with contextlib.suppress(Unreachable):
            self.community.round(person, peer)

    @rule(giver=WHO, taker=WHO, part=st.integers(0, 5), twice=st.booleans())
    def stick(self, giver: int, taker: int, part: int, twice: bool) -> None:
        frames = list(frames_of(self.people[giver].engine))
        if part > 3:
            frames = [f for n, f in enumerate(frames) if n % 2 != part % 2]
        take_frames(self.people[taker].engine, frames[::-1] if twice else frames)
        if twice:
            take_frames(self.people[taker].engine, frames)

    # What befalls them.

    @rule(who=WHO, cut=st.booleans())
    def snapshot(self, who: int, cut: bool) -> None:
        """One makes it where that is due, the others confirm it, and what it stands for is let go."""
        person = self.people[who]
        others = [other for other in self.people if other is not person]
        for each in (person, *others, person):
            each.engine.upkeep.limits = AT_ONCE
            if self.community.round(each).complete:
                each.engine.upkeep.tend(self.community.hub.peer(each.device))
        if cut:
            self.community.store.compact(self.scope)

    @rule()
    def hub_backup(self) -> None:
        self.hub_backups.append(self.community.store.backup())

    @rule(which=st.integers(0, 5))
    def hub_restore(self, which: int) -> None:
        """Nobody is told."""
        self.restored = True
        self.community.store.restore(self.hub_backups[which % len(self.hub_backups)])
        self.community.hub = self.community.new_hub()
        self._count_lost()

    @rule(who=WHO)
    def desk_backup(self, who: int) -> None:
        self.desk_backups[who] = self.people[who].ledger.backup()

    @rule(who=WHO)
    def desk_restore(self, who: int) -> None:
        backup = self.desk_backups[who]
        if backup is not None:
            self.people[who].restored(backup)
            self.desk_backups[who] = self.people[who].ledger.backup()
            self.forms.pop(who, None)
            self._count_lost()

    @rule(who=WHO)
    def laptop_lost(self, who: int) -> None:
        """The person gets another, which knows nothing yet. The old one was not stolen."""
        old = self.people[who]
        user = old.user
        if who == 0:
            return
        fresh = self.community.desk_of(old.name, user)
        self.community.people.remove(old)
        self.people[who] = fresh
        self.desk_backups[who] = None
        self.forms.pop(who, None)
        self._count_lost()

    def _holders(self, value: str) -> bool:
        dots = self.written[value]
        known = [person.ledger for person in self.people]
        for dot in dots:
            for ledger in known:
                if dot.number <= ledger.merged(self.scope).get(Stream(*dot[:2]), 0):
                    return True
            end = self.community.store.tables.ends.get(self.scope, {}).get(Stream(*dot[:2]))
            if end and end.last >= dot.number:
                return True
        # It may be numbered anew by now: another life may have sealed it.
        return any(value in self._values(person) for person in self.people)

    def _count_lost(self) -> None:
        self.lost |= {value for value in self.replaced if not self._holders(value)}

    # The end: everybody meets, and I1, I2, I3, I5, I9 must hold.

    def teardown(self) -> None:
        if not hasattr(self, "community"):
            return
        for _ in range(6):
            for person in self.people:
                with contextlib.suppress(Denied):
                    self.community.round(person)
                    person.engine.upkeep.tend(self.community.hub.peer(person.device))
        states = {person.state(self.scope) for person in self.people}
        assert len(states) == 1, f"I1: {[self._values(p) for p in self.people]}"
        assert [self._unsent(p) for p in self.people] == [0, 0, 0], "I9"
        # What was given away and could not be read yet was not lost after all.
        self.lost = {value for value in self.lost if not self._holders(value)}
        standing = self._values(self.people[0])
        named = set().union(*(seen for v, seen in self.replaced.items() if v not in self.lost))
        missing = set(self.replaced) - standing - named - self.lost
        assert not missing, f"I2: {missing}"
        rows = self.community.store.tables.rows.get(self.scope, [])
        streams = [(r.device, r.incarnation, n) for r in rows for n in range(r.first, r.last + 1)]
        assert len(streams) == len(set(streams)), "I3"
        # A hub put back unawares told two people two things: that is reported, and only then.
        wrong = {"frozen", "state"} if self.restored else {"fork", "frozen", "state"}
        assert not wrong & set().union(*(p.alarms() for p in self.people)), "alarm"

    def _unsent(self, person: Person) -> int:
        """What has not arrived, but for what waits for something that was lost with a laptop."""
        orphans = sum(self._orphan(kept) for kept in person.ledger.outside(self.scope))
        return person.unsent() - orphans

    def _orphan(self, kept: Kept) -> bool:
        """Whether nobody has what an envelope follows: it came on a stick that was not whole."""
        known = [one.ledger.merged(self.scope).get(kept.stream, 0) for one in self.people]
        end = self.community.store.tables.ends.get(self.scope, {}).get(kept.stream)
        return max([*known, end.last if end else 0]) < kept.first - 1

    def _values(self, person: Person) -> set[str]:
        return {str(v) for field in (0, 1, 2) for v in person.values(self.scope, field)}
