"""Going to people's doors safely: who goes, where, back when, and what to know before knocking."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import AddressWarning, Contact, Dossier, DossierKind, Visit
from pscp_desktop.domain.errors import Forbidden, Invalid
from pscp_desktop.domain.record import EPOCH, NAMELESS
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.undecided import Undecided, read_undecided
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.rights import circles_of, readable

TWO_PEOPLE: Final = N_("Nobody goes alone to this address: say who goes along.")

WAYS: Final = {
    "c": "calle",
    "cl": "calle",
    "avda": "avenida",
    "av": "avenida",
    "pl": "plaza",
    "pza": "plaza",
    "plza": "plaza",
    "po": "paseo",
    "pº": "paseo",
    "num": "",
    "no": "",
    "nº": "",
    "n": "",
}
"""How people shorten the words of an address."""
SILENT: Final = frozenset({"de", "del", "la", "las", "el", "los"})


def street_and_number(address: str) -> str:
    """An address brought down to its street and number, however it was typed; floors do not count."""
    # Taken apart before it is made small: some letters are capitals only once they are plain.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", address).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = [WAYS.get(word, word) for word in re.findall(r"\w+", plain.replace("/", " "))]
    kept: list[str] = []
    for word in words:
        if word and word not in SILENT:
            kept.append(word)
        if word.isdigit():
            break
    return " ".join(kept)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is at a door, or should be back."""

    visit: Visit
    number: str
    overdue: bool
    who: str = ""
    """The name of whoever went."""
    undecided: bool = False
    """Whether two values stand in what is shown of it."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that stands, and the file it belongs to where it is one's."""

    warning: AddressWarning
    number: str
    undecided: bool = False
    """Whether two values stand in it."""


