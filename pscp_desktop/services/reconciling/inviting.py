"""Inviting a newcomer, or one's own second laptop, and being let in with an invitation.

An invitation pins the organisation and says whose laptop it is for; it opens nothing by itself. Where
there is a hub, a code in it lets that one laptop show its keys there, once and for fifteen minutes.
What lets it in is always a signature on a desk, after two people have compared eight words.

It is a file, and no code to be typed. What it pins is a key of 65 bytes, a certificate and an address: some
nine hundred letters. A short code could point to an invitation that lies sealed at a hub, but a hub whose
certificate is not pinned yet would be asked for it, by a laptop that nobody knows; a code short enough to
be read aloud can be guessed by whoever holds what it opens, unless both sides go through an exchange made
for such codes (PAKE), which no library we build on has. With its eight words compared in any case, a file
sent by any way at all is as safe as a code would be, and asks for less.
"""

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import msgspec

from pscp_desktop.domain.errors import JoiningRefused
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.arriving import Told, silent
from pscp_desktop.services.reconciling.identity import Hub, hub_of, words_of
from pscp_desktop.services.reconciling.joining import Admission, Request
from pscp_desktop.services.reconciling.recognising import LARGEST, refusal
from pscp_desktop.services.reconciling.service import Reconciling, moment_of
from sync import seal
from sync.envelope import NOTHING
from sync.packing import UNREADABLE
from sync.protocol import OK, Denied, Invite, Knock, Peer, Result, Round, Unreachable, digest_of
from sync.statements import COORDINATOR

CODE_MINUTES: Final = 15
_MINUTE: Final = 60_000
_DAY: Final = 24 * 60 * _MINUTE
_ID: Final = 16
TEAM_WORDS: Final = 6
"""Of the organisation's root: 66 bits, compared like the laptop's own."""
AWAITING: Final = "awaiting"
KNOCKED: Final = "knocked"
EXPECTED: Final = "expected"
MOST_EXPECTED: Final = 100


class Invitation(msgspec.Struct, frozen=True):
    """What a new laptop is given: the organisation's root, for whom it is, and where to ask."""

    organisation: str
    root: bytes
    user: bytes
    person: str
    until: int
    hub: Hub | None = None
    invite: bytes = b""
    code: bytes = b""
    """Empty where no hub was told of it: then the request goes by stick."""

    @property
    def words(self) -> tuple[str, ...]:
        """What stands for the organisation, to be compared with the colleague's screen."""
        return team_words(self.root)

    @property
    def valid_until(self) -> datetime:
        """The last moment at which it is taken."""
        return moment_of(self.until)


class Expected(msgspec.Struct, frozen=True):
    """Whom an invitation of this desk was made for."""

    invite: bytes
    user: bytes
    person: str


class Door(Peer, Protocol):
    """A hub as a laptop meets it that nobody let in yet."""

    def knock(self, knock: Knock) -> Result: ...


def team_words(root: bytes) -> tuple[str, ...]:
    """Six words that stand for an organisation."""
    return words_of(root, root)[:TEAM_WORDS]


# On the desk of whoever invites


def invite(reconciling: Reconciling, person: str, user: UUID | None, peer: Peer | None) -> bytes:
    """An invitation for somebody: of a worker who is known, `user`; of somebody new, None.

    With a `peer` the hub is told of a code. Raises JoiningRefused where this desk's person may not
    invite them, and Unreachable or Denied of the hub.
    """
    now = _now(reconciling)
    whose = user.bytes if user else reconciling.entropy(_ID)
    _demand(reconciling, whose)
    told = Invite(b"", whose, b"", 0)
    code = b""
    if peer is not None:
        code = reconciling.entropy(_ID)
        told = Invite(
            reconciling.entropy(_ID), whose, seal.digest(code), now + CODE_MINUTES * _MINUTE
        )
        if peer.invite(told).code != OK:
            raise JoiningRefused("right")
    _expect(reconciling, Expected(told.id, whose, person))
    with reconciling.desk.reading() as session:
        pages = reconciling.desk.all_in(session, Organisation, reconciling.desk.me(session).dossier)
        name = pages[0].name if pages else ""
    return msgspec.msgpack.encode(Invitation(
        name, reconciling.identity.root, whose, person, now + joining.VALID_DAYS * _DAY,
        hub_of(reconciling.desk.store), told.id, code,
    ))  # fmt: skip


def _demand(reconciling: Reconciling, user: bytes) -> None:
    """Raises JoiningRefused where this desk's person could not let that one in."""
    directory = reconciling.engine.belief.directory
    me = reconciling.identity.user
    if user != me and directory.rank(me) < COORDINATOR:
        raise JoiningRefused("right")


