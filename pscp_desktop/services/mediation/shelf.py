"""Records of files, a kind at a time: of one file, or of several side by side in one question."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from pscp_desktop.domain.record import Record

R = TypeVar("R", bound=Record)


@cache
def in_file(kind: type[R]) -> SelectOfScalar[R]:
    """The records of one type in the dossier `file`. Built once: building costs more than running."""
    return (
        select(kind)
        .where(col(kind.dossier) == bindparam("file"), col(kind.removed).is_(False))
        .order_by(col(kind.recorded_at), col(kind.id))
    )


@cache
def _in_files(kind: type[R]) -> SelectOfScalar[R]:
    among: BindParameter[Any] = bindparam("files", expanding=True)
    return (
        select(kind)
        .where(col(kind.dossier).in_(among), col(kind.removed).is_(False))
        .order_by(col(kind.recorded_at), col(kind.id))
    )


class Shelf:
    """Several files read side by side: each type of record once for all of them."""

    def __init__(self, session: Session, dossiers: Sequence[UUID]) -> None:
        self._session, self._dossiers = session, dossiers
        self._read: dict[type[Record], dict[UUID, list[Any]]] = {}

    def all_of(self, kind: type[R], dossier: UUID) -> list[R]:
        """The records of one type in one of the files, oldest first."""
        if kind not in self._read:
            found: dict[UUID, list[Any]] = {}
            asked = {"files": list(self._dossiers)}
            for record in self._session.exec(_in_files(kind), params=asked):
                found.setdefault(record.dossier, []).append(record)
            self._read[kind] = found
        return list(self._read[kind].get(dossier, ()))
