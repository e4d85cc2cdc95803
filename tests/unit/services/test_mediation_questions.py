"""Lists over many files ask a number of questions that does not grow, and are answered by an index."""

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.mediation.boards import Filters, Sort
from pscp_desktop.services.mediation.service import Mediation
from tests.questions import Asked, asked_of, ways
from tests.unit.services.journey import request
from tests.world import Moment, sql

CARDS = "dossiercard"


def _about(asked: list[Asked], table: str) -> Asked:
    return next(one for one in asked if f"FROM {table}" in one.statement)


def test_today_asks_no_more_for_many_files_than_for_one(
    mediation: Mediation, moment: Moment
) -> None:
    def questions() -> int:
        with asked_of(mediation.desk.store) as asked:
            mediation.boards.due(mediation.desk.today())
        return len(asked)

    request(mediation)
    moment.passes(days=20)
    one = questions()
    for _ in range(4):
        request(mediation)
    moment.passes(days=20)

    assert questions() == one
    assert len({item.dossier for item in mediation.boards.due(mediation.desk.today())}) == 5


def test_the_sessions_of_today_are_found_among_the_planned_ones_alone(mediation: Mediation) -> None:
    store = mediation.desk.store
    request(mediation).to_initial_session()

    with asked_of(store) as asked:
        mediation.boards.due(mediation.desk.today())

    (planned,) = [one for one in asked if "mediationsession.state" in one.statement][:1]
    assert any("session_planned" in step for step in ways(store, planned))
    assert not any("SCAN mediationsession" in step for step in ways(store, planned))
    (urgent,) = [one for one in asked if f"JOIN {CARDS}" in one.statement]
    assert not any(f"SCAN {CARDS}" in step for step in ways(store, urgent))


def test_a_page_by_due_date_is_read_in_the_order_of_its_index(mediation: Mediation) -> None:
    store = mediation.desk.store
    request(mediation)

    with asked_of(store) as asked:
        mediation.boards.read(Filters())

    steps = ways(store, next(one for one in asked if "AS chosen" in one.statement))
    found = steps.index(next(step for step in steps if "card_due" in step))
    sorted_at = [n for n, step in enumerate(steps) if "ORDER BY" in step]
    assert all("COVERING INDEX" in step for step in steps if "card_due" in step)
    # Only the hundred lines that were chosen are put in order, not the cards they are chosen from.
    assert sorted_at == [len(steps) - 1]
    assert found < steps.index(next(step for step in steps if "SCAN chosen" in step))


def test_what_a_line_shows_is_read_only_for_the_lines_shown(mediation: Mediation) -> None:
    with asked_of(mediation.desk.store) as asked:
        mediation.boards.read(Filters(), Sort.STATE)

    chosen = next(one.statement for one in asked if "AS chosen" in one.statement)
    inside = chosen[chosen.index("FROM (SELECT") : chosen.index("AS chosen")]
    assert "mediationprocess" not in inside
    assert "dossier.title" not in inside


def test_a_board_is_counted_once_until_something_is_saved(mediation: Mediation) -> None:
    def counts() -> int:
        with asked_of(mediation.desk.store) as asked:
            assert mediation.boards.read(Filters(), limit=1).total == 2
        return sum("count(*)" in one.statement for one in asked)

    way = request(mediation)
    request(mediation)

    assert [counts(), counts()] == [1, 0]
    mediation.desk.add(Note(dossier=way.dossier, text="Una nota"))
    assert counts() == 1


def _with_a_noise(mediation: Mediation, files: int) -> Filters:
    """So many files in which a word stands, and the filter that finds them by it."""
    for _ in range(files):
        request(mediation)
    with mediation.desk.writing() as unit:
        for line in mediation.boards.page(Filters()):
            unit.create(Note(dossier=line.dossier, text="Ruido en el portal"))
    filters = Filters(text="portal")
    mediation.desk.finish_index()
    return filters


def test_a_page_by_text_is_told_before_all_that_fits_is_found(mediation: Mediation) -> None:
    filters, store = _with_a_noise(mediation, 3), mediation.desk.store

    with asked_of(store) as asked:
        found = mediation.boards.begin(filters, limit=2)

    (page,) = [one for one in asked if "MATCH" in one.statement]
    assert len(found.lines) == 2
    assert "count(" not in page.statement
    steps = ways(store, page)
    # The cards are gone through in the order wanted until the page is full, not put in order first.
    assert [n for n, step in enumerate(steps) if "ORDER BY" in step] == [len(steps) - 1]
    assert found.count() == 3


def test_a_filter_by_text_leaves_one_line_with_the_count_of_all(mediation: Mediation) -> None:
    def lines() -> list[tuple[object, ...]]:
        return sql(mediation.desk.store, "SELECT detail FROM audit WHERE act = 'search'")

    filters = _with_a_noise(mediation, 3)

    assert mediation.boards.begin(filters, limit=2).count() == 3
    assert lines() == [("3",)]
    assert mediation.boards.read(filters, offset=2, limit=2).total == 3
    assert lines() == [("3",)]
    assert mediation.boards.read(Filters(text="nowhere")).total == 0
    assert lines() == [("3",), ("0",)]


def test_a_filter_by_text_without_a_word_finds_by_number_alone(mediation: Mediation) -> None:
    request(mediation)

    assert mediation.boards.read(Filters(text="-")).total in {0, 1}
    assert mediation.boards.read(Filters(text="§§")) == ((), 0)


def test_what_was_not_sent_is_counted_in_its_index(mediation: Mediation) -> None:
    request(mediation)
    store = mediation.desk.store

    with asked_of(store) as asked:
        assert Day(mediation.desk).unsent().changes

    (one,) = [each for each in asked if "state = 0" in each.statement]
    assert all("COVERING INDEX change_unsent" in step for step in ways(store, one))


def test_today_reads_no_change_to_tell_what_is_disputed(mediation: Mediation) -> None:
    request(mediation)

    with asked_of(mediation.desk.store) as asked:
        assert Conflicts(mediation.desk).disputed() == ()

    assert not any("FROM change" in one.statement for one in asked)
    assert len(asked) <= 2
