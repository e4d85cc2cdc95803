"""Files that change hands: one, or all of a colleague who is missing today.

Whoever leads a file gives it away; for somebody who is not there the coordination does. A file that is
to change hands on a later day does so at the first desk that is opened on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import LEADING, Right, Role
from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.dossiers import (
    AppointmentState,
    Dossier,
    DossierKind,
    Exclusion,
    Kept,
    Membership,
    Service,
    Transfer,
)
from pscp_desktop.domain.errors import Invalid, PscpError
from pscp_desktop.domain.mediation_sessions import SessionState
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.workers import RightCode, Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import at_work, change
from pscp_desktop.store import rights
from pscp_desktop.store.unit import Unit

READ_FOR: Final = timedelta(days=30)
"""How long whoever is outside the team may still read a file they gave away."""
TAKERS: Final = frozenset({Role.MEDIATOR})
"""Who may lead a mediation file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """How files change hands. Without a day they do at once."""

    to: UUID
    reason: str
    from_day: date | None = None
    kept: str = Kept.TEAM.value


@dataclass(frozen=True, slots=True)
class Led:
    """An open file in a list of those somebody leads."""

    dossier: UUID
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Given:
    """What became of several files: those that changed hands, and those that could not, with why."""

    done: tuple[UUID, ...]
    refused: tuple[tuple[UUID, PscpError], ...]


