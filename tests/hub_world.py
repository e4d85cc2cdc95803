"""An organisation of fictional people for the tests of the hub: keys, statements, envelopes, desks."""

import itertools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sync import envelope, seal
from sync.envelope import NOTHING, Contents, Envelope, Header
from sync.protocol import Answer, Peer, Round, digest_of
from sync.seal import Pair
from sync.statements import (
    ADMINISTRATOR,
    ROOT,
    WRITER,
    Begun,
    DeviceAdded,
    DirectoryAct,
    Founded,
    Granted,
    HubKey,
    KeyEpoch,
    MemberAct,
    Statement,
    User,
    organisation_of,
    read,
    sign,
)

EMPTY = digest_of([])


def name() -> bytes:
    return os.urandom(16)


@dataclass
class Desk:
    """One device and its person; seals envelopes, one stream in each scope."""

    user: bytes
    device: bytes = field(default_factory=name)
    pair: Pair = field(default_factory=lambda: seal.new_pair(os.urandom))
    receiving: Pair = field(default_factory=lambda: seal.new_pair(os.urandom))
    incarnation: int = 1
    ends: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def added(self) -> DeviceAdded:
        return DeviceAdded(self.device, self.user, self.pair.public, self.receiving.public)


@dataclass
class Chain:
    """A chain of statements as it grows."""

    name: bytes
    raws: list[bytes] = field(default_factory=list)
    head: bytes = NOTHING

    def say(self, act: DirectoryAct | MemberAct, by: bytes, pair: Pair, at: int = 0) -> bytes:
        raw = sign(Statement(self.name, len(self.raws) + 1, self.head, at, by, act), pair)
        self.raws.append(raw)
        self.head = read(raw).id
        return raw


class Organisation:
    """A root, an administrator with a desk, and whoever is added."""

    def __init__(self, hub_key: bytes = b"") -> None:
        self.root = seal.new_pair(os.urandom)
        self.directory = Chain(organisation_of(self.root.public))
        self.scopes: dict[bytes, Chain] = {}
        self.keys: dict[bytes, bytes] = {}
        self.admin = Desk(name())
        self._by_root(Founded(self.root.public, seal.new_pair(os.urandom).public))
        if hub_key:
            self._by_root(HubKey(hub_key))
        self._by_root(User(self.admin.user, ADMINISTRATOR))
        self._by_root(self.admin.added())

    def _by_root(self, act: DirectoryAct) -> None:
        self.directory.say(act, ROOT, self.root)

    def order(self, act: DirectoryAct, at: int = 0) -> bytes:
        """A statement of the directory by the administrator."""
        return self.directory.say(act, self.admin.device, self.admin.pair, at)

    def desk(self, rank: int = WRITER, user: bytes = b"") -> Desk:
        """A new desk, of a new person unless one is named."""
        desk = Desk(user or name())
        if not user:
            self.order(User(desk.user, rank))
        self.order(desk.added())
        return desk

    def scope(self, founder: Desk, *members: Desk, role: int = WRITER) -> bytes:
        """A new scope with its first key, and members beside its founder."""
        scope, key = name(), os.urandom(32)
        self.scopes[scope] = Chain(scope)
        self.keys[scope] = key
        self.member(scope, Begun(b""), founder)
        for member in members:
            self.member(scope, Granted(member.user, role), founder)
        commitment = seal.commitment(key)
        self.member(scope, KeyEpoch(1, commitment, len(self.directory.raws), []), founder)
        return scope

    def member(self, scope: bytes, act: MemberAct, by: Desk, at: int = 0) -> bytes:
        """A statement of the scope's membership."""
        return self.scopes[scope].say(act, by.device, by.pair, at)

    def statements(self, *scopes: bytes) -> list[bytes]:
        """Everything said so far: the directory, and these memberships (or all)."""
        chains: Iterable[bytes] = scopes or self.scopes
        return [
            *self.directory.raws,
            *itertools.chain.from_iterable(self.scopes[scope].raws for scope in chains),
        ]

    def seal(self, desk: Desk, scope: bytes, text: bytes = b"change", count: int = 1) -> Envelope:
        """The desk's next envelope in a scope."""
        last, previous = desk.ends.get(scope, (0, NOTHING))
        header = Header(
            scope, desk.device, desk.incarnation, last + 1, count, previous, 1, b"",
            len(self.directory.raws), len(self.scopes[scope].raws),
        )  # fmt: skip
        contents = Contents([text] * count, self.directory.head, self.scopes[scope].head)
        key = self.keys[scope]
        made = envelope.parse(envelope.make(header, contents, key, desk.pair, os.urandom))
        desk.ends[scope] = (last + count, made.id)
        return made


def round_of(
    *, statements: Iterable[bytes] = (), push: Iterable[Envelope | bytes] = (), room: int = 1 << 20
) -> Round:
    """A round of somebody who knows nothing yet."""
    raws = [one.raw if isinstance(one, Envelope) else one for one in push]
    return Round(
        0, NOTHING, EMPTY, [], whole=True, statements=list(statements), push=raws, room=room
    )


def codes(answer: Answer) -> list[str]:
    return [result.code for result in answer.results]


def bodies(answer: Answer, scope: bytes) -> list[bytes]:
    """The ids of a scope's envelopes in an answer."""
    return [entry.id for news in answer.news if news.scope == scope for entry in news.entries]


Reach = Callable[[Desk], Peer]
