"""Audits at the hub: kept in their order, countersigned, shown to whoever audits, never written over."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from sync import audit, seal
from sync.audit import START, Asking, Claim, Known, Parcel, Run, Taken
from sync.client import HubClient
from sync.directory import Directory
from sync.protocol import Denied
from sync.server import copies, upkeep
from sync.server.database import ROLE
from sync.server.store import asking
from sync.statements import COORDINATOR, READER, DeviceRemoved, User, UserLeft, read
from tests.hub_wire import paced
from tests.hub_world import Desk, Organisation, round_of
from tests.hubs import Live, live
from tests.protections import guards

LINES = [f"line {number}".encode() for number in range(1, 10)]


@dataclass
class Bureau:
    """A hub with an organisation: Ana and Ben work, Eva audits, Dora coordinates."""

    hub: Live
    everybody: Organisation = field(init=False)

    def __post_init__(self) -> None:
        self.everybody = Organisation(self.hub.service._pair.public)
        self.ana, self.ben = self.everybody.desk(), self.everybody.desk()
        self.eva = self.everybody.desk(rank=READER)
        self.dora = self.everybody.desk(rank=COORDINATOR)
        self.everybody.order(User(self.eva.user, READER, ["auditor"]))
        self.hub.found(self.everybody)

    @property
    def directory(self) -> Directory:
        directory = Directory(self.everybody.root.public)
        for raw in self.everybody.directory.raws:
            directory.extend(read(raw))
        return directory

    def client(self, desk: Desk) -> HubClient:
        return self.hub.client(desk)

    def parcel(
        self, by: Desk, first: int, last: int, life: int = 1, lines: list[bytes] | None = None
    ) -> Parcel:
        every = lines or LINES
        before = audit.linked(START, every[: first - 1])
        run = Run(by.device, life, first, before, every[first - 1 : last])
        return audit.make(self.directory, run, by.pair, 7, os.urandom)

    def keep(self, by: Desk, first: int, last: int, life: int = 1) -> Taken:
        return self.client(by).keep_audit(self.parcel(by, first, last, life))

    def told(self, *acts: User | UserLeft | DeviceRemoved) -> None:
        statements = [self.everybody.order(act) for act in acts]
        self.client(self.everybody.admin).sync(round_of(statements=statements))

    def opened(self, *known: Known) -> list[list[bytes]]:
        shown = self.client(self.eva).read_audit(Asking(list(known)))
        return [
            audit.open_parcel(
                self.directory.organisation, audit.read_claim(kept.claim), kept.sealed,
                self.eva.device, self.eva.receiving,
            )
            for kept in shown.parcels
        ]  # fmt: skip


@pytest.fixture
def bureau(hub: Live) -> Bureau:
    return Bureau(hub)


def newest(taken: Taken) -> Claim:
    return audit.read_claim(taken.claim)


def test_g01_parcels_are_kept_in_order_countersigned_and_read_by_whoever_audits(
    bureau: Bureau,
) -> None:
    one, two = bureau.keep(bureau.ana, 1, 3), bureau.keep(bureau.ana, 4, 4)
    bureau.keep(bureau.ben, 1, 2)

    assert (one.code, two.code) == ("ok", "ok")
    assert audit.receipt_stands(two.receipt, bureau.directory)
    receipt = audit.read_receipt(two.receipt)
    assert (receipt.device, receipt.last) == (bureau.ana.device, 4)
    assert receipt.head == audit.linked(START, LINES[:4])
    assert receipt.claim == seal.digest(two.claim)
    assert sorted(bureau.opened()) == sorted([LINES[:3], LINES[3:4], LINES[:2]])
    assert bureau.opened(Known(bureau.ana.device, 1, 3), Known(bureau.ben.device, 1, 2)) == [
        LINES[3:4]
    ]
    shown = bureau.client(bureau.eva).read_audit(Asking([], room=1))
    assert len(shown.parcels) == 1
    assert {audit.read_receipt(raw).last for raw in shown.newest} == {4, 2}


@guards("server.audits.continuity")
def test_g02_a_parcel_that_does_not_go_on_is_refused_and_what_is_kept_is_told(
    bureau: Bureau,
) -> None:
    """Lines altered, left out, cut off or in another order: the next head is another."""
    ana = bureau.ana
    assert bureau.client(ana).keep_audit(bureau.parcel(ana, 2, 3)).code == "gap"
    bureau.keep(ana, 1, 5)
    swapped = [LINES[1], LINES[0], *LINES[2:]]
    for lines, first, last in (
        ([b"altered", *LINES[1:]], 6, 6), (LINES[1:], 5, 7), (swapped, 6, 7), (LINES, 4, 7),
        (LINES, 7, 8), (LINES, 1, 3),
    ):  # fmt: skip
        taken = bureau.client(ana).keep_audit(bureau.parcel(ana, first, last, lines=lines))
        assert taken.code == "gap"
        assert (newest(taken).last, newest(taken).head) == (5, audit.linked(START, LINES[:5]))

    assert bureau.keep(ana, 6, 7).code == "ok"
    assert bureau.keep(ana, 1, 7, life=2).code == "ok"
    assert bureau.keep(ana, 8, 8).code == "gap", "a life that ended does not go on"


@guards("server.audits.own")
def test_an_audit_is_taken_from_its_own_device_alone(bureau: Bureau) -> None:
    ana, ben = bureau.ana, bureau.ben
    forged = Parcel(bureau.parcel(ana, 1, 2).claim, bureau.parcel(ana, 1, 2).sealed)
    as_ana = audit.make(
        bureau.directory, Run(ana.device, 1, 1, START, LINES), ben.pair, 7, os.urandom
    )

    assert bureau.client(ana).keep_audit(as_ana).code == "refused"
    assert bureau.client(ben).keep_audit(bureau.parcel(ana, 1, 2)).code == "refused"
    assert bureau.client(ana).keep_audit(forged).code == "refused"
    assert bureau.opened() == []


def test_the_same_parcel_again_is_known(bureau: Bureau) -> None:
    parcel = bureau.parcel(bureau.ana, 1, 2)
    client = bureau.client(bureau.ana)
    one, again = client.keep_audit(parcel), client.keep_audit(parcel)

    assert (one.code, again.code, again.receipt) == ("ok", "dup", one.receipt)


@guards("server.audits.readers")
def test_g04_an_administrator_is_shown_no_audit_and_who_audits_no_file(bureau: Bureau) -> None:
    everybody = bureau.everybody
    file = everybody.scope(bureau.ana)
    client = bureau.client(bureau.ana)
    client.sync(
        round_of(statements=everybody.statements(file), push=[everybody.seal(bureau.ana, file)])
    )
    bureau.keep(bureau.ana, 1, 3)

    for one in (everybody.admin, bureau.dora, bureau.ben, bureau.ana):
        with pytest.raises(Denied, match="scope"):
            bureau.client(one).read_audit(Asking([]))
    assert bureau.client(bureau.eva).sync(round_of()).news == []


@guards("server.audits.readers")
@pytest.mark.parametrize(
    ("rank", "roles"),
    [(READER, ["auditor", "mediator"]), (COORDINATOR, ["auditor"]), (READER, []), (READER, ["x"])],
)
def test_g04_who_audits_does_nothing_else(bureau: Bureau, rank: int, roles: list[str]) -> None:
    bureau.told(User(bureau.eva.user, rank, roles))

    with pytest.raises(Denied, match="scope"):
        bureau.opened()


def test_who_has_left_or_is_out_reads_and_hands_over_nothing_more(bureau: Bureau) -> None:
    bureau.keep(bureau.ana, 1, 3)
    bureau.told(UserLeft(bureau.eva.user), DeviceRemoved(bureau.ana.device, stolen=False))

    with pytest.raises(Denied):
        bureau.opened()
    with pytest.raises(Denied, match="device"):
        bureau.keep(bureau.ana, 4, 4)


@guards("server.audits.rows")
def test_g04_the_database_itself_shows_an_audit_to_its_own_and_to_who_audits(
    bureau: Bureau,
) -> None:
    """Whatever the hub's role asks for: the second line."""
    bureau.keep(bureau.ana, 1, 3)
    bureau.keep(bureau.ben, 1, 2)
    store = bureau.hub.service.store

    def seen(person: bytes) -> int:
        with asking(person), store.transaction():
            return int(store.ask("SELECT count(*) FROM audit")[0][0])

    admin = bureau.everybody.admin.user
    counts = [seen(one) for one in (bureau.eva.user, bureau.ana.user, admin, b"")]
    assert counts == [2, 1, 0, 0]
    bureau.told(User(bureau.eva.user, READER, ["auditor", "mediator"]))
    assert seen(bureau.eva.user) == 0


