"""Founding an organisation, letting a new laptop in, and being let in: signed on desks, never by a hub."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlmodel import col, select

from pscp_desktop.domain.access import AUDITING, LEADING, Right, compatible
from pscp_desktop.domain.errors import JoiningRefused, RecoveryRefused
from pscp_desktop.domain.workers import Circle, CircleMember, Worker
from pscp_desktop.services.reconciling.arriving import MARK, Arriving, Told, silent
from pscp_desktop.services.reconciling.identity import (
    PINNED,
    Hub,
    hub_of,
    pin,
    set_hub,
    words_of,
)
from pscp_desktop.services.reconciling.recognising import LARGEST, refusal
from pscp_desktop.services.reconciling.service import Reconciling, engine_for
from pscp_desktop.store import keys
from pscp_desktop.store.organisation import private_from_cards, read_public
from sync import seal
from sync.directory import Directory, Refused
from sync.engine.engine import Engine
from sync.envelope import NOTHING, Malformed
from sync.packing import UNREADABLE
from sync.protocol import OLDEST, VERSION, Hello, Peer, Round, digest_of
from sync.seal import Pair
from sync.statements import (
    ADMINISTRATOR,
    COORDINATOR,
    READER,
    ROOT,
    WRITER,
    DeviceAdded,
    DeviceRemoved,
    DirectoryAct,
    Founded,
    HubKey,
    Statement,
    User,
    Wipe,
    read,
    sign,
)

PROGRAM: Final = "desk"
VALID_DAYS: Final = 14
_DAY: Final = 24 * 3600 * 1000


class Request(msgspec.Struct, frozen=True):
    """A new laptop asks to be let in: its keys. Carried on a stick, or shown to the hub with a code."""

    device: bytes
    user: bytes
    signing: bytes
    receiving: bytes
    name: str
    """What its person calls themselves; nothing is decided by it."""
    at: int

    @property
    def words(self) -> tuple[str, ...]:
        """What both people read aloud before one of them signs."""
        return words_of(self.signing, self.receiving)


class Admission(msgspec.Struct, frozen=True):
    """The answer, good for one laptop's keys: who it is, the directory so far, and the hub to call."""

    device: bytes
    user: bytes
    root: bytes
    statements: list[bytes]
    until: int
    hub: Hub | None = None


Meeting = Callable[[Admission], Callable[[Engine], object]]
"""How the first exchange is made with what an admission names: its hub, or a stick beside it."""


def root_of(recovery_private: bytes) -> Pair:
    """The root key that the custodians' cards give, with the recovery key they are made of."""
    return seal.new_pair(lambda n: hashlib.shake_256(b"pscp/v1/root" + recovery_private).digest(n))


def found(reconciling: Reconciling, root: Pair, recovery: bytes) -> None:
    """Begin the organisation's directory on this desk, its person the first administrator.

    The custodians are here: the root key signs these three statements and is forgotten. Raises
    JoiningRefused where the desk belongs to an organisation already.
    """
    if reconciling.joined:
        raise JoiningRefused("joined")
    me = reconciling.identity
    pin(reconciling.desk.store, root.public)
    with reconciling.desk.reading() as session:
        roles = reconciling.desk.me(session).roles.split()
    acts: list[DirectoryAct] = [
        Founded(root.public, recovery),
        User(me.user, ADMINISTRATOR, roles),
        DeviceAdded(me.device, me.user, me.signing.public, me.receiving.public),
    ]
    engine = reconciling.engine
    with engine.transaction():
        for act in acts:
            directory = engine.belief.directory
            statement = Statement(
                directory.organisation, directory.seq + 1, directory.head,
                int(reconciling.desk.now().timestamp() * 1000), ROOT, act,
            )  # fmt: skip
            engine.belief.take([sign(statement, root)], confirmed=False)
    reconciling.align()


