"""Parcels of an audit: what opens them, what does not, and what they say of each other."""

import os
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import audit, seal
from sync.audit import START, Claim, Parcel, Run
from sync.directory import Directory
from sync.envelope import Malformed
from sync.protocol import encode
from sync.seal import NotOpened
from sync.statements import ADMINISTRATOR, READER, WRITER, DeviceRemoved, User, UserLeft, read
from tests.golden_audits import FOLDER, LINES, golden
from tests.hub_world import Desk, Organisation
from tests.protections import guards


@dataclass
class People:
    """Ana writes, Eva audits, and an administrator runs it all."""

    everybody: Organisation = field(default_factory=Organisation)

    def __post_init__(self) -> None:
        self.ana = self.everybody.desk()
        self.eva = self.auditor()

    def auditor(self, *roles: str, rank: int = READER) -> Desk:
        desk = self.everybody.desk(rank=rank)
        self.everybody.order(User(desk.user, rank, list(roles or ("auditor",))))
        return desk

    @property
    def directory(self) -> Directory:
        directory = Directory(self.everybody.root.public)
        for raw in self.everybody.directory.raws:
            directory.extend(read(raw))
        return directory

    def parcel(self, lines: tuple[bytes, ...] = LINES, **changes: object) -> tuple[Claim, Parcel]:
        run = msgspec.structs.replace(Run(self.ana.device, 1, 1, START, lines), **changes)
        made = audit.make(self.directory, run, self.ana.pair, 7, os.urandom)
        return audit.read_claim(made.claim), made


@pytest.fixture
def people() -> People:
    return People()


def opened(people: People, parcel: Parcel, by: Desk) -> list[bytes]:
    claim = audit.read_claim(parcel.claim)
    organisation = people.directory.organisation
    return audit.open_parcel(organisation, claim, parcel.sealed, by.device, by.receiving)


def test_the_chain_of_lines_is_the_same_for_ever() -> None:
    assert audit.linked(START, []) == START
    assert audit.linked(START, LINES).hex() == (
        "609d05d976c77a18d747168dc9f47de70613579fe897708556510369a7467002"
    )
    assert audit.linked(audit.linked(START, LINES[:1]), LINES[1:]) == audit.linked(START, LINES)


def test_who_audits_opens_what_was_written(people: People) -> None:
    claim, parcel = people.parcel()

    assert opened(people, parcel, people.eva) == list(LINES)
    assert audit.claim_stands(parcel.claim, people.ana.pair.public)
    assert not audit.claim_stands(parcel.claim, people.eva.pair.public)
    assert (claim.first, claim.last, claim.before) == (1, 3, START)
    assert b"third" not in encode(parcel)


@guards("audit.sealed_to_auditors")
def test_g04_nobody_else_opens_an_audit_with_any_key_there_is(people: People) -> None:
    """The administrator, who wrote it, colleagues, and whoever audits beside another task."""
    both = people.auditor("auditor", "mediator")
    ruling = people.auditor("auditor", rank=ADMINISTRATOR)
    writing = people.auditor("auditor", rank=WRITER)
    colleague, officer = people.everybody.desk(), people.auditor("dpo")
    claim, parcel = people.parcel()
    organisation = people.directory.organisation

    for one in (people.everybody.admin, people.ana, both, ruling, writing, colleague):
        with pytest.raises(NotOpened):
            opened(people, parcel, one)
        for opening in claim.openings:
            for pair in (one.receiving, one.pair):
                with pytest.raises(NotOpened):
                    audit.open_parcel(organisation, claim, parcel.sealed, opening.device, pair)
    assert opened(people, parcel, officer) == list(LINES)


def test_who_audits_no_more_is_sealed_for_no_more(people: People) -> None:
    gone, taken = people.auditor(), people.auditor()
    people.everybody.order(UserLeft(gone.user))
    people.everybody.order(DeviceRemoved(taken.device, stolen=True))
    claim, _ = people.parcel()

    assert [one.device for one in claim.openings] == [people.eva.device]


