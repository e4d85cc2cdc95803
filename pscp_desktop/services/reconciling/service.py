"""One desk's side of reconciling: rounds, membership that follows the records, receipts, attention."""

import secrets
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling import naming
from pscp_desktop.services.reconciling.arriving import Arriving, receiving
from pscp_desktop.services.reconciling.contact import Contact
from pscp_desktop.services.reconciling.identity import Identity, hub_of, identity
from pscp_desktop.services.reconciling.leasing import Leasing
from pscp_desktop.services.reconciling.membership import BEARING, Wanted, wanted
from pscp_desktop.services.reconciling.told import MOST_RECEIPTS, Receipt, State
from pscp_desktop.store.ledger.ledger import DeskLedger
from pscp_desktop.store.store import LAST_CONTACT, Committed
from sync.directory import Refused
from sync.engine.belief import Desk as SyncDesk
from sync.engine.engine import Engine
from sync.engine.results import Receipt as Done
from sync.engine.scopes import begin_scope, grant, withdraw
from sync.members import Members
from sync.protocol import Denied, Peer, digest_of
from sync.seal import Entropy
from sync.state import hash_of
from sync.statements import COORDINATOR

PUT_OUT: Final = "put_out"
ORDER: Final = {
    DossierKind.CIRCLE.value: 0,
    DossierKind.ORGANISATION.value: 1,
    DossierKind.FILE.value: 2,
}
"""Teams first: what they may open is closed under their keys."""


class NotJoined(Exception):
    """This desk belongs to no organisation yet: it was neither founded here nor let in."""