def found_with_cards(reconciling: Reconciling, public_file: bytes, cards: Sequence[str]) -> None:
    """Begin the directory with two custodians' cards. Raises RecoveryRefused, JoiningRefused."""
    _, key = read_public(public_file)
    private = private_from_cards(cards)
    if keys.pair_from_private(private).public != key.public:
        raise RecoveryRefused("other")
    found(reconciling, root_of(private), key.public)


def meet_hub(reconciling: Reconciling, hub: Hub, peer: Peer) -> None:
    """Greet a hub at its pinned certificate and name its key in the directory. Raises Unreachable.

    A hub that serves nobody yet answers only once it was told whom: the directory goes first.
    """
    engine = reconciling.engine
    directory = list(reconciling.ledger.statements(engine.belief.directory.organisation))
    peer.sync(Round(0, NOTHING, digest_of([]), [], statements=directory))
    welcome = peer.hello(Hello(OLDEST, VERSION, PROGRAM, 0))
    trust_hub(reconciling, hub, welcome.public)


def trust_hub(reconciling: Reconciling, hub: Hub, public: bytes) -> None:
    """Name a hub in the directory and call it from now on. Raises Refused."""
    engine = reconciling.engine
    if public not in engine.belief.directory.hubs:
        with engine.transaction():
            engine.belief.say(engine.belief.directory.organisation, HubKey(public))
    set_hub(reconciling.desk.store, hub)


def ask(reconciling: Reconciling, name: str) -> bytes:
    """What a new laptop writes on a stick to be let in."""
    me = reconciling.identity
    at = int(reconciling.desk.now().timestamp() * 1000)
    request = Request(me.device, me.user, me.signing.public, me.receiving.public, name, at)
    return msgspec.msgpack.encode(request)


def read_request(data: bytes, now: int) -> Request:
    """The request on a stick. Raises JoiningRefused where it is none, or is older than 14 days."""
    try:
        request = msgspec.msgpack.decode(data[:LARGEST], type=Request)
    except UNREADABLE:
        raise refusal(data, "request") from None
    if not (seal.is_public(request.signing) and seal.is_public(request.receiving)):
        raise JoiningRefused("request")
    # By another laptop's clock, which may be fast.
    if abs(now - request.at) > VALID_DAYS * _DAY:
        raise JoiningRefused("old")
    return request


def admit(reconciling: Reconciling, request: Request, compared: Sequence[str]) -> bytes:
    """Let a laptop in with its worker; gives the admission to carry back.

    `compared` are the words that both people read aloud. A worker nobody knows yet is entered, in the
    team of this desk. Raises JoiningRefused where the words differ, or where this desk's person may not.
    """
    if tuple(compared) != request.words:
        raise JoiningRefused("words")
    engine, user = reconciling.engine, request.user
    worker = UUID(bytes=user)
    _enter(reconciling, worker, request.name)
    organisation = engine.belief.directory.organisation
    with reconciling.desk.reading() as session:
        found = session.get(Worker, worker)
    if found is None:
        raise JoiningRefused("worker")
    if not compatible(found.held_roles):
        raise JoiningRefused("roles")
    try:
        with engine.transaction():
            if not engine.belief.directory.rank(user):
                engine.belief.say(organisation, User(user, rank_of(found), found.roles.split()))
            engine.belief.say(
                organisation,
                DeviceAdded(request.device, user, request.signing, request.receiving),
            )
    except Refused:
        raise JoiningRefused("right") from None
    reconciling.align()
    return admission(reconciling, request.device, user)


def rank_of(worker: Worker) -> int:
    """The rank of somebody who is let in: whoever audits has the lowest."""
    if worker.held_roles & AUDITING:
        return READER
    return COORDINATOR if worker.held_roles & LEADING else WRITER


