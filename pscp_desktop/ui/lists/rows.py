"""What a list shows and what it is asked: plain data, which a page fetches from its service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what it is, detail, and at the end a time; under a heading where it has a group."""

    id: UUID
    what: str
    detail: str = ""
    when: str = ""
    icon: str = "todo"
    tone: str = "muted"
    """Of the icon and of the time: "muted", "warn" where late, "danger", "accent"."""
    group: str = ""
    disputed: bool = False
    """Two versions of something stand in it: the line says so, whatever else it says."""
    shut: bool = False
    """It is not shared with whoever looks: the line is fainter, and opens a card."""
    coming: bool = False
    """It may be opened, once what is in it has come to this laptop."""
    number: str = ""
    owner: UUID | None = None
    """Who answers for it, for whoever may not open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list wants of its page: words, filters by name, an order, and which lines."""

    text: str = ""
    way: str = ""
    """Which of the ways to look at the list is chosen: open, mine, closed…"""
    chosen: tuple[tuple[str, str], ...] = ()
    """(filter, code) for every filter that is set: state, district, owner…"""
    order: str = ""
    descending: bool = False
    offset: int = 0
    limit: int = PAGE

    def of(self, name: str) -> str:
        """The code a filter is set to; empty where it is not."""
        return dict(self.chosen).get(name, "")

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.chosen)


Count = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Found:
    """Some lines, and how many fit the query in all.

    Where counting takes longer than reading a page, `total` is what counts: the lines are shown first.
    It is called once, in the background, and also where nobody waits for the lines any more.
    """

    rows: Sequence[Row]
    total: int | Count

    def counted(self) -> int:
        """How many fit in all, counted now where that was left for later."""
        return self.total if isinstance(self.total, int) else self.total()


Fetch = Callable[[Query], Found]
"""Gives the lines a query asks for, at most `limit` from `offset`. Runs in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A question by which a list can be narrowed: its name, its label, and the answers."""

    name: str
    label: str
    """In the language of the screen, as are the answers. With one answer it is only on or off."""
    answers: Sequence[tuple[str, str]] = field(default_factory=tuple)
    idle_in: str = ""
    """The way to look at the list in which this question says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Everything a list can be asked. All words are in the language of the screen."""

    find: str = ""
    """What can be typed into the field."""
    ways: Sequence[tuple[str, str]] = ()
    filters: Sequence[Filter] = ()
    orders: Sequence[tuple[str, str]] = ()
    """(code, words); the first one is the usual one."""