class Transfers:
    """Gives files to colleagues, with a trace in the file and in its audit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def takers(self, dossier: UUID | None = None) -> tuple[tuple[UUID, str], ...]:
        """The colleagues who may lead a file, by name: mediators who work here and are not shut out."""
        desk = self._desk
        with desk.reading() as session:
            shut = {one.worker for one in desk.all_in(session, Exclusion, dossier or NAMELESS)}
            found = session.get(Dossier, dossier) if dossier else None
            leads = found.owner if found is not None else NAMELESS
            may = [
                (who, worker.name)
                for who, worker in desk.workers(session).items()
                if self._may_lead(worker) and who not in shut and who != leads
            ]
        return tuple(sorted(may, key=lambda one: one[1]))

    def leading(self) -> tuple[tuple[UUID, str, int], ...]:
        """Who leads open files that this worker may give away, by name, with how many."""
        desk = self._desk
        with desk.reading() as session:
            known = desk.workers(session)
            count: dict[UUID, int] = {}
            for one in self._open(session):
                count[one.owner] = count.get(one.owner, 0) + 1
            mine = self._coordinates(session)
        found = [
            (who, known[who].name, number)
            for who, number in count.items()
            if who in known and (mine or who == desk.worker)
        ]
        return tuple(sorted(found, key=lambda one: one[1]))

    def led_by(self, worker: UUID) -> tuple[Led, ...]:
        """The open files somebody leads, as far as this worker may open them, by number."""
        with self._desk.reading() as session:
            found = [one for one in self._open(session) if one.owner == worker]
        return tuple(Led(one.id, one.number, one.title) for one in found)

    def kept_by_leaver(self, dossier: UUID) -> tuple[Kept, ...]:
        """What whoever leads a file may keep of it: reading on is for those outside its team."""
        desk = self._desk
        with desk.reading() as session:
            found = session.get(Dossier, dossier)
            teams = rights.circles_of(session, found.owner, desk.today()) if found else ()
            inside = found is not None and found.circle in teams
        return (Kept.TEAM, Kept.NOTHING) if inside else (Kept.READ, Kept.NOTHING)

    def give(self, dossier: UUID, handing: Handing) -> Transfer:
        """Give a file to a colleague, who must declare their own ties before it goes on.

        What is planned with whoever led it goes with it. Raises Refused to whoever neither leads the
        file nor coordinates, NotFound, and Invalid naming what cannot be.
        """
        desk = self._desk
        today = desk.today()
        with at_work(desk, dossier, handing.reason, undoable=False) as unit:
            records = FileRecords(unit.session, dossier)
            self._demand(unit.session, dossier)
            self._weigh(unit.session, records.dossier, handing)
            day = handing.from_day or today
            transfer = unit.create(
                Transfer(
                    dossier=dossier,
                    source=records.dossier.owner,
                    to=handing.to,
                    from_day=day,
                    kept=handing.kept,
                    reason=handing.reason,
                )
            )
            unit.note("hand_over", dossier)
            if day <= today:
                self._change_hands(unit, records, transfer)
            else:
                self._let_in(unit, dossier, handing.to)
        return transfer

    def give_all(self, dossiers: Sequence[UUID], handing: Handing) -> Given:
        """Give several files to one colleague, each for itself: one that cannot go stops no other."""
        done, refused = list[UUID](), list[tuple[UUID, PscpError]]()
        for dossier in dossiers:
            try:
                self.give(dossier, handing)
            except PscpError as error:
                refused.append((dossier, error))
            else:
                done.append(dossier)
        return Given(tuple(done), tuple(refused))

    def settle(self) -> int:
        """Let the files change hands whose day has come; gives how many did.

        Two desks that do it apart write the same. One that was given on otherwise meanwhile stays.
        """
        desk, today = self._desk, self._desk.today()
        with desk.reading() as session:
            waiting = [one for one in self._newest(session) if self._is_due(session, one, today)]
        for transfer in waiting:
            with at_work(desk, transfer.dossier, transfer.reason, undoable=False) as unit:
                unit.note("hand_over", transfer.dossier)
                self._change_hands(unit, FileRecords(unit.session, transfer.dossier), transfer)
        return len(waiting)

    def _newest(self, session: Session) -> Iterable[Transfer]:
        """The last transfer of each file."""
        rows = session.exec(
            select(Transfer)
            .where(col(Transfer.removed).is_(False))
            .order_by(col(Transfer.recorded_at), col(Transfer.id))
        )
        return {one.dossier: one for one in rows}.values()

    def _is_due(self, session: Session, transfer: Transfer, today: date) -> bool:
        """Whether it was planned for a day that has come, and nothing has happened in its place."""
        day, found = transfer.from_day, session.get(Dossier, transfer.dossier)
        if day is None or found is None or not day_of(transfer.recorded_at) < day <= today:
            return False
        may = self._desk.right_in(session, transfer.dossier) >= Right.WRITER
        return may and found.owner == transfer.source

    def _demand(self, session: Session, dossier: UUID) -> None:
        """Raises NotFound, or Refused to whoever works in the file but neither leads nor coordinates."""
        self._desk.demand(session, dossier, Right.COORDINATOR)

    def _weigh(self, session: Session, dossier: Dossier, handing: Handing) -> None:
        """Raises Invalid for a colleague who may not lead the file, a day gone by, or no reason."""
        taker = self._desk.workers(session).get(handing.to)
        shut = {one.worker for one in self._desk.all_in(session, Exclusion, dossier.id)}
        problems = {}
        if taker is None or not self._may_lead(taker):
            problems["to"] = "missing"
        elif handing.to == dossier.owner:
            problems["to"] = "leads"
        elif handing.to in shut:
            problems["to"] = "shut_out"
        if handing.from_day is not None and handing.from_day < self._desk.today():
            problems["from_day"] = "past"
        if handing.kept == Kept.NOTHING and self._alone_with(session, dossier):
            problems["kept"] = "apart"
        if not handing.reason.strip():
            problems["reason"] = "missing"
        if problems:
            raise Invalid(problems)

    def _alone_with(self, session: Session, dossier: Dossier) -> bool:
        """Whether something said apart would be closed to everybody with whoever leads the file."""
        parts = session.exec(
            select(Dossier.id).where(
                col(Dossier.parent) == dossier.id, col(Dossier.removed).is_(False)
            )
        )
        return any(
            {one.worker for one in self._desk.all_in(session, Membership, part)} == {dossier.owner}
            for part in parts
        )

    def _may_lead(self, worker: Worker) -> bool:
        today = self._desk.today()
        here = worker.left_on is None or worker.left_on >= today
        return here and bool(worker.held_roles & TAKERS)

    def _change_hands(self, unit: Unit, records: FileRecords, transfer: Transfer) -> None:
        """The file and what is planned in it go over; the right of whoever leaves is as was said."""
        desk = self._desk
        change(desk, unit, records.dossier, {"owner": transfer.to})
        for session in records.sessions:
            if session.state == SessionState.PLANNED and session.mediator == transfer.source:
                second = session.second_mediator
                alone = {"second_mediator": None} if second == transfer.to else {}
                change(desk, unit, session, {"mediator": transfer.to, **alone})
        for planned in records.appointments:
            mine = planned.worker == transfer.source
            if planned.state == AppointmentState.PLANNED and mine:
                change(desk, unit, planned, {"worker": transfer.to})
        self._leave(unit, transfer)

    def _leave(self, unit: Unit, transfer: Transfer) -> None:
        if transfer.kept == Kept.NOTHING:
            unit.create(
                Exclusion(dossier=transfer.dossier, worker=transfer.source, reason=transfer.reason)
            )
        elif transfer.kept == Kept.READ:
            until = self._desk.today() + READ_FOR
            unit.create(
                Membership(
                    dossier=transfer.dossier,
                    worker=transfer.source,
                    right=RightCode.READER.value,
                    until=until,
                )
            )

    def _let_in(self, unit: Unit, dossier: UUID, worker: UUID) -> None:
        """Let whoever takes over on a later day prepare it from now on."""
        known = self._desk.workers(unit.session)[worker]
        held = rights.right_in(unit.session, dossier, known, self._desk.today())
        if held < Right.WRITER:
            unit.create(Membership(dossier=dossier, worker=worker, right=RightCode.WRITER.value))

    def _open(self, session: Session) -> list[Dossier]:
        me, today = self._desk.me(session), self._desk.today()
        return list(
            session.exec(
                select(Dossier)
                .where(
                    rights.readable(session, me, today),
                    col(Dossier.kind) == DossierKind.FILE.value,
                    col(Dossier.service) == Service.MEDIATION.value,
                    col(Dossier.closed_on).is_(None),
                )
                .order_by(col(Dossier.number), col(Dossier.id))
            )
        )

    def _coordinates(self, session: Session) -> bool:
        return bool(LEADING & self._desk.roles(session))


__all__ = ["Given", "Handing", "Led", "Transfers"]
