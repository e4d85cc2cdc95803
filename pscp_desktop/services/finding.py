"""What words find, told as a person reads it: the file, and what in it holds the words."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.domain.record import Record
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.undecided import read_undecided
from pscp_desktop.store import search

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One file that was found, best first, and in which of its records the words stand."""

    dossier: UUID
    number: str
    title: str
    kinds: tuple[type[Record], ...]
    service: str = ""
    undecided: bool = False
    """Whether two values stand somewhere in it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Answers the palette and the search field, with the rights of whoever asks."""

    desk: Desk

    def files(self, typed: str, most: int = MOST) -> tuple[Found, ...]:
        """The files whose records hold every word typed.

        What lies in a closed part counts for its file only where this worker may read that part.
        """
        hits = self.desk.find(typed, search.PAGE)
        found: dict[UUID, Found] = {}
        with self.desk.reading() as session:
            files = self._files(session, {hit.dossier for hit in hits})
            undecided = read_undecided(self.desk, session).files if files else frozenset()
            for hit in hits:
                file = files.get(hit.dossier)
                if file is None:
                    continue
                known = found.get(file.id)
                kinds = known.kinds if known else ()
                if hit.kind not in kinds:
                    kinds = (*kinds, hit.kind)
                found[file.id] = Found(
                    file.id, file.number, file.title, kinds, file.service, file.id in undecided
                )
        return tuple(found.values())[:most]

    def service_of(self, dossier: UUID) -> str:
        """Which service a file is of; nothing for one that this worker may not know of."""
        with self.desk.reading() as session:
            if self.desk.right_in(session, dossier) is Right.NONE:
                return ""
            found = session.get(Dossier, dossier)
            return found.service if found is not None else ""

    def _files(self, session: Session, dossiers: Collection[UUID]) -> dict[UUID, Dossier]:
        """The file of each dossier: itself, or the one it is a closed part of."""
        direct = _dossiers(session, dossiers)
        parents = {part.parent for part in direct.values() if part.parent}
        wholes = _dossiers(session, self.desk.readable(session, parents)) if parents else {}
        files = {
            key: wholes.get(part.parent) if part.parent else part for key, part in direct.items()
        }
        return {key: file for key, file in files.items() if file and file.kind == DossierKind.FILE}


def _dossiers(session: Session, keys: Collection[UUID]) -> dict[UUID, Dossier]:
    found = session.exec(select(Dossier).where(col(Dossier.id).in_(keys)))
    return {dossier.id: dossier for dossier in found}
