"""A document that was set, its line in the list, and what it says beyond the records."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage

from pscp_desktop.domain.calendar import day_of, days_after
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import SessionKind, SessionState
from pscp_desktop.domain.screening import Circumstance
from pscp_desktop.i18n import N_, tr, translated
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.document import PREVAILING, Document
from pscp_desktop.reports.facts import AppointmentFacts, AttemptFacts, Facts, Passage
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_records import Particulars, facts_of
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.mediation.acts_sheet import PROGRAMME
from pscp_desktop.ui.mediation.file_head import title_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import Entry, mark


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was set: its pages as pictures."""

    document: Document
    paper: Paper
    pages: tuple[QImage, ...]


class KindLine(Entry):
    """One kind of document in the list."""

    picked = Signal(object)

    def __init__(self, look: Look, kind: DocumentKind, missing: tuple[Missing, ...]) -> None:
        icon, tone = ("todo", "muted") if missing else ("document", "accent")
        detail = tr("Still lacks something") if missing else tr("Can be printed")
        super().__init__(mark(look, icon, tone), tr(kind.label), detail)
        self.kind = kind
        self.opened.connect(self._pick)

    @Slot()
    def _pick(self) -> None:
        self.picked.emit(self.kind)


WRITTEN_IN: Final = {
    "documents": "person",
    "party": "person",
    "parties": "person",
    "session": "plan",
    "when": "plan",
    "where": "plan",
    "attendance": "session",
    "summons": "invitation",
    "clauses": "agreement",
    "obligations": "agreement",
    "scope": "agreement",
    "place_and_date": "agreement",
    "termination": "final_act",
    "cause": "final_act",
    "papers": "final_act",
    "programme": "opening_act",
    "duration": "opening_act",
    "acceptance": "opening_act",
    "languages": "opening_act",
    "place": "opening_act",
}
"""Where in the file a missing content is written."""
CONSTITUTE_DAYS: Final = 30
"""What the service gives the parties to sign the constitutive act, from the initial session."""
SUMMONED: Final = {
    "letter": N_("By letter"),
    "in_person": N_("By hand"),
    "email": N_("By e-mail"),
    "call": N_("By telephone"),
}


def facts_for(kind: DocumentKind, shown: FileShown, to: Party | None) -> Facts:
    """Everything the file gives for a document made out today."""
    facts = facts_of(kind, shown.papers, particulars(shown, to))
    if kind is not DocumentKind.APPOINTMENT or facts.appointment is not None:
        return facts
    return replace(facts, appointment=_next_session(shown))


def particulars(shown: FileShown, to: Party | None) -> Particulars:
    """What the documents say beyond the records, from what the file knows."""
    declared = [one for one in shown.declarations if one.circumstance != Circumstance.NONE]
    mediators = shown.standing.facts.mediators
    accepted = all(
        {party.id for party in shown.papers.parties} <= one.accepted_by
        for one in mediators
        if one.tied
    )
    initial = [one for one in shown.papers.sessions if one.kind == SessionKind.INITIAL]
    begins = max((day_of(one.starts_at) for one in initial), default=None)
    act = shown.papers.act
    return Particulars(
        issued_on=shown.today,
        addressee=to.id if to is not None else None,
        object=Passage(act.matter if act else title_of(shown)),
        # Before the act states it, the programme is the usual one: the information sheet comes first.
        programme=Passage(translated(PREVAILING, PROGRAMME)),
        impartiality_declared=bool(mediators) and all(one.declared for one in mediators),
        disclosed=Passage(declared[-1].details if declared else ""),
        disclosure_accepted=bool(declared) and accepted,
        constitute_by=days_after(begins, CONSTITUTE_DAYS) if begins else None,
        # The programme costs the parties nothing; the law wants that written as well.
        fees=Decimal(0),
        expenses=Decimal(0),
        attempt=_attempt(shown) if initial else None,
    )


def _attempt(shown: FileShown) -> AttemptFacts:
    """How the other party was summoned; that whoever came acted in good faith is for the mediator."""
    invited = shown.papers.invitations[-1:]
    how = translated(PREVAILING, SUMMONED.get(invited[0].channel, "")) if invited else ""
    return AttemptFacts(
        asked_by=" y ".join(party.printed_name for party in shown.asking),
        good_faith=True,
        summoned_how=Passage(how),
        summons_received_on=invited[0].received_on if invited else None,
    )


def _next_session(shown: FileShown) -> AppointmentFacts | None:
    planned = [one for one in shown.papers.sessions if one.state == SessionState.PLANNED]
    if not planned:
        return None
    session = min(planned, key=lambda one: one.starts_at)
    return AppointmentFacts(
        starts_at=session.starts_at,
        place=session.place,
        with_whom=shown.workers.get(session.mediator, ""),
    )


class MissingLine(Entry):
    """What a document lacks, with its article; pressed it opens where that is written."""

    asked = Signal(str, object)

    def __init__(self, look: Look, missing: Missing, words: str, about: UUID | None) -> None:
        form = WRITTEN_IN.get(missing.content, "")
        super().__init__(mark(look, "todo"), words, missing.article, still=not form)
        self._form, self._about = form, about
        self.opened.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._form, self._about)
