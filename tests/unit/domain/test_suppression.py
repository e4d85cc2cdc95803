"""Small counts: nobody gets one out of any report, nor out of two of them held side by side."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain import blurring, suppression
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.suppression import Atom, Figure
from tests.protections import guards

UNITS = ("palacio", "sol", "cortes", "justicia")
FIRST: tuple[Atom, ...] = tuple((unit, "2026-01") for unit in UNITS)
SECOND: tuple[Atom, ...] = tuple((unit, "2026-02") for unit in UNITS[:3])

Told = tuple[frozenset[Atom], int]


def told_by(
    rows: Mapping[str, frozenset[Atom]],
    figures: Iterable[Figure],
    blocks: Iterable[suppression.Block],
) -> list[Told]:
    """What somebody who knows the rules reads in a report: sets of atoms and their counts."""
    held = list(blocks)
    asked = frozenset(atom for atoms in rows.values() for atom in atoms)
    found = []
    for figure in figures:
        if figure.count is None:
            continue
        wanted = frozenset(atom for row in figure.rows for atom in rows[row])
        atoms = frozenset(
            atom for b in held if b.atoms <= asked and b.atoms & wanted for atom in b.atoms
        )
        found.append((atoms, figure.count))
    return found


def worked_out(told: list[Told], wanted: frozenset[Atom]) -> Fraction | None:
    """The count of a group of atoms as anybody gets it by adding and taking away, or None."""
    atoms = sorted({atom for group, _ in told for atom in group} | wanted)
    # One equation per figure; solve for the coefficients that make up the group.
    rows = [[Fraction(int(atom in group)) for group, _ in told] for atom in atoms]
    for row, atom in zip(rows, atoms, strict=True):
        row.append(Fraction(int(atom in wanted)))
    width, done = len(told), 0
    pivots = []
    for column in range(width):
        at = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if at is None:
            continue
        rows[done], rows[at] = rows[at], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for other in range(len(rows)):
            if other != done and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[done], strict=True)]
        pivots.append(column)
        done += 1
    if any(row[width] for row in rows[done:]):
        return None
    return sum(
        (rows[place][width] * told[column][1] for place, column in enumerate(pivots)), Fraction(0)
    )


def groups(atoms: Iterable[Atom]) -> Iterable[frozenset[Atom]]:
    everything = sorted(atoms)
    for size in range(1, len(everything) + 1):
        yield from map(frozenset, combinations(everything, size))


counts_of_first = st.fixed_dictionaries({atom: st.integers(0, 9) for atom in FIRST})
counts_of_second = st.fixed_dictionaries({atom: st.integers(0, 9) for atom in SECOND})
some_rows = st.lists(st.sampled_from(UNITS), unique=True, min_size=1)


@guards("domain.suppression.blocks")
@given(counts_of_first, counts_of_second, some_rows, some_rows)
def test_no_difference_of_two_reports_gives_a_small_count(
    before: dict[Atom, int], later: dict[Atom, int], one: list[str], other: list[str]
) -> None:
    first = suppression.gather(before)
    rows = {unit: frozenset(a for a in FIRST if a[0] == unit) for unit in one}
    told = told_by(rows, suppression.figures(rows, first), first)
    counts = {**before, **later}
    second = suppression.gather(counts, first)
    wider = {unit: frozenset(a for a in (*FIRST, *SECOND) if a[0] == unit) for unit in other}
    wider["all"] = frozenset((*FIRST, *SECOND))
    told += told_by({k: wider[k] for k in other}, suppression.figures(
        {k: wider[k] for k in other}, second), second)  # fmt: skip
    whole = {"all": wider["all"]}
    told += told_by(whole, suppression.figures(whole, second), second)

    for group in groups(counts):
        if 0 < sum(counts[atom] for atom in group) < suppression.SMALLEST:
            assert worked_out(told, group) is None, group


@guards("domain.suppression.once")
def test_a_count_corrected_by_little_is_told_as_before() -> None:
    first = suppression.gather({("sol", "2026-01"): 7, ("cortes", "2026-01"): 9})

    again = suppression.gather({("sol", "2026-01"): 8, ("cortes", "2026-01"): 30}, first)

    assert sorted(block.count for block in again) == [7, 30]


def test_what_is_not_counted_this_time_stays_as_it_was_told() -> None:
    first = suppression.gather({("sol", "2026-01"): 7})

    again = suppression.gather({("sol", "2026-02"): 9}, first)

    assert sorted(block.count for block in again) == [7, 9]


def test_small_counts_are_told_together_and_a_lonely_one_with_the_smallest_other() -> None:
    counts = {("sol", "m"): 2, ("cortes", "m"): 1, ("palacio", "m"): 20, ("justicia", "m"): 40}
    rows = {unit: frozenset({(unit, "m")}) for unit, _ in counts}

    found = suppression.figures(rows, suppression.gather(counts))

    assert {figure.rows: figure.count for figure in found} == {
        ("sol", "cortes", "palacio"): 23,
        ("justicia",): 40,
    }


def test_a_small_count_with_nothing_beside_it_is_not_told() -> None:
    rows = {"sol": frozenset({("sol", "m")})}

    (figure,) = suppression.figures(rows, suppression.gather({("sol", "m"): 3}))

    assert figure.count is None
    assert not figure.whole


def test_nobody_at_all_is_told() -> None:
    rows = {"sol": frozenset({("sol", "m")})}

    (figure,) = suppression.figures(rows, suppression.gather({("sol", "m"): 0}))

    assert figure.count == 0


def test_one_hides_nothing_and_is_refused() -> None:
    with pytest.raises(ValueError, match="k"):
        suppression.gather({}, k=1)


@given(counts_of_first, counts_of_second)
def test_blocks_told_once_are_never_divided_nor_added_to(
    before: dict[Atom, int], later: dict[Atom, int]
) -> None:
    first = suppression.gather(before)
    second = suppression.gather({**before, **later}, first)

    assert {block.atoms for block in first} <= {block.atoms for block in second}
    every = [atom for block in second for atom in block.atoms]
    assert len(every) == len(set(every))


@guards("domain.blurring.places")
@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_place_is_shown_as_the_middle_of_its_cell(x: float, y: float) -> None:
    shown = blurring.blurred(x, y, 50)

    assert shown == blurring.blurred(*shown, 50)
    assert abs(shown[0] - x) <= 25
    assert abs(shown[1] - y) <= 25
    assert (shown[0] - 25) % 50 == 0


@guards("domain.blurring.cell")
def test_what_leaves_is_coarser_and_so_is_what_others_than_analysts_see() -> None:
    assert blurring.cell_for({Role.ANALYST}, leaves=False) == 50
    assert blurring.cell_for({Role.ANALYST}, leaves=True) == 100
    assert blurring.cell_for({Role.MEDIATOR}, leaves=False) == 100
    assert blurring.cell_for({Role.ANALYST}, leaves=True, wanted_m=250) == 250


@guards("domain.suppression.beside")
@given(st.lists(st.integers(0, 40), max_size=12))
def test_what_a_sum_leaves_over_is_never_a_small_count(counts: list[int]) -> None:
    told = suppression.beside_each_other(counts)

    assert all(one is None or one >= 5 for one in told)
    assert all(one in {None, count} for one, count in zip(told, counts, strict=True))
    hidden = [count for one, count in zip(told, counts, strict=True) if one is None]
    if hidden and len(hidden) < len(counts):
        assert sum(hidden) >= 5
    if all(count >= 5 for count in counts):
        assert list(told) == counts


def test_a_part_whose_count_is_not_known_hides_another() -> None:
    assert suppression.beside_each_other([9, None, 41, 17]) == (None, None, 41, 17)
