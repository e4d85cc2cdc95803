"""The first sync of a new laptop: in the useful order, usable early, exact, and no cut costs what stands."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec import structs
from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, DossierCard, DossierKind, Note
from pscp_desktop.domain.workers import Circle, Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.arriving import AT_ONCE, Far, Step
from pscp_desktop.services.reconciling.joining import Admission
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.store.store import Committed
from pscp_desktop.store.unit import Unit
from sync.protocol import Answer, News, Peer, Pull, Round, Unreachable
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, NAMES, OMAR, a_store

OPEN: Final = 130
CLOSED: Final = 69
FILES: Final = (DossierKind.FILE, DossierKind.COMPARTMENT)
APART: Final = "Lo dicho aparte."
"""In a part of a file that is closed to others of its team."""


class Cut(Unreachable):
    """The network went away here."""


@dataclass
class Line:
    """The way to a hub, which notes what came over it and can be cut after so many requests."""

    peer: Peer
    cut_after: int | None = None
    requests: list[str] = field(default_factory=list)
    brought: list[bytes] = field(default_factory=list)
    """The scopes whose envelopes came, once for each time."""
    memberships: list[bytes] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.peer, name)

    def sync(self, asked: Round) -> Answer:
        self._count("sync")
        answer = self.peer.sync(asked)
        self._note(answer.news)
        return answer

    def pull(self, asked: Pull) -> News:
        self._count("pull")
        news = self.peer.pull(asked)
        self._note([news])
        return news

    def _count(self, what: str) -> None:
        if self.cut_after is not None and len(self.requests) >= self.cut_after:
            raise Cut
        self.requests.append(what)

    def _note(self, news: Sequence[News]) -> None:
        self.brought += [one.scope for one in news if one.entries]
        self.memberships += [one.scope for one in news if one.members]


@dataclass
class Newcomer:
    """Omar's laptop, which Alba has let in: what arrives on it, in which order, and what is told of it."""

    office: Office
    linked: Linked
    admitted: Admission
    merged: list[frozenset[UUID]] = field(default_factory=list)
    """By transaction, the records that came."""
    told: list[Far] = field(default_factory=list)

    def joins(self, cut_after: int | None = None) -> Line:
        """The first two steps. Raises Cut."""
        line = self.line(cut_after)
        joining.join(
            self.linked.reconciling,
            self.admitted,
            lambda engine: engine.round(line),
            self.told.append,
        )
        return line

    def meets(self, cut_after: int | None = None) -> Line:
        """One round. Raises Cut."""
        line = self.line(cut_after)
        self.linked.reconciling.arriving.told = self.told.append
        self.linked.reconciling.round(line)
        return line

    def line(self, cut_after: int | None = None) -> Line:
        return Line(self.linked.peer(), cut_after)

    def opened_again(self) -> "Newcomer":
        """The same vault after the program was ended, however that was."""
        desk = Desk(self.linked.desk.store, OMAR)
        again = Linked(desk, Reconciling(desk, self.linked.reconciling.entropy), self.linked.peer)
        return Newcomer(self.office, again, self.admitted, self.merged)

    def note(self, committed: Committed) -> None:
        self.merged.append(committed.records)

    @property
    def came(self) -> list[UUID]:
        """The files in the order in which they came, each as often as it did; pages before them."""
        kinds = {one.id: one.kind for one in self.dossiers()}
        return [
            one
            for records in self.merged
            for one in sorted(records & kinds.keys(), key=lambda one: kinds[one] in FILES)
        ]

    def dossiers(self) -> Sequence[Dossier]:
        with self.linked.desk.reading() as session:
            return session.exec(select(Dossier)).all()


@dataclass
class Files:
    """What Alba's team has: files in the order in which they are wanted."""

    opened: list[UUID] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)

    @property
    def expected(self) -> list[UUID]:
        """The order in which they are wanted."""
        return [*self.opened, *self.closed]


def _file(desk: Desk, unit: Unit, number: int, opened: date, closed: date | None = None) -> UUID:
    """A file with its card and a note, as the services make them."""
    circle = unit.session.exec(select(Circle)).one()
    made = desk.new_dossier(unit, Dossier(
        title="Patio de la Muestra", number=f"M/2026/{number:03}", circle=circle.scope,
        opened_on=opened, closed_on=closed,
    ))  # fmt: skip
    unit.create(DossierCard(
        dossier=circle.scope, of=made.id, number=made.number, owner=made.owner,
        opened_on=opened, closed_on=closed,
    ))  # fmt: skip
    unit.create(Note(dossier=made.id, text=f"Nota del expediente {number}."))
    return made.id


