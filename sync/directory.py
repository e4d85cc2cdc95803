"""The directory as a desk or a hub believes it: a chain of statements from a pinned root, checked.

Nothing the hub says about people, devices or keys is believed without a statement here. A statement that
does not follow, or whose author had no right to it at that place in the chain, is refused and changes
nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sync import seal
from sync.envelope import NOTHING
from sync.statements import (
    ADMINISTRATOR,
    COORDINATOR,
    ROOT,
    Approved,
    Blocked,
    DeviceAdded,
    DeviceRemoved,
    Erase,
    Founded,
    HubKey,
    Opened,
    Policy,
    Signed,
    Statement,
    User,
    UserLeft,
    Vouched,
    Wipe,
    Wiped,
    organisation_of,
)

APPROVALS: Final[Mapping[type, int]] = {Erase: 1, Opened: 2}
"""How many other persons must stand behind a statement before it counts."""


class Refused(Exception):
    """A statement that is not believed. `reason` is one of gap, fork, signature, right, nonsense."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Person:
    """Somebody who works here, with a rank, until the statement numbered `until`."""

    rank: int
    roles: tuple[str, ...]
    since: int
    until: int = 0


@dataclass(slots=True)
class Device:
    """A device and its keys, believed from the statement `since` until the one numbered `until`."""

    user: bytes
    signing: bytes
    receiving: bytes
    since: int
    until: int = 0
    stolen: bool = False
    removed_at: int = 0


