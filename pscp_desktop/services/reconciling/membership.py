"""Who should have a right in a scope, as the records of the vault say it; what is signed follows this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from sqlmodel import Session, col, or_, select

from pscp_desktop.domain.access import AUDITING, LEADING
from pscp_desktop.domain.dossiers import Dossier, DossierKind, Exclusion, Membership
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.workers import Circle, CircleMember, RightCode, Worker
from pscp_desktop.store import rights
from sync.statements import ADMINISTRATOR, COORDINATOR, READER, WRITER

RIGHTS: Mapping[str, int] = {
    RightCode.READER.value: READER,
    RightCode.WRITER.value: WRITER,
    RightCode.COORDINATOR.value: COORDINATOR,
    RightCode.ADMINISTRATOR.value: ADMINISTRATOR,
}

BEARING: Final[frozenset[type[Record]]] = frozenset(
    {Circle, CircleMember, Dossier, Exclusion, Membership, Worker}
)
"""The records that say who may read what: all that `wanted` looks at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rights there should be: by person and by team, with what it is a part of."""

    people: Mapping[bytes, int]
    circles: Mapping[bytes, int]
    parent: bytes = b""


def wanted(session: Session, scope: UUID) -> Wanted | None:
    """The rights that a dossier's records give; None where there is no such dossier here.

    Somebody excluded from a file takes the team's right from it: its other members are named one by one.
    """
    dossier = session.get(Dossier, scope)
    if dossier is None:
        return None
    if dossier.kind == DossierKind.ORGANISATION:
        return _of_organisation(session)
    if dossier.kind == DossierKind.CIRCLE:
        return Wanted(_of_circle(session, scope), {})
    parent = dossier.parent.bytes if dossier.parent else b""
    excluded = _excluded(session, {scope, dossier.parent or scope}) | _auditing(session)
    people = {
        one.worker.bytes: RIGHTS[one.right]
        for one in _standing(session, Membership, scope)
        if one.right in RIGHTS
    }
    circles: dict[bytes, int] = {}
    if dossier.kind == DossierKind.FILE:
        people[dossier.owner.bytes] = COORDINATOR
        if dossier.circle != NAMELESS:
            team = _of_circle(session, dossier.circle)
            if excluded & team.keys():
                people = {**team, **people}
            else:
                circles[dossier.circle.bytes] = WRITER
    return Wanted(
        {who: role for who, role in people.items() if who not in excluded}, circles, parent
    )


def _of_organisation(session: Session) -> Wanted:
    scopes = [
        one.scope
        for one in session.exec(select(Circle).where(col(Circle.removed).is_(False)))
        if one.scope != NAMELESS
    ]
    within = {who for scope in scopes for who in _of_circle(session, scope)}
    people = {
        worker.id.bytes: _right(worker)
        for worker in session.exec(select(Worker).where(col(Worker.removed).is_(False)))
        if worker.left_on is None and (worker.held_roles & LEADING or worker.id.bytes not in within)
    }
    return Wanted(people, {scope.bytes: WRITER for scope in scopes})


def _of_circle(session: Session, scope: UUID) -> dict[bytes, int]:
    rows = session.exec(
        select(Worker)
        .join(CircleMember, col(CircleMember.worker) == col(Worker.id))
        .join(Circle, col(CircleMember.circle) == col(Circle.id))
        .where(
            col(Circle.scope) == scope,
            col(CircleMember.removed).is_(False),
            col(CircleMember.until).is_(None),
            col(Worker.removed).is_(False),
            col(Worker.left_on).is_(None),
        )
    )
    return {worker.id.bytes: _right(worker) for worker in rows if not rights.audits(worker)}


def _right(worker: Worker) -> int:
    """What somebody may do in what a team, or everybody, shares."""
    if rights.audits(worker):
        return READER
    return COORDINATOR if worker.held_roles & LEADING else WRITER


def _auditing(session: Session) -> set[bytes]:
    """Those who open no file, whoever names them in one."""
    named = or_(*(col(Worker.roles).contains(role.value) for role in AUDITING))
    workers = session.exec(select(Worker).where(col(Worker.removed).is_(False), named))
    return {worker.id.bytes for worker in workers if rights.audits(worker)}


def _excluded(session: Session, scopes: Iterable[UUID]) -> set[bytes]:
    return {one.worker.bytes for scope in scopes for one in _standing(session, Exclusion, scope)}


R = TypeVar("R", bound=Record)


def _standing(session: Session, kind: type[R], scope: UUID) -> Iterable[R]:
    return session.exec(
        select(kind).where(col(kind.dossier) == scope, col(kind.removed).is_(False))
    ).all()