def _expect(reconciling: Reconciling, one: Expected) -> None:
    known = (*_expected(reconciling), one)[-MOST_EXPECTED:]
    reconciling.desk.store.keep(EXPECTED, msgspec.msgpack.encode(known))


def _expected(reconciling: Reconciling) -> tuple[Expected, ...]:
    kept = reconciling.desk.store.kept(EXPECTED)
    return msgspec.msgpack.decode(kept, type=tuple[Expected, ...]) if kept else ()


def knocking(reconciling: Reconciling, peer: Peer) -> tuple[Request, ...]:
    """The laptops that came to the hub with an invitation of this desk and are not in yet.

    For whom each is, this desk remembers itself; the hub is not asked.
    """
    expected = {one.invite: one for one in _expected(reconciling) if one.invite}
    known = reconciling.engine.belief.directory.devices
    return tuple(
        Request(
            knock.device, expected[knock.invite].user, knock.signing, knock.receiving,
            expected[knock.invite].person, _now(reconciling),
        )
        for knock in peer.knocks()
        if knock.invite in expected
        and knock.device not in known
        and seal.is_public(knock.signing)
        and seal.is_public(knock.receiving)
    )  # fmt: skip


def named(reconciling: Reconciling, request: Request) -> tuple[str, bool]:
    """Whose laptop asks, and whether that person is known here: by our records, not by its word."""
    with reconciling.desk.reading() as session:
        worker = session.get(Worker, UUID(bytes=request.user))
    return (worker.name, True) if worker else (request.name, False)


# On the laptop that is to be let in


def read_invitation(data: bytes, now: int) -> Invitation:
    """The invitation in a file. Raises JoiningRefused where it is none, or is out of date."""
    try:
        found = msgspec.msgpack.decode(data[:LARGEST], type=Invitation)
    except UNREADABLE:
        raise refusal(data, "invitation") from None
    if not seal.is_public(found.root) or len(found.user) != _ID:
        raise JoiningRefused("invitation")
    if now > found.until:
        raise JoiningRefused("old")
    return found


def await_joining(reconciling: Reconciling, invitation: Invitation) -> None:
    """Remember, through locks and crashes, that this vault waits to be let in."""
    reconciling.desk.store.keep(AWAITING, msgspec.msgpack.encode(invitation))


def awaiting(reconciling: Reconciling) -> Invitation | None:
    """The invitation with which this vault waits; None where it was let in, or works alone."""
    kept = reconciling.desk.store.kept(AWAITING)
    if not kept or reconciling.joined:
        return None
    return msgspec.msgpack.decode(kept, type=Invitation)


def work_alone(reconciling: Reconciling) -> None:
    """Wait no longer: this vault begins on its own."""
    reconciling.desk.store.keep(AWAITING, b"")


def knock(reconciling: Reconciling, invitation: Invitation, door: Door) -> bool:
    """Show this laptop's keys at the hub, once; whether the hub has them. Raises Unreachable, Denied."""
    store, me = reconciling.desk.store, reconciling.identity
    if store.kept(KNOCKED) or not invitation.code:
        return bool(invitation.code)
    told = Knock(
        invitation.invite, invitation.code, me.device, me.signing.public, me.receiving.public
    )
    if door.knock(told).code != OK:
        return False
    store.keep(KNOCKED, b"\x01")
    return True


def enter(reconciling: Reconciling, invitation: Invitation, peer: Peer, far: Told = silent) -> bool:
    """Look at the hub whether somebody has let this laptop in, and then join; False while nobody has.

    What the hub tells is believed as far as the pinned root has signed it. Raises Unreachable, and
    JoiningRefused where the directory is another organisation's.
    """
    me = reconciling.identity
    try:
        told = peer.sync(Round(0, NOTHING, digest_of([]), [], wanted=[NOTHING]))
    except Denied as denied:
        if denied.reason == "device":
            return False
        raise Unreachable from denied
    answer = Admission(
        me.device, me.user, invitation.root, told.directory, invitation.until, invitation.hub
    )
    try:
        joining.join(reconciling, answer, lambda engine: engine.round(peer), far)
    except JoiningRefused as refused:
        # Its keys have not been wrapped yet: whoever let it in has still to meet the hub.
        if refused.code == "empty":
            return False
        raise
    return True


def take_admission(
    reconciling: Reconciling, invitation: Invitation, data: bytes, meet: joining.Meeting
) -> None:
    """Join with an admission that came on a stick, if it is of the organisation that invited."""
    answer = joining.read_admission(data, _now(reconciling))
    if answer.root != invitation.root:
        raise JoiningRefused("organisation")
    joining.join(reconciling, answer, meet(answer))


def _now(reconciling: Reconciling) -> int:
    return int(reconciling.desk.now().timestamp() * 1000)
