"""The first sync of a new laptop: in the useful order, usable early, exact, and no cut costs what stands."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import structs
from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, DossierCard, Note
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.arriving import AT_ONCE, Step, receiving
from pscp_desktop.services.reconciling.joining import Admission
from tests.linked import Office
from tests.newcomers import Cut, Files, Line, Newcomer, a_file, a_newcomer, the_files
from tests.protections import guards
from tests.world import ALBA, OMAR

OPEN: Final = 130
CLOSED: Final = 69
APART: Final = "Lo dicho aparte."
"""In a part of a file that is closed to others of its team."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def few(office: Office) -> tuple[Newcomer, Files]:
    """A newcomer to a team with seven open files and three closed ones."""
    alba = office.first(ALBA)
    files = the_files(alba.desk, 7, 3)
    alba.round()
    return a_newcomer(office, alba), files


@pytest.mark.slow
def test_two_hundred_files_come_teams_first_then_open_ones_by_date_and_closed_ones_last(
    office: Office,
) -> None:
    alba = office.first(ALBA)
    files = the_files(alba.desk, OPEN, CLOSED)
    alba.round()
    omar = a_newcomer(office, alba)

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
        new = a_file(desk, unit, 900, date(2026, 9, 1))
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
    files = the_files(alba.desk, 7, 3)
    alba.round()
    omar = a_newcomer(office, alba)
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
        assert receiving(omar.linked.desk.store)

    brought = [scope for line in lines for scope in line.brought]
    assert sorted(brought) == sorted(one.bytes for one in files.expected)
    assert [scope for line in lines for scope in line.memberships] == []
    assert len(lines) >= 3
    assert omar.came[-10:] == files.expected
    omar.linked.reconciling.arriving.over(omar.linked.desk.store)
    assert not receiving(omar.linked.desk.store)


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
    files = the_files(alba.desk, 3, 0)
    omar = a_newcomer(office, alba)
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
    omar = a_newcomer(office, alba)
    alone = Newcomer(
        office, omar.linked,
        Admission(
            omar.admitted.device, omar.admitted.user, omar.admitted.root,
            omar.admitted.statements, omar.admitted.until,
        ),
    )  # fmt: skip

    alone.joins()

    assert not receiving(alone.linked.desk.store)
    assert not alone.linked.reconciling.arriving.active


def test_whoever_was_let_in_is_known_to_the_page_of_everybody(few: tuple[Newcomer, Files]) -> None:
    omar, _ = few
    omar.joins()
    with omar.linked.desk.reading() as session:
        assert {worker.id for worker in session.exec(select(Worker)).all()} >= {ALBA, OMAR}
