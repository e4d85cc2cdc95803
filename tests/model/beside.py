"""The real core and the model side by side, told the same; what people would see must be the same."""

from dataclasses import dataclass, field

from sync.engine.loose import frames_of, take_frames
from sync.engine.scopes import grant, withdraw
from sync.merge import Dot as RealDot
from sync.statements import WRITER
from tests.model.desk import ModelDesk
from tests.model.hub import ModelHub
from tests.model.parts import KNOWN_FIELDS, Act, Dot, Write
from tests.sync_model.community import RECORD, trio

Seen = tuple[dict[int, set[str]], dict[tuple[int, int], str], int]
"""What stands in each field, what waits and why, and how far the log was verified."""


@dataclass
class Beside:
    """Three people with a desk each in both worlds, and a hub in each."""

    forms: dict[int, tuple[int, list[RealDot], frozenset[Dot]]] = field(default_factory=dict)
    written: int = 0
    newest: int = 1
    out: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.community, *people, self.scope = trio()
        self.people = list(people)
        for person in self.people:
            person.ledger.known_fields = KNOWN_FIELDS
        self.community.settle()
        epochs = iter(range(1, 1 << 30))
        self.desks = [ModelDesk(n, 1, frozenset(), lambda: next(epochs)) for n in range(3)]
        self.hub = ModelHub()
        self.wraps: set[tuple[int, int]] = set()
        self._closed({(1, person) for person in range(3)})
        self.hub.acts = [Act(person, writes=True, key=1) for person in range(3)]
        for desk in self.desks:
            desk.round(self.hub, self.wraps)
        self.backups = [(self.community.store.backup(), self.hub.copy())]

    # Steps, each in both worlds.

    def open(self, who: int, which: int) -> None:
        heads = self.people[who].ledger.heads(self.scope, RECORD, which)
        self.forms[who] = (which, sorted(heads), self.desks[who].heads(which))

    def write(self, who: int, which: int) -> None:
        self.open(who, which)
        self.save(who, 0)

    def save(self, who: int, more: int) -> None:
        if who not in self.forms or who in self.out:
            return
        number, real, modelled = self.forms.pop(who)
        self.written += 1
        value = f"v{self.written}"
        person = self.people[who]
        person.ledger.save(
            self.scope, {number: (value, real)}, record=RECORD, user=person.user, more=bool(more)
        )
        stamp = person.ledger.rows.clock
        self.desks[who].save(Write(number, value, modelled, stamp, bool(more)))

    def poison(self, who: int, _: int) -> None:
        """The next change of a desk is none at all."""
        if who in self.out:
            return
        rows = self.people[who].ledger.rows
        merged = rows.merged.setdefault(self.scope, {})
        number = merged[rows.stream] = merged.get(rows.stream, 0) + 1
        rows.own.setdefault(self.scope, {})[rows.stream, number] = b"no change"
        self.desks[who].save(Write(1, "poison", frozenset(), 0, poison=True))

    def exchange(self, who: int, _: int) -> None:
        if who not in self.out:
            self.community.round(self.people[who])
            self.desks[who].round(self.hub, self.wraps)

    def stick(self, giver: int, taker: int) -> None:
        if giver != taker and not {giver, taker} & self.out:
            take_frames(self.people[taker].engine, list(frames_of(self.people[giver].engine)))
            self.desks[giver].give(self.desks[taker])

    def put_out(self, who: int, _: int) -> None:
        """Somebody leaves the file; who is left writes under a new key."""
        if who in self.out or who == 0:
            return
        ana = self.people[0]
        self.exchange(who, 0)
        self.exchange(0, 0)
        withdraw(ana.engine, self.scope, self.people[who].user)
        with ana.engine.transaction():
            ana.engine.keyring.renew(self.scope)
        self.newest += 1
        self.out.add(who)
        self.hub.acts.append(Act(who, writes=False, key=self.newest))
        self._closed({(self.newest, person) for person in range(3) if person not in self.out})
        self.exchange(0, 0)

    def let_in(self, who: int, _: int) -> None:
        """Somebody comes back, with all keys."""
        if who not in self.out:
            return
        self.exchange(0, 0)
        grant(self.people[0].engine, self.scope, self.people[who].user, WRITER)
        self.out.discard(who)
        self.hub.acts.append(Act(who, writes=True, key=self.newest))
        self._closed({(key, who) for key in range(1, self.newest + 1)})
        self.exchange(0, 0)
        self.exchange(who, 0)

    def _closed(self, wraps: set[tuple[int, int]]) -> None:
        """The first desk closed keys for others: the hub gets them, and its sticks carry them."""
        self.wraps |= wraps
        self.desks[0].wraps |= wraps

    def back_up(self, _who: int, _: int) -> None:
        self.backups.append((self.community.store.backup(), self.hub.copy()))

    def restore(self, which: int, _: int) -> None:
        """Both hubs are put back, and nobody is told. The membership is told again by the desks."""
        real, modelled = self.backups[which % len(self.backups)]
        self.community.store.restore(real)
        self.community.hub = self.community.new_hub()
        acts, self.hub = self.hub.acts, modelled.copy()
        self.hub.acts = acts
        self.exchange(0, 0)

    # What people see.

    def real(self, who: int) -> Seen:
        ledger = self.people[who].ledger
        cells = ledger.rows.cells.get(self.scope, {})
        standing = {
            place[2]: {str(head.value) for head in cell.heads.values()}
            for place, cell in cells.items()
            if cell.heads
        }
        names = {person.device: number for number, person in enumerate(self.people)}
        waiting = {(names[k.device], k.first): k.waits for k in ledger.waiting(self.scope)}
        position = ledger.position(self.scope)
        return standing, waiting, position.seq if position else 0

    def modelled(self, who: int) -> Seen:
        desk = self.desks[who]
        waiting = {(name[0][0], name[1]): why for name, why in desk.waits.items()}
        return desk.state.standing(), waiting, len(desk.seen[1])

    def logs(self) -> tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]]:
        """What each hub holds, by author and numbers."""
        names = {person.device: number for number, person in enumerate(self.people)}
        rows = self.community.store.tables.rows.get(self.scope, [])
        return (
            {(names[row.device], row.first, row.last) for row in rows},
            {(one.stream[0], one.first, one.last) for one in self.hub.log},
        )

    def demand_the_same(self) -> None:
        for who in range(3):
            if who not in self.out:
                assert self.real(who) == self.modelled(who), f"desk {who}"
        real, modelled = self.logs()
        assert real == modelled, "the log"
