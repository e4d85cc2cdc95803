"""An organisation for tests: a root, people with desks, a hub in memory, scopes they share."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sync import seal
from sync.engine.belief import Desk
from sync.engine.engine import Engine
from sync.engine.results import Receipt
from sync.engine.scopes import begin_scope
from sync.hub.hub import Hub
from sync.merge import Dot, Value
from sync.protocol import Peer
from sync.seal import Pair
from sync.state import hash_of
from sync.statements import (
    ADMINISTRATOR,
    ROOT,
    WRITER,
    Act,
    DeviceAdded,
    DeviceRemoved,
    Founded,
    HubKey,
    Statement,
    User,
    organisation_of,
    read,
    sign,
)
from tests.sync_model.memory_desk import MemoryDesk
from tests.sync_model.memory_hub import MemoryHub
from tests.sync_model.memory_store import Rows, Wall

RECORD = bytes(range(16))


@dataclass
class Person:
    """A worker with one desk."""

    name: str
    user: bytes
    device: bytes
    ledger: MemoryDesk
    engine: Engine
    desk: Desk

    def save(
        self, scope: bytes, number: int, value: Value, shown: Sequence[Dot] | None = None
    ) -> Dot:
        """Write one field, with the standing writes on the screen where nothing else is said."""
        heads = self.ledger.heads(scope, RECORD, number) if shown is None else shown
        return self.ledger.save(
            scope, {number: (value, tuple(heads))}, record=RECORD, user=self.user
        )

    def values(self, scope: bytes, number: int) -> set[Value]:
        return {head.value for head in self.ledger.heads(scope, RECORD, number).values()}

    def state(self, scope: bytes) -> bytes:
        return hash_of(self.ledger.state(scope))

    def alarms(self) -> set[str]:
        return {alarm.kind for alarm in self.ledger.rows.alarms}

    def unsent(self) -> int:
        scopes = {*self.ledger.rows.positions, *self.ledger.rows.left}
        return len(self.ledger.scopes_unsealed()) + sum(
            len(self.ledger.outside(scope)) for scope in scopes
        )

    def restored(self, backup: Rows, *, noticed: bool = True) -> None:
        """Go on from an earlier copy of the store, in a new incarnation where that is noticed."""
        self.ledger.rows = backup
        if noticed:
            self.ledger.begin_incarnation(backup.stream.incarnation + 1)
        self.engine = Engine(self.ledger, self.desk)


class Community:
    """Everything of one organisation. Its chance is seeded: two runs are the same."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.wall = Wall()
        self.root = self.pair()
        self.recovery = self.pair()
        self.organisation = organisation_of(self.root.public)
        self.hub_pair = self.pair()
        self.store = MemoryHub()
        self.hub = self.new_hub()
        self.chain: list[bytes] = []
        self.people: list[Person] = []
        self.say(Founded(self.root.public, self.recovery.public))
        self.say(HubKey(self.hub_pair.public))

    def pair(self) -> Pair:
        return seal.new_pair(self.chance.randbytes)

    def name(self) -> bytes:
        return self.chance.randbytes(16)

    def new_hub(self) -> Hub:
        return Hub(
            self.store,
            root=self.root.public,
            pair=self.hub_pair,
            now=self.wall.milliseconds,
            entropy=self.chance.randbytes,
        )

    def say(self, act: Act, by: Person | None = None) -> bytes:
        """A statement of the directory, signed by the root or a person's device, told to the hub."""
        previous = read(self.chain[-1]).id if self.chain else bytes(32)
        device = by.device if by else ROOT
        pair = by.desk.signing if by else self.root
        statement = Statement(
            self.organisation, len(self.chain) + 1, previous, self.wall.now, device, act
        )
        raw = sign(statement, pair)
        self.chain.append(raw)
        assert {self.hub.chains.take(one).code for one in self.chain} <= {"ok", "dup"}
        return raw

    def person(self, name: str, rank: int = WRITER) -> Person:
        """A worker with a desk that was let in and knows the directory."""
        user = self.name()
        self.say(User(user, rank))
        return self.desk_of(name, user)

    def desk_of(self, name: str, user: bytes) -> Person:
        """Another desk of a person."""
        device, signing, receiving = self.name(), self.pair(), self.pair()
        self.say(DeviceAdded(device, user, signing.public, receiving.public))
        desk = Desk(
            device,
            signing,
            receiving,
            self.root.public,
            self.wall.milliseconds,
            self.chance.randbytes,
        )
        ledger = MemoryDesk(device, self.wall)
        engine = Engine(ledger, desk)
        with ledger.transaction():
            engine.belief.take(self.chain)
        person = Person(name, user, device, ledger, engine, desk)
        self.people.append(person)
        return person

    def remove(self, person: Person, *, stolen: bool = False) -> None:
        self.say(DeviceRemoved(person.device, stolen))
        if person in self.people:
            self.people.remove(person)

    def scope(
        self, founder: Person, people: Sequence[Person] = (), circles: Sequence[bytes] = ()
    ) -> bytes:
        """A scope that `founder` began, shared with others and known to all of them."""
        scope = self.name()
        begin_scope(
            founder.engine, scope, people=[(p.user, WRITER) for p in people],
            circles=[(circle, WRITER) for circle in circles],
        )  # fmt: skip
        for one in (founder, *people):
            self.round(one)
        return scope

    def round(self, person: Person, peer: Peer | None = None) -> Receipt:
        return person.engine.round(peer or self.hub.peer(person.device))

    def settle(self, people: Sequence[Person] | None = None, times: int = 3) -> None:
        """Everybody exchanges until nothing is left to say."""
        for _ in range(times):
            for person in people or self.people:
                self.round(person)


def trio(seed: int = 1) -> tuple[Community, Person, Person, Person, bytes]:
    """Three people and a scope they share."""
    community = Community(seed)
    ana = community.person("Ana", ADMINISTRATOR)
    blas, carla = community.person("Blas"), community.person("Carla")
    community.settle([ana], 1)
    return community, ana, blas, carla, community.scope(ana, [blas, carla])
