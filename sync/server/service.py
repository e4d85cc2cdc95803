"""One hub process put together: database, blobs, its key, and the rules of `sync.hub` over them."""

import json
import os
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from sync import seal
from sync.audit import Asking, Parcel, Shown, Taken
from sync.envelope import NOTHING, Malformed
from sync.hub.hub import Hub, HubPeer
from sync.protocol import OK, REFUSED, VERSION, Answer, Denied, Knock, News, Result, Round
from sync.seal import Entropy, Pair
from sync.server import audits
from sync.server.admission import (
    ORDINARY,
    Admission,
    Device,
    Refusal,
    Request,
    Still,
    refusal_of,
)
from sync.server.blobs import Blobs
from sync.server.certificate import write_private
from sync.server.database import Database, rows
from sync.server.journal import Journal, Line
from sync.server.metrics import Metrics
from sync.server.settings import Policy
from sync.server.store import PostgresStore, Rewound, asking
from sync.statements import Act, Founded, read

TRIES: Final = 5
"""Guesses at the code of an invitation."""

Told = TypeVar("Told")


class NotFounded(Exception):
    """The hub serves no organisation yet."""


class Means(NamedTuple):
    """What a service is passed from outside."""

    clock: Callable[[], int]
    entropy: Entropy
    journal: Journal
    metrics: Metrics