class Reconciling:
    """Reconciles one desk. Used from the network's line of work only, but for what it tells."""

    def __init__(self, desk: Desk, entropy: Entropy = secrets.token_bytes) -> None:
        self.desk = desk
        self.ledger = DeskLedger(desk.store)
        self.entropy = entropy
        self._engine: Engine | None = None
        self._identity: Identity | None = None
        self._aligned: set[bytes] = set()
        self._saved = True
        """Whether a record that gives rights was written since memberships were looked at."""
        self._said = (0, 0)
        """How many statements there were then."""
        self.contact = Contact()
        self.lease = Leasing(desk)
        self.arriving = Arriving(self.ledger, active=receiving(desk.store))
        """The first sync, while it is not over."""
        desk.store.on_commit(self._note)

    @property
    def identity(self) -> Identity:
        """Who this desk is. Once it belongs to an organisation nothing of it changes any more."""
        if self._identity is None or not self._identity.root:
            self._identity = identity(self.desk.store, self.entropy)
        return self._identity

    @property
    def joined(self) -> bool:
        """Whether it belongs to an organisation."""
        return bool(self.identity.root)

    @property
    def engine(self) -> Engine:
        """The engine over this vault. Raises NotJoined."""
        if self._engine is None:
            root = self.identity.root
            if not root:
                raise NotJoined
            self._engine = engine_for(self, root, self.arriving)
        return self._engine

    def round(self, peer: Peer) -> Receipt:
        """Exchange everything with a hub. Raises Unreachable, Denied, NotJoined; then nothing is lost."""
        engine = self.engine
        self.align()
        try:
            done = engine.round(peer)
            self.arriving.rest()
            if self.align():
                done = _both(done, engine.round(peer))
        except Denied as denied:
            if denied.reason == "device":
                self._note_put_out(out=True)
            raise
        self._note_put_out(out=engine.belief.directory.put_out(self.identity.device))
        self._met(done.time)
        self.contact.newest = done.newest
        return self._receipt("hub", done)

    def with_blobs(self, receipt: Receipt, sent: int, received: int) -> Receipt:
        """The receipt of a round that carried attachments too."""
        if not sent and not received:
            return receipt
        whole = msgspec.structs.replace(receipt, blobs_sent=sent, blobs_received=received)
        with self.desk.store.direct() as connection:
            connection.exec_driver_sql(
                "UPDATE receipt SET body = ? WHERE no = (SELECT max(no) FROM receipt)",
                (msgspec.msgpack.encode(whole),),
            )
        return whole

    @property
    def wiped(self) -> bool:
        """Whether a signed statement orders the vault of this laptop destroyed."""
        return self.joined and self.identity.device in self.engine.belief.directory.wiped

    # Membership follows the records

    def align(self) -> bool:
        """Say in statements what the records say of who may read what; whether anything was said.

        A scope is begun when its first change leaves, and looked at again when it changes. What this
        desk's person may not say is left to whoever may.
        """
        statements = (self.engine.belief.directory.seq, self.ledger.members_known())
        if not self._saved and statements == self._said:
            return False
        self._saved, self._said, said = False, statements, False
        try:
            for scope in self._to_align():
                try:
                    said |= self._align(scope)
                except Refused:
                    self._saved = (
                        True  # what stands in the way, such as a key, may be gone the next time
                    )
                self._aligned.add(scope)
        except BaseException:
            self._saved = True
            raise
        return said

    def _note(self, committed: Committed) -> None:
        if not committed.kinds.isdisjoint(BEARING):
            self._saved = True

    def _to_align(self) -> list[bytes]:
        """The scopes to look at: at first all of them, afterwards those in which something is new."""
        rows = set(self._column("SELECT DISTINCT scope FROM position"))
        new = set(self.ledger.scopes_unsealed())
        with self.desk.reading() as session:
            dossiers = session.exec(select(Dossier.id, Dossier.kind)).all()
        kinds = {one.bytes: kind for one, kind in dossiers if one.bytes in rows}
        shared = {s for s, kind in kinds.items() if kind != DossierKind.FILE}
        wanting = [s for s in kinds if s not in self._aligned or s in new or s in shared]
        return sorted(wanting, key=lambda scope: (ORDER.get(kinds[scope], 3), scope))

    def _align(self, scope: bytes) -> bool:
        engine = self.engine
        with self.desk.reading() as session:
            should = wanted(session, UUID(bytes=scope))
        if should is None:
            return False
        members = engine.belief.members(scope)
        if members is None:
            self._begin(scope, should)
            return True
        if engine.belief.role(scope) < COORDINATOR:
            return False
        return self._correct(scope, members, should)

    def _begin(self, scope: bytes, should: Wanted) -> None:
        me = self.identity.user
        begin_scope(
            self.engine,
            scope,
            parent=should.parent,
            people=[(who, role) for who, role in should.people.items() if who != me],
            circles=list(should.circles.items()),
        )

    def _correct(self, scope: bytes, members: Members, should: Wanted) -> bool:
        """Grant what is missing and withdraw what is too much, one's own right last."""
        engine, me = self.engine, self.identity.user
        held = {
            subject: standing.role
            for subject, standings in members.standings.items()
            for standing in standings
            if not standing.until
        }
        due = {**should.people, **should.circles}
        missing = {who: role for who, role in due.items() if held.get(who) != role and who != me}
        for who, role in missing.items():
            grant(engine, scope, who, role, circle=who in should.circles)
        too_much = sorted(held.keys() - due.keys(), key=lambda who: who == me)
        for who in too_much:
            if who != me or due:
                withdraw(engine, scope, who)
        return bool(missing or too_much)

    # What is told

    def state(self) -> State:
        """How far this laptop is from the others."""
        changes, since = self.desk.store.unsent()
        hub = hub_of(self.desk.store)
        met = self.desk.store.kept(LAST_CONTACT)
        return State(
            self.joined,
            hub.url if hub else "",
            changes,
            moment_of(since) if since else None,
            moment_of(int.from_bytes(met, "big")) if met else None,
            naming.count(self.ledger, self.milliseconds()),
            self._put_out,
            self.contact.trouble, self.lease.now(),
            self.arriving.far if receiving(self.desk.store) else None,
        )  # fmt: skip

    def receipts(self, most: int = 50) -> tuple[Receipt, ...]:
        """The last receipts, the newest first."""
        rows = self._column("SELECT body FROM receipt ORDER BY no DESC LIMIT ?", most)
        return tuple(msgspec.msgpack.decode(body, type=Receipt) for body in rows)

    def state_hash(self, scope: UUID) -> str:
        """Hash of all that stands in a file: equal on two desks that agree on it."""
        with self.ledger.transaction():
            return hash_of(self.ledger.state(scope.bytes)).hex()

    def _receipt(self, way: str, done: Done) -> Receipt:
        made = Receipt(
            self.milliseconds(), way, done.pushed, done.received, refused=done.refused,
            held=done.held, requests=done.requests, unsent=self.desk.store.unsent()[0],
            complete=done.complete, heads=digest_of(list(self.ledger.positions())).hex(),
        )  # fmt: skip
        return self.keep(made)

    def held(self) -> int:
        """How many envelopes lie here."""
        with self.desk.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT count(*) FROM envelope")
            return int(rows.scalar_one())

    def carried(self, way: str, *, sent: int = 0, received: int = 0, blobs: int = 0) -> Receipt:
        """Keep the receipt of a stick."""
        made = Receipt(
            self.milliseconds(), way, sent, received, blobs_received=blobs, complete=True,
            unsent=self.desk.store.unsent()[0],
            heads=digest_of(list(self.ledger.positions())).hex(),
        )  # fmt: skip
        return self.keep(made)

    def keep(self, receipt: Receipt) -> Receipt:
        """Keep a receipt; the oldest make room. What waits since then is noted."""
        self.ledger.note_waiting(receipt.at)
        naming.note(self.engine, self.ledger, receipt.at)
        body = msgspec.msgpack.encode(receipt)
        with self.desk.store.direct() as connection:
            connection.exec_driver_sql(
                "INSERT INTO receipt (at, body) VALUES (?, ?)", (receipt.at, body)
            )
            connection.exec_driver_sql(
                "DELETE FROM receipt WHERE no <= (SELECT max(no) FROM receipt) - ?",
                (MOST_RECEIPTS,),
            )
        return receipt

    @property
    def _put_out(self) -> bool:
        return bool(self.desk.store.kept(PUT_OUT))

    def _note_put_out(self, *, out: bool) -> None:
        if out != self._put_out:
            self.desk.store.keep(PUT_OUT, b"1" if out else b"")

    def _met(self, time: int) -> None:
        """The hub told its time: the distance is written into every change from now on."""
        self.desk.store.met_hub(self.milliseconds(), time)
        self.lease.met(time, self.engine.belief.directory, self.identity.device)

    def _column(self, statement: str, *values: object) -> list[bytes]:
        with self.desk.reading() as session:
            rows = session.connection().exec_driver_sql(statement, tuple(values)).all()
        return [bytes(row[0]) for row in rows]

    def milliseconds(self) -> int:
        """This laptop's time, since 1970."""
        return int(self.desk.now().timestamp() * 1000)


def engine_for(reconciling: Reconciling, root: bytes, order: Arriving) -> Engine:
    """A new engine over the vault of a desk that believes this root key and reads in this order."""
    me = reconciling.identity
    told = SyncDesk(
        me.device, me.signing, me.receiving, root, reconciling.milliseconds, reconciling.entropy,
        order,
    )  # fmt: skip
    order.engine = Engine(reconciling.ledger, told)
    return order.engine


def _both(one: Done, other: Done) -> Done:
    return Done(
        one.requests + other.requests, one.pushed + other.pushed, one.received + other.received,
        one.refused + other.refused, one.held + other.held, other.complete, other.time,
        other.newest, {**one.frozen, **other.frozen},
    )  # fmt: skip


def moment_of(milliseconds: int) -> datetime:
    """The moment that so many milliseconds since 1970 are."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
