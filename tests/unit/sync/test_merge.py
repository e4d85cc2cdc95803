"""Cells: every order of delivery ends in the same standing writes, and none comes back replaced.

Histories are made as people make them: each laptop delivers its own stream in order, and a write names
what stood on that laptop's screen when the form was opened, perhaps long before it was saved.
"""

# ruff: noqa: FBT003 (truth is a value here)

import random
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.merge import Cell, Dot, Head, different, normal, provisional
from tests.protections import guards


@dataclass(frozen=True)
class Write:
    """One write on its way: its name, its value and what it replaces."""

    dot: Dot
    head: Head
    replaces: frozenset[Dot]


@dataclass
class Laptop:
    """One copy of one cell, and how far it knows each stream."""

    name: bytes
    cell: Cell = field(default_factory=Cell)
    known: dict[bytes, int] = field(default_factory=dict)
    shown: frozenset[Dot] = frozenset()

    def seen(self, dot: Dot) -> bool:
        return dot.number <= self.known.get(dot.device, 0)

    def takes(self, write: Write) -> bool:
        """Merge a write; False where one of its stream is missing before it."""
        if write.dot.number > self.known.get(write.dot.device, 0) + 1:
            return False
        if not self.seen(write.dot):
            self.known[write.dot.device] = write.dot.number
            self.cell = self.cell.written(write.dot, write.head, write.replaces, self.seen)
        return True

    def writes(self, value: str, stamp: int) -> Write:
        dot = Dot(self.name, 1, self.known.get(self.name, 0) + 1, 0)
        write = Write(dot, Head(value, stamp), self.shown)
        self.takes(write)
        return write


Steps = list[tuple[str, int, int]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("save"), st.integers(0, 2), st.integers(0, 99)),
        st.tuples(st.just("carry"), st.integers(0, 2), st.integers(0, 2)),
    ),
    max_size=40,
)


def history(steps: Steps) -> tuple[list[Write], list[Laptop]]:
    """What three laptops wrote while they opened forms, saved them and met each other."""
    laptops = [Laptop(name) for name in (b"a", b"b", b"c")]
    written: list[Write] = []
    for act, who, other in steps:
        laptop = laptops[who]
        if act == "open":
            laptop.shown = frozenset(laptop.cell.heads)
        elif act == "save":
            written.append(laptop.writes(f"v{len(written)}", other))
        else:
            for write in written:
                if laptops[other].seen(write.dot):
                    laptop.takes(write)
    return written, laptops


def standing(written: list[Write]) -> set[Dot]:
    """What the executable model says must stand: every write that no other one replaces."""
    replaced = {dot for write in written for dot in write.replaces}
    return {write.dot for write in written} - replaced


def delivered(order: list[Write]) -> Laptop:
    """A laptop that was given the writes in this order again and again until it had them all."""
    laptop = Laptop(b"z")
    for _ in range(len(order) + 1):
        for write in order:
            laptop.takes(write)
    return laptop


@settings(max_examples=400)
@given(STEPS, st.randoms(use_true_random=False))
def test_every_order_and_repetition_ends_in_the_same_standing_writes(
    steps: Steps, chance: random.Random
) -> None:
    written, laptops = history(steps)
    order = [*written, *chance.choices(written, k=len(written))] if written else []
    chance.shuffle(order)

    late = delivered(order)
    for laptop in laptops:
        for write in written:
            laptop.takes(write)

    assert set(late.cell.heads) == standing(written)
    assert all(laptop.cell.heads == late.cell.heads for laptop in laptops)
    assert late.cell.replaced == frozenset()


@given(STEPS, st.randoms(use_true_random=False))
def test_t17_a_replaced_write_never_returns(steps: Steps, chance: random.Random) -> None:
    written, _ = history(steps)
    order = list(written)
    chance.shuffle(order)
    laptop, gone = Laptop(b"z"), set[Dot]()

    for write in [*order, *order, *order]:
        before = set(laptop.cell.heads)
        laptop.takes(write)
        gone |= before - set(laptop.cell.heads)
        assert not gone & set(laptop.cell.heads)


@given(STEPS)
def test_all_laptops_show_the_same_value(steps: Steps) -> None:
    written, laptops = history(steps)
    for laptop in laptops:
        for write in written:
            laptop.takes(write)

    shown = {provisional(laptop.cell.heads) for laptop in laptops if laptop.cell.heads}

    assert len(shown) <= 1


def write(device: bytes, number: int, value: str, replaces: tuple[Dot, ...] = ()) -> Write:
    return Write(Dot(device, 1, number, 0), Head(value, number), frozenset(replaces))


def after(*writes: Write) -> Cell:
    laptop = Laptop(b"z")
    for one in writes:
        assert laptop.takes(one)
    return laptop.cell


def test_t27_the_same_value_written_twice_is_nothing_to_decide() -> None:
    cell = after(write(b"a", 1, "Calle de la Muestra 4"), write(b"b", 1, " Calle de la Muestra 4 "))

    assert len(cell.heads) == 2
    assert not different(cell.heads.values())


def test_t23_two_values_stand_until_somebody_decides() -> None:
    cell = after(write(b"a", 1, "611"), write(b"b", 1, "622"))

    assert different(cell.heads.values())
    assert {head.value for head in cell.heads.values()} == {"611", "622"}


def test_t29_two_decisions_at_once_are_one_new_question() -> None:
    one, two = write(b"a", 1, "611"), write(b"b", 1, "622")
    both = (one.dot, two.dot)

    cell = after(one, two, write(b"a", 2, "611", both), write(b"b", 2, "622 por la tarde", both))

    assert {dot.number for dot in cell.heads} == {2}
    assert different(cell.heads.values())


@guards("sync.merge.early")
def test_a_gap_carried_by_a_third_laptop_does_not_raise_the_dead() -> None:
    first = write(b"a", 1, "antes")
    second = write(b"b", 1, "después", (first.dot,))

    assert set(after(second, first).heads) == {second.dot}


def test_the_most_protective_value_is_shown_before_the_newest() -> None:
    careful = {"none": 1}
    cell = after(write(b"a", 1, "none"), write(b"b", 1, "call"), write(b"b", 2, "message"))

    shown = provisional(cell.heads, lambda value: careful.get(str(value), 0))

    assert cell.heads[shown].value == "none"


def test_truth_and_number_and_text_are_not_alike() -> None:
    assert len({normal(True), normal(1), normal("1"), normal(None), normal(b"1")}) == 5
