"""Lists that whoever coordinates keeps, and pieces of text: what is offered to whoever types."""

import re
import unicodedata
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, or_, select

from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind, Snippet
from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.desk import Desk, Loaded, may_lead
from pscp_desktop.store.rights import circles_of

ABBREVIATION: Final = re.compile(r"[\w-]{1,20}")


def folded(words: str) -> str:
    """Words as they are compared and put in order: without accents, capitals and doubled blanks."""
    plain = unicodedata.normalize("NFKD", " ".join(words.split()).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


class Catalogues:
    """The lists of the organisation. Everybody is offered them; whoever leads changes them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def entries(self) -> tuple[Loaded[CatalogueEntry], ...]:
        """Every line, those in use first, in alphabetical order."""
        with self._desk.reading() as session:
            found = sorted(
                _entries(session), key=lambda one: (one.retired_on is not None, folded(one.words))
            )
            return tuple(self._desk.loaded(session, one) for one in found)

    def offered(self, kind: CatalogueKind) -> tuple[str, ...]:
        """The words of one list that are in use, in alphabetical order."""
        with self._desk.reading() as session:
            words = [
                one.words
                for one in _entries(session)
                if one.kind == kind and one.retired_on is None
            ]
            return tuple(sorted(words, key=folded))

    def may_change(self) -> bool:
        """Whether this worker keeps the lists."""
        with self._desk.reading() as session:
            return may_lead(self._desk, session)

    def add(self, entry: CatalogueEntry) -> CatalogueEntry:
        """Put a line into a list. Raises Refused, Invalid where it is empty or stands there already."""
        with self._desk.writing() as unit:
            _demand_lead(self._desk, unit.session)
            _demand_new(unit.session, entry, entry.words)
            entry.dossier = self._desk.me(unit.session).dossier
            return unit.create(entry)

    def change(self, shown: Loaded[CatalogueEntry], changes: dict[str, Any]) -> None:
        """Change a line. What was written with it before stays as it was written."""
        with self._desk.writing() as unit:
            _demand_lead(self._desk, unit.session)
            if "words" in changes:
                _demand_new(unit.session, shown.record, changes["words"])
            unit.set(shown.record, changes, shown=shown.heads)

    def retire(self, shown: Loaded[CatalogueEntry], *, retired: bool) -> None:
        """Offer a line no longer, or again."""
        self.change(shown, {"retired_on": self._desk.today() if retired else None})


class Snippets:
    """Pieces of text: one's own, and those of the team, which whoever leads changes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def entries(self) -> tuple[Loaded[Snippet], ...]:
        """One's own, then the team's, each by their letters."""
        with self._desk.reading() as session:
            found = sorted(
                self._mine(session),
                key=lambda one: (one.owner == NAMELESS, folded(one.abbreviation)),
            )
            return tuple(self._desk.loaded(session, one) for one in found)

    def offered(self) -> tuple[Snippet, ...]:
        """What may be put into a text. Where the team has the same letters, one's own come before."""
        found: dict[str, Snippet] = {}
        for one in self.entries():
            found.setdefault(folded(one.record.abbreviation), one.record)
        return tuple(sorted(found.values(), key=lambda one: folded(one.abbreviation)))

    def may_change_the_teams(self) -> bool:
        """Whether this worker keeps the pieces of the team."""
        with self._desk.reading() as session:
            return may_lead(self._desk, session)

    def add(self, snippet: Snippet, *, team: bool) -> Snippet:
        """Keep a new piece, for oneself or for the team. Raises Refused, Invalid."""
        with self._desk.writing() as unit:
            snippet.owner = NAMELESS if team else self._desk.worker
            snippet.dossier = self._home(unit.session)
            self._demand(unit.session, snippet, {})
            return unit.create(snippet)

    def change(self, shown: Loaded[Snippet], changes: dict[str, Any]) -> None:
        """Change a piece. Raises Refused where it is somebody else's, Invalid."""
        with self._desk.writing() as unit:
            self._demand(unit.session, shown.record, changes)
            unit.set(shown.record, changes, shown=shown.heads)

    def remove(self, shown: Loaded[Snippet]) -> None:
        """Offer a piece no more; what was written with it stays. It can be taken back."""
        with self._desk.writing() as unit:
            self._demand(unit.session, shown.record, {})
            unit.remove(shown.record, shown=shown.heads)

    def _home(self, session: Session) -> UUID:
        teams = circles_of(session, self._desk.worker, self._desk.today())
        return min(teams, default=self._desk.me(session).dossier)

    def _mine(self, session: Session) -> list[Snippet]:
        teams = circles_of(session, self._desk.worker, self._desk.today())
        homes = {*teams, self._desk.me(session).dossier}
        return list(
            session.exec(
                select(Snippet).where(
                    col(Snippet.removed).is_(False),
                    col(Snippet.dossier).in_(homes),
                    or_(col(Snippet.owner) == self._desk.worker, col(Snippet.owner) == NAMELESS),
                )
            )
        )

    def _demand(self, session: Session, snippet: Snippet, changes: dict[str, Any]) -> None:
        """Whoever changes it may, and it says what it stands for, as no other of the same kind does."""
        _demand_own(self._desk, session, snippet)
        letters = str(changes.get("abbreviation", snippet.abbreviation)).strip()
        words = str(changes.get("words", snippet.words))
        wrong = {} if words.strip() else {"words": "missing"}
        if not letters:
            wrong["abbreviation"] = "missing"
        elif not ABBREVIATION.fullmatch(letters):
            wrong["abbreviation"] = "abbreviation"
        elif any(
            folded(one.abbreviation) == folded(letters)
            for one in self._mine(session)
            if one.id != snippet.id and one.owner == snippet.owner
        ):
            wrong["abbreviation"] = "exists"
        if wrong:
            raise Invalid(wrong)


def _entries(session: Session) -> list[CatalogueEntry]:
    return list(session.exec(select(CatalogueEntry).where(col(CatalogueEntry.removed).is_(False))))


def _demand_lead(desk: Desk, session: Session) -> None:
    if not may_lead(desk, session):
        raise Refused("coordinator")


def _demand_own(desk: Desk, session: Session, snippet: Snippet) -> None:
    """One's own pieces are one's own; the team's are kept by whoever leads."""
    if snippet.owner == NAMELESS:
        _demand_lead(desk, session)
    elif snippet.owner != desk.worker:
        raise NotFound(snippet.id)


def _demand_new(session: Session, entry: CatalogueEntry, words: str) -> None:
    """A line says something that no other line of its list says."""
    if not words.strip():
        raise Invalid({"words": "missing"})
    if any(
        one.kind == entry.kind and folded(one.words) == folded(words)
        for one in _entries(session)
        if one.id != entry.id
    ):
        raise Invalid({"words": "exists"})