@guards("server.audits.appended")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET last = 9", "DELETE FROM audit", "TRUNCATE audit"],
    ids=["altered", "deleted", "emptied"],
)
def test_g03_no_request_alters_what_is_kept(bureau: Bureau, database: str, statement: str) -> None:
    bureau.keep(bureau.ana, 1, 3)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(f"SET ROLE {ROLE}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement.encode())


@guards("server.audits.verified")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE first = 3",
        "UPDATE audit SET sealed = sealed || 'x' WHERE first = 3",
        "UPDATE audit SET claim = overlay(claim placing '\\x00'::bytea from 20) WHERE first = 3",
        "UPDATE audit SET claim = (SELECT claim FROM audit WHERE first = 1) WHERE first = 3",
        "UPDATE audit SET device = decode(repeat('ab', 16), 'hex') WHERE first = 3",
        "UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE first = 1) WHERE first = 3",
    ],
)
def test_g03_rows_altered_by_who_owns_the_database_are_found(
    bureau: Bureau, database: str, statement: str
) -> None:
    for first in (1, 3, 5):
        bureau.keep(bureau.ana, first, first + 1)
    with psycopg.connect(database, autocommit=True) as owner:
        blobs = bureau.hub.service.store.blobs
        assert list(upkeep.verify(owner, blobs)) == []
        owner.execute(statement.encode())
        found = list(upkeep.verify(owner, blobs))

    assert {fault.what for fault in found} <= {"chain", "claim", "body"}
    assert found


