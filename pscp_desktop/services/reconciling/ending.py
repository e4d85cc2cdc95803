"""The last word of a laptop that was ordered to end: that its vault is destroyed.

It is made ready while the vault is open and said once it is gone, from memory alone: a laptop that is
switched off in between says nothing, and stays on the list of those that did not confirm.
"""

from typing import Final

from pscp_desktop.services.reconciling.identity import hub_of
from pscp_desktop.services.reconciling.service import Reconciling
from sync.directory import Directory, Refused
from sync.envelope import Malformed
from sync.protocol import DUP, FORK, GAP, OK, Peer, Round, digest_of
from sync.statements import Statement, Wiped, read, sign

TRIES: Final = 4
"""Others may say something of the directory in the same moment: then it is said again behind them."""


class LastWord:
    """Holds what is needed to say it: the two keys of this laptop, and the directory."""

    def __init__(self, reconciling: Reconciling) -> None:
        self.identity = reconciling.identity
        self.hub = hub_of(reconciling.desk.store)
        self.unsent = reconciling.desk.store.unsent()[0]
        self._now = reconciling.desk.now
        ledger, organisation = reconciling.ledger, reconciling.engine.belief.directory.organisation
        own = {raw for chain, _, raw in ledger.unconfirmed() if chain == organisation}
        self._chain = [raw for raw in ledger.statements(organisation) if raw not in own]
        self._directory = Directory(self.identity.root)
        for raw in self._chain:
            self._directory.extend(read(raw))

    def say(self, peer: Peer) -> bool:
        """Say it at a hub; whether it stands there. Raises Unreachable, Denied: then nobody knows."""
        given: list[bytes] = []
        for _ in range(TRIES):
            asked = Round(
                self._directory.seq, self._directory.head, digest_of([]), [], whole=True,
                statements=[*given, self._signed()],
            )  # fmt: skip
            answer = peer.sync(asked)
            result = answer.statements[-1]
            if result.code in {OK, DUP}:
                return True
            if result.code not in {FORK, GAP}:
                return False
            given = self._chain[result.last :] if result.code == GAP else []
            if not self._hear(answer.directory):
                return False
        return False

    def _signed(self) -> bytes:
        at = int(self._now().timestamp() * 1000)
        directory = self._directory
        return sign(
            Statement(
                directory.organisation, directory.seq + 1, directory.head, at,
                self.identity.device, Wiped(self.unsent),
            ),
            self.identity.signing,
        )  # fmt: skip

    def _hear(self, new: list[bytes]) -> bool:
        """Take what others said meanwhile; False where it is not to be believed."""
        try:
            for raw in new:
                if self._directory.extend(read(raw)):
                    self._chain.append(raw)
        except (Refused, Malformed):
            return False
        return True
