"""Putting right what was kept wrongly: moved to its file, or void with a reason. Both leave a trace."""

from typing import Final, TypeVar
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Attachment, Contact, Note, Visit
from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound
from pscp_desktop.domain.record import Record, cells_of
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk, Loaded

R = TypeVar("R", bound=Record)

MOVABLE: Final[frozenset[type[Record]]] = frozenset({Note, Contact, Visit, Attachment})
"""What stands on its own, and so can be in the wrong file without breaking another record."""

NOT_MOVABLE: Final = N_(
    "This belongs to the other records of its file: make it void and write it anew."
)
SAME_FILE: Final = N_("It is in this file already.")


class Corrections:
    """What a worker does on finding that something was kept in the wrong place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def move(self, shown: Loaded[R], to: UUID, reason: str) -> R:
        """Copy a record to its right file and void it here, in one act seen in both files' audit.

        References to people of the old file do not go along. Raises Forbidden for what cannot be moved,
        Invalid without a reason, NotFound or Refused where a file is not this worker's to write.
        """
        record, kind = shown.record, type(shown.record)
        if kind not in MOVABLE:
            raise Forbidden("not_movable", words=NOT_MOVABLE)
        if record.dossier == to:
            raise Forbidden("same_file", words=SAME_FILE)
        _demand(reason)
        desk = self._desk
        with desk.writing(reason, undoable=False) as unit:
            for dossier in (record.dossier, to):
                desk.demand(unit.session, dossier, Right.WRITER)
            standing = unit.session.get(kind, record.id)
            if standing is None or standing.removed:
                raise NotFound(record.id)
            values = {name: getattr(standing, name) for name in cells_of(kind)}
            copy = kind(dossier=to, **{**values, **_loosened(kind)})
            unit.create(copy)
            unit.remove(standing, shown=shown.heads)
            unit.note("moved_out", record.dossier, record.id, detail=copy.id.hex)
            unit.note("moved_in", to, copy.id, detail=record.id.hex)
            return copy

    def void(self, shown: Loaded[R], reason: str) -> None:
        """Void a record; what it said stays in the history. Raises Invalid without a reason."""
        _demand(reason)
        desk, record = self._desk, shown.record
        with desk.writing(reason, undoable=False) as unit:
            desk.demand(unit.session, record.dossier, Right.WRITER)
            unit.remove(record, shown=shown.heads)
            unit.note("void", record.dossier, record.id)


PEOPLE_OF_THE_FILE: Final = ("with_party", "about", "amends", "consent")


def _loosened(kind: type[Record]) -> dict[str, None]:
    """The references that would point into the file the record leaves."""
    return {name: None for name in PEOPLE_OF_THE_FILE if name in cells_of(kind)}


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": "missing"})
