"""Where a mediation document reads a field of a record, so that what two people wrote apart is marked."""

from collections.abc import Iterable, Mapping
from typing import Final

from pscp_desktop.domain.agreements import Agreement, Clause, ConstitutiveAct, FinalAct
from pscp_desktop.domain.dossiers import Appointment
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import Attendance, MediationSession
from pscp_desktop.domain.record import Record

_NAMES: Final = ("parties.name", "addressee.name", "process.requesters", "attempt.asked_by")
_AGREED: Final = ("clauses.text",)
_WHEN: Final = ("session.held_at", "appointment.starts_at")
_WHERE: Final = ("session.place", "appointment.place")

READ_IN: Final[Mapping[type[Record], Mapping[str, tuple[str, ...]]]] = {
    Party: {
        "name": _NAMES,
        "legal_name": _NAMES,
        "document_number": ("parties.identity_document", "addressee.identity_document"),
        "domicile": ("parties.domicile", "addressee.domicile"),
    },
    MediationProcess: {
        "object_for_documents": ("process.object",),
        "received_at": ("process.received_on",),
        "constitute_by": ("process.constitute_by",),
        "constituted_on": ("process.constituted_on",),
        "expires_on": ("process.ends_by",),
        "programme": ("process.programme",),
        "fees_cents": ("process.fees",),
        "expenses_cents": ("process.expenses",),
        "brought": ("final.documents",),
    },
    MediationSession: {"starts_at": _WHEN, "place": _WHERE},
    Attendance: {"attended": ("session.attended",)},
    Invitation: {
        "sent_on": ("process.answer_by",),
        "received_on": ("process.answer_by", "attempt.summons_received_on"),
    },
    Appointment: {"starts_at": _WHEN, "place": _WHERE},
    ConstitutiveAct: {
        "matter": ("process.object",),
        "programme": ("process.programme",),
        "runs_until": ("process.ends_by",),
        "fees_cents": ("process.fees",),
        "expenses_cents": ("process.expenses",),
        "place": ("process.place", "session.place"),
        "language": ("process.languages",),
        "drawn_up_on": ("session.held_at",),
    },
    Agreement: {
        "reached_on": ("session.held_at",),
        "place": ("session.place",),
        "total": ("final.outcome",),
        "left_open": ("final.left_open",),
        "told_binding": ("process.told_binding",),
    },
    Clause: {
        "text": _AGREED,
        "obligor": ("clauses.obligor",),
        "beneficiary": ("clauses.obligor",),
        "kind": _AGREED,
        "starts_on": _AGREED,
        "due_on": _AGREED,
        "recurrence": _AGREED,
        "measure": _AGREED,
        "evidence": _AGREED,
    },
    FinalAct: {
        "cause": ("final.outcome",),
        "drawn_up_on": ("final.ended_on",),
        "place": ("final.place",),
        "statement": ("final.cause",),
        "papers_returned": ("final.documents",),
    },
}
"""By type and field of a record, the paths into `Facts` that are read from it."""


def undecided_of(fields: Iterable[tuple[type[Record], str]]) -> frozenset[str]:
    """The paths into `Facts` at which something in dispute is read."""
    return frozenset(path for kind, name in fields for path in READ_IN.get(kind, {}).get(name, ()))
