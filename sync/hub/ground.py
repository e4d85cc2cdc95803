"""What a hub stands on: its storage, its chains, its key and its clock."""

from collections.abc import Callable
from typing import Final

from sync.directory import Directory
from sync.hub.chains import Chains
from sync.hub.intake import Intake
from sync.hub.store import HubStore
from sync.seal import Entropy, Pair

Readable = tuple[tuple[bytes, tuple[tuple[bytes, int], ...]], frozenset[bytes]]
"""Head of the directory and lengths of memberships, and the scopes that a device may then read."""
MOST_REMEMBERED: Final = 2000


class Ground:
    """One hub's own, for all its peers. Any thread."""

    def __init__(
        self,
        store: HubStore,
        *,
        root: bytes,
        pair: Pair,
        now: Callable[[], int],
        entropy: Entropy,
        trial: bool = False,
    ) -> None:
        self.store = store
        self.pair = pair
        self.now = now
        self.entropy = entropy
        self.trial = trial
        self.chains = Chains(store, root, entropy)
        self.intake = Intake(store, self.chains)
        self.readable: dict[bytes, Readable] = {}

    def remember(self, device: bytes, readable: Readable) -> None:
        """Keep what a device may read for as long as none of these chains moves."""
        if len(self.readable) > MOST_REMEMBERED:
            self.readable.clear()
        self.readable[device] = readable

    def directory(self) -> Directory:
        """The directory as stored here."""
        with self.store.transaction():
            return self.chains.directory()