def _enter(reconciling: Reconciling, worker: UUID, name: str) -> None:
    """Enter somebody who is new in the organisation's page, and in the team of this desk."""
    desk = reconciling.desk
    with desk.reading() as session:
        known = session.get(Worker, worker)
        home = desk.me(session).dossier
        teams = session.exec(
            select(Circle)
            .join(CircleMember, col(CircleMember.circle) == col(Circle.id))
            .where(col(CircleMember.worker) == desk.worker)
        ).all()
    if known is not None:
        return
    with desk.writing("let in", undoable=False) as unit:
        desk.demand(unit.session, home, Right.WRITER)
        letters = "".join(word[0] for word in name.split()[:3]).upper()
        unit.create(Worker(id=worker, dossier=home, name=name, letters=letters))
        for team in teams[:1]:
            unit.create(CircleMember(dossier=home, circle=team.id, worker=worker))


def admission(reconciling: Reconciling, device: bytes, user: bytes) -> bytes:
    """What a laptop that was let in carries home."""
    engine = reconciling.engine
    statements = list(reconciling.ledger.statements(engine.belief.directory.organisation))
    until = int(reconciling.desk.now().timestamp() * 1000) + VALID_DAYS * _DAY
    answer = Admission(
        device, user, reconciling.identity.root, statements, until, hub_of(reconciling.desk.store)
    )
    return msgspec.msgpack.encode(answer)


def read_admission(data: bytes, now: int) -> Admission:
    """The admission on a stick. Raises JoiningRefused where it is none, or is out of date."""
    try:
        answer = msgspec.msgpack.decode(data[:LARGEST], type=Admission)
    except UNREADABLE:
        raise refusal(data, "admission") from None
    if now > answer.until:
        raise JoiningRefused("old")
    return answer


def join(
    reconciling: Reconciling,
    answer: Admission,
    meet: Callable[[Engine], object],
    told: Told = silent,
) -> None:
    """Belong to the organisation from now on, all or not at all: `meet` is the first exchange.

    Of a hub it brings the teams, with which the desk can be worked at; the files come with the rounds.
    What a new vault was furnished with gives way to what the organisation has; a vault in which somebody
    has begun a file keeps it and stays outside. Raises JoiningRefused where the admission is another
    laptop's, and whatever `meet` raises; then nothing was changed.
    """
    demand_ours(reconciling, answer)
    ledger = reconciling.ledger
    with ledger.transaction():
        ledger.clear_furnishing()
        ledger.note(PINNED, answer.root)
        first = Arriving(ledger, active=True, newcomer=answer.user, told=told)
        engine = engine_for(reconciling, answer.root, first)
        engine.belief.take(answer.statements)
        meet(engine)
        if answer.hub is not None:
            ledger.note(MARK, b"\x01")
        if not ledger.knows(Worker, UUID(bytes=answer.user)):
            raise JoiningRefused("empty")
    if answer.hub is not None:
        set_hub(reconciling.desk.store, answer.hub)
    reconciling.arriving.active = answer.hub is not None
    reconciling.lease.begin(reconciling.engine.belief.directory, reconciling.identity.device)


def demand_ours(reconciling: Reconciling, answer: Admission) -> None:
    """Raises JoiningRefused where an admission is not for this laptop, or its directory is none."""
    if reconciling.joined:
        raise JoiningRefused("joined")
    me = reconciling.identity
    if answer.device != me.device or answer.user != me.user:
        raise JoiningRefused("other")
    directory = Directory(answer.root)
    try:
        for raw in answer.statements:
            directory.extend(read(raw))
    except (Refused, Malformed):
        raise JoiningRefused("admission") from None
    known = directory.devices.get(me.device)
    ours = (me.user, me.signing.public, me.receiving.public)
    if known is None or (known.user, known.signing, known.receiving) != ours:
        raise JoiningRefused("other")


def put_out(reconciling: Reconciling, device: bytes, *, stolen: bool, wipe: bool) -> None:
    """Take a laptop out; with `wipe` it destroys its vault at its next contact. Raises JoiningRefused."""
    engine = reconciling.engine
    organisation = engine.belief.directory.organisation
    try:
        with engine.transaction():
            engine.belief.say(organisation, DeviceRemoved(device, stolen))
            if wipe:
                engine.belief.say(organisation, Wipe(device))
    except Refused:
        raise JoiningRefused("right") from None