@dataclass(slots=True)
class Asked:
    """A statement that counts only once others stand behind it."""

    signed: Signed
    by: bytes
    approved: set[bytes] = field(default_factory=set)

    @property
    def counts(self) -> bool:
        return len(self.approved) >= APPROVALS[type(self.signed.statement.act)]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a device said last, once its vault was destroyed: when by its clock, and what it had unsent."""

    at: int
    unsent: int


class Directory:
    """The organisation's people, devices, hubs and orders, as far as the chain is known."""

    def __init__(self, root: bytes) -> None:
        self.organisation = organisation_of(root)
        self.seq = 0
        self.head = NOTHING
        self.people: dict[bytes, Person] = {}
        self.devices: dict[bytes, Device] = {}
        self.hubs: set[bytes] = set()
        self.wiped: dict[bytes, bytes] = {}
        """By device, the statement that orders its vault destroyed."""
        self.ended: dict[bytes, Ended] = {}
        """By device, its own word that this was carried out. It is that word and no proof."""
        self.blocked: set[bytes] = set()
        self.asked: dict[bytes, Asked] = {}
        self.spoken: dict[bytes, tuple[int, int]] = {}
        """By device of somebody who coordinates, its newest statement here: number, and time by its clock."""
        self.policy = b""
        self.recovery = b""
        self.ids: list[bytes] = [NOTHING]
        """By number, the id of each statement."""
        self._root = root

    def extend(self, signed: Signed) -> bool:
        """Take the next statement; False where it is known already. Raises Refused."""
        statement = signed.statement
        if statement.chain != self.organisation:
            raise Refused("nonsense")
        if not follows(statement, signed, self.ids):
            return False
        self._check_author(signed)
        leads = self._leads(statement)
        self._take(statement, signed)
        if leads:
            self.spoken[statement.by] = (statement.seq, statement.at)
        self.seq, self.head = statement.seq, signed.id
        self.ids.append(signed.id)
        return True

    def user_of(self, device: bytes) -> bytes:
        """Whose device it is or was; empty where it is unknown."""
        found = self.devices.get(device)
        return found.user if found else b""

    def active(self, device: bytes) -> bool:
        """Whether the device may speak for its person today."""
        found = self.devices.get(device)
        return found is not None and not found.until

    def put_out(self, device: bytes) -> bool:
        """Whether the device was let in once and taken out again."""
        found = self.devices.get(device)
        return found is not None and bool(found.until)

    def owes_end(self, device: bytes) -> bool:
        """Whether its vault was ordered destroyed, and it has not said yet that this was done."""
        return device in self.wiped and device not in self.ended

    def devices_of(self, user: bytes) -> list[bytes]:
        """The devices of a person that are in use."""
        return [
            name for name, found in self.devices.items() if found.user == user and self.active(name)
        ]

    def rank(self, user: bytes) -> int:
        """0 where the person does not work here."""
        person = self.people.get(user)
        return person.rank if person and not person.until else 0

    def erased(self, scope: bytes) -> list[Erase]:
        """What of a scope was ordered to cease, with a second person behind it."""
        acts = (asked.signed.statement.act for asked in self.asked.values() if asked.counts)
        return [act for act in acts if isinstance(act, Erase) and act.scope == scope]

    def ever_opened(self, user: bytes) -> bool:
        """Whether break-glass was ever asked for a person: what stands of it depends on the hour."""
        return any(
            isinstance(act := asked.signed.statement.act, Opened) and act.user == user
            for asked in self.asked.values()
        )

    def opened(self, scope: bytes, user: bytes, now: int) -> bool:
        """Whether break-glass stands for a person now."""
        return any(
            asked.counts and act.scope == scope and act.user == user and now < act.until
            for asked in self.asked.values()
            if isinstance(act := asked.signed.statement.act, Opened)
        )

    def _leads(self, statement: Statement) -> bool:
        """Whether somebody who coordinates speaks. What a lost laptop says at its end is nobody's word."""
        leads = self.rank(self.user_of(statement.by)) >= COORDINATOR
        return leads and not isinstance(statement.act, Wiped)

    def _check_author(self, signed: Signed) -> None:
        statement = signed.statement
        if statement.by == ROOT:
            if not signed.signed_by(self._root):
                raise Refused("signature")
            return
        device = self.devices.get(statement.by)
        ends = isinstance(statement.act, Wiped) and self.owes_end(statement.by)
        if device is None or (device.until and not ends):
            raise Refused("right")
        if not signed.signed_by(device.signing):
            raise Refused("signature")
        if not (ends or self._may(device.user, statement.act)):
            raise Refused("right")

    def _may(self, user: bytes, act: object) -> bool:
        rank = self.rank(user)
        if isinstance(act, DeviceAdded):
            # A worker's own older desk may stand for a new one; a coordinator for anybody's.
            return rank > 0 and (act.user == user or rank >= COORDINATOR)
        if isinstance(act, DeviceRemoved):
            return rank >= COORDINATOR or (rank > 0 and self.user_of(act.device) == user)
        if isinstance(act, Approved | Erase | Opened | Wipe | Vouched):
            return rank >= COORDINATOR
        return rank >= ADMINISTRATOR and not isinstance(act, Founded | Wiped)

    def _take(self, statement: Statement, signed: Signed) -> None:
        act = statement.act
        takers: Mapping[type, Callable[[], None]] = {
            Founded: lambda: self._founded(statement),
            User: lambda: self._user(statement),
            UserLeft: lambda: self._user_left(statement),
            DeviceAdded: lambda: self._device_added(statement),
            DeviceRemoved: lambda: self._device_removed(statement),
            HubKey: lambda: self._hub(statement),
            Policy: lambda: self._policy(statement),
            Wipe: lambda: self._wipe(signed),
            Erase: lambda: self._ask(signed),
            Opened: lambda: self._ask(signed),
            Approved: lambda: self._approve(statement),
            Blocked: lambda: self._block(statement),
            Vouched: lambda: None,
            Wiped: lambda: self._end(statement),
        }
        if type(act) not in takers or (statement.seq == 1) != isinstance(act, Founded):
            raise Refused("nonsense")
        takers[type(act)]()

    def _founded(self, statement: Statement) -> None:
        act = statement.act
        if not isinstance(act, Founded) or act.root != self._root or statement.by != ROOT:
            raise Refused("right")
        self.recovery = act.recovery

    def _user(self, statement: Statement) -> None:
        act = statement.act
        if isinstance(act, User):
            self.people[act.user] = Person(act.rank, tuple(act.roles), statement.seq)

    def _user_left(self, statement: Statement) -> None:
        act = statement.act
        if not isinstance(act, UserLeft) or act.user not in self.people:
            raise Refused("nonsense")
        self.people[act.user].until = statement.seq
        for name in self.devices_of(act.user):
            self._out(self.devices[name], statement, stolen=False)

    def _device_added(self, statement: Statement) -> None:
        act = statement.act
        if not isinstance(act, DeviceAdded) or act.device in self.devices or act.device == ROOT:
            raise Refused("nonsense")
        if not self.rank(act.user) or not (
            seal.is_public(act.signing) and seal.is_public(act.receiving)
        ):
            raise Refused("nonsense")
        self.devices[act.device] = Device(act.user, act.signing, act.receiving, statement.seq)

    def _device_removed(self, statement: Statement) -> None:
        act = statement.act
        if not isinstance(act, DeviceRemoved) or act.device not in self.devices:
            raise Refused("nonsense")
        self._out(self.devices[act.device], statement, stolen=act.stolen)

    @staticmethod
    def _out(device: Device, statement: Statement, *, stolen: bool) -> None:
        device.until = device.until or statement.seq
        device.removed_at = device.removed_at or statement.at
        device.stolen = device.stolen or stolen

    def _hub(self, statement: Statement) -> None:
        act = statement.act
        if isinstance(act, HubKey):
            (self.hubs.discard if act.gone else self.hubs.add)(act.public)

    def _policy(self, statement: Statement) -> None:
        act = statement.act
        if isinstance(act, Policy):
            self.policy = act.body

    def _wipe(self, signed: Signed) -> None:
        act = signed.statement.act
        if not isinstance(act, Wipe) or act.device not in self.devices:
            raise Refused("nonsense")
        self._out(self.devices[act.device], signed.statement, stolen=False)
        self.wiped[act.device] = signed.id

    def _end(self, statement: Statement) -> None:
        act = statement.act
        if not isinstance(act, Wiped) or act.unsent < 0:
            raise Refused("nonsense")
        self.ended[statement.by] = Ended(statement.at, act.unsent)

    def _ask(self, signed: Signed) -> None:
        self.asked[signed.id] = Asked(signed, self._person(signed.statement))

    def _approve(self, statement: Statement) -> None:
        act = statement.act
        asked = self.asked.get(act.statement) if isinstance(act, Approved) else None
        if asked is None:
            raise Refused("nonsense")
        person, wanted = self._person(statement), asked.signed.statement.act
        # Neither who asked nor who would profit is another person.
        profits = isinstance(wanted, Opened) and wanted.user == person
        if person == asked.by or profits:
            raise Refused("right")
        asked.approved.add(person)

    def _block(self, statement: Statement) -> None:
        act = statement.act
        if isinstance(act, Blocked):
            (self.blocked.add if act.blocked else self.blocked.discard)(act.scope)

    def _person(self, statement: Statement) -> bytes:
        return ROOT if statement.by == ROOT else self.user_of(statement.by)


def follows(statement: Statement, signed: Signed, ids: list[bytes]) -> bool:
    """Whether a statement is the next of a chain; False where it is known. Raises Refused."""
    if statement.seq < 1 or statement.seq > len(ids):
        raise Refused("gap")
    if statement.seq < len(ids):
        if ids[statement.seq] != signed.id:
            raise Refused("fork")
        return False
    if statement.previous != ids[-1]:
        raise Refused("fork")
    return True