def _files(desk: Desk, opened: int, closed: int) -> Files:
    """Made in an order that is not the wanted one."""
    found, first = Files(), date(2026, 1, 7)
    by_day: dict[date, UUID] = {}
    with desk.store.writing() as unit:
        for number in (*range(1, opened, 2), *range(0, opened, 2)):
            day = first + timedelta(days=number)
            by_day[day] = _file(desk, unit, number, day)
        found.opened = [by_day[day] for day in sorted(by_day, reverse=True)]
        for number in range(closed):
            day = first + timedelta(days=number)
            found.closed.insert(0, _file(desk, unit, 500 + number, first, day))
    return found


def _newcomer(office: Office, alba: Linked) -> Newcomer:
    made = office.linked(Desk(a_store(office.folder, OMAR, now=office.moment), OMAR))
    now = office._now()
    asked = joining.read_request(joining.ask(made.reconciling, NAMES[OMAR]), now)
    answer = joining.admit(alba.reconciling, asked, made.reconciling.identity.words)
    alba.round()
    newcomer = Newcomer(office, made, joining.read_admission(answer, now))
    made.desk.store.on_commit(newcomer.note)
    return newcomer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def few(office: Office) -> tuple[Newcomer, Files]:
    """A newcomer to a team with seven open files and three closed ones."""
    alba = office.first(ALBA)
    files = _files(alba.desk, 7, 3)
    alba.round()
    return _newcomer(office, alba), files


def test_two_hundred_files_come_teams_first_then_open_ones_by_date_and_closed_ones_last(
    office: Office,
) -> None:
    alba = office.first(ALBA)
    files = _files(alba.desk, OPEN, CLOSED)
    alba.round()
    omar = _newcomer(office, alba)

    first = omar.joins()
    teams = omar.came
    rest = omar.meets()

    kinds = {one.id: one.kind for one in omar.dossiers()}
    assert {kinds[one] for one in teams} == {"circle", "organisation"}
    assert omar.came[len(teams) :] == files.expected
    everything = first.brought + rest.brought
    assert len(everything) == len(set(everything)) == len(kinds)
    assert len(first.requests) <= 8
    assert len(rest.requests) <= (OPEN + CLOSED) / AT_ONCE + 4
    assert not omar.linked.reconciling.arriving.active


def test_the_desk_can_be_worked_at_once_the_teams_are_here(few: tuple[Newcomer, Files]) -> None:
    omar, files = few

    omar.joins()

    assert omar.told[-1].counts[Step.TEAM] == (2, 2)
    assert Step.OPEN not in omar.told[-1].counts
    desk = omar.linked.desk
    with desk.reading() as session:
        assert desk.me(session).name == "Omar Muestra"
        assert {card.of for card in session.exec(select(DossierCard)).all()} == set(files.expected)
        assert session.get(Dossier, files.opened[0]) is None
    with desk.store.writing() as unit:
        new = _file(desk, unit, 900, date(2026, 9, 1))
    omar.meets()
    alba = omar.office.desks[ALBA]
    alba.round()
    with alba.desk.reading() as session:
        assert session.get(Dossier, new) is not None


@guards("arriving.counts")
def test_what_is_told_is_exact_and_never_more_than_there_is(few: tuple[Newcomer, Files]) -> None:
    omar, _ = few

    omar.joins()
    omar.meets()

    last: dict[Step, tuple[int, int]] = {}
    for far in omar.told:
        for step, (done, of) in far.counts.items():
            before = last.get(step, (0, of))
            assert before[0] <= done <= of
            assert before[1] == of
            last[step] = (done, of)
    assert last == {
        Step.DIRECTORY: (1, 1), Step.TEAM: (2, 2), Step.OPEN: (7, 7), Step.CLOSED: (3, 3)
    }  # fmt: skip
    opens = [far.counts[Step.OPEN][0] for far in omar.told if Step.OPEN in far.counts]
    assert sorted(set(opens)) == list(range(8))


@guards("arriving.stands")
@pytest.mark.parametrize("ended", [False, True], ids=["the network went", "the program was ended"])
def test_t13_a_cut_after_any_request_costs_nothing_that_stands(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, ended: bool
) -> None:
    monkeypatch.setattr("pscp_desktop.services.reconciling.arriving.AT_ONCE", 2)
    alba = office.first(ALBA)
    files = _files(alba.desk, 7, 3)
    alba.round()
    omar = _newcomer(office, alba)
    omar.joins()
    lines: list[Line] = []
    while omar.linked.reconciling.arriving.active:
        line = omar.line(cut_after=2)
        lines.append(line)
        assert len(lines) < 20
        with suppress(Cut):
            omar.linked.reconciling.round(line)
        if ended and omar.linked.reconciling.arriving.active:
            omar = omar.opened_again()
        assert omar.linked.reconciling.receiving

    brought = [scope for line in lines for scope in line.brought]
    assert sorted(brought) == sorted(one.bytes for one in files.expected)
    assert [scope for line in lines for scope in line.memberships] == []
    assert len(lines) >= 3
    assert omar.came[-10:] == files.expected
    omar.linked.reconciling.arrived()
    assert not omar.linked.reconciling.receiving


