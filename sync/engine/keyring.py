"""The keys of the scopes: opened from wraps, made anew after a removal, handed to those who have a right.

A key is found by its commitment, which a signed statement names; a wrapped key that does not match one is
not a key. Circles' keys wrap the keys of the scopes they have a right in.
"""

from collections.abc import Iterable

from sync import seal
from sync.engine.belief import Belief
from sync.ledger import ScopeKey
from sync.members import Keyed, Members
from sync.protocol import News
from sync.seal import NotOpened
from sync.statements import ROOT, WRITER, KeyEpoch, Lacked, Shared, Wrap


class Keyring:
    """The keys this desk has. Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief) -> None:
        self._belief = belief
        self._ledger = belief.ledger

    def key(self, scope: bytes, commitment: bytes) -> bytes | None:
        return next((k.key for k in self._ledger.keys(scope) if k.commitment == commitment), None)

    def open_new(self, scopes: Iterable[bytes]) -> set[bytes]:
        """Open what can be opened by now; gives the scopes that gained a key."""
        return {scope for scope in self.circles_first(scopes) if self._open_scope(scope)}

    def circles_first(self, scopes: Iterable[bytes]) -> list[bytes]:
        """Circles before the scopes they have a right in: what they open may be needed there."""
        return sorted(scopes, key=lambda scope: bool(self._circles_of(scope)))

    def _circles_of(self, scope: bytes) -> list[bytes]:
        members = self._belief.members(scope)
        return members.circles() if members else []

    def _open_scope(self, scope: bytes) -> bool:
        members = self._belief.members(scope)
        have = {key.commitment for key in self._ledger.keys(scope)}
        gained = False
        for wrap in self._ledger.wraps(scope) if members else ():
            keyed = members.keys.get(wrap.commitment) if members else None
            if keyed is None or wrap.commitment in have:
                continue
            key = self._opened(wrap)
            if key is not None and seal.commitment(key) == wrap.commitment:
                self._ledger.add_key(scope, ScopeKey(keyed.number, wrap.commitment, key))
                have.add(wrap.commitment)
                gained = True
        return gained

    def _opened(self, wrap: Wrap) -> bytes | None:
        try:
            if wrap.to == self._belief.desk.device:
                return seal.unwrap(self._belief.desk.receiving, wrap.sealed, _bound(wrap))
            circle = self.key(wrap.to, wrap.under)
            return circle and seal.disclose(circle, _salt(wrap), wrap.sealed, _bound(wrap))
        except NotOpened:
            return None

    def to_write_with(self, scope: bytes) -> ScopeKey | None:
        """The newest key; a new one where somebody was removed since it was made. None without any."""
        members = self._belief.members(scope)
        if members is None:
            return None
        if members.stale(self._belief.directory, self._belief.members):
            if self._belief.role(scope) < WRITER:
                return None
            return self.renew(scope)
        newest = members.newest
        wanted = newest.statement.commitment if newest else b""
        return next((k for k in self._ledger.keys(scope) if k.commitment == wanted), None)

    def to_leave_with(self, scope: bytes) -> tuple[ScopeKey | None, int]:
        """For what was written before its author learnt that the right to it was gone.

        The newest key there is here, and how much of the membership was believed then; no key where there
        never was such a right, or where it stands.
        """
        members, user = self._belief.members(scope), self._belief.user
        believed = members.could_write_until(user, self._belief.members) if members else 0
        keys = [
            key for key in self._ledger.keys(scope) if members and key.commitment in members.keys
        ]
        if not believed or self._belief.role(scope) >= WRITER:
            return None, 0
        return max(keys, key=lambda key: key.number, default=None), believed

    def renew(self, scope: bytes) -> ScopeKey:
        """Make a new key, say so, and wrap it for all who may read. Nothing old is sealed again."""
        belief = self._belief
        members = belief.members(scope)
        number = members.newest.number + 1 if members and members.newest else 1
        key = belief.desk.entropy(seal.KEY)
        made = ScopeKey(number, seal.commitment(key), key)
        circles = members.circles() if members else []
        under = [(c, n.statement.commitment) for c in circles if (n := self._newest(c))]
        belief.say(scope, KeyEpoch(number, made.commitment, belief.directory.seq, under))
        self._ledger.add_key(scope, made)
        devices = self._devices(members) if members else []
        wraps = [self._wrapped(scope, made, to) for to in [*devices, *circles, ROOT]]
        self._ledger.add_wraps([wrap for wrap in wraps if wrap], confirmed=False)
        return made

    def hand_over(self, scope: bytes) -> None:
        """Wrap the keys for devices and circles that have a right by now and got none."""
        members = self._belief.members(scope)
        if members is None or members.newest is None or self._belief.role(scope) < WRITER:
            return
        keys = self._ledger.keys(scope)
        for to in self._owed(members):
            given = members.shared.get(to, set())
            wraps = [
                w
                for key in keys
                if key.commitment not in given and (w := self._wrapped(scope, key, to))
            ]
            if wraps:
                self._belief.say(scope, Shared(to, [wrap.commitment for wrap in wraps]))
                self._ledger.add_wraps(wraps, confirmed=False)

    def miss(self, news: News) -> None:
        """Say that the keys are lacking here, once a hub has told all of a chain and had none of them.

        Who knew a key that is owed here will hand it over without that. But a hub put back to an earlier
        day may have lost a key that was handed over, while the statement of it came back from somebody
        else: nobody would hand it over again.
        """
        members = self._belief.members(news.scope)
        whole = members is not None and members.seq <= len(news.members) == news.members_head
        if whole and self.missing(news.scope):
            with self._belief.transaction():
                self._belief.say(news.scope, Lacked())

    def missing(self, scope: bytes) -> bool:
        """Whether the newest key is not here, and by what was said nobody is going to hand it over."""
        members, device = self._belief.members(scope), self._belief.desk.device
        if members is None or not self._belief.role(scope) or self._has_newest(scope):
            return False
        if device in members.lacking or not members.may_lack(device):
            return False
        circles = [c for c in members.circles() if self._belief.role(c)]
        comes = {device, *circles} & set(self._owed(members))
        return not comes and all(self._has_newest(circle) for circle in circles)

    def _has_newest(self, scope: bytes) -> bool:
        newest = self._newest(scope)
        return newest is None or self.key(scope, newest.statement.commitment) is not None

    def _owed(self, members: Members) -> list[bytes]:
        """Who may read and was given no key when the newest was made, nor since; or lacks what was given."""
        newest = members.newest
        if newest is None:
            return []
        directory, commitment = self._belief.directory, newest.statement.commitment
        had = dict(newest.statement.circles)
        circles = [circle for circle in members.circles() if circle not in had]
        devices = [
            name
            for name in self._devices(members)
            if directory.devices[name].since > newest.statement.directory
            or self._granted_since(members, directory.user_of(name)) > newest.at_seq
        ]
        owed = [
            to for to in [*circles, *devices] if commitment not in members.shared.get(to, set())
        ]
        return [*owed, *(name for name in self._lacking(members) if name not in owed)]

    def _lacking(self, members: Members) -> list[bytes]:
        """The devices that lack their keys and may read, by their own name or through a circle."""
        directory, known = self._belief.directory, self._belief.members
        return [
            device
            for device in sorted(members.lacking)
            if directory.active(device) and members.role(directory.user_of(device), known)
        ]

    @staticmethod
    def _granted_since(members: Members, user: bytes) -> int:
        return min((s.since for s in members.standings.get(user, ()) if not s.until), default=0)

    def _devices(self, members: Members) -> list[bytes]:
        """The devices in use of those who have a right by their own name."""
        return [
            device
            for user, standings in members.standings.items()
            if any(not s.circle and not s.until for s in standings)
            for device in self._belief.directory.devices_of(user)
        ]

    def _newest(self, scope: bytes) -> Keyed | None:
        members = self._belief.members(scope)
        return members.newest if members else None

    def _wrapped(self, scope: bytes, key: ScopeKey, to: bytes) -> Wrap | None:
        """The key for a device, a circle or the recovery key; None where that cannot be done here."""
        directory = self._belief.directory
        empty = Wrap(scope, key.commitment, to, b"")
        device = directory.devices.get(to)
        public = directory.recovery if to == ROOT else device.receiving if device else b""
        if public:
            return Wrap(scope, key.commitment, to, seal.wrap(public, key.key, _bound(empty)))
        newest = self._newest(to)
        under = newest.statement.commitment if newest else b""
        circle = self.key(to, under)
        if circle is None:
            return None
        named = Wrap(scope, key.commitment, to, b"", under)
        sealed = seal.close(circle, _salt(named), key.key, _bound(named))
        return Wrap(scope, key.commitment, to, sealed, under)


def _bound(wrap: Wrap) -> bytes:
    return b"pscp/v1/wrap" + wrap.scope + wrap.commitment + wrap.to + wrap.under


def _salt(wrap: Wrap) -> bytes:
    """Used once: with one key of a circle, each key of a scope is wrapped to the same bytes."""
    return seal.digest(b"pscp/v1/wrap-salt", wrap.scope, wrap.commitment, wrap.to)[: seal.SALT]
