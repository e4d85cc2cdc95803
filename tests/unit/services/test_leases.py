"""The lease of a laptop: renewed by a hub or a coordinator's stick, never longer by a clock set back."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import ContactOwed, JoiningRefused
from pscp_desktop.domain.lease import DAY, Lease, OrganisationPolicy, policy_in
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.reconciling import leasing, sticks
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.ui.reconciling.telling import indicator
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, LIA, OMAR, a_case, a_note, shown


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def two(office: Office) -> tuple[Linked, Linked]:
    alba = office.first(ALBA)
    return alba, office.newcomer(OMAR, alba)


def lease_of(one: Linked) -> Lease:
    lease = one.reconciling.lease.now()
    assert lease is not None
    return lease


def stick(giver: Linked, taker: Linked, folder: Path) -> None:
    path = folder / f"{giver.desk.worker.hex}{sticks.SUFFIX}"
    sticks.write(giver.reconciling, Blobs(giver.desk, folder), path)
    sticks.read(taker.reconciling, Blobs(taker.desk, folder), path)


@guards("lease.closes")
def test_r04_files_are_closed_when_the_lease_is_over_and_open_again_after_a_round(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    office.moment.passes(days=29, hours=23)
    assert omar.desk.open(case.dossier).id == case.dossier
    assert lease_of(omar).left == 1
    office.moment.passes(hours=1)

    with pytest.raises(ContactOwed):
        omar.desk.open(case.dossier)
    with pytest.raises(ContactOwed):
        shown(omar.desk, MediationSession, case.session)
    assert omar.desk.find("patio") == ()
    assert indicator(omar.reconciling.state(), office.moment())[2] == "danger"

    omar.round()
    assert omar.desk.open(case.dossier).id == case.dossier
    assert lease_of(omar).left == 30


@guards("lease.clock")
def test_r04_a_clock_set_back_does_not_lengthen_it(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    office.moment.passes(days=20)
    assert lease_of(omar).left == 10
    office.moment.passes(days=-19)
    assert lease_of(omar).left == 10
    office.moment.passes(days=10)

    again = Reconciling(omar.desk)
    assert again.lease.over()  # what was lived was written down
    assert omar.reconciling.lease.over()
    with pytest.raises(ContactOwed):
        omar.desk.open(case.dossier)
    office.moment.passes(days=-365)
    with pytest.raises(ContactOwed):
        omar.desk.open(case.dossier)


@guards("lease.unsent")
def test_what_is_written_after_the_end_is_kept_and_leaves_by_stick_and_by_hub(
    office: Office, two: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    before = shown(omar.desk, MediationSession, case.session)
    office.moment.passes(days=40)
    assert omar.reconciling.lease.over()

    omar.desk.save(before, {"issues": "Ruido de noche"})
    a_note(omar.desk, case.dossier, "Escrita con el plazo vencido.")
    assert omar.reconciling.state().unsent == 2
    stick(omar, alba, tmp_path)

    with alba.desk.reading() as session:
        notes = alba.desk.all_in(session, Note, case.dossier)
    assert [note.text for note in notes] == ["Escrita con el plazo vencido."]
    omar.round()
    assert omar.reconciling.state().unsent == 0


@guards("lease.stick")
def test_a_coordinators_stick_renews_it_and_the_same_stick_again_does_not(
    office: Office, two: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = two
    office.moment.passes(days=25)
    path = tmp_path / f"one{sticks.SUFFIX}"
    blobs = Blobs(alba.desk, tmp_path)
    sticks.write(alba.reconciling, blobs, path)
    office.moment.passes(days=10)
    assert omar.reconciling.lease.over()

    sticks.read(omar.reconciling, Blobs(omar.desk, tmp_path), path)
    assert lease_of(omar).left == 20
    office.moment.passes(days=20)
    sticks.read(omar.reconciling, Blobs(omar.desk, tmp_path), path)
    assert omar.reconciling.lease.over()
    stick(alba, omar, tmp_path)
    assert lease_of(omar).left == 30


def test_a_stick_of_somebody_who_does_not_coordinate_carries_it_and_adds_nothing_of_their_own(
    office: Office, two: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = two
    lia = office.newcomer(LIA, alba)
    office.meet()
    office.moment.passes(days=20)
    stick(omar, lia, tmp_path)
    assert lease_of(lia).left == 10

    stick(alba, omar, tmp_path)
    stick(omar, lia, tmp_path)
    assert lease_of(lia).left == 30


def test_a_coordinators_clock_that_is_fast_gives_no_more_than_the_whole_lease() -> None:
    lease = Lease(1000 * DAY, 0, 1000 * DAY).at(1020 * DAY)

    fast = lease.vouched(5000 * DAY, 7)
    assert (fast.left, fast.proved) == (30, 1020 * DAY)
    assert fast.at(1040 * DAY).vouched(5000 * DAY, 7).left == 10


@guards("lease.bounds")
@pytest.mark.parametrize(
    ("body", "days"),
    [
        (b"", 30), (b'{"lease_days": 14}', 14), (b'{"lease_days": 0}', 7), (b'{"lease_days": 9999}', 90),
        (b'{"lease_days": true}', 30), (b'{"newer": 1}', 30), (b"[1]", 30), (b"\xff", 30),
    ],
)  # fmt: skip
def test_a_policy_is_read_within_its_bounds(body: bytes, days: int) -> None:
    assert policy_in(body).lease_days == days


def test_the_signed_policy_holds_on_every_laptop_after_its_next_round(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    leasing.decide(alba.reconciling.engine, OrganisationPolicy(lease_days=7))
    office.meet()

    assert lease_of(omar).days == 7
    office.moment.passes(days=5)
    assert lease_of(omar).warns
    office.moment.passes(days=2)
    assert omar.reconciling.lease.over()
    with pytest.raises(JoiningRefused):
        leasing.decide(omar.reconciling.engine, OrganisationPolicy())


def test_the_only_laptop_of_an_organisation_is_never_closed(office: Office) -> None:
    alba = office.first(ALBA, RoleCode.COORDINATOR)
    case = a_case(alba.desk)
    office.moment.passes(days=400)

    assert alba.desk.open(case.dossier).id == case.dossier
    assert not lease_of(alba).warns
