"""The statements a hub was given: checked like a desk checks them, kept, and used to enforce."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from sync.directory import Directory, Refused
from sync.envelope import Malformed, beginning
from sync.hub.store import HubStore, ScopeRow
from sync.members import Members
from sync.protocol import DUP, FORK, GAP, OK, REFUSED, Result
from sync.seal import Entropy
from sync.statements import WRITER, Signed, Wrap, read

MOST_REMEMBERED = 20_000


class Chains:
    """The directory and the memberships, as they lie in the storage. Any thread."""

    def __init__(self, store: HubStore, root: bytes, entropy: Entropy) -> None:
        self._store = store
        self._root = root
        self._entropy = entropy
        self._lock = threading.RLock()
        self._directory = Directory(root)
        self._members: dict[bytes, Members] = {}

    def directory(self) -> Directory:
        """The directory, brought up to what is stored."""
        with self._lock:
            known = self._directory
            for raw in self._store.statements(known.organisation, known.seq):
                known.extend(read(raw))
            return known

    @property
    def known(self) -> tuple[bytes, int, bytes]:
        """Organisation, length and head of the directory as this process saw it last."""
        known = self._directory
        return known.organisation, known.seq, known.head

    def members(self, scope: bytes, needed: int = -1) -> Members | None:
        """The membership of a scope; None where there is none.

        Brought up to what is stored, unless `needed` statements are known already.
        """
        with self._lock:
            if len(self._members) > MOST_REMEMBERED:
                self._members.clear()
            known = self._members.setdefault(scope, Members(scope))
            if not 0 <= needed <= known.seq:
                for raw in self._store.statements(scope, known.seq):
                    known.extend(read(raw), self._directory, self.remembered)
            return known if known.seq else None

    def remembered(self, scope: bytes) -> Members | None:
        """The membership of a circle as far as it was needed here lately."""
        return self.members(scope, 1)

    def forget(self) -> None:
        """What was remembered may not be what is stored: a transaction failed or was undone."""
        with self._lock:
            self._directory = Directory(self._root)
            self._members.clear()

    def take(self, raw: bytes) -> Result:
        """Take one statement, in a transaction of its own."""
        try:
            signed = read(raw)
        except Malformed:
            return Result(REFUSED, "malformed")
        try:
            with self._store.transaction():
                self._store.lock_chain(signed.statement.chain)
                return self._taken(signed)
        except Refused as refused:
            seq = self._known(signed.statement.chain)
            code = {"gap": GAP, "fork": FORK}.get(refused.reason, REFUSED)
            return Result(code, refused.reason, last=seq)
        except BaseException:
            self.forget()
            raise

    def take_wraps(self, wraps: Sequence[Wrap], user: bytes) -> None:
        """Keep wrapped keys that a membership names.

        From somebody who may write there always; from a carrier only where none lies in its place, so
        that nobody fills the room of others.
        """
        with self._store.transaction():
            self.directory()
            self._store.add_wraps([wrap for wrap in wraps if self._wanted(wrap, user)])

    def _wanted(self, wrap: Wrap, user: bytes) -> bool:
        members = self.members(wrap.scope)
        if members is None or wrap.commitment not in members.keys:
            return False
        if members.role(user, self.remembered) >= WRITER:
            return True
        lying = self._store.wraps(wrap.scope, [wrap.to])
        return all((w.commitment, w.under) != (wrap.commitment, wrap.under) for w in lying)

    def _known(self, chain: bytes) -> int:
        with self._lock:
            if chain == self._directory.organisation:
                return self._directory.seq
            members = self._members.get(chain)
            return members.seq if members else 0

    def _taken(self, signed: Signed) -> Result:
        statement = signed.statement
        directory = self.directory()
        with self._lock:
            if statement.chain == directory.organisation:
                new = directory.extend(signed)
            else:
                new = self._taken_member(signed, directory)
        if new:
            self._store.add_statement(statement.chain, statement.seq, signed.raw)
        return Result(OK if new else DUP, last=statement.seq)

    def _taken_member(self, signed: Signed, directory: Directory) -> bool:
        scope = signed.statement.chain
        if not directory.active(signed.statement.by):
            raise Refused("right")
        known = self.members(scope) or self._members[scope]
        new = known.extend(signed, directory, self.remembered)
        if new:
            self._store.set_subjects(scope, known.standings)
            row = self._store.scope(scope, lock=True) or empty(scope, self._entropy)
            self._store.put_scope(replace(row, members=known.seq))
        return new


def empty(scope: bytes, entropy: Entropy) -> ScopeRow:
    """The log of a scope before its first envelope."""
    return ScopeRow(scope, entropy(16), 0, beginning(scope))