def test_g03_rows_cut_off_at_the_end_are_told_to_the_desk_that_has_the_receipt(
    bureau: Bureau, database: str
) -> None:
    """And it gives them again: the hub keeps what the desk can prove."""
    bureau.keep(bureau.ana, 1, 3)
    bureau.keep(bureau.ana, 4, 6)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DELETE FROM audit WHERE first = 4")

    taken = bureau.keep(bureau.ana, 7, 8)
    assert (taken.code, newest(taken).last) == ("gap", 3)
    assert audit.claim_stands(taken.claim, bureau.ana.pair.public)
    assert bureau.keep(bureau.ana, 4, 8).code == "ok"


def test_a_row_spoilt_by_who_owns_the_database_breaks_no_request(
    bureau: Bureau, database: str
) -> None:
    bureau.keep(bureau.ana, 1, 3)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("UPDATE audit SET claim = '\\x00'")

    taken = bureau.keep(bureau.ana, 4, 6)
    assert taken.code == "gap"
    assert not audit.claim_stands(taken.claim, bureau.ana.pair.public)


def test_an_audit_comes_back_from_a_copy_of_the_hub(
    bureau: Bureau, database: str, postgres: object, migrated: str, tmp_path: Path
) -> None:
    bureau.keep(bureau.ana, 1, 3)
    pair = seal.new_pair(os.urandom)
    blobs = bureau.hub.service.store.blobs
    with psycopg.connect(database, autocommit=True) as owner:
        copies.back_up(owner, blobs, tmp_path / "hub", tmp_path / "copy", pair.public)
        owner.execute("CREATE DATABASE audit_again TEMPLATE " + migrated)
    again = postgres.url("audit_again")  # type: ignore[attr-defined] # an Embedded
    with psycopg.connect(again, autocommit=True) as owner:
        copies.restore(owner, blobs, tmp_path / "new", tmp_path / "copy", pair)
        assert owner.execute("SELECT first, last FROM audit").fetchall() == [(1, 3)]
        assert owner.execute("SELECT count(*) FROM auditor").fetchone() == (1,)
        assert list(upkeep.verify(owner, blobs)) == []


@guards("server.audits.room")
def test_a_desk_that_floods_the_hub_with_its_audit_is_stopped(
    database: str, tmp_path: Path
) -> None:
    with live(database, tmp_path / "hub", paced(pushed_bytes_a_day=1500)) as hub:
        bureau = Bureau(hub)
        parcels = [bureau.parcel(bureau.ana, number, number) for number in range(1, 9)]
        client = bureau.client(bureau.ana)
        with pytest.raises(Denied, match="limit"):
            [client.keep_audit(parcel) for parcel in parcels]
