"""What the program proposes for a document and the mediator confirms: neutral, from codes and the law."""

from datetime import date, timedelta
from typing import Final

from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.mediation import DisputeKind, MediationProcess
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.i18n import N_, translated
from pscp_desktop.reports.document import PREVAILING

CONSTITUTE_DAYS: Final = 15
"""Calendar days from the initial session, as the Act counts its other periods (art. 4)."""
PROGRAMME: Final = N_(
    "Joint sessions of about an hour, and separate ones where it helps, always announced to all."
)


def proposed_object(process: MediationProcess, language: str = PREVAILING) -> str:
    """The kind of dispute and the place: what both may read. Nothing anybody told is in it."""
    if process.dispute == DisputeKind.OTHER:
        return ""
    kind = translated(language, DisputeKind.label_of(process.dispute))
    return f"{kind} ({process.place.strip()})" if process.place.strip() else kind


def proposed_programme(language: str = PREVAILING) -> str:
    """How a mediation of this service usually goes."""
    return translated(language, PROGRAMME)


def proposed_last_day(sessions: tuple[MediationSession, ...], today: date) -> date:
    """By when the constitutive act would be signed."""
    initial = [one for one in sessions if one.kind == SessionKind.INITIAL]
    begins = max((day_of(one.starts_at) for one in initial), default=today)
    return begins + timedelta(days=CONSTITUTE_DAYS)
