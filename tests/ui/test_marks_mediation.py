"""T-26 in mediation, visits and the team: whatever shows one of two values says so until somebody decides."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop.app.found_lines import line_of
from pscp_desktop.domain.agreements import Agreement, Clause, FollowUp
from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.dossiers import (
    AddressWarning,
    Consent,
    Dossier,
    DossierCard,
    Exclusion,
    Visit,
)
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.screening import Screening
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.finding import Finding
from pscp_desktop.services.mediation.boards import Sort
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.lists.model import spoken
from pscp_desktop.ui.lists.rows import Query
from pscp_desktop.ui.mediation.access_panel import AccessPanel
from pscp_desktop.ui.mediation.board_pane import Board
from pscp_desktop.ui.mediation.contact_sheet import VisitSheet
from pscp_desktop.ui.mediation.file_aside import FileAside
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.file_view import FileView
from pscp_desktop.ui.mediation.record_view import RecordView
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.mediation.transfer_sheet import ManyTransfersSheet
from pscp_desktop.ui.pages.today import TodayPage
from pscp_desktop.ui.pages.visits import VisitsPage
from pscp_desktop.ui.preferences.catalogues import CataloguesSection, SnippetsSection
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.team import TeamSection
from pscp_desktop.ui.visits.overview import Overview, Seen
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.ui.marked import MARK, Outlet, Pair, bears, heard, show_the_mark
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.journey import card, one, request
from tests.world import INES, LIA, OMAR, desks_of, exchange, shown

DOOR = "calle de la Muestra 14"
World = tuple[Desk, Desk, dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two vaults with one file far on its way; every test puts back what it disputed."""
    folder = tmp_path_factory.mktemp("world")
    ines, omar, _ = desks_of(folder, (INES, OMAR, LIA), now=PassingMoment())
    way = request(Mediation(ines)).to_follow_up()
    team = Visits(ines).team() or NAMELESS
    back = ines.now() + timedelta(minutes=40)
    made: dict[type[Record], UUID] = {}
    agreement = one(ines, Agreement, way.dossier).id
    for record in (
        Visit(dossier=way.dossier, worker=INES, place=DOOR, leaves_at=ines.now(), back_at=back),
        AddressWarning(dossier=way.dossier, place=DOOR, warning="Perro suelto."),
        FollowUp(dossier=way.dossier, agreement=agreement, month=1, due_on=ines.today() + timedelta(days=2)),
        Exclusion(dossier=way.dossier, worker=LIA, reason="Es vecina."),
        CatalogueEntry(dossier=team, kind=next(iter(CatalogueKind)).value, words="Sala 1"),
        Snippet(dossier=team, owner=INES, abbreviation="hola", words="Buenos días."),
    ):  # fmt: skip
        with ines.store.writing() as unit:
            made[type(record)] = unit.create(record).id
    exchange(ines, omar)
    for kind in (
        Clause, Consent, Invitation, MediationProcess, MediationSession,
        Screening,
    ):  # fmt: skip
        with ines.reading() as session:
            found = ines.all_in(session, kind, way.dossier)
        if found:
            made[kind] = found[0].id
    made |= {
        Party: way.alba,
        Dossier: way.dossier,
        Worker: OMAR,
        DossierCard: card(ines, way.dossier).id,
    }
    return ines, omar, {"way": way, **{kind.__name__: record for kind, record in made.items()}}


@pytest.fixture
def pair(world: World, furnish: Furnish, qtbot: QtBot) -> Iterator[Pair]:
    desk, other, made = world
    found = Pair(desk, other, furnish(desk), qtbot, made)
    yield found
    found.decide()


def dossier_of(pair: Pair) -> UUID:
    return cast("UUID", pair.made["way"].dossier)


def read(pair: Pair) -> FileShown:
    return read_file(pair.desk, Mediation(pair.desk), dossier_of(pair), opening=False)


def bench(pair: Pair) -> Bench:
    return Bench(pair.tools, Mediation(pair.desk))


def board(pair: Pair) -> list[str]:
    return [
        spoken(row)
        for row in Board(pair.tools, Mediation(pair.desk))(Query(order=Sort.DUE.value)).rows
    ]


def palette(pair: Pair) -> list[str]:
    found = Finding(pair.desk).files("alba")
    assert found
    return [line_of(each, lambda _: None).detail for each in found]


def head(pair: Pair) -> list[str]:
    view = FileView(pair.tools)
    pair.kept(view)
    view.show_file(read(pair))
    return heard(view._notice_box)


def timeline(pair: Pair) -> list[str]:
    return [line.spoken for line in read(pair).told]


def aside(pair: Pair) -> list[str]:
    beside = FileAside(pair.tools.look)
    pair.kept(beside)
    beside.show_file(read(pair))
    return heard(beside)


def today(pair: Pair) -> list[str]:
    desk = pair.desk
    page = TodayPage(
        look=pair.tools.look, tasks=pair.tools.tasks, changes=pair.tools.changes,
        mediation=Mediation(desk), day=Day(desk), conflicts=Conflicts(desk), visits=Visits(desk),
        new_request=lambda: None,
    )  # fmt: skip
    pair.kept(page)
    page._show(page._read(lambda *_: None))  # type: ignore[arg-type] # (progress is not told)
    return [line.accessibleName() for line in page.lines if line._about == dossier_of(pair)]


