"""Provisional numbers: read aloud, printed, and never given twice, whatever is beside or restored."""

from pathlib import Path

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.services.desk import UNMISTAKABLE, Desk, laptop_letters
from pscp_desktop.services.mediation.service import Mediation
from tests.unit.services.journey import card, request
from tests.world import ALBA, OMAR, an_engine, reopened, shown, two_desks


def _number(desk: Desk) -> str:
    return card(desk, request(Mediation(desk)).dossier).number


def test_two_laptops_of_people_with_the_same_letters_never_give_the_same_number(
    tmp_path: Path,
) -> None:
    alba, omar = two_desks(tmp_path)

    given = [_number(alba), _number(omar), _number(alba), _number(omar)]

    assert len(set(given)) == 4
    assert [each.rpartition("-")[2] for each in given] == ["1", "1", "2", "2"]
    assert all(each.startswith("P-X") for each in given)


def test_a_number_that_was_replaced_by_the_final_one_is_not_given_again(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    first = request(Mediation(alba))
    printed = card(alba, first.dossier).number
    alba.save(shown(alba, Dossier, first.dossier), {"number": "M-2026-0001"})

    assert _number(alba) != printed


def test_a_vault_restored_from_a_copy_numbers_its_files_by_other_letters(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    before = _number(alba)
    path = tmp_path / f"{ALBA.hex}.db"
    alba.store.engine.dispose()
    again = reopened(an_engine(path), ALBA, incarnation=2)

    after = _number(Desk(again, ALBA))

    assert before.rpartition("-")[0] != after.rpartition("-")[0]


def test_the_letters_of_a_laptop_are_three_that_nobody_takes_for_figures() -> None:
    assert laptop_letters((ALBA.bytes, 1)) == laptop_letters((ALBA.bytes, 1))
    assert laptop_letters((ALBA.bytes, 1)) != laptop_letters((OMAR.bytes, 1))
    letters = laptop_letters((ALBA.bytes, 1))
    assert len(letters) == 3
    assert set(letters) <= set(UNMISTAKABLE)
    assert not set(UNMISTAKABLE) & set("IO")
