"""Which form or panel a line, an act or a command opens, made and ready to be put in place."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.dossiers import PrintedDocument
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import (
    Advice,
    AdviceRequest,
    Contestation,
    ContestState,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.domain.risk_sara import Hypothesis, SaraResponse, SaraSheet
from pscp_desktop.domain.risk_timers import ANSWER, ASK, LOOK_BACK
from pscp_desktop.services.risk.documents import SHEET
from pscp_desktop.services.risk.timeline import Entry
from pscp_desktop.services.risk.work import RESPONSE
from pscp_desktop.ui.risk.analysis_panel import AnalysisPanel
from pscp_desktop.ui.risk.documents import DocumentsPanel
from pscp_desktop.ui.risk.indicators_panel import IndicatorsPanel
from pscp_desktop.ui.risk.panels import LayersPanel, ResultPanel
from pscp_desktop.ui.risk.proposal_panel import ProposalPanel
from pscp_desktop.ui.risk.sara_panel import SaraPanel
from pscp_desktop.ui.risk.seen_panel import SeenPanel
from pscp_desktop.ui.risk.sheets import SHEETS
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown

NEW: Final = frozenset({"new_request", "new_profile", "observation", "walk"})
"""Forms that need no open file."""
OF_THE_TEAM: Final[dict[str, Callable[[RiskBench, RiskShown | None], QWidget]]] = {
    "layers": LayersPanel,
    "indicators": IndicatorsPanel,
}
"""Panels that need no open file either."""
OF_A_FILE: Final[dict[str, Callable[[RiskBench, RiskShown], QWidget]]] = {
    "sara": SaraPanel,
    "documents": DocumentsPanel,
    "sara_paper": partial(DocumentsPanel, kind=SHEET),
    "result": ResultPanel,
    "analysis": AnalysisPanel,
    "propose": ProposalPanel,
}
ABOUT_RECORDS: Final[dict[type[Record], str]] = {
    AdviceRequest: "request",
    RiskProfile: "profile",
    Advice: "opinion",
    Analysis: "result",
    SaraSheet: "sara",
    Hypothesis: "sara",
    SaraResponse: "sara",
    PrintedDocument: "documents",
}
DUE_FORMS: Final = {ASK: "feedback", LOOK_BACK: "outcome", ANSWER: "answer", RESPONSE: "sara"}
"""What a due line asks for, by its words."""


class Made(QObject):
    """A form or panel with the signals every one of them has under one name."""

    left = Signal()
    finished = Signal(object)
    asked = Signal(str, object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        for name in ("left", "finished", "asked"):
            if hasattr(widget, name):
                getattr(widget, name).connect(getattr(self, name))
        self.asks = hasattr(widget, "asked")


def make(bench: RiskBench, form: str, shown: RiskShown | None, about: UUID | None) -> Made | None:
    """The form or panel of this name, or nothing where there is none to open."""
    if form in OF_THE_TEAM:
        return Made(OF_THE_TEAM[form](bench, shown))
    if form == "seen" and about is not None:
        return Made(SeenPanel(bench, about))
    if form in SHEETS and (shown is not None or form in NEW):
        return Made(SHEETS[form](bench, None if form.startswith("new_") else shown, about))
    if form in OF_A_FILE and shown is not None:
        return Made(OF_A_FILE[form](bench, shown))
    return None


def form_of_entry(entry: Entry, shown: RiskShown) -> tuple[str, UUID | None]:
    """What opens when an entry of the timeline is chosen; an empty name where nothing does."""
    if entry.due:
        form = DUE_FORMS.get(entry.title, "")
        waiting = shown.open_contestations
        return form, waiting[0].id if form == "answer" and waiting else None
    if entry.record_type is Contestation:
        one = next((c for c in shown.papers.contestations if c.id == entry.record), None)
        is_open = one is not None and one.state == ContestState.OPEN
        return ("answer", entry.record) if is_open else ("", None)
    form = ABOUT_RECORDS.get(entry.record_type, "") if entry.record_type else ""
    return form, None
