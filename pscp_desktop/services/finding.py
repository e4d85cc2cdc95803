"""What words find, told as a person reads it: the file, and what in it holds the words."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.domain.record import Record
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import search

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One file that was found, best first, and in which of its records the words stand."""

    dossier: UUID
    number: str
    title: str
    kinds: tuple[type[Record], ...]


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
            for hit in hits:
                dossier = session.get(Dossier, hit.dossier)
                if dossier is not None and dossier.kind == DossierKind.COMPARTMENT:
                    dossier = self._whole(session, dossier)
                if dossier is None or dossier.kind != DossierKind.FILE:
                    continue
                known = found.get(dossier.id)
                kinds = known.kinds if known else ()
                if hit.kind not in kinds:
                    kinds = (*kinds, hit.kind)
                found[dossier.id] = Found(dossier.id, dossier.number, dossier.title, kinds)
        return tuple(found.values())[:most]

    def _whole(self, session: Session, part: Dossier) -> Dossier | None:
        """The file of a closed part, where this worker may read that too."""
        if part.parent is None or self.desk.right_in(session, part.parent) < Right.READER:
            return None
        return session.get(Dossier, part.parent)
