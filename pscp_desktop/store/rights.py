"""Who may open which dossier, answered from what lies in the vault.

An exclusion beats everything. A compartment opens to those named in it and to nobody else, whatever their
team or role. These rules bind the program; what a desk must not know at all is never sent to it.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    column,
    exists,
    func,
    or_,
    table,
)
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from pscp_desktop.domain.access import AUDITING, LEADING, Right, Role, roles_in
from pscp_desktop.domain.dossiers import Dossier, DossierKind, Exclusion, Membership
from pscp_desktop.domain.workers import Circle, CircleMember, RightCode, Worker

_EXCLUDED: Final = (
    "SELECT 1 FROM exclusion WHERE dossier IN (?, ?) AND worker = ? AND NOT removed LIMIT 1"
)
_WORKER: Final = "SELECT roles FROM worker WHERE id = ?"
_DOSSIER: Final = "SELECT kind, parent, owner, circle FROM dossier WHERE id = ? AND NOT removed"
_GIVEN: Final = (
    'SELECT "right" FROM membership WHERE dossier = ? AND worker = ? AND NOT removed'
    " AND (until IS NULL OR until >= ?)"
)
_NAMED: Final = "SELECT 1 FROM membership WHERE dossier = ? AND worker = ? AND NOT removed LIMIT 1"

LEFT: Final = "left"
"""Kind of the alarm that a signed statement ended this laptop's right to a scope."""
_ENDED: Final = "SELECT 1 FROM alarm WHERE kind = ? AND scope IN (?, ?) LIMIT 1"

SHARED: Final = frozenset({DossierKind.ORGANISATION.value, DossierKind.CIRCLE.value})


def circles_of(session: Session, worker: UUID, today: date) -> frozenset[UUID]:
    """The scopes of the teams somebody belongs to today."""
    rows = session.exec(
        select(Circle.scope)
        .join(CircleMember, col(CircleMember.circle) == col(Circle.id))
        .where(
            col(CircleMember.worker) == worker,
            col(CircleMember.removed).is_(False),
            col(Circle.removed).is_(False),
            or_(col(CircleMember.until).is_(None), col(CircleMember.until) >= today),
        )
    )
    return frozenset(rows)


_HELD: Final = table("scope_position", column("scope"))


def still_coming(file: ColumnElement[UUID] | Mapped[UUID]) -> ColumnElement[bool]:
    """Whether this desk may read a file by what was signed, and nothing of it has come here yet."""
    known = exists().where(_HELD.c.scope == func.unhex(file))
    here = aliased(Dossier)
    return and_(known, ~exists().where(col(here.id) == file))


class Somebody(NamedTuple):
    """A worker, as far as rights go."""

    id: UUID
    held_roles: frozenset[Role]


class _Place(NamedTuple):
    """A dossier, as far as rights go."""

    id: UUID
    kind: str
    parent: UUID | None
    owner: UUID
    circle: UUID


def somebody(session: Session, worker: UUID) -> Somebody | None:
    """A worker by id; None for one nobody knows."""
    rows = _rows(session, _WORKER, worker.hex)
    return Somebody(worker, roles_in(rows[0][0])) if rows else None


def right_in(session: Session, dossier: UUID, worker: Worker | Somebody, today: date) -> Right:
    """What `worker` may do in a dossier today; NONE too where there is no such dossier."""
    rows = _rows(session, _DOSSIER, dossier.hex)
    if not rows:
        return Right.NONE
    kind, parent, owner, circle = rows[0]
    found = _Place(dossier, kind, UUID(parent) if parent else None, UUID(owner), UUID(circle))
    if audits(worker):
        return Right.READER if kind == DossierKind.ORGANISATION else Right.NONE
    if _excluded(session, found, worker.id) or _ended(session, found):
        return Right.NONE
    given = _given(session, dossier, worker.id, today)
    return max(given, _from_place(session, found, worker, today))


def audits(worker: Worker | Somebody) -> bool:
    """Whether somebody audits, and so opens no file whoever names them in it."""
    return bool(worker.held_roles & AUDITING)


