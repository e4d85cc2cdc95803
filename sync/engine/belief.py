"""What a desk believes: the directory and the memberships, as its own ledger keeps them, checked.

A statement of one's own that no hub has confirmed gives way to another's that was first, and is then
signed again behind it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from msgspec import structs

from sync.directory import Directory, Refused
from sync.engine.order import AsTold, Order
from sync.envelope import Malformed, Stream
from sync.ledger import Alarm, Ledger
from sync.members import Members
from sync.seal import Entropy, Pair
from sync.statements import Act, KeyEpoch, Lacked, Shared, Signed, Statement, read, sign


@dataclass(frozen=True, slots=True)
class Desk:
    """Who this desk is: its device, its two pairs, and the root key its organisation is pinned to."""

    device: bytes
    signing: Pair = field(repr=False)
    receiving: Pair = field(repr=False)
    root: bytes
    now: Callable[[], int]
    """Milliseconds since 1970."""
    entropy: Entropy
    order: Order = field(default_factory=AsTold)
    """Which logs are read first."""


class Belief:
    """The chains of one desk. Every write lies in the caller's transaction of the ledger."""

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self.ledger = ledger
        self.desk = desk
        self.forked: set[bytes] = set()
        """Memberships that go on at the hub otherwise than here: they are to be read from their start."""
        self._directory = Directory(desk.root)
        self._members: dict[bytes, Members] = {}
        self.forget()

    def forget(self) -> None:
        """Read everything from the ledger again: a transaction was undone, or a chain was cut."""
        self._members = {}
        self._directory = Directory(self.desk.root)
        for raw in self.ledger.statements(self._directory.organisation):
            self._directory.extend(read(raw))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction of the ledger; where it is undone, what was believed is read again."""
        try:
            with self.ledger.transaction():
                yield
        except BaseException:
            self.forget()
            raise

    @property
    def directory(self) -> Directory:
        return self._directory

    @property
    def user(self) -> bytes:
        """Whose desk this is; empty before it was let in."""
        return self._directory.user_of(self.desk.device)

    def stream(self) -> Stream:
        return self.ledger.stream()

    def members(self, scope: bytes) -> Members | None:
        """The membership of a scope; None where nothing of it is known."""
        known = self._members.get(scope)
        if known is None:
            known = Members(scope)
            for raw in self.ledger.statements(scope):
                known.extend(read(raw), self._directory, self.members)
            if known.seq:
                self._members[scope] = known
        return known if known.seq else None

    def role(self, scope: bytes) -> int:
        """The right of this desk's person in a scope."""
        members = self.members(scope)
        return members.role(self.user, self.members) if members else 0

    def take(self, raws: Iterable[bytes], *, confirmed: bool = True) -> None:
        """Take statements from elsewhere, in order. What is not to be believed is reported."""
        for raw in raws:
            try:
                self._take(read(raw), confirmed=confirmed)
            except (Refused, Malformed) as refused:
                self.report("statement", b"", str(refused))
                return

    def hear(self, chains: Iterable[Sequence[bytes]]) -> None:
        """Take statements of several memberships, whichever of them leans on which.

        A right may come through a circle whose own chain came behind: what is refused is tried again for as
        long as anything else is taken, and reported only then.
        """
        left, before = list(chains), -1
        while (now := sum(map(len, left))) != before:
            left, before = [self._rest(raws) for raws in left], now
        for raws in left:
            self.take(raws)

    def _rest(self, raws: Sequence[bytes]) -> Sequence[bytes]:
        """Take statements in order; gives those from the first on that is not to be believed now."""
        for place, raw in enumerate(raws):
            try:
                self._take(read(raw), confirmed=True)
            except (Refused, Malformed):
                return raws[place:]
        return ()

    def _take(self, signed: Signed, *, confirmed: bool) -> None:
        chain, seq = signed.statement.chain, signed.statement.seq
        try:
            new = self._extend(signed)
        except Refused as refused:
            if refused.reason == "fork" and confirmed:
                self._let_go(chain, seq)
            mine = [s for c, s, _ in self.ledger.unconfirmed() if c == chain and s <= seq]
            if refused.reason != "fork" or not mine:
                raise
            if not confirmed and self._older(chain, seq) <= signed.id:
                # Neither is confirmed: everywhere the one with the lower name stays.
                return
            self._yield_to(signed, min(mine) - 1, confirmed=confirmed)
            return
        if new:
            self.ledger.add_statement(chain, seq, signed.raw, confirmed=confirmed)
        elif confirmed:
            self.ledger.confirm(chain, seq)

    def _let_go(self, chain: bytes, seq: int) -> None:
        """Take back that a hub has what is here from `seq` on, where nothing is lost by it.

        A hub put back in silence forgot it, and somebody else's statement took the place. What this desk
        said is said again behind that; of the others, only what handed over keys may be forgotten: no hub
        can do away with anybody's right, or with its end, by showing another chain.
        """
        tail = [read(raw) for raw in self.ledger.statements(chain, seq - 1)]
        if not tail:
            self.forked.add(chain)
            return
        harmless = all(_forgettable(one.statement, self.desk.device) for one in tail)
        if harmless and chain != self._directory.organisation:
            for number, one in enumerate(tail, seq):
                self.ledger.add_statement(chain, number, one.raw, confirmed=False)
            self.ledger.add_wraps(self.ledger.wraps(chain), confirmed=False)

    def _older(self, chain: bytes, seq: int) -> bytes:
        """The name of the statement that stands here at a place of a chain; before all names where none does.

        Then the chains went apart before that place, and it was decided there which of them stays.
        """
        return next((read(raw).id for raw in self.ledger.statements(chain, seq - 1)), b"")

    def _extend(self, signed: Signed) -> bool:
        chain = signed.statement.chain
        if chain == self._directory.organisation:
            return self._directory.extend(signed)
        known = self.members(chain) or Members(chain)
        new = known.extend(signed, self._directory, self.members)
        self._members[chain] = known
        return new

    def _yield_to(self, signed: Signed, after: int, *, confirmed: bool) -> None:
        """Another's statement was first: cut one's own unconfirmed ones, and sign them again behind."""
        chain = signed.statement.chain
        cut = [
            read(raw).statement
            for c, s, raw in self.ledger.unconfirmed()
            if c == chain and s > after
        ]
        self.ledger.drop_statements(chain, after)
        self.forget()
        if self._extend(signed):
            self.ledger.add_statement(chain, signed.statement.seq, signed.raw, confirmed=confirmed)
        for statement in cut:
            if statement.by == self.desk.device and not isinstance(statement.act, Lacked):
                self._say_again(statement)

    def _say_again(self, statement: Statement) -> None:
        try:
            self.say(statement.chain, self._adjusted(statement))
        except Refused as refused:
            self.report("statement", statement.chain, refused.reason)

    def _adjusted(self, statement: Statement) -> Act:
        """The same act where it now stands: a key takes the next number, its name stays."""
        members = self.members(statement.chain)
        newest = members.newest if members else None
        act = statement.act
        if newest is not None and isinstance(act, KeyEpoch):
            return structs.replace(act, number=newest.number + 1)
        return act

    def say(self, chain: bytes, act: Act) -> Signed:
        """Sign a statement of this desk at the end of a chain and keep it. Raises Refused."""
        if chain == self._directory.organisation:
            seq, previous = self._directory.seq, self._directory.head
        else:
            known = self.members(chain) or Members(chain)
            seq, previous = known.seq, known.head
        statement = Statement(chain, seq + 1, previous, self.desk.now(), self.desk.device, act)
        signed = read(sign(statement, self.desk.signing))
        if self._extend(signed):
            self.ledger.add_statement(chain, seq + 1, signed.raw, confirmed=False)
        return signed

    def report(self, kind: str, scope: bytes, detail: str) -> None:
        self.ledger.report(Alarm(kind, scope, detail, self.desk.now()))


def _forgettable(statement: Statement, own: bytes) -> bool:
    """Whether a statement takes and gives no right, or is one's own and can be said again."""
    return statement.by == own or isinstance(statement.act, Shared | Lacked)
