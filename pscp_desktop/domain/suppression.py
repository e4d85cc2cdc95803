"""Small counts hidden so that no report, nor any two reports held side by side, gives them away.

Counts are kept per *atom*: one part of the area in one month. Atoms are gathered into blocks, each of
which holds nobody or at least `k` events, and a block that was told once is never divided nor added to.
Every figure that leaves is a sum of whole blocks. Whatever sums and differences somebody then forms, they
only ever get sums of whole blocks: the indicator of any smaller group of atoms is not in their span.

What this does not stop: somebody who knows all but one of the events of a block from elsewhere, and two
desks that gather the same atoms differently while neither has heard of the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SMALLEST: Final = 5
"""Fewer events than this are not told. Nothing at all is told: nobody stands behind it."""

Atom = tuple[str, str]
"""A part of the area and a month, as `("sol", "2026-03")`."""


@dataclass(frozen=True, slots=True)
class Block:
    """Atoms that are told together, and the count that was told."""

    atoms: frozenset[Atom]
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report: the rows it is the sum of, and the count, or None where it is not told."""

    rows: tuple[str, ...]
    count: int | None
    whole: bool
    """False where part of what the rows ask for is held back, so that the count is a least count."""


def gather(
    counts: Mapping[Atom, int], told: Sequence[Block] = (), k: int = SMALLEST
) -> tuple[Block, ...]:
    """The blocks told before, at the counts they now may be told with, and new ones for new atoms.

    An atom that nothing can be joined with stays out. Raises ValueError for k below 2.
    """
    if k < 2:  # noqa: PLR2004 (one hides nothing)
        raise ValueError("k")
    old = tuple(Block(block.atoms, _may_be_told(block, counts, k)) for block in told)
    taken = {atom for block in told for atom in block.atoms}
    fresh = sorted((n, atom) for atom, n in counts.items() if atom not in taken)
    return (*old, *_joined(fresh, k))


def _may_be_told(block: Block, counts: Mapping[Atom, int], k: int) -> int:
    """A later count only where it differs by enough: else the difference would be a small count."""
    if not block.atoms <= counts.keys():
        return block.count
    now = sum(counts[atom] for atom in block.atoms)
    kept = now == 0 or now >= k
    return now if kept and abs(now - block.count) >= k else block.count


def _joined(fresh: Sequence[tuple[int, Atom]], k: int) -> Iterable[Block]:
    """Blocks of the atoms that were never told: small ones joined, the last with the smallest other."""
    blocks = [Block(frozenset({atom}), n) for n, atom in fresh if n == 0]
    large = [Block(frozenset({atom}), n) for n, atom in fresh if n >= k]
    waiting, many = set[Atom](), 0
    for n, atom in fresh:
        if 0 < n < k:
            waiting.add(atom)
            many += n
            if many >= k and len(waiting) > 1:
                blocks.append(Block(frozenset(waiting), many))
                waiting, many = set[Atom](), 0
    if waiting:
        partner = min((*[b for b in blocks if b.count], *large), key=_size, default=None)
        if partner is None:
            return blocks
        blocks, large = [[b for b in held if b is not partner] for held in (blocks, large)]
        blocks.append(Block(partner.atoms | waiting, partner.count + many))
    return [*blocks, *large]


def _size(block: Block) -> tuple[int, list[Atom]]:
    return block.count, sorted(block.atoms)


def figures(rows: Mapping[str, frozenset[Atom]], blocks: Sequence[Block]) -> tuple[Figure, ...]:
    """What a report with these rows may say. Rows that share a block are told as one figure.

    Each row is the atoms it asks for; a block that reaches outside all rows is left out.
    """
    asked = frozenset(atom for atoms in rows.values() for atom in atoms)
    usable = [block for block in blocks if block.atoms <= asked]
    groups: list[set[str]] = [{row} for row in rows]
    for block in usable:
        touched = {row for row, atoms in rows.items() if atoms & block.atoms}
        meeting = [group for group in groups if group & touched]
        groups = [group for group in groups if not group & touched]
        groups.append(set().union(*meeting))
    order = {row: number for number, row in enumerate(rows)}
    found = [_figure(group, rows, usable, order) for group in groups]
    return tuple(sorted(found, key=lambda figure: order[figure.rows[0]]))


def _figure(
    group: set[str],
    rows: Mapping[str, frozenset[Atom]],
    usable: Sequence[Block],
    order: Mapping[str, int],
) -> Figure:
    wanted = frozenset(atom for row in group for atom in rows[row])
    inside = [block for block in usable if block.atoms & wanted]
    covered = frozenset(atom for block in inside for atom in block.atoms)
    count = sum(block.count for block in inside) if inside else None
    return Figure(tuple(sorted(group, key=order.__getitem__)), count, wanted <= covered)


def beside_each_other(counts: Sequence[int | None], k: int = SMALLEST) -> tuple[int | None, ...]:
    """The counts of the parts of one area as they may stand beside their sum: None where one is not told.

    A single hidden part would be what the sum leaves over, and two of them may hold fewer than `k` together.
    So where anything is hidden, the least of what could be told is hidden with it.
    """
    told = [count if count is not None and count >= k else None for count in counts]
    rest = [(count, place) for place, count in enumerate(told) if count is not None]
    if rest and len(rest) < len(told):
        told[min(rest)[1]] = None
    return tuple(told)
