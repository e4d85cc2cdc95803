"""Legal contents: what a document must say, by which article, and from which facts."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from pscp_desktop.domain.errors import PscpError
from pscp_desktop.reports.facts import Facts


@dataclass(frozen=True, slots=True)
class Missing:
    """One legal content that cannot be printed yet. Holds no personal data."""

    content: str
    article: str
    label: str
    """In English, marked with `N_`; translated where it is shown."""
    position: int = 0
    """Which party, mediator or clause it is about, counted from one; nought if none."""


class IncompleteDocument(PscpError):
    """A document lacks legal contents; it is not composed before they are there."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(*(one.content for one in missing))
        self.missing = missing


def always(facts: Facts) -> bool:
    """The condition of a content that every such document needs."""
    return facts is not None


@dataclass(frozen=True, slots=True)
class Content:
    """One line of a document's table of legal contents.

    A field is a path into `Facts`; `[]` goes through every member of a list, `|` accepts either path.
    A content without fields is one that the wording itself has to carry.
    """

    key: str
    article: str
    label: str
    fields: tuple[str, ...] = ()
    applies: Callable[[Facts], bool] = always

    def missing(self, facts: Facts) -> tuple[Missing, ...]:
        """What of this content the facts do not give."""
        if not self.applies(facts):
            return ()
        positions = {
            position for field in self.fields for position in empty_positions(facts, field)
        }
        return tuple(self.lacking(position) for position in sorted(positions))

    def undecided(self, facts: Facts) -> bool:
        """Whether two people wrote different things where this content is read."""
        paths = {path for field in self.fields for path in field.replace("[]", "").split("|")}
        return bool(paths & facts.undecided)

    def lacking(self, position: int = 0) -> Missing:
        """This content, reported as missing."""
        return Missing(self.key, self.article, self.label, position)


def empty_positions(facts: Facts, field: str) -> tuple[int, ...]:
    """Where nothing is found at `field`: list positions from one, or nought for a plain field."""
    found = [_empty(facts, path.split(".")) for path in field.split("|")]
    return () if any(not gaps for gaps in found) else found[0]


def _empty(value: object, path: list[str]) -> tuple[int, ...]:
    """Only the outermost list counts positions: "party 2" is what a person can act upon."""
    if not path:
        return () if _says_something(value) else (0,)
    if value is None:
        return (0,)
    name, rest = path[0], path[1:]
    found: object = getattr(value, name.removesuffix("[]"))
    if not name.endswith("[]"):
        return _empty(found, rest)
    members = tuple(found) if isinstance(found, tuple) else ()
    if not members:
        return (0,)
    return tuple(place for place, member in enumerate(members, start=1) if _empty(member, rest))


def _says_something(value: object) -> bool:
    """A number says something even when it is nought; a blank, a no and a nothing do not."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, bool | tuple | bytes) or dataclasses.is_dataclass(value):
        return bool(value)
    return value is not None
