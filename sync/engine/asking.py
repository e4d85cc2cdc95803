"""What a desk says in a request: where it stands, and what no log holds yet."""

from typing import Final

from msgspec import structs

from sync.engine.belief import Belief
from sync.engine.keyring import Keyring
from sync.engine.sealing import Sealer
from sync.ledger import KEY, Kept, Ledger
from sync.protocol import MOST_INLINE, Round, digest_of

MOST_PUSHED: Final = 4 * 1024 * 1024
"""Bytes of envelopes in one request."""


class Asker:
    """Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief, keyring: Keyring) -> None:
        self._belief = belief
        self._ledger: Ledger = belief.ledger
        self._keyring = keyring
        self._sealer = Sealer(belief, keyring)
        self._handed: dict[bytes, tuple[int, int]] = {}
        self._missing: set[bytes] = set()

    def ask(self, *, pushes: bool, whole: bool) -> tuple[Round, list[Kept]]:
        """What to send, and the envelopes in it."""
        if pushes:
            self.prepare()
        sent = self._to_push() if pushes else []
        self._ask_for_keys()
        positions = list(self._ledger.positions())
        told = {} if whole else self._ledger.told()
        directory, order = self._belief.directory, self._belief.desk.order
        asked = Round(
            directory.seq - len(self.unconfirmed(directory.organisation)),
            directory.head,
            digest_of(positions),
            [place for place in positions if told.get(place.scope) != place],
            whole or told.keys() - {place.scope for place in positions} != set(),
            [raw for _, _, raw in self._ledger.unconfirmed()],
            list(self._ledger.unconfirmed_wraps()),
            [kept.raw for kept in sent],
            min(MOST_INLINE if pushes and sent else MOST_PUSHED, order.room),
            order.wanted,
        )
        return (
            asked if not asked.whole else structs.replace(asked, positions=positions, whole=True)
        ), sent

    def _ask_for_keys(self) -> None:
        """Where a key is waited for, ask for the membership again: wrapped keys come with it."""
        waiting = [s for s in self._ledger.scopes_waiting() if self._waits_for_key(s)]
        self._missing = {scope for scope in self._missing if self._keyring.missing(scope)}
        forked, self._belief.forked = self._belief.forked, set()
        for scope in {*waiting, *self._missing, *forked}:
            place = self._ledger.position(scope)
            if place is not None and place.members:
                self._ledger.set_position(structs.replace(place, members=0))

    def _waits_for_key(self, scope: bytes) -> bool:
        return any(kept.waits == KEY for kept in self._ledger.waiting(scope))

    def unconfirmed(self, chain: bytes) -> list[bytes]:
        return [raw for one, _, raw in self._ledger.unconfirmed() if one == chain]

    def prepare(self) -> None:
        """Hand over owed keys and seal what is unsent, with all that is known of the directory."""
        for scope in self.scopes():
            self._hand_over(scope)
        # The first key of a scope is wrapped for its circles when it is made: they need theirs before.
        for scope in self._keyring.circles_first(self._ledger.scopes_unsealed()):
            self._sealer.seal(scope)

    def _hand_over(self, scope: bytes) -> None:
        """Hand over keys, where something was said since that was last done."""
        members = self._belief.members(scope)
        known = (members.seq if members else 0, self._belief.directory.seq)
        if self._handed.get(scope) != known:
            self._keyring.hand_over(scope)
            self._handed[scope] = known
            if self._keyring.missing(scope):
                self._missing.add(scope)

    def _to_push(self) -> list[Kept]:
        """What is in no log yet: what others sealed before one's own, each in the order it was met."""
        found: list[Kept] = []
        size = 0
        for scope in self._ledger.scopes_outside():
            for kept in self._ordered(scope):
                if found and size + len(kept.raw) > MOST_PUSHED:
                    return found
                found.append(kept)
                size += len(kept.raw)
        return found

    def _ordered(self, scope: bytes) -> list[Kept]:
        """Others' streams before one's own, as they were met; each in its order, however it came."""
        outside = self._ledger.outside(scope)
        streams = list(dict.fromkeys(kept.stream for kept in outside))
        met = {stream: place for place, stream in enumerate(streams)}
        own = self._belief.desk.device
        return sorted(outside, key=lambda k: (k.device == own, met[k.stream], k.first))

    def scopes(self) -> list[bytes]:
        return [position.scope for position in self._ledger.positions()]
