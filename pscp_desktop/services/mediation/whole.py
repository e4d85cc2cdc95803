"""A file whole, as whoever opens it sees it: each kind of record read once for everything shown of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from pscp_desktop.domain.agreements import Clause, FollowUp
from pscp_desktop.domain.dossiers import Attachment, Consent, PrintedDocument, Visit
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.registry import field_number
from pscp_desktop.domain.screening import ConflictDeclaration, Screening
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.documents import (
    Documents,
    MediationPrintable,
    printed_of,
    that_stand,
)
from pscp_desktop.services.mediation.process import Files, Standing
from pscp_desktop.services.mediation.records import many_files
from pscp_desktop.services.mediation.timeline import Entry, entries_of
from pscp_desktop.services.undecided import Undecided, read_undecided

R = TypeVar("R", bound=Record)
DECIDED_IN_FORMS: Final = (MediationProcess, Party, MediationSession, Clause, Screening)
"""Types of which a form shows both values and can decide between them."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field of one record in which two values stand."""

    record: UUID
    record_type: type[Record]
    field: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything one file shows, as it stood at one moment."""

    standing: Standing
    entries: tuple[Entry, ...]
    papers: MediationPrintable
    documents: tuple[PrintedDocument, ...]
    attachments: tuple[Attachment, ...]
    screenings: tuple[Screening, ...]
    declarations: tuple[ConflictDeclaration, ...]
    consents: tuple[Consent, ...]
    follow_ups: tuple[FollowUp, ...]
    visits: tuple[Visit, ...]
    workers: Mapping[UUID, Worker]
    disputed: tuple[Disputed, ...]
    undecided: Undecided


class Reader:
    """Reads files whole."""

    def __init__(self, desk: Desk, files: Files, documents: Documents) -> None:
        self._desk, self._files, self._documents = desk, files, documents

    def read(self, dossier: UUID) -> Whole:
        """Everything a file shows. Raises NotFound where one may not read it."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            (records,) = many_files(session, (dossier,))

            def found(kind: type[R]) -> tuple[R, ...]:
                return tuple(records.all_of(kind))

            workers = self._desk.workers(session)
            undecided = read_undecided(self._desk, session)
            decidable = (*printed_of(records), *records.screenings)
            return Whole(
                standing=self._files.standing_of(session, records),
                entries=entries_of(records, self._desk.today()),
                papers=self._documents.printable_of(session, records, workers, undecided),
                documents=that_stand(records.all_of(PrintedDocument)),
                attachments=found(Attachment),
                screenings=found(Screening),
                declarations=found(ConflictDeclaration),
                consents=found(Consent),
                follow_ups=found(FollowUp),
                visits=found(Visit),
                workers=workers,
                disputed=tuple(_disputed(undecided, decidable)),
                undecided=undecided,
            )


def _disputed(undecided: Undecided, records: Iterable[Record]) -> Iterator[Disputed]:
    """What is to be decided in the records whose forms can decide it."""
    for record in records:
        if isinstance(record, DECIDED_IN_FORMS):
            for name in undecided.of(record.id):
                yield Disputed(record.id, type(record), field_number(type(record), name))
