"""Random histories of the model, and what must hold at their end; every rule of it can be switched off."""

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.model.desk import ModelDesk
from tests.model.hub import ModelHub
from tests.model.parts import DAMAGED, KNOWN_FIELDS, SCHEMA, Act, Dot, Write, may_write

WHO = st.integers(0, 2)
FIELDS = st.sampled_from([1, 2, KNOWN_FIELDS + 1])


class Histories(RuleBasedStateMachine):
    """Three people, a hub, sticks; restores nobody is told of, lost laptops, somebody put out."""

    off: frozenset[str] = frozenset()

    @initialize()
    def begin(self) -> None:
        self.epochs = 0
        self.desks = [ModelDesk(person, 0, self.off, self.epoch) for person in range(3)]
        self.lives = [0, 0, 0]
        self.hub = ModelHub(epoch=self.epoch())
        self.wraps = {(1, person) for person in range(3)}
        self.hub.acts = [Act(person, writes=True, key=1) for person in range(3)]
        for desk in self.desks:
            desk.round(self.hub, self.wraps)
        self.backups = [self.hub.copy()]
        self.copies: list[tuple[ModelDesk, int] | None] = [None] * 3
        self.forms: dict[int, tuple[int, frozenset[Dot]]] = {}
        self.written: dict[Dot, Write] = {}
        self.lost: set[Dot] = set()
        self.out: set[int] = set()
        self.opened: dict[int, set[int]] = {person: {1} for person in range(3)}
        """By person, the keys that were closed for them while they were in."""

    def epoch(self) -> int:
        self.epochs += 1
        return self.epochs

    # What people do.

    @rule(who=WHO, field=FIELDS)
    def open_form(self, who: int, field: int) -> None:
        self.forms[who] = (field, self.desks[who].heads(field))

    @rule(who=WHO, stamp=st.integers(-9, 9), parts=st.integers(1, 2), poison=st.booleans())
    def save_form(self, who: int, stamp: int, parts: int, poison: bool) -> None:
        if who not in self.forms or who in self.out:
            return
        field, shown = self.forms.pop(who)
        for part in range(1, parts + 1):
            more = part < parts
            value = f"v{len(self.written)}"
            bad = poison and parts == 1 and len(self.written) % 7 == 3
            replaces = frozenset[Dot]() if bad else shown
            write = Write(field, value, replaces, stamp, more, bad)
            dot = self.desks[who].save(write)
            assert dot not in self.written, f"I3: {dot}"
            self.written[dot] = write
            if more:
                field, shown = field % 2 + 1, self.desks[who].heads(field % 2 + 1)

    @rule(who=WHO, lost=st.booleans())
    def exchange(self, who: int, lost: bool) -> None:
        if who not in self.out:
            self.desks[who].round(self.hub, self.wraps, lost=lost)

    @rule(giver=WHO, taker=WHO)
    def stick(self, giver: int, taker: int) -> None:
        if giver != taker and not {giver, taker} & self.out:
            self.desks[giver].give(self.desks[taker])

    @rule(who=st.integers(1, 2), back=st.booleans())
    def put_out(self, who: int, back: bool) -> None:
        """Somebody is put out, or let in again with all keys; the hub knows at once."""
        if back == (who not in self.out):
            return
        newest = self.hub.acts[-1].key
        if back:
            self.out.discard(who)
            self.hub.acts.append(Act(who, writes=True, key=newest))
            self.opened[who] |= set(range(1, newest + 1))
            self.wraps |= {(key, who) for key in range(1, newest + 1)}
            return
        self.desks[who].round(self.hub, self.wraps)
        self.out.add(who)
        key = newest if "samekey" in self.off else newest + 1
        self.hub.acts.append(Act(who, writes=False, key=key))
        inside = [person for person in range(3) if person not in self.out]
        self.wraps |= {(key, person) for person in inside}
        for person in inside:
            self.opened[person].add(key)
        self.desks[0].round(self.hub, self.wraps)

    # What befalls them.

    @rule(who=WHO, cut=st.booleans())
    def snapshot(self, who: int, cut: bool) -> None:
        if who in self.out:
            return
        desk = self.desks[who]
        desk.round(self.hub, self.wraps)
        made = desk.snapshot()
        if made is not None:
            self.hub.snapshots.append(made)
            if cut:
                self.hub.base = len(self.hub.log)

    @rule()
    def hub_backup(self) -> None:
        self.backups.append(self.hub.copy())

    @rule(which=st.integers(0, 5))
    def hub_restore(self, which: int) -> None:
        """Nobody is told. What was said of the membership comes back from the desks."""
        acts = self.hub.acts
        self.hub = self.backups[which % len(self.backups)].copy()
        self.hub.acts = acts
        self._count_lost()

    @rule(who=WHO)
    def desk_backup(self, who: int) -> None:
        """A copy with what could not be sealed yet is another matter: two desks would go on from it."""
        self.desks[who].seal()
        if not self.desks[who].unsealed:
            self.copies[who] = (copied(self.desks[who]), self.lives[who])

    @rule(who=WHO)
    def desk_restore(self, who: int) -> None:
        kept = self.copies[who]
        if kept is None or who in self.out:
            return
        self.lives[who] += 1
        self.desks[who] = copied(kept[0])
        self.desks[who].restored(self.lives[who])
        self.forms.pop(who, None)
        self._count_lost()

    @rule(who=WHO)
    def laptop_lost(self, who: int) -> None:
        if who in self.out:
            return
        self.lives[who] += 1
        self.desks[who] = ModelDesk(who, self.lives[who], self.off, self.epoch)
        self.copies[who] = None
        self.forms.pop(who, None)
        self._count_lost()

    def _held(self, dot: Dot) -> bool:
        states = [*(desk.state for desk in self.desks), *self.hub.snapshots]
        logged = any(e.stream == dot.stream and e.last >= dot.number for e in self.hub.log)
        waits = any(
            e.stream == dot.stream and e.last >= dot.number
            for desk in self.desks
            for e in desk.kept.values()
        )
        return logged or waits or any(state.covers(dot) for state in states)

    def _count_lost(self) -> None:
        self.lost |= {dot for dot in self.written if not self._held(dot)}

    # The end.

    def teardown(self) -> None:
        if not hasattr(self, "hub"):
            return
        for person in sorted(self.out):
            self.put_out(person, back=True)
        for _ in range(6):
            for desk in self.desks:
                desk.round(self.hub, self.wraps)
        self.demand_alike()
        self.demand_nothing_lost()
        self.demand_kept_from_those_outside()

    def demand_alike(self) -> None:
        standing = [desk.state.standing() for desk in self.desks]
        assert all(one == standing[0] for one in standing), f"I1: {standing}"
        assert not any(desk.outside() or desk.unsealed for desk in self.desks), "I9"
        waits = {why for desk in self.desks for why in desk.waits.values()}
        assert waits <= {DAMAGED, SCHEMA}, f"I9: {waits}"

    def demand_nothing_lost(self) -> None:
        state = self.desks[0].state
        fin = {dot for heads in state.cells.values() for dot in heads}
        named = {dot for one, w in self.written.items() if state.covers(one) for dot in w.replaces}
        shown = {
            Dot(envelope.stream, envelope.first + place)
            for desk in self.desks
            for envelope in desk.kept.values()
            for place, write in enumerate(envelope.writes)
            if write.poison and desk.waits.get(envelope.name) == DAMAGED
        }
        under = {d for d, w in self.written.items() if w.poison and self._under_snapshot(d)}
        missing = set(self.written) - fin - named - self.lost - shown - under
        assert not missing, f"I2: {missing}"

    def _under_snapshot(self, dot: Dot) -> bool:
        return any(one.covers(dot) for one in self.hub.snapshots)

    def demand_kept_from_those_outside(self) -> None:
        """I4: no envelope was sealed, after somebody was put out, under a key that they hold."""
        for envelope in self.hub.log:
            for person in range(3):
                said = self.hub.acts[: envelope.acts]
                out = any(a.person == person for a in said) and not may_write(said, person)
                assert not (out and envelope.key in self._keys_before(person, envelope.acts)), "I4"

    def _keys_before(self, person: int, acts: int) -> set[int]:
        """The keys a person had been given when so much had been said."""
        had: set[int] = set()
        for place, act in enumerate(self.hub.acts[:acts]):
            if may_write(self.hub.acts, person, place + 1):
                had |= set(range(1, act.key + 1))
        return had


def copied(desk: ModelDesk) -> ModelDesk:
    """The same desk once more, with nothing shared that changes."""
    twin = ModelDesk(desk.person, desk.stream[1], desk.off, desk._epochs)
    twin.state, twin.unsealed = desk.state.copy(), list(desk.unsealed)
    twin.kept, twin.placed, twin.waits = dict(desk.kept), set(desk.placed), dict(desk.waits)
    twin.acts, twin.wraps, twin.keys = list(desk.acts), set(desk.wraps), set(desk.keys)
    twin.snapshots, twin.seen = [one.copy() for one in desk.snapshots], desk.seen
    twin.owed = [one.copy() for one in desk.owed]
    return twin
