"""Lines of a table, joined to the areas whose code they carry."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from pscp_desktop.maps.faults import Note, Unreadable
from pscp_desktop.maps.features import Column, Features, picked

ENOUGH: Final = 0.3
"""The share of a table's different codes that must be known before two columns are taken for the same."""
WORDS: Final = re.compile(r"[^0-9a-zñ]+")


def folded(code: str) -> str:
    """A code or a name without case, accents, noughts before it and signs in it."""
    plain = unicodedata.normalize("NFKD", code.casefold().replace("ñ", "\0"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("\0", "ñ")
    return WORDS.sub(" ", plain).strip().lstrip("0 ")


def matching(areas: Features, table: Features) -> tuple[str, str]:
    """The column of the areas and that of the table that name the same things, as far as can be seen."""
    best, found = 0.0, ("", "")
    known = {name: {folded(word) for word in areas.words(name)} - {""} for name in areas.columns}
    for theirs in table.columns:
        codes = {folded(word) for word in table.words(theirs)} - {""}
        for ours, names in known.items():
            shared = len(codes & names)
            share = shared / max(len(codes), 1) + shared / max(len(names), 1)
            if codes and len(names) > 1 and share > best:
                best, found = share, (ours, theirs)
    if best < ENOUGH:
        raise Unreadable("no_match")
    return found


def joined(
    areas: Features, ours: str, table: Features, theirs: str
) -> tuple[Features, tuple[Note, ...]]:
    """The areas with the columns of the table: the sum of the numbers of their lines, the first word.

    `lines` says how many lines each area had. Lines that fit no area are counted in a note.
    """
    at = {folded(word): number for number, word in reversed(list(enumerate(areas.words(ours))))}
    owner = np.array([at.get(folded(word), -1) for word in table.words(theirs)], dtype=np.int64)
    fits = np.flatnonzero(owner >= 0)
    if not len(fits):
        raise Unreadable("no_match")
    columns: dict[str, Column] = dict(areas.columns)
    for name, column in table.columns.items():
        if name != theirs:
            title = name if name not in columns else f"{name} (2)"
            columns[title] = _gathered(picked(column, fits), owner[fits], areas.count)
    columns["lines"] = np.bincount(owner[fits], minlength=areas.count).astype(np.float64)
    lost = len(owner) - len(fits)
    return areas.with_columns(columns), ((Note("unmatched", lost),) if lost else ())


def _gathered(column: Column, owner: npt.NDArray[np.int64], count: int) -> Column:
    if isinstance(column, tuple):
        first: Mapping[int, str] = dict(zip(owner[::-1].tolist(), column[::-1], strict=True))
        return tuple(first.get(number, "") for number in range(count))
    there = ~np.isnan(column)
    sums = np.bincount(owner[there], weights=column[there], minlength=count)
    some = np.bincount(owner[there], minlength=count) > 0
    return np.where(some, sums, np.nan)
