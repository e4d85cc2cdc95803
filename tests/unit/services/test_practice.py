"""The practice vault: sixty files that were lived, in every state, none of them against the rules."""

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.mediation import MediationProcess, State, StateChange
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.practice import PracticeClock, live_through, stories
from pscp_desktop.services.mediation.service import Mediation
from tests.world import INES, MONDAY, OMAR, Moment, a_desk, joins

Practice = tuple[Desk, tuple[UUID, ...]]
BARRIOS = {"palacio", "embajadores", "cortes", "justicia", "universidad", "sol"}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    clock = PracticeClock(Moment())
    desk = a_desk(tmp_path_factory.mktemp("practice"), INES, now=clock)  # type: ignore[arg-type]
    joins(desk, OMAR)
    files = live_through(desk, clock, day_of(MONDAY), OMAR)
    return desk, files


def test_there_are_sixty_files_in_every_state_and_every_neighbourhood(
    practice: Practice,
) -> None:
    desk, files = practice

    found = Mediation(desk).boards.states()

    assert len(files) == sum(found.values()) == 60
    assert set(found) == {state.value for state in State}
    with desk.reading() as session:
        assert {session.get_one(Dossier, file).district for file in files} == BARRIOS


def test_every_story_ends_where_it_says_by_acts_that_the_rules_allowed(
    practice: Practice,
) -> None:
    desk, files = practice

    for story, file in zip(stories(), files, strict=True):
        with desk.reading() as session:
            (process,) = desk.all_in(session, MediationProcess, file)
            changes = desk.all_in(session, StateChange, file)
        last = changes[-1].target if changes else "requested"
        assert process.state == last, story["title"]
        if not story.get("then"):
            assert process.state == story["goal"], story["title"]


def test_one_file_is_held_by_the_hard_stop_and_the_others_stand_rightly(
    practice: Practice,
) -> None:
    desk, files = practice
    mediation = Mediation(desk)

    standings = {file: mediation.files.standing(file) for file in files}

    stopped = [file for file, standing in standings.items() if standing.stopped]
    violated = Counter(r.code for s in standings.values() for r in s.violated if not r.final)
    assert len(stopped) == 2
    assert violated == Counter()


def test_today_there_is_something_late_something_now_and_something_to_come(
    practice: Practice,
) -> None:
    desk, _ = practice
    today = desk.today()

    items = Mediation(desk).boards.due(today)

    assert any(item.due.overdue(today) for item in items)
    assert any(item.due.on == today and item.starts_at for item in items)
    assert {item.due.code for item in items} >= {"session", "follow_up", "contact", "answer"}
    assert not any(item.starts_at and item.due.overdue(today) for item in items)


def test_nothing_in_the_practice_vault_lies_in_the_future(
    practice: Practice,
) -> None:
    desk, files = practice

    with desk.reading() as session:
        latest = max(
            change.recorded_at
            for file in files
            for change in desk.all_in(session, StateChange, file)
        )
    assert latest < desk.now()


@pytest.mark.slow
def test_two_fillings_give_the_same_files(practice: Practice, tmp_path: Path) -> None:
    desk, _ = practice
    clock = PracticeClock(Moment())
    other = a_desk(tmp_path, INES, now=clock)  # type: ignore[arg-type]
    joins(other, OMAR)
    live_through(other, clock, day_of(MONDAY), OMAR)

    def board(of: Desk) -> list[tuple[str, str, str, object]]:
        lines = Mediation(of).boards.page(Filters())
        return sorted((line.number, line.title, line.state, line.due_on) for line in lines)

    assert board(desk) == board(other)
