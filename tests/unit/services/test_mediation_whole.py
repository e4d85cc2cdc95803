"""A file read whole: what its parts tell one by one, of one moment, and no record read a second time."""

import re
from collections import Counter
from pathlib import Path

import pytest

from pscp_desktop.domain.calendar import FOLLOW_UP_MONTHS
from pscp_desktop.domain.dossiers import Attachment, Note, PrintedDocument
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.registry import field_number
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.whole import Disputed
from tests.protections import guards
from tests.questions import asked_of
from tests.unit.services.conftest import Office
from tests.unit.services.journey import Journey, request
from tests.world import ALBA, LIA, OMAR, Moment, desks_of, exchange, shown


def _tables(way: Journey) -> list[str]:
    """The table of each statement by which a file is read whole."""
    way.mediation.whole.read(way.dossier)
    with asked_of(way.mediation.desk.store) as asked:
        way.mediation.whole.read(way.dossier)
    found = (re.search(r"FROM (\w+)", one.statement) for one in asked)
    return [each.group(1) for each in found if each]


def test_each_kind_of_record_is_read_once(mediation: Mediation) -> None:
    way = request(mediation).to_follow_up()

    read = Counter(_tables(way))

    assert {"party", "mediationsession", "signature", "followup", "statechange"} <= read.keys()
    # A right is asked of the dossier and of the worker before anything of it is read.
    assert {name for name, count in read.items() if count > 1} <= {"dossier", "worker"}
    assert max(read.values()) == 2


def test_many_records_ask_no_more_than_few(mediation: Mediation) -> None:
    way = request(mediation).to_follow_up()
    few = _tables(way)
    with mediation.desk.writing(undoable=False) as unit:
        for number in range(30):
            unit.create(Note(dossier=way.dossier, text=f"Nota {number}"))
            unit.create(Party(dossier=way.dossier, role="support", name=f"Persona {number}"))

    assert _tables(way) == few


def test_the_whole_tells_what_its_parts_tell(mediation: Mediation) -> None:
    way = request(mediation).to_follow_up()
    printed = mediation.documents.printed(PrintedDocument(dossier=way.dossier, kind="agreement"))
    scan = mediation.desk.add(
        Attachment(dossier=way.dossier, name="firmado.pdf", blob=b"b", key=b"k")
    )
    mediation.documents.came_back(printed.id, scan)

    whole = mediation.whole.read(way.dossier)

    standing = mediation.files.standing(way.dossier)
    assert whole.standing.facts == standing.facts
    assert whole.standing.acts == standing.acts
    assert whole.standing.process.heads == standing.process.heads
    assert whole.entries == mediation.timeline.of(way.dossier)
    assert whole.papers == mediation.documents.printable(way.dossier)
    assert whole.documents == mediation.documents.all_of(way.dossier)
    assert [one.signed_scan for one in whole.documents] == [scan.id]
    assert [one.id for one in whole.attachments] == [scan.id]
    assert {one.month for one in whole.follow_ups} == set(FOLLOW_UP_MONTHS)
    assert {one.party for one in whole.screenings} == {way.alba, way.bar}
    assert whole.workers[mediation.desk.worker].name
    assert whole.disputed == ()


def test_two_values_of_one_field_are_told(tmp_path: Path) -> None:
    alba, omar = desks_of(tmp_path, (ALBA, OMAR), now=Moment())
    way = request(Mediation(alba))
    exchange(alba, omar)
    process = Mediation(alba).whole.read(way.dossier).papers.process
    for desk, account in ((alba, "La terraza."), (omar, "El toldo.")):
        desk.save(shown(desk, MediationProcess, process.id), {"account": account})
        desk.save(shown(desk, Party, way.bar), {"name": f"Bar {account}"})
    exchange(alba, omar)

    found = Mediation(omar).whole.read(way.dossier).disputed

    assert {(one.record, one.record_type) for one in found} == {
        (process.id, MediationProcess),
        (way.bar, Party),
    }
    assert Disputed(way.bar, Party, field_number(Party, "name")) in found


@guards("store.rights.right_in")
def test_who_may_not_read_a_file_reads_nothing_of_it(mediation: Mediation, office: Office) -> None:
    way = request(mediation)

    with pytest.raises(NotFound):
        Mediation(office.desk_of(LIA)).whole.read(way.dossier)
