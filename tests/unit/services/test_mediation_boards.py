"""How mediation files are read: the timeline, Today, the board, the papers."""

from uuid import UUID

from pscp_desktop.domain.dossiers import (
    Attachment,
    Contact,
    PrintedDocument,
)
from pscp_desktop.domain.mediation import Phase
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.service import Mediation
from tests.unit.services.conftest import Office
from tests.unit.services.journey import card, request
from tests.world import INES, OMAR, Moment


def test_the_timeline_reads_what_is_due_first_and_then_backwards(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation)
    moment.passes(days=2)
    mediation.parties.contacted(
        Contact(dossier=way.dossier, kind="call", outcome="no_answer", with_party=way.bar)
    )
    moment.passes(days=1)
    mediation.sessions.plan(
        MediationSession(dossier=way.dossier, kind="preparation", place="Sede de Centro")
    )

    entries = mediation.timeline.of(way.dossier)

    assert [entry.due for entry in entries][:2] == [True, False]
    assert entries[1].aspect == "No answer"
    past = [entry.when for entry in entries if not entry.due]
    assert past == sorted(past, reverse=True)


def test_today_shows_sessions_terms_and_follow_ups_of_my_files(
    mediation: Mediation, office: Office, moment: Moment
) -> None:
    terms = request(mediation)
    followed = request(mediation).to_follow_up()
    moment.passes(days=20)
    met = request(mediation).to_initial_session()
    mediation.sessions.plan(
        MediationSession(dossier=met.dossier, kind="initial", place="Sede de Centro")
    )

    items = mediation.boards.due(mediation.desk.today())

    found = {(item.due.code, item.dossier) for item in items}
    assert found >= {
        ("contact", terms.dossier),
        ("follow_up", followed.dossier),
        ("session", met.dossier),
    }
    assert items[0].due.code == "contact"
    assert items[0].due.overdue(mediation.desk.today())
    assert Mediation(office.desk_of(OMAR)).boards.due(mediation.desk.today()) == ()


def test_a_board_filters_by_phase_word_and_neighbourhood(mediation: Mediation) -> None:
    first = request(mediation)
    second = request(mediation).to_suitable()

    def found(**filters: object) -> set[UUID]:
        return {line.dossier for line in mediation.boards.page(Filters(**filters))}  # type: ignore[arg-type]

    assert found() == {first.dossier, second.dossier}
    assert found(phases=frozenset({Phase.SCREENING})) == {second.dossier}
    assert found(text="ficticio") == {first.dossier, second.dossier}
    assert found(text=card(mediation.desk, second.dossier).number) == {second.dossier}
    assert found(district="sol") == set()
    assert mediation.boards.count(Filters()) == 2
    assert mediation.boards.states() == {"requested": 1, "suitable": 1}


def test_a_printed_document_is_noted_and_its_signed_copy_takes_its_place(
    mediation: Mediation,
) -> None:
    way = request(mediation)
    printed = mediation.documents.printed(
        PrintedDocument(dossier=way.dossier, kind="information_sheet", code="ABCD")
    )
    scan = mediation.desk.add(Attachment(dossier=way.dossier, blob=b"b", key=b"k", name="acta.pdf"))
    mediation.documents.came_back(printed.id, scan)

    (kept,) = mediation.documents.all_of(way.dossier)

    assert kept.signed_scan == scan.id
    assert kept.code == "ABCD"
    assert kept.recorded_by == INES


def test_what_was_printed_is_not_taken_back_nor_what_came_before_it(mediation: Mediation) -> None:
    way = request(mediation)
    way.act("start_screening")
    assert mediation.desk.may_undo()

    mediation.documents.printed(
        PrintedDocument(dossier=way.dossier, kind="information_sheet", code="ABCD")
    )

    assert not mediation.desk.may_undo()
