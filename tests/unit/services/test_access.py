"""Who has looked at a file and who wrote in it: told by what a record is, never by what it says."""

from pathlib import Path

import pytest

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation import Party
from pscp_desktop.services.access import Access, Look
from pscp_desktop.services.desk import Desk
from tests.world import ALBA, Case, Moment, a_case, a_desk, shown


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def desk(tmp_path: Path, moment: Moment) -> Desk:
    return a_desk(tmp_path, ALBA, now=moment)


def told(desk: Desk, case: Case) -> list[tuple[str, object, int]]:
    return [(look.act, look.kind, look.times) for look in Access(desk).of(case.dossier).looks]


def test_a_line_says_what_kind_of_record_was_written_and_not_what_it_says(desk: Desk) -> None:
    case = a_case(desk)
    desk.add(Note(dossier=case.dossier, text="Le tiene miedo."))

    newest: Look = Access(desk).of(case.dossier).looks[0]

    assert (newest.act, newest.kind, newest.times) == ("create", Note, 1)
    assert "miedo" not in repr(newest)


def test_the_same_done_again_and_again_on_one_day_is_one_line(desk: Desk, moment: Moment) -> None:
    case = a_case(desk)
    party = desk.add(Party(dossier=case.dossier, name="Uno", role="requesting"))
    for name in ("dos", "tres", "cuatro"):
        desk.save(shown(desk, Party, party.id), {"name": name})

    assert told(desk, case)[:2] == [("edit", Party, 3), ("create", Party, 1)]

    moment.passes(days=1)
    desk.save(shown(desk, Party, party.id), {"name": "cinco", "role": "requested"})
    assert told(desk, case)[:2] == [("edit", Party, 1), ("edit", Party, 3)]
    assert [set(look.fields) for look in Access(desk).of(case.dossier).looks[:2]] == [
        {"name", "role"}, {"name"},
    ]  # fmt: skip


def test_what_was_done_in_between_parts_the_lines(desk: Desk) -> None:
    case = a_case(desk)
    party = desk.add(Party(dossier=case.dossier, name="Uno", role="requesting"))
    desk.save(shown(desk, Party, party.id), {"name": "dos"})
    desk.looked("open", case.dossier)
    desk.save(shown(desk, Party, party.id), {"name": "tres"})

    assert [act for act, _, _ in told(desk, case)[:3]] == ["edit", "open", "edit"]


def test_the_count_beside_the_heading_is_of_every_line(desk: Desk) -> None:
    case = a_case(desk)
    before = Access(desk).of(case.dossier).everything
    party = desk.add(Party(dossier=case.dossier, name="Uno", role="requesting"))
    for name in ("dos", "tres"):
        desk.save(shown(desk, Party, party.id), {"name": name})

    found = Access(desk).of(case.dossier)

    assert found.everything == before + 3 == sum(look.times for look in found.looks)