def visits(pair: Pair) -> list[str]:
    page, service = Overview(pair.tools.look), Visits(pair.desk)
    pair.kept(page)
    now = pair.desk.now()
    ended = service.ended_since(now - timedelta(days=400))
    page.show_seen(Seen(now, service.away(), ended, service.warnings()), "")
    return heard(page)


def at_the_door(pair: Pair) -> list[str]:
    sheet = VisitSheet(bench(pair), read(pair), None)
    pair.kept(sheet)
    sheet._visit.put("place", DOOR)
    sheet._warn()
    return heard(sheet)


def to_be_given(pair: Pair) -> list[str]:
    sheet = ManyTransfersSheet(bench(pair), read(pair), INES)
    pair.kept(sheet)
    return [box.text() for _, box in sheet._lines]


def where_it_belongs(pair: Pair) -> list[str]:
    page = VisitsPage(
        tools=pair.tools, visits=Visits(pair.desk), mediation=Mediation(pair.desk),
        profile=Profile(pair.desk),
    )  # fmt: skip
    pair.kept(page)
    pair.settle()
    page.leave()
    pair.settle()
    assert page.form is not None
    assert page.form._file is not None
    return [page.form._file.itemText(at) for at in range(page.form._file.count())]


def access(pair: Pair) -> list[str]:
    panel = AccessPanel(bench(pair), read(pair))
    pair.kept(panel)
    pair.settle()
    return heard(panel)


def record(kind: type[Record]) -> Outlet:
    def read_whole(pair: Pair) -> list[str]:
        loaded = shown(pair.desk, kind, pair.made[kind.__name__])
        view = RecordView(bench(pair), read(pair), loaded)
        pair.kept(view)
        return heard(view)

    return read_whole


def kit(pair: Pair) -> Kit:
    nothing: Any = None
    return Kit(tools=pair.tools, profile=Profile(pair.desk), protection=nothing, laptop=nothing)


def team(pair: Pair) -> list[str]:
    section = TeamSection(kit(pair))
    pair.kept(section)
    section.reload()
    pair.settle()
    return heard(section)


def lists(pair: Pair) -> list[str]:
    said = []
    for section in (CataloguesSection(kit(pair)), SnippetsSection(kit(pair))):
        pair.kept(section)
        section.reload()
        pair.settle()
        said += heard(section)
    return said


A, B = "Uno de muestra", "Otro de muestra"
WHERE: list[tuple[Outlet, type[Record], str, tuple[Any, Any]]] = [
    *(
        (outlet, Party, "name", ("Alba Uno", "Alba Otra"))
        for outlet in (board, palette, head, aside, timeline, today)
    ),
    *(
        (outlet, Dossier, "title", (A, B))
        for outlet in (board, palette, head, today, to_be_given, where_it_belongs)
    ),
    *((outlet, MediationProcess, "account", (A, B)) for outlet in (board, head, timeline)),
    *((outlet, MediationSession, "place", (A, B)) for outlet in (board, head, aside, timeline)),
    *((outlet, Clause, "text", (A, B)) for outlet in (board, head, record(Clause))),
    *(
        (outlet, Screening, "decision", ("with_care", "not_suitable"))
        for outlet in (aside, timeline, record(Screening))
    ),
    *((outlet, Visit, "place", (A, B)) for outlet in (visits, board, record(Visit))),
    *((outlet, AddressWarning, "warning", (A, B)) for outlet in (visits, at_the_door, head)),
    (access, Exclusion, "reason", (A, B)),
    (access, Worker, "name", (A, B)),
    (visits, Dossier, "number", ("M/1", "M/2")),
    (team, Worker, "name", (A, B)),
    (lists, CatalogueEntry, "words", (A, B)),
    (lists, Snippet, "words", (A, B)),
    (board, DossierCard, "number", ("M/1", "M/2")),
]  # fmt: skip


@guards("marks.read")
@pytest.mark.parametrize(
    ("outlet", "kind", "name", "values"),
    WHERE,
    ids=[f"{outlet.__name__}-{kind.__name__}-{name}" for outlet, kind, name, _ in WHERE],
)
def test_t26_the_mark_stands_wherever_it_is_shown_until_it_is_decided(
    pair: Pair, outlet: Outlet, kind: type[Record], name: str, values: tuple[Any, Any]
) -> None:
    show_the_mark(pair, outlet, kind, pair.made[kind.__name__], name, values)


def test_t26_a_record_is_read_with_every_value_that_stands(pair: Pair) -> None:
    pair.apart(Visit, pair.made["Visit"], "place", A, B)

    said = record(Visit)(pair)

    assert {A, B} <= set(said)
    assert any(MARK in words for words in said)


def test_whoever_goes_is_warned_at_both_addresses_that_stand_in_a_warning(pair: Pair) -> None:
    pair.apart(AddressWarning, pair.made["AddressWarning"], "place", "calle Uno 1", "calle Otra 2")
    pair.apart(AddressWarning, pair.made["AddressWarning"], "two_people", *(True, False))

    for address in ("calle Uno 1", "c/ Otra, 2"):
        (warned,) = Visits(pair.desk).warnings_at(address)
        assert warned.undecided
        assert warned.warning.two_people, "the more careful of the two counts meanwhile"


def test_what_no_form_of_the_file_decides_leads_to_the_page_of_conflicts(pair: Pair) -> None:
    pair.apart(Visit, pair.made["Visit"], "place", A, B)
    view = FileView(pair.tools)
    pair.kept(view)
    view.show_file(read(pair))

    with pair.qtbot.waitSignal(view.decision_wanted, timeout=500):
        view._decide()

    assert bears(heard(view._notice_box))