class Service:
    """What the HTTP part calls. Blocking; any thread."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        pair: Pair,
        policy: Policy,
        means: Means,
        *,
        trial: bool,
    ) -> None:
        self.database = database
        self.policy = policy
        self.clock, self.entropy, self.journal, self.metrics = means
        self.trial = trial
        self.store = PostgresStore(database, blobs)
        self.admission = Admission(database, policy, self.clock)
        self._pair = pair
        self._hub: Hub | None = None

    @property
    def hub(self) -> Hub:
        """Raises NotFounded."""
        if self._hub is None:
            root = root_of(self.database)
            if root is None:
                raise NotFounded
            self._hub = Hub(
                self.store, root=root, pair=self._pair, now=self.clock, entropy=self.entropy,
                trial=self.trial,
            )  # fmt: skip
        return self._hub

    def serve(self, request: Request, kind: int, work: Callable[[HubPeer], Told]) -> Told:
        """Answer a request of a device.

        Raises:
            Refusal: it is not heard, or what it asks for is not this device's to have.
            Unavailable: the database is away for longer than a request waits.
        """
        device = self.database.again(lambda: self.admission.hear(request, kind))
        told = self._work(device, work)
        self._watch(device, int(isinstance(told, News)))
        return told

    def sync(self, request: Request, asked: Round, work: Callable[[HubPeer], Answer]) -> Answer:
        """Answer a round. One that brings the statement that lets its own device in is heard too."""
        if self.database.again(lambda: self.admission.key(request.head.device)) is None:
            self._introduce(asked)
            if told := self._behind(request, asked):
                return told
        if brings_nothing(asked):
            return self._bare(request, asked, work)
        device = self._hear_bringing(request, sum(map(len, asked.push)))
        self.metrics.count("envelopes_pushed", len(asked.push))
        answer = self._work(device, work)
        self._watch(device, sum(bool(news.entries) for news in answer.news))
        return answer

    def _hear_bringing(self, request: Request, size: int) -> Device:
        return self.database.again(lambda: self.admission.hear_bringing(request, size))

    def keep_audit(self, request: Request, parcel: Parcel) -> Taken:
        """Keep a parcel of the audit of a device; its bytes count towards the device's day."""
        device = self._hear_bringing(request, len(parcel.sealed) + len(parcel.claim))
        return self._work(device, lambda peer: audits.keep(self.store, peer, parcel))

    def read_audit(self, request: Request, asked: Asking) -> Shown:
        """Show somebody who audits what is new."""
        return self.serve(request, ORDINARY, lambda peer: audits.show(self.store, peer, asked))

    def _bare(self, request: Request, asked: Round, work: Callable[[HubPeer], Answer]) -> Answer:
        """Answer a round that brings nothing; where nothing is new either, without looking further."""
        known = self._hub.chains.known if self._hub else (b"", 0, NOTHING)
        still = Still(asked.digest, asked.directory, known[0])
        device, quiet = self.database.again(lambda: self.admission.hear_round(request, still))
        if quiet and known[1] == asked.directory:
            return Answer(self.clock(), [], known[1], known[2], [], [], [], newest=VERSION)

        def noted(peer: HubPeer) -> Answer:
            with self.store.transaction():
                # Looked at first: what comes meanwhile is then seen to be new the next time.
                view = self.store.view_of(device.person)
                answer = work(peer)
                if not (answer.news or answer.directory or answer.ask or device.out):
                    self.store.note_quiet(device.id, asked.digest, asked.directory, view)
            return answer

        answer = self._work(device, noted)
        self._watch(device, sum(bool(news.entries) for news in answer.news))
        return answer

    def _watch(self, device: Device, scopes: int) -> None:
        """Somebody may be copying all they can reach: say so, and go on."""
        if self.admission.many_read(device.id, scopes):
            self.metrics.count("alerts")
            name = self.journal.pseudonym(device.id)
            self.journal.say(Line(event="alert", device=name, why="many scopes"))

    def _work(self, device: Device, work: Callable[[HubPeer], Told]) -> Told:
        def once() -> Told:
            with asking(device.person):
                return work(self.hub.peer(device.id))

        try:
            return self.database.again(lambda: self._fresh(once))
        except Denied as denied:
            raise refusal_of(denied) from denied
        except NotFounded as missing:
            raise Refusal(401, "device") from missing

    def _fresh(self, once: Callable[[], Told]) -> Told:
        """Do it, and once more with nothing remembered where the database was put back meanwhile."""
        try:
            return once()
        except Rewound:
            self.hub.chains.forget()
            self.journal.say(Line(event="alert", why="rewound"))
            return once()

    def _introduce(self, asked: Round) -> None:
        """Statements prove themselves: take those of a stranger, who may be let in by them."""
        if asked.statements:
            self._found(asked.statements)
            with asking(b""):
                hub = self.hub
                self.database.again(lambda: [hub.chains.take(raw) for raw in asked.statements])

    def _behind(self, request: Request, asked: Round) -> Answer | None:
        """How far this hub's directory goes, for a stranger who knows more of it than the hub.

        It was restored to an older state; the statements that let the stranger in are then said again.
        """
        if self.database.again(lambda: self.admission.key(request.head.device)) is not None:
            return None
        try:
            with asking(b""):
                known = self.database.again(self.hub.directory)
            seq, head = known.seq, known.head
        except NotFounded:
            seq, head = 0, NOTHING
        if asked.directory <= seq or asked.statements:
            return None
        later = [Result(REFUSED, "later") for _ in asked.push]
        return Answer(self.clock(), [], seq, head, later, [], [], ask=True)

    def _found(self, said: Sequence[bytes]) -> None:
        """A trial hub serves the first organisation that comes; a real one, that it was given.

        Its founding may stand anywhere in what is said: statements come chain by chain.
        """
        try:
            self.hub  # noqa: B018 (asks whether there is one)
        except NotFounded:
            roots = [act.root for act in map(_act, said) if isinstance(act, Founded)]
            if not self.trial or not roots:
                raise Refusal(401, "device") from None
            adopt(self.database, roots[0])

    def knock(self, knock: Knock, request: Request) -> Result:
        """A new device asks to be let in. Its request is signed with the key it brings."""
        if not own_keys(knock, request):
            raise Refusal(401, "device")

        def work() -> Result:
            with asking(b""), self.store.transaction():
                found = self.store.tries(knock.invite)
                if found is None:
                    raise Refusal(404, "scope")
                code_hash, expires, tries, used = found
                right = seal.digest(knock.code) == code_hash
                if used or tries > TRIES or self.clock() > expires or not right:
                    return Result(REFUSED, "code")
                self.store.use(knock.invite)
                self.store.add_knock(knock)
                return Result(OK)

        return self.database.again(work)

    def health(self) -> dict[str, object]:
        """What a load balancer asks; raises Unavailable where the database does not answer."""
        with self.database.at_once() as session:
            rows(session, "SELECT 1")
        kind = "trial hub" if self.trial else "hub"
        return {"status": "ok", "hub": kind, "founded": root_of(self.database) is not None}

    def gauges(self) -> dict[str, float]:
        """What is measured when the metrics are asked for."""
        with self.database.at_once() as session:
            quiet = self.clock() - 7 * 24 * 3600 * 1000
            query = (
                "SELECT count(*) FILTER (WHERE NOT out), count(*) FILTER (WHERE NOT out AND seen < %b::int8),"
                " (SELECT count(*) FROM held), pg_database_size(current_database()) FROM device"
            )
            ((devices, silent, held, size),) = rows(session, query, (quiet,))
        return {
            "devices": float(devices), "devices_quiet_a_week": float(silent),
            "envelopes_held": float(held), "database_bytes": float(size), "trial": float(self.trial),
        }  # fmt: skip