def ground(session: Session, dossier: UUID, worker: UUID) -> str:
    """On what ground somebody opens a dossier: `owner`, `named` in it, by `team`, or `shared` by all."""
    ((kind, _, owner, _),) = _rows(session, _DOSSIER, dossier.hex)
    if kind in SHARED:
        return "shared"
    if UUID(owner) == worker:
        return "owner"
    return "named" if _rows(session, _NAMED, dossier.hex, worker.hex) else "team"


def _from_place(session: Session, dossier: _Place, worker: Worker | Somebody, today: date) -> Right:
    """What somebody may do without having been named: by owning the file, by team or by role."""
    leading = bool(worker.held_roles & LEADING)
    right = Right.NONE
    if dossier.kind in SHARED:
        right = Right.COORDINATOR if leading else Right.READER
    elif dossier.kind != DossierKind.FILE:
        right = Right.NONE
    elif dossier.owner == worker.id:
        right = Right.ADMINISTRATOR
    elif dossier.circle in circles_of(session, worker.id, today):
        right = Right.COORDINATOR if leading else Right.WRITER
    return right


def _excluded(session: Session, dossier: _Place, worker: UUID) -> bool:
    """An exclusion in a file closes its compartments too."""
    parent = (dossier.parent or dossier.id).hex
    return bool(_rows(session, _EXCLUDED, dossier.id.hex, parent, worker.hex))


def _ended(session: Session, dossier: _Place) -> bool:
    """Whether this laptop went out of a file: what is still on it is closed, whoever sits before it."""
    if dossier.kind in SHARED:
        return False
    parent = dossier.parent or dossier.id
    found = session.connection().exec_driver_sql(_ENDED, (LEFT, dossier.id.bytes, parent.bytes))
    return found.first() is not None


def _left(session: Session) -> Collection[UUID]:
    """The scopes whose alarm says that this laptop went out of them: mostly none."""
    found = session.connection().exec_driver_sql("SELECT scope FROM alarm WHERE kind = ?", (LEFT,))
    return {UUID(bytes=scope) for (scope,) in found}


def _among(left: Collection[UUID]) -> Iterator[ColumnElement[bool]]:
    """What closes these files and their parts; nothing, and so no work for each row, where there are none."""
    if left:
        yield and_(
            col(Dossier.kind).not_in(SHARED),
            or_(col(Dossier.id).in_(left),
                and_(col(Dossier.parent).is_not(None), col(Dossier.parent).in_(left))),
        )  # fmt: skip


def _given(session: Session, dossier: UUID, worker: UUID, today: date) -> Right:
    rows = _rows(session, _GIVEN, dossier.hex, worker.hex, today.isoformat())
    known = {code.value for code in RightCode}
    return max((Right[right.upper()] for (right,) in rows if right in known), default=Right.NONE)


def _rows(session: Session, statement: str, *values: str) -> list[Any]:
    """What a statement of ours gives. Every save asks four of these, so they are not composed anew."""
    if session.new or session.dirty:
        session.flush()
    return list(session.connection().exec_driver_sql(statement, values))


def readable(session: Session, worker: Worker, today: date) -> ColumnElement[bool]:
    """The same rule as a condition on `Dossier`, for lists of files."""
    if audits(worker):
        organisation = col(Dossier.kind) == DossierKind.ORGANISATION.value
        return and_(organisation, col(Dossier.removed).is_(False))
    circles = circles_of(session, worker.id, today)
    member = select(Membership.dossier).where(
        col(Membership.worker) == worker.id,
        col(Membership.right).in_([right.value for right in RightCode]),
        col(Membership.removed).is_(False),
        or_(col(Membership.until).is_(None), col(Membership.until) >= today),
    )
    excluded = select(Exclusion.dossier).where(
        col(Exclusion.worker) == worker.id, col(Exclusion.removed).is_(False)
    )
    is_file = col(Dossier.kind) == DossierKind.FILE.value
    own = and_(is_file, or_(col(Dossier.owner) == worker.id, col(Dossier.circle).in_(circles)))
    shared = col(Dossier.kind).in_(SHARED)
    left = _left(session)
    closed = or_(
        *_among(left),
        col(Dossier.id).in_(excluded),
        and_(col(Dossier.parent).is_not(None), col(Dossier.parent).in_(excluded)),
    )
    return and_(
        col(Dossier.removed).is_(False),
        or_(own, shared, col(Dossier.id).in_(member)),
        ~closed,
    )