class Visits:
    """Visits of this desk's files and the warnings about addresses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def warnings_at(self, address: str) -> tuple[Warned, ...]:
        """What is known of an address, in any file or list this worker may read."""
        wanted = street_and_number(address)
        if not wanted:
            return ()
        with self._desk.reading() as session:
            return self._warnings(session, wanted)

    def warnings(self) -> tuple[Warned, ...]:
        """Every warning that stands, in the files and teams of this worker."""
        with self._desk.reading() as session:
            rows = session.exec(
                select(AddressWarning, Dossier.number)
                .join(Dossier, col(Dossier.id) == col(AddressWarning.dossier))
                .where(
                    col(AddressWarning.removed).is_(False),
                    col(AddressWarning.lifted_on).is_(None),
                    self._mine(session),
                )
                .order_by(col(AddressWarning.place))
            )
            undecided = read_undecided(self._desk, session)
            return tuple(
                Warned(warning, number, undecided=_bears(undecided, warning))
                for warning, number in rows
            )

    def team(self) -> UUID | None:
        """Where a visit or a warning is kept that belongs to no file: this worker's team."""
        with self._desk.reading() as session:
            return min(circles_of(session, self._desk.worker, self._desk.today()), default=None)

    def warn(self, warning: AddressWarning) -> AddressWarning:
        """Warn whoever goes to an address. Raises Invalid where it says too little."""
        empty = {
            name: "missing" for name in ("place", "warning") if not getattr(warning, name).strip()
        }
        if empty:
            raise Invalid(empty)
        with self._desk.writing() as unit:
            self._demand(unit.session, warning.dossier)
            return unit.create(warning)

    def lift(self, shown: Loaded[AddressWarning], reason: str) -> None:
        """The warning no longer holds; it stays readable."""
        with self._desk.writing(reason) as unit:
            self._demand(unit.session, shown.record.dossier)
            unit.set(shown.record, {"lifted_on": self._desk.today()}, shown=shown.heads)

    def leave(self, visit: Visit) -> Visit:
        """Somebody sets out. Raises Invalid without a return, Forbidden where nobody goes alone."""
        desk = self._desk
        if visit.worker in {None, NAMELESS}:
            visit.worker = desk.worker
        if visit.leaves_at == EPOCH:
            visit.leaves_at = desk.now()
        if visit.back_at <= visit.leaves_at:
            raise Invalid({"back_at": "too_early"})
        with desk.writing() as unit:
            self._demand(unit.session, visit.dossier)
            known = self._warnings(unit.session, street_and_number(visit.place))
            alone = not visit.companion.strip()
            if alone and any(one.warning.two_people for one in known):
                raise Forbidden("two_people", words=TWO_PEOPLE)
            return unit.create(visit)

    def returned(self, shown: Loaded[Visit], *, unsafe: bool = False, told: str = "") -> None:
        """Somebody is back; where it was not safe to go on, that is a contact of the file too."""
        desk, visit = self._desk, shown.record
        with desk.writing() as unit:
            self._demand(unit.session, visit.dossier)
            changes = {"returned_at": desk.now(), "unsafe": unsafe}
            unit.set(visit, changes, shown=shown.heads)
            if unsafe:
                unit.create(
                    Contact(
                        dossier=visit.dossier,
                        at=visit.leaves_at,
                        kind="visit",
                        outcome="unsafe",
                        summary=told,
                    )
                )

    def extend(self, shown: Loaded[Visit], minutes: int) -> None:
        """It takes longer than thought."""
        later = max(shown.record.back_at, self._desk.now()) + timedelta(minutes=minutes)
        with self._desk.writing() as unit:
            self._demand(unit.session, shown.record.dossier)
            unit.set(shown.record, {"back_at": later}, shown=shown.heads)

    def away(self) -> tuple[Away, ...]:
        """Who is out now, whoever should be back first."""
        desk = self._desk
        now: datetime = desk.now()
        with desk.reading() as session:
            rows = session.exec(
                select(Visit, Dossier.number)
                .join(Dossier, col(Dossier.id) == col(Visit.dossier))
                .where(
                    col(Visit.removed).is_(False),
                    col(Visit.returned_at).is_(None),
                    self._mine(session),
                )
                .order_by(col(Visit.back_at))
            )
            return self._told(session, rows, now)

    def ended_since(self, moment: datetime) -> tuple[Away, ...]:
        """Who came back since then, the latest first."""
        desk = self._desk
        with desk.reading() as session:
            rows = session.exec(
                select(Visit, Dossier.number)
                .join(Dossier, col(Dossier.id) == col(Visit.dossier))
                .where(
                    col(Visit.removed).is_(False),
                    col(Visit.returned_at) >= moment,
                    self._mine(session),
                )
                .order_by(col(Visit.returned_at).desc())
            )
            return self._told(session, rows)

    def _told(
        self,
        session: StoreSession,
        rows: Iterable[tuple[Visit, str]],
        now: datetime | None = None,
    ) -> tuple[Away, ...]:
        """Some visits as they are shown; at `now` those of them are late that should be back."""
        names = {worker.id: worker.name for worker in self._desk.workers(session).values()}
        undecided = read_undecided(self._desk, session)
        return tuple(
            Away(
                visit,
                number,
                overdue=now is not None and now > visit.back_at,
                who=names.get(visit.worker, ""),
                undecided=_bears(undecided, visit) or visit.worker in undecided,
            )
            for visit, number in rows
        )

    def load(self, visit: UUID) -> Loaded[Visit]:
        """A visit to be ended or extended. Raises NotFound where one may not see it."""
        with self._desk.reading() as session:
            return self._desk.load(session, Visit, visit)

    def warning(self, warning: UUID) -> Loaded[AddressWarning]:
        """A warning to be lifted. Raises NotFound where one may not see it."""
        with self._desk.reading() as session:
            return self._desk.load(session, AddressWarning, warning)

    def _demand(self, session: Session, dossier: UUID) -> None:
        """In a file it takes a writer; what belongs to no file, any member of the team writes."""
        if dossier not in circles_of(session, self._desk.worker, self._desk.today()):
            self._desk.demand(session, dossier, Right.WRITER)

    def _mine(self, session: Session) -> ColumnElement[bool]:
        """The files one may open and the teams one belongs to; not the teams of others."""
        desk = self._desk
        circles = circles_of(session, desk.worker, desk.today())
        own = or_(col(Dossier.kind) != DossierKind.CIRCLE.value, col(Dossier.id).in_(circles))
        return and_(readable(session, desk.me(session), desk.today()), own)

    def _warnings(self, session: Session, wanted: str) -> tuple[Warned, ...]:
        """What is known of an address; of two addresses that stand in a warning it warns at both."""
        if not wanted:
            return ()
        found = session.exec(
            select(AddressWarning)
            .join(Dossier, col(Dossier.id) == col(AddressWarning.dossier))
            .where(
                col(AddressWarning.removed).is_(False),
                col(AddressWarning.lifted_on).is_(None),
                self._mine(session),
            )
        )
        undecided = read_undecided(self._desk, session)
        return tuple(
            Warned(one, "", undecided=one.id in undecided)
            for one in found
            if wanted in map(street_and_number, undecided.both(one, "place"))
        )


def _bears(undecided: Undecided, shown: Visit | AddressWarning) -> bool:
    """Whether two values stand in a record or in the number of its file, which is shown beside it."""
    return shown.id in undecided or "number" in undecided.of(shown.dossier)
