"""Laptops: what each held and told at its last contact, the order to end, its last word, what is open."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.errors import ContactOwed, JoiningRefused
from pscp_desktop.domain.laptops import ContactWay, OutReason, Settled
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.reconciling import reports, sticks
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.ending import LastWord
from pscp_desktop.services.reconciling.laptops import laptops, order, pending, settle
from pscp_desktop.services.reconciling.manifest import manifest
from pscp_desktop.services.reconciling.told import Laptop, Stage
from pscp_desktop.settings import VERSION
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


def device(one: Linked) -> bytes:
    return one.reconciling.identity.device


def of(seer: Linked, one: Linked) -> Laptop:
    return next(found for found in laptops(seer.reconciling) if found.device == device(one))


def ends(office: Office, one: Linked) -> LastWord:
    """The laptop learns of the order, and says its last word once nothing of it is left."""
    one.round()
    assert one.reconciling.wiped
    word = LastWord(one.reconciling)
    one.desk.store.engine.dispose()
    (office.folder / f"{one.desk.worker.hex}.db").unlink()
    return word


def _requested(one: Linked, title: str) -> Dossier:
    """A request at the door, with its card in the team."""
    asked = Request(
        process=MediationProcess(channel="door", dispute="noise", account="Ruido."),
        requester=Party(name="Lía Prueba", role="requesting"),
        title=title,
    )
    return Mediation(one.desk).files.request(asked)


def test_a_laptop_tells_once_a_day_how_it_stands(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    a_case(alba.desk)
    office.meet()
    assert (of(alba, omar).held, of(alba, omar).unsent) == (None, None)

    assert reports.tell(omar.reconciling, ContactWay.HUB)
    assert not reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()

    found = of(alba, omar)
    assert (found.held, found.unsent, found.program) == (1, 0, VERSION)
    assert (found.way, found.last_seen) == ("hub", office.moment())
    office.moment.passes(days=1)
    a_case(alba.desk)
    office.meet()
    assert reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()
    assert of(alba, omar).held == 2


def test_a_laptop_without_a_hub_tells_it_on_its_stick(
    office: Office, two: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = two
    a_case(omar.desk)
    omar.desk.store.keep("hub", b"")
    path = tmp_path / f"one{sticks.SUFFIX}"

    sticks.write(omar.reconciling, Blobs(omar.desk, tmp_path), path)
    sticks.read(alba.reconciling, Blobs(alba.desk, tmp_path), path)

    found = of(alba, omar)
    assert (found.way, found.held) == ("stick", 1)
    assert found.unsent == 1


def test_the_lease_of_another_laptop_is_told_from_its_last_contact(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()
    met = office.moment()
    office.moment.passes(days=29)
    found = of(alba, omar)
    assert found.runs_until is not None
    assert (found.runs_until - met).days == 30
    assert not found.over(office.moment())

    office.moment.passes(days=1)
    assert of(alba, omar).over(office.moment())


@guards("laptops.manifest")
def test_the_manifest_names_what_was_there_at_the_last_contact_and_nothing_newer(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk, "Ruido de la Muestra")
    office.meet()
    reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()
    office.moment.passes(days=2)
    a_case(alba.desk, "Abierto después")
    alba.round()

    found = manifest(alba.reconciling, device(omar))

    assert [(one.dossier, one.title) for one in found.files] == [
        (case.dossier, "Ruido de la Muestra")
    ]
    assert found.teams == ("Equipo Ficticio",)
    assert found.unknown == 0


def test_the_manifest_keeps_what_was_closed_to_its_person_since(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()
    office.moment.passes(days=2)
    alba.desk.exclude(case.dossier, OMAR, "Es vecino de la parte.")
    alba.round()

    [file] = manifest(alba.reconciling, device(omar)).files

    assert file.withdrawn


@guards("laptops.nameless")
def test_a_file_the_reader_may_not_open_is_a_number_in_the_manifest(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    closed, never = _requested(omar, "Secreto"), _requested(omar, "Secreto desde el principio")
    omar.desk.exclude(never.id, ALBA, "Es pariente.")
    office.meet()
    omar.desk.exclude(closed.id, ALBA, "Es pariente.")
    reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()

    files = manifest(alba.reconciling, device(omar)).files

    assert {(one.dossier, one.number) for one in files} == {
        (one.id, one.number) for one in (closed, never)
    }
    assert [(one.open, one.title) for one in files] == [(False, "")] * 2


@guards("laptops.manifest_right")
def test_who_does_not_coordinate_sees_what_is_on_no_laptop_but_their_own(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    office.meet()

    with pytest.raises(JoiningRefused, match="right"):
        manifest(omar.reconciling, device(alba))
    assert manifest(omar.reconciling, device(omar)).laptop.mine


def test_the_manifest_is_closed_with_the_files_when_the_lease_is_over(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    _, omar = two
    office.moment.passes(days=31)

    with pytest.raises(ContactOwed):
        manifest(omar.reconciling, device(omar))


def test_r02_a_wipe_is_asked_carried_out_and_confirmed_with_what_is_lost(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    order(alba.reconciling, device(omar), OutReason.STOLEN)
    asked = of(alba, omar)
    assert (asked.stage, asked.end.reason, asked.stolen) == (Stage.ASKED, "stolen", True)
    assert [one.device for one in pending(alba.reconciling)] == [device(omar)]
    a_note(omar.desk, case.dossier, "Sin enviar.")
    alba.round()

    word = ends(office, omar)
    office.moment.passes(days=1)
    assert word.say(omar.peer())

    alba.round()
    found = of(alba, omar)
    assert (found.stage, found.end.lost) == (Stage.ENDED, 1)
    assert found.end.confirmed_at == office.moment()
    assert pending(alba.reconciling) == ()


@guards("laptops.last_word")
def test_r02_the_last_word_is_said_behind_what_others_said_meanwhile(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    order(alba.reconciling, device(omar), OutReason.LOST)
    alba.round()
    word = ends(office, omar)
    office.newcomer(LIA, alba)

    assert word.say(omar.peer())

    alba.round()
    assert of(alba, omar).stage is Stage.ENDED


@guards("laptops.settle_right")
def test_a_laptop_that_never_confirms_is_closed_by_whoever_coordinates(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    lia = office.newcomer(LIA, alba)
    order(alba.reconciling, device(omar), OutReason.REPLACED)
    office.meet(alba, lia)
    with pytest.raises(JoiningRefused, match="right"):
        settle(lia.reconciling, device(omar), Settled.EMPTIED)
    with pytest.raises(JoiningRefused, match="right"):
        order(lia.reconciling, device(alba), OutReason.LOST)

    settle(alba.reconciling, device(omar), Settled.REPORTED)

    office.meet(alba, lia)
    assert pending(alba.reconciling) == ()
    found = of(lia, omar)
    assert (found.stage, found.end.settled) == (Stage.SETTLED, "reported")


def test_r05_the_laptop_of_who_left_waits_to_be_put_out(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    alba.desk.save(shown(alba.desk, Worker, OMAR), {"left_on": alba.desk.today()})
    office.meet()

    assert [(one.device, one.left) for one in pending(alba.reconciling)] == [(device(omar), True)]
    assert pending(omar.reconciling) == ()
    order(alba.reconciling, device(omar), OutReason.LEFT)
    alba.round()
    assert [one.stage for one in pending(alba.reconciling)] == [Stage.ASKED]


def test_a_replaced_laptop_still_hands_over_what_it_wrote_before_it_knew(
    office: Office, two: tuple[Linked, Linked]
) -> None:
    alba, omar = two
    case = a_case(alba.desk)
    office.meet()
    a_note(omar.desk, case.dossier, "Escrita antes de saberlo.")
    order(alba.reconciling, device(omar), OutReason.REPLACED)
    alba.round()
    omar.round()
    alba.round()

    with alba.desk.reading() as session:
        notes = alba.desk.all_in(session, Note, case.dossier)
    assert [note.text for note in notes] == ["Escrita antes de saberlo."]