def _act(raw: bytes) -> Act | None:
    """What a statement says; None where the bytes are none."""
    try:
        return read(raw).statement.act
    except Malformed:
        return None


def brings_nothing(asked: Round) -> bool:
    """Whether a round only asks what is new."""
    return not (asked.positions or asked.whole or asked.statements or asked.wraps or asked.push)


def own_keys(knock: Knock, request: Request) -> bool:
    """Whether a knock comes from who holds the keys it brings."""
    return request.head.device == knock.device and request.stands(knock.signing)


def root_of(database: Database) -> bytes | None:
    """The root key of the organisation this hub serves."""
    with database.at_once() as session:
        found = rows(session, "SELECT root FROM hub")
    return bytes(found[0][0]) if found and found[0][0] else None


def adopt(database: Database, root: bytes) -> None:
    """Serve the organisation of this root key, and no other ever after."""
    if not seal.is_public(root):
        raise Refusal(401, "device")
    with database.at_once() as session:
        session.execute("UPDATE hub SET root = %b WHERE root IS NULL", (root,))
    if root_of(database) != root:
        raise Refusal(401, "device")


def root_in(organisation: Path) -> bytes:
    """The root key in an organisation's public file. Raises ValueError where there is none."""
    told = json.loads(organisation.read_text(encoding="utf-8"))
    root = b64decode(str(told.get("root", "")), validate=True) if isinstance(told, dict) else b""
    if not seal.is_public(root):
        raise ValueError("the file names no root key")
    return root


ORDERS: Final = "directory.log"


class Witness:
    """Every statement of the directory, in a file beside the database: a backup does not undo it."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / ORDERS

    def __call__(self, raw: bytes) -> None:
        with self._place.open("ab") as file:
            file.write(len(raw).to_bytes(4, "big") + raw)
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> Iterator[bytes]:
        """In the order they came; what was cut off while written is passed over."""
        if not self._place.exists():
            return
        told = self._place.read_bytes()
        at = 0
        while at + 4 <= len(told):
            size = int.from_bytes(told[at : at + 4], "big")
            yield told[at + 4 : at + 4 + size]
            at += 4 + size


def replay(service: Service, witness: Witness) -> int:
    """After a restore, before anybody is served: what was ordered since the copy holds again."""
    with asking(b""):
        results = [service.hub.chains.take(raw) for raw in witness.all()]
    return sum(result.code == OK for result in results)


def hub_pair(folder: Path, entropy: Entropy) -> Pair:
    """The key the hub signs its logs with: made at the first start, the only private key it has."""
    place = folder / "hub.key"
    if not place.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(place, seal.new_pair(entropy).private)
    return seal.pair_of(place.read_bytes())


def pseudonyms(database: Database) -> bytes:
    """The secret the names of devices in the log are made with; the same for all processes."""
    with database.at_once() as session:
        return bytes(rows(session, "SELECT pseudonyms FROM hub")[0][0])