def test_where_nobody_audits_yet_the_heads_are_told_and_nothing_else() -> None:
    people = People()
    people.everybody.order(UserLeft(people.eva.user))
    claim, parcel = people.parcel()

    assert (claim.openings, parcel.sealed) == ([], b"")
    assert claim.head == audit.linked(START, LINES)


@guards("audit.opened_as_claimed")
@pytest.mark.parametrize(
    "changes",
    [{"head": b"h" * 32}, {"before": b"h" * 32}, {"last": 2}, {"first": 2, "last": 4}, {"life": 2}],
    ids=lambda changes: ",".join(changes),
)
def test_lines_that_are_not_what_their_claim_says_do_not_open(
    people: People, changes: dict[str, object]
) -> None:
    claim, parcel = people.parcel()
    other = msgspec.structs.replace(claim, **changes)

    with pytest.raises(NotOpened):
        audit.open_parcel(
            people.directory.organisation, other, parcel.sealed, people.eva.device,
            people.eva.receiving,
        )  # fmt: skip


def test_a_parcel_goes_on_from_the_one_before_or_begins_a_life(people: People) -> None:
    one, _ = people.parcel()
    two, _ = people.parcel((b"four",), first=4, before=one.head)
    again, _ = people.parcel(life=2)

    assert audit.follows(one, None)
    assert audit.follows(two, one)
    assert audit.follows(again, two)
    for claim, newest in (
        (two, None), (one, one), (two, two), (one, again),
        (msgspec.structs.replace(two, before=START), one),
        (msgspec.structs.replace(two, first=5, last=5), one),
        (msgspec.structs.replace(two, life=2), one),
    ):  # fmt: skip
        assert not audit.follows(claim, newest)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_claim_are_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        audit.read_claim(raw)


def test_a_claim_of_impossible_numbers_is_refused(people: People) -> None:
    claim, _ = people.parcel()
    for changes in (
        {"first": 0, "last": 2}, {"last": 0}, {"last": 5000}, {"life": 0}, {"head": b"short"},
        {"first": 1 << 63, "last": 1 << 63},
    ):  # fmt: skip
        with pytest.raises(Malformed):
            audit.read_claim(bytes(64) + encode(msgspec.structs.replace(claim, **changes)))


def test_a_receipt_stands_for_one_organisation_and_one_hub(people: People) -> None:
    hub, other = seal.new_pair(os.urandom), seal.new_pair(os.urandom)
    named = People(Organisation(hub.public))
    claim, parcel = named.parcel()
    organisation = named.directory.organisation

    receipt = audit.countersigned(organisation, parcel.claim, hub, 9)
    assert audit.receipt_stands(receipt, named.directory)
    assert audit.read_receipt(receipt).head == claim.head
    assert not audit.receipt_stands(receipt, people.directory)
    forged = audit.countersigned(organisation, parcel.claim, other, 9)
    assert not audit.receipt_stands(forged, named.directory)
    assert not audit.receipt_stands(parcel.claim, named.directory)
    assert not audit.receipt_stands(b"", named.directory)


VERSIONS = sorted(path.name for path in FOLDER.glob("audit-v*"))


@pytest.mark.parametrize("version", VERSIONS or ["none"])
def test_golden_parcels_are_still_read(version: str) -> None:
    parcel, receipt, names, directory = golden(version)
    claim = audit.read_claim(parcel.claim)

    assert audit.claim_stands(parcel.claim, names["sender"])
    assert audit.receipt_stands(receipt, directory)
    assert audit.read_receipt(receipt).claim == seal.digest(parcel.claim)
    pair = seal.pair_of(names["receiving"])
    found = audit.open_parcel(directory.organisation, claim, parcel.sealed, names["device"], pair)
    assert found == list(LINES)