def test_a_cut_before_the_teams_are_here_leaves_the_laptop_outside_as_it_was(
    few: tuple[Newcomer, Files],
) -> None:
    omar, _ = few
    needed = len(_newcomer_line(omar).requests)

    for cut in range(needed):
        again = Newcomer(omar.office, omar.linked, omar.admitted)
        with pytest.raises(Cut):
            again.joins(cut_after=cut)
        assert not again.linked.reconciling.joined
        assert again.dossiers() == []
    omar.joins()
    assert omar.linked.reconciling.joined


def _newcomer_line(omar: Newcomer) -> Line:
    """How joining goes over the line, without keeping anything of it."""
    line = omar.line()

    class Enough(Exception):
        pass

    def meet(engine: Any) -> None:
        engine.round(line)
        raise Enough

    with suppress(Enough):
        joining.join(omar.linked.reconciling, omar.admitted, meet)
    return line


def test_a_part_that_is_closed_to_others_counts_with_its_file(office: Office) -> None:
    alba = office.first(ALBA)
    files = _files(alba.desk, 3, 0)
    omar = _newcomer(office, alba)
    with alba.desk.store.writing() as unit:
        part = alba.desk.compartment(unit, files.opened[0], "caucus", (OMAR,))
        unit.create(Note(dossier=part.id, text=APART))
    alba.round()

    omar.joins()
    omar.meets()

    assert omar.told[-1].counts[Step.OPEN] == (3, 3)
    assert omar.came[-4:] == [files.opened[0], part.id, *files.opened[1:]]


def test_what_a_colleague_writes_meanwhile_comes_too(
    few: tuple[Newcomer, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, files = few
    monkeypatch.setattr("pscp_desktop.services.reconciling.arriving.AT_ONCE", 2)
    omar.joins()
    with suppress(Cut):
        omar.meets(cut_after=3)
    alba = omar.office.desks[ALBA]
    for file in (files.opened[0], files.closed[-1]):
        alba.desk.add(Note(dossier=file, text="Escrito entretanto."))
    alba.round()

    omar.meets()
    omar.meets()

    for file in files.expected:
        assert omar.linked.reconciling.state_hash(file) == alba.reconciling.state_hash(file)
    assert omar.linked.reconciling.state().unsent == 0


def test_an_answer_that_has_no_room_for_all_leaves_the_rest_for_the_next(
    few: tuple[Newcomer, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, files = few
    monkeypatch.setattr("pscp_desktop.services.reconciling.arriving.FRAME", 1500)
    omar.joins()

    line = omar.meets()

    assert omar.came[-10:] == files.expected
    assert sorted(line.brought) == sorted(one.bytes for one in files.expected)
    assert "pull" not in line.requests
    assert len(line.requests) > 4


def test_a_hub_that_knows_no_wishes_brings_everything_all_the_same(
    few: tuple[Newcomer, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, files = few
    monkeypatch.setattr("pscp_desktop.services.reconciling.arriving.AT_ONCE", 4)
    heard = Line.sync
    monkeypatch.setattr(
        Line, "sync", lambda line, asked: heard(line, structs.replace(asked, wanted=[]))
    )
    omar.joins()

    omar.meets()

    assert omar.came[-10:] == files.expected
    assert not omar.linked.reconciling.arriving.active


def test_a_file_that_cannot_be_opened_holds_up_nothing_and_the_end_comes(
    few: tuple[Newcomer, Files],
) -> None:
    omar, files = few
    omar.joins()
    lost = files.opened[2].bytes
    ledger = omar.linked.reconciling.ledger
    with ledger.transaction():  # as where its key is still on its way
        ledger._run("DELETE FROM scope_key WHERE scope = ?", lost)
        ledger._run("DELETE FROM scope_wrap WHERE scope = ?", lost)

    omar.meets()

    assert not omar.linked.reconciling.arriving.active
    assert omar.told[-1].counts[Step.OPEN] == (7, 7)


def test_a_laptop_that_was_let_in_by_stick_waits_for_no_hub(office: Office) -> None:
    alba = office.first(ALBA)
    omar = _newcomer(office, alba)
    alone = Newcomer(
        office, omar.linked,
        Admission(
            omar.admitted.device, omar.admitted.user, omar.admitted.root,
            omar.admitted.statements, omar.admitted.until,
        ),
    )  # fmt: skip

    alone.joins()

    assert not alone.linked.reconciling.receiving
    assert not alone.linked.reconciling.arriving.active


def test_whoever_was_let_in_is_known_to_the_page_of_everybody(few: tuple[Newcomer, Files]) -> None:
    omar, _ = few
    omar.joins()
    with omar.linked.desk.reading() as session:
        assert {worker.id for worker in session.exec(select(Worker)).all()} >= {ALBA, OMAR}
