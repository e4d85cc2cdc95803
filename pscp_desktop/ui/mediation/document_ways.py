"""Where what a document lacks is written: the form in the file, the step before it, or the profile."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from pscp_desktop.domain.mediation_sessions import SessionKind, SessionState
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_attempts import absent_from, initial_session, invitation_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.prepare_sheet import PREPARED, form_of

PREFERENCES: Final = "preferences."
"""Begins the name of a place outside the file: a section of the preferences."""
ORGANISATION, WORKER = PREFERENCES + "organisation", PREFERENCES + "worker"

ANYWHERE: Final[Mapping[str, str]] = {
    "institution": ORGANISATION,
    "protection": ORGANISATION,
    "contact": ORGANISATION,
    "mediator": WORKER,
    "mediators": WORKER,
    "registry": WORKER,
    "qualification": WORKER,
    "profession": WORKER,
    "training": WORKER,
    "experience": WORKER,
    "insurance": WORKER,
    "body": ORGANISATION,
    "documents": "person",
    "domicile": "person",
    "party": "person",
    "parties": "person",
    "addressee": "person",
    "requester": "person",
    "who": "person",
    "with": "plan",
    "when": "plan",
    "where": "plan",
    "impartiality": "ties",
    "disclosure": "tie",
    "answer": "invitation",
    "clauses": "agreement",
    "scope": "agreement",
    "agreements": "agreement",
    "termination": "final_act",
    "cause": "final_act",
    "duration": "opening_act",
    "languages": "opening_act",
    "place": "opening_act",
    "acceptance": "consent",
}
"""Where a legal content is written, whatever the document."""
BEFORE: Final = frozenset(
    {"object", "fees", "expenses", "organisation", "constitute_by", "papers", "left_open",
     "binding", "place_and_date", "good_faith", "asked_by"}
)  # fmt: skip
"""What is confirmed in the small step before a document."""
IN_THE_ACT: Final = frozenset({"object", "fees", "expenses", "programme", "session"})


def way_to(missing: Missing, kind: DocumentKind, shown: FileShown) -> str:
    """The form in which a missing content is written; empty where nothing can be written by hand."""
    content = missing.content
    if kind is DocumentKind.CONSTITUTIVE and content in IN_THE_ACT:
        return "plan" if content == "session" and shown.papers.act else "opening_act"
    if content in BEFORE and kind in PREPARED:
        return _before(content, kind, shown)
    found = BY_THE_FILE.get(content)
    return found(kind, shown) if found is not None else ANYWHERE.get(content, "")


def about_of(
    missing: Missing, kind: DocumentKind, shown: FileShown, to: UUID | None
) -> UUID | None:
    """Whom or what that form is about."""
    way = way_to(missing, kind, shown)
    if way == "session":
        held = initial_session(shown.papers)
        return held.id if held else None
    if way != "person":
        return None
    parties = shown.papers.parties
    if 0 < missing.position <= len(parties):
        return parties[missing.position - 1].id
    return to


def _before(content: str, kind: DocumentKind, shown: FileShown) -> str:
    if content in {"good_faith", "asked_by"} and initial_session(shown.papers) is None:
        return "plan"
    return form_of(kind)


def _of_session(_: DocumentKind, shown: FileShown) -> str:
    """A session that was called is filled in; else it is called first."""
    called = any(
        one.kind == SessionKind.INITIAL and one.state != SessionState.CANCELLED
        for one in shown.papers.sessions
    )
    return "session" if called else "plan"


def _summoned(shown: FileShown) -> bool:
    """Everybody who did not come had been invited in a way that is recorded."""
    held = initial_session(shown.papers)
    away = absent_from(shown.papers, held) if held else ()
    return all(invitation_of(shown.papers, one) is not None for one in away)


def _obliged(kind: DocumentKind, _: FileShown) -> str:
    return "agreement" if kind is DocumentKind.AGREEMENT else "consent"


def _of_summons(kind: DocumentKind, shown: FileShown) -> str:
    return form_of(kind) if _summoned(shown) else "invitation"


def _of_course(_: DocumentKind, shown: FileShown) -> str:
    """The day it was constituted is that of the act by which it was; nobody writes it."""
    return "" if shown.papers.act else "opening_act"


BY_THE_FILE: Final[Mapping[str, Callable[[DocumentKind, FileShown], str]]] = {
    "obligations": _obliged,
    "session": _of_session,
    "attendance": _of_session,
    "summons": _of_summons,
    "course": _of_course,
    "procedure": _of_course,
}
"""What is written in one place or another, by how far the file is."""
