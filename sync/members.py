"""The membership of one scope: who may read and write there, and which keys it has had.

A second chain, so that the members of one scope are not shown to everybody. Rights are judged by the
place in the chain that the author of an envelope believed in, never by a clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.directory import Device, Directory, Refused, follows
from sync.envelope import NOTHING, Header
from sync.statements import (
    COORDINATOR,
    WRITER,
    Begun,
    Granted,
    KeyEpoch,
    Lacked,
    Released,
    Shared,
    Signed,
    Statement,
    Withdrawn,
)

GRACE: Final = 30 * 24 * 3600 * 1000
"""Milliseconds in which work written before its author could know of a removal is still taken."""

MOST_LACKED: Final = 16
"""How often one device may say of one scope that it lacks its keys, so that none fills the chain."""


@dataclass(slots=True)
class Standing:
    """The right of a person or circle, from a statement on, until another if `until` is not 0."""

    role: int
    circle: bool
    since: int
    until: int = 0
    removed_at: int = 0


class Verdict(NamedTuple):
    """What becomes of an envelope: code `ok`, `held` or `refused`, and why."""

    code: str
    reason: str = ""


Circles = Callable[[bytes], "Members | None"]
"""Gives the membership of a circle, where it is known."""


@dataclass(slots=True)
class Keyed:
    """One key of the scope, by its commitment."""

    number: int
    statement: KeyEpoch
    at_seq: int


class Members:
    """The members and keys of one scope, as far as its chain is known."""

    def __init__(self, scope: bytes) -> None:
        self.scope = scope
        self.seq = 0
        self.head = NOTHING
        self.ids: list[bytes] = [NOTHING]
        self.standings: dict[bytes, list[Standing]] = {}
        self.keys: dict[bytes, Keyed] = {}
        self.released: dict[bytes, bool] = {}
        self.removed_seq = 0
        """Number of the last statement that took a right away."""
        self.parent = b""
        self.shared: dict[bytes, set[bytes]] = {}
        """By device or circle, the keys that were handed to it."""
        self.lacking: set[bytes] = set()
        """The devices that said they lack their keys and were given none since."""
        self._lacked: dict[bytes, int] = {}

    def extend(self, signed: Signed, directory: Directory, circles: Circles) -> bool:
        """Take the next statement; False where it is known already. Raises Refused."""
        statement = signed.statement
        if statement.chain != self.scope:
            raise Refused("nonsense")
        if not follows(statement, signed, self.ids):
            return False
        device = directory.devices.get(statement.by)
        if device is None:
            raise Refused("right")
        if not signed.signed_by(device.signing):
            raise Refused("signature")
        if not self._may(device.user, statement.act, circles):
            raise Refused("right")
        self._take(statement, device.user)
        self.seq, self.head = statement.seq, signed.id
        self.ids.append(signed.id)
        return True

    def role(self, user: bytes, circles: Circles) -> int:
        """The highest right a person has today, by name or through a circle; 0 for none."""
        return max((s.role for s in self._of(user, circles) if not s.until), default=0)

    def _of(self, user: bytes, circles: Circles) -> list[Standing]:
        """Every standing a person has or had, through circles too."""
        found = list(self.standings.get(user, ()))
        for subject, standings in self.standings.items():
            for standing in standings:
                circle = circles(subject) if standing.circle else None
                within = circle.standings.get(user, ()) if circle else ()
                found.extend(_through(standing, inner) for inner in within)
        return found

    def knew(self, user: bytes, circles: Circles) -> bool:
        """Whether a person has or ever had a right here."""
        return bool(self._of(user, circles))

    def wrote(self, user: bytes, at: int, circles: Circles) -> bool:
        """Whether a person could write when the membership had `at` statements."""
        return any(
            s.role >= WRITER and s.since <= at and (not s.until or at < s.until)
            for s in self._of(user, circles)
        )

    def could_write_until(self, user: bytes, circles: Circles) -> int:
        """The last statement at which a person could write who can no longer; 0 for one who never could."""
        ended = [s.until - 1 for s in self._of(user, circles) if s.role >= WRITER and s.until]
        return min(max(ended, default=0), self.seq)

    def readers(self, circles: Circles) -> set[bytes]:
        """The persons who may read today."""
        people = {
            subject
            for subject, standings in self.standings.items()
            if any(not s.until and not s.circle for s in standings)
        }
        for circle in self.circles():
            inner = circles(circle)
            people |= inner.readers(_no_circles) if inner else set()
        return people

    def circles(self) -> list[bytes]:
        """The circles that have a right today."""
        return [
            subject
            for subject, standings in self.standings.items()
            if any(s.circle and not s.until for s in standings)
        ]

    @property
    def newest(self) -> Keyed | None:
        """The key to write with."""
        return max(self.keys.values(), key=lambda keyed: keyed.number, default=None)

    def stale(self, directory: Directory, circles: Circles) -> bool:
        """Whether the newest key may still be known to somebody who was removed since."""
        newest = self.newest
        if newest is None or newest.at_seq < self.removed_seq:
            return True
        known = dict(newest.statement.circles)
        for circle in self.circles():
            inner = circles(circle)
            if inner and inner.newest and inner.newest.statement.commitment != known.get(circle):
                return True
        readers = self.readers(circles) | set(self.standings)
        return any(
            device.until > newest.statement.directory and device.user in readers
            for device in directory.devices.values()
        )

    def judge(self, header: Header, named: bytes, directory: Directory, view: "View") -> Verdict:
        """What becomes of an envelope whose signature was found good."""
        if named in self.released:
            return Verdict("ok") if self.released[named] else Verdict("refused", "released")
        device = directory.devices.get(header.device)
        if device is None:
            return Verdict("refused", "device")
        if header.key_commitment not in self.keys:
            return Verdict("refused", "key")
        removed = _judge_device(device, header, view) if device.until else None
        return removed or self._judge_right(device.user, header, view)

    def _judge_right(self, user: bytes, header: Header, view: "View") -> Verdict:
        standings = [s for s in self._of(user, view.circles) if s.role >= WRITER]
        if any(not standing.until for standing in standings):
            return Verdict("ok")
        if not standings:
            return Verdict("refused", "right")
        believed = [s for s in standings if s.since <= header.members < s.until]
        last = max(believed or standings, key=lambda standing: standing.until)
        return _late(bool(believed), last.removed_at, view) or Verdict("ok")

    def _may(self, user: bytes, act: object, circles: Circles) -> bool:
        if isinstance(act, Begun):
            return self.seq == 0
        if isinstance(act, Lacked):
            return self.role(user, circles) > 0
        needed = WRITER if isinstance(act, KeyEpoch | Shared) else COORDINATOR
        if isinstance(act, Withdrawn) and act.subject == user:
            return True
        return self.role(user, circles) >= needed

    def _take(self, statement: Statement, user: bytes) -> None:
        takers: Mapping[type, Callable[[Statement, bytes], None]] = {
            Begun: self._begin,
            Granted: self._grant,
            Withdrawn: self._withdraw,
            KeyEpoch: self._key,
            Shared: self._share,
            Released: self._release,
            Lacked: self._lack,
        }
        act = type(statement.act)
        if act not in takers or (statement.seq == 1) != (act is Begun):
            raise Refused("nonsense")
        takers[act](statement, user)

    def _begin(self, statement: Statement, user: bytes) -> None:
        act = statement.act
        if isinstance(act, Begun):
            self.parent = act.parent
            self.standings[user] = [Standing(COORDINATOR, circle=False, since=statement.seq)]

    def _grant(self, statement: Statement, _user: bytes) -> None:
        act = statement.act
        if not isinstance(act, Granted) or not 0 < act.role <= COORDINATOR + 1:
            raise Refused("nonsense")
        held = self.standings.setdefault(act.subject, [])
        for standing in held:
            if not standing.until:
                self._end(standing, statement, removes=act.role < standing.role)
        held.append(Standing(act.role, act.circle, statement.seq))

    def _withdraw(self, statement: Statement, _user: bytes) -> None:
        act = statement.act
        held = self.standings.get(act.subject, []) if isinstance(act, Withdrawn) else []
        standing = next((s for s in held if not s.until), None)
        if standing is None:
            raise Refused("nonsense")
        self._end(standing, statement, removes=True)

    def _end(self, standing: Standing, statement: Statement, *, removes: bool) -> None:
        standing.until, standing.removed_at = statement.seq, statement.at
        if removes:
            self.removed_seq = statement.seq

    def _key(self, statement: Statement, _user: bytes) -> None:
        act = statement.act
        last = self.newest.number if self.newest else 0
        if not isinstance(act, KeyEpoch) or act.number != last + 1 or act.commitment in self.keys:
            raise Refused("nonsense")
        self.keys[act.commitment] = Keyed(act.number, act, statement.seq)

    def _share(self, statement: Statement, _user: bytes) -> None:
        act = statement.act
        if isinstance(act, Shared):
            self.shared.setdefault(act.to, set()).update(act.commitments)
            self.lacking.discard(act.to)

    def may_lack(self, device: bytes) -> bool:
        """Whether a device may still say that it lacks its keys."""
        return self._lacked.get(device, 0) < MOST_LACKED

    def _lack(self, statement: Statement, _user: bytes) -> None:
        device = statement.by
        if not self.may_lack(device):
            raise Refused("limit")
        self._lacked[device] = self._lacked.get(device, 0) + 1
        self.shared.pop(device, None)
        self.lacking.add(device)

    def _release(self, statement: Statement, _user: bytes) -> None:
        act = statement.act
        if isinstance(act, Released):
            self.released.setdefault(act.envelope, act.accepted)


@dataclass(frozen=True, slots=True)
class View:
    """From where an envelope is judged. The hub is `strict`: it holds what a desk would not see yet."""

    circles: Circles
    now: int = 0
    strict: bool = False


def _judge_device(device: Device, header: Header, view: View) -> Verdict | None:
    """What becomes of the work of a device that is out; None where it is taken."""
    if device.stolen and view.strict:
        return Verdict("held", "revoked")
    return _late(header.directory < device.until, device.removed_at, view)


def _late(believed: bool, removed_at: int, view: View) -> Verdict | None:  # noqa: FBT001
    """What becomes of the work of somebody removed; None where it is taken."""
    if not believed:
        return Verdict("held", "right")
    if view.strict and view.now - removed_at > GRACE:
        return Verdict("held", "late")
    return None


def _through(standing: Standing, inner: Standing) -> Standing:
    """A right that a circle has, as one of the circle's people has it."""
    if inner.until and not standing.until:
        # Numbers of the circle's chain say nothing here: what was believed is taken for meant.
        return Standing(
            standing.role, circle=True, since=0, until=1 << 31, removed_at=inner.removed_at
        )
    return Standing(
        standing.role, circle=True, since=standing.since, until=standing.until,
        removed_at=standing.removed_at,
    )  # fmt: skip


def _no_circles(_circle: bytes) -> None:
    return None
