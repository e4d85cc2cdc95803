"""How this service is put into words and shapes: states, lines of the timeline, steps."""

from datetime import date
from typing import Final

from pscp_desktop.domain.risk import AdviceState, ProfileState, RiskChange
from pscp_desktop.domain.risk_analysis import AnalysisFactor, AnalysisFigure
from pscp_desktop.i18n import N_, language, tr
from pscp_desktop.reports.risk_tables import interval
from pscp_desktop.services.risk import saying
from pscp_desktop.services.risk.timeline import Entry
from pscp_desktop.ui.days import near_moment, short_due
from pscp_desktop.ui.mediation.phrases import Names, Told

LONGEST: Final = 400
DOCUMENTS: Final = {
    "risk_profile": N_("Risk profile of an area"),
    "risk_advice": N_("Opinion on risk at places"),
    "sara_sheet": N_("Problem-solving worksheet"),
}
TONES: Final = {
    AdviceState.RECEIVED.value: ("accent", "progress"),
    AdviceState.DECLINED.value: ("plain", "stop"),
    AdviceState.REVIEW.value: ("info", "pause"),
    AdviceState.ISSUED.value: ("ok", "done"),
    AdviceState.FEEDBACK.value: ("ok", "done"),
    AdviceState.OUTCOME_REVIEW.value: ("ok", "done"),
    AdviceState.CLOSED.value: ("plain", "done"),
    ProfileState.REVIEWED.value: ("info", "pause"),
    ProfileState.PUBLISHED.value: ("ok", "done"),
    ProfileState.CONTESTED.value: ("warn", "warn"),
    ProfileState.EXPIRED.value: ("warn", "warn"),
}


def state_said(state: str) -> str:
    """A state of either table in words."""
    known = AdviceState.label_of(state)
    return tr(known if known != state else ProfileState.label_of(state))


def pill_of(state: str, *, expired: bool) -> tuple[str, str]:
    """The tone and the shape of a state; what has expired is warned of, wherever it stands."""
    return ("warn", "warn") if expired else TONES.get(state, ("accent", "progress"))


def told(entry: Entry, names: Names, today: date) -> Told:
    """An entry in words."""
    if entry.due:
        words = short_due(entry.on, today)
        return Told(
            when=words,
            what=tr(entry.title),
            icon="warn" if entry.late else "due",
            tone="warn" if entry.late else "accent",
            pill=tr("Late") if entry.late else "",
            pill_tone="warn",
        )
    aspect = tr(DOCUMENTS.get(entry.aspect, entry.aspect))
    written = " ".join(entry.detail.split())
    if len(written) > LONGEST:
        written = f"{written[:LONGEST].rsplit(' ', 1)[0]}…"
    detail = " · ".join(filter(None, (written, names.of(entry.who))))
    quiet = entry.record_type is RiskChange and not written
    return Told(
        when=near_moment(entry.when, today),
        what=" · ".join(filter(None, (tr(entry.title), aspect))),
        detail=detail,
        icon=entry.kind,
        tone="warn" if entry.kind == "warn" else "muted",
        quiet=quiet,
    )


def kept_said(kept: str) -> str:
    """What the program said of an analysis, in the language of the screen."""
    return saying.told(kept, language())


def figure_said(one: AnalysisFigure | AnalysisFactor) -> str:
    """A figure with what it may be, as the language of the screen writes numbers."""
    return interval(one.value, one.low, one.high, language())
