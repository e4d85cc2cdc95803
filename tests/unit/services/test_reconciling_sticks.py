"""Sticks and attachments: two desks without any hub, couriers, cuts, and what is not ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Attachment, Note
from pscp_desktop.domain.errors import AttachmentDamaged, StickRefused
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling import joining, sticks
from pscp_desktop.services.reconciling.attention import attention
from pscp_desktop.services.reconciling.blobs import Blobs, Place
from pscp_desktop.store import attachments
from sync.engine import loose
from sync.engine.engine import Engine
from sync.statements import read
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, LIA, OMAR, a_case, a_desk, a_note, shown

PDF = b"%PDF-1.7\nuna copia de muestra\n%%EOF\n"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def blobs(one: Linked, folder: Path) -> Blobs:
    return Blobs(one.desk, folder / one.desk.worker.hex)


def stick(giver: Linked, taker: Linked, folder: Path) -> Path:
    """Carry everything from one desk to another."""
    path = folder / "stick.sbundle"
    sticks.write(giver.reconciling, blobs(giver, folder), path)
    sticks.read(taker.reconciling, blobs(taker, folder), path)
    return path


def test_two_desks_reconcile_by_stick_alone(office: Office, tmp_path: Path) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    stick(alba, omar, tmp_path)
    views = [shown(one.desk, MediationSession, case.session) for one in (alba, omar)]
    alba.desk.save(views[0], {"place": "Sala A", "issues": "Ruido"})
    omar.desk.save(views[1], {"place": "Sala B", "options": "Horario"})

    stick(alba, omar, tmp_path)
    stick(omar, alba, tmp_path)

    for one in (alba, omar):
        found = Conflicts(one.desk).waiting().conflicts
        assert [conflict.field.name for conflict in found] == ["place"]
        record = shown(one.desk, MediationSession, case.session).record
        assert (record.issues, record.options) == ("Ruido", "Horario")
    assert alba.reconciling.state_hash(case.dossier) == omar.reconciling.state_hash(case.dossier)


def test_t16_a_stick_read_twice_and_an_older_one_after_it_change_nothing(
    office: Office, tmp_path: Path
) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    older = tmp_path / "older.sbundle"
    sticks.write(alba.reconciling, blobs(alba, tmp_path), older)
    a_note(alba.desk, case.dossier, "Más tarde.")
    newer = stick(alba, omar, tmp_path)
    before = omar.reconciling.state_hash(case.dossier)

    for path in (newer, older, newer):
        receipt = sticks.read(omar.reconciling, blobs(omar, tmp_path), path)
        assert receipt.received == 0

    assert omar.reconciling.state_hash(case.dossier) == before


def test_somebody_who_cannot_read_a_file_carries_it_to_the_hub(
    office: Office, tmp_path: Path
) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    lia = office.newcomer(LIA, alba, team=False)
    case = a_case(alba.desk)
    a_note(alba.desk, case.dossier, "Escrito sin red.")

    stick(alba, lia, tmp_path)
    with lia.desk.reading() as session:
        assert lia.desk.all_in(session, Note, case.dossier) == []
    lia.round()
    omar.round()
    # Whoever carries reads nothing; whoever is meant reads all of it.
    with lia.desk.reading() as session:
        assert lia.desk.all_in(session, Note, case.dossier) == []
    with omar.desk.reading() as session:
        (note,) = omar.desk.all_in(session, Note, case.dossier)
    assert note.text == "Escrito sin red."
    assert attention(omar.reconciling) == ()


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 1.0])
@guards("sticks.refused")
def test_h08_a_stick_that_was_altered_is_refused_and_nothing_changes(
    office: Office, tmp_path: Path, place: float
) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    a_case(alba.desk)
    path = tmp_path / "stick.sbundle"
    sticks.write(alba.reconciling, blobs(alba, tmp_path), path)
    whole = bytearray(path.read_bytes())
    whole[min(int(place * len(whole)), len(whole) - 1)] ^= 1
    path.write_bytes(bytes(whole))
    before = omar.reconciling.held()

    with pytest.raises(StickRefused):
        sticks.read(omar.reconciling, blobs(omar, tmp_path), path)

    assert omar.reconciling.held() == before


@pytest.mark.parametrize("content", [b"", b"SPBUNDL1", b"\x00" * 4096, b"PK\x03\x04" + b"a" * 500])
def test_h08_what_is_no_stick_of_ours_is_refused(
    office: Office, tmp_path: Path, content: bytes
) -> None:
    alba = office.first(ALBA)
    path = tmp_path / "x.sbundle"
    path.write_bytes(content)

    with pytest.raises(StickRefused):
        sticks.read(alba.reconciling, blobs(alba, tmp_path), path)


def test_a_document_arrives_by_itself_and_tells_where_it_is_meanwhile(
    office: Office, tmp_path: Path
) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    here, there = blobs(alba, tmp_path), blobs(omar, tmp_path)
    here.folder.mkdir()
    kept = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, PDF, "acta.pdf")
    office.meet()
    with omar.desk.reading() as session:
        known = session.get_one(Attachment, kept.id)
    assert there.standing(known).place is Place.ELSEWHERE
    assert there.standing(known).writer == "Alba Ejemplo"

    assert here.exchange(alba.peer()) == (1, 0)
    assert there.exchange(omar.peer()) == (0, 1)

    assert there.standing(known).place is Place.HERE
    assert b"".join(attachments.read(there.folder, kept.blob.hex(), kept.key)) == PDF
    assert here.exchange(alba.peer()) == (0, 0)


def test_a_document_travels_on_a_stick(office: Office, tmp_path: Path) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    here = blobs(alba, tmp_path)
    here.folder.mkdir()
    kept = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, PDF, "acta.pdf")

    stick(alba, omar, tmp_path)

    there = blobs(omar, tmp_path)
    assert b"".join(attachments.read(there.folder, kept.blob.hex(), kept.key)) == PDF


@guards("blobs.proved")
def test_h14_an_attachment_that_came_damaged_is_not_shown(office: Office, tmp_path: Path) -> None:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    here, there = blobs(alba, tmp_path), blobs(omar, tmp_path)
    here.folder.mkdir()
    kept = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, PDF, "acta.pdf")
    path = attachments.path_of(here.folder, kept.blob.hex())
    altered = bytearray(path.read_bytes())
    altered[-3] ^= 1
    path.write_bytes(bytes(altered))
    office.meet()
    here.exchange(alba.peer())
    with omar.desk.reading() as session:
        known = session.get_one(Attachment, kept.id)

    with pytest.raises(AttachmentDamaged):
        there.fetch(omar.peer(), known)

    assert there.standing(known).place is not Place.HERE


@pytest.mark.parametrize("circle_first", [True, False])
def test_a_first_stick_is_read_whichever_of_its_scopes_comes_first(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, circle_first: bool
) -> None:
    alba = office.first(ALBA)
    (tmp_path / "omar").mkdir()
    omar = office.linked(a_desk(tmp_path / "omar", OMAR, now=office.moment))
    now = int(office.moment().timestamp() * 1000)
    asked = joining.read_request(joining.ask(omar.reconciling, "Omar Muestra"), now)
    answer = joining.read_admission(
        joining.admit(alba.reconciling, asked, omar.reconciling.identity.words), now
    )
    path = tmp_path / "first.sbundle"
    real = loose.frames_of

    def ordered(engine: Engine) -> Iterator[loose.AnyFrame]:
        def circles(frame: loose.AnyFrame) -> bool:
            if not isinstance(frame, loose.Said):
                return False
            chain = read(frame.raw).statement.chain
            if chain == engine.belief.directory.organisation:
                return False
            members = engine.belief.members(chain)
            return bool(members and members.circles()) is circle_first

        return iter(sorted(real(engine), key=circles))

    monkeypatch.setattr(sticks, "frames_of", ordered)
    sticks.write(alba.reconciling, blobs(alba, tmp_path), path)

    joining.join(omar.reconciling, answer, lambda engine: sticks.first(engine, [path]))

    with omar.desk.reading() as session:
        assert set(omar.desk.workers(session)) == {ALBA, OMAR}
