"""What a printed profile or opinion needs of a file, and the note that it was printed."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, Issued, PrintedDocument
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.domain.risk import (
    Advice,
    AdviceRequest,
    AdviceState,
    Contestation,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    ProfileState,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    ModelCardLine,
)
from pscp_desktop.domain.risk_facts import AdviceFacts, RiskFacts
from pscp_desktop.domain.risk_guards import not_expired
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import ResponseLink, SaraIndicator, SaraSheet
from pscp_desktop.domain.risk_states import AFTER_ISSUE, OUT
from pscp_desktop.domain.states import Refusal
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.files import Files
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.work import at_work, forbidden
from pscp_desktop.services.undecided import Undecided, read_undecided

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and figures that are not taken for one another when they are copied by hand."""
CODE_LENGTH: Final = 8
LOOKS: Final = {Issued.PRINTED: "print", Issued.SAVED: "export", Issued.SHOWN: "show"}
"""What the audit calls each way in which a document is given out."""
UNFINISHED: Final = Refusal(
    "unfinished", N_("Nothing is printed until a second person has reviewed it.")
)
SHEET: Final = "sara_sheet"
"""The worksheet of problem solving among the kinds of paper."""
EMPTY_SHEET: Final = Refusal(
    "empty_sheet", N_("The worksheet is empty: write the problem in it before it is printed.")
)
DRAFTS: Final = frozenset({AdviceState.REVIEW, ProfileState.REVIEWED})
"""States in which only a draft is printed, and says so on every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPrintable:
    """The records of one file that its documents speak of, as they are now."""

    organisation: Organisation
    dossier: Dossier
    today: date
    draft: bool
    request: AdviceRequest | None
    advice: Advice | None
    profile: RiskProfile | None
    bands: tuple[ProfileBand, ...]
    drivers: tuple[ProfileDriver, ...]
    contestations: tuple[Contestation, ...]
    analysis: Analysis | None
    inputs: tuple[AnalysisInput, ...]
    attributions: tuple[str, ...]
    figures: tuple[AnalysisFigure, ...]
    factors: tuple[AnalysisFactor, ...]
    card: tuple[ModelCardLine, ...]
    review: PeerReview | None
    author: Worker | None
    reviewer: Worker | None
    undecided: tuple[tuple[type[Record], str], ...] = ()
    """Fields of these records in which two values stand, in the order of the records."""
    bar: Refusal | None = None
    """Why nothing is printed of this file now."""


def barred(facts: RiskFacts) -> Refusal | None:
    """Why a file is not printed as it stands: unfinished, or past its day."""
    printable = AFTER_ISSUE | OUT | DRAFTS
    if facts.state not in printable:
        return UNFINISHED
    return not_expired(facts)


def bar_of_sheet(sheet: SaraSheet | None) -> Refusal | None:
    """Why a worksheet is not printed: a working paper waits for no review, but it needs a problem."""
    return None if sheet is not None and sheet.problem.strip() else EMPTY_SHEET


class Documents:
    """The papers of a file: what they are made from, and what became of them."""

    def __init__(
        self, desk: Desk, files: Files, draw: Callable[[Sequence[str]], str] = secrets.choice
    ) -> None:
        self._desk, self._files, self._draw = desk, files, draw

    def code(self) -> str:
        """A code for a new paper."""
        return "".join(self._draw(ALPHABET) for _ in range(CODE_LENGTH))

    def printable(self, dossier: UUID) -> RiskPrintable:
        """Everything the documents of a file speak of. Raises NotFound where one may not read it."""
        facts = self._files.standing(dossier).facts
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            records = FileRecords(session, dossier)
            known = self._desk.workers(session)
            found = session.exec(select(Organisation)).all()
            said = records.advice if isinstance(facts, AdviceFacts) else records.profile
            layers = [session.get(Layer, one.layer) for one in records.inputs]
            reviewer = records.let_out_by()
            undecided = read_undecided(self._desk, session)
            named = [who for who in (said.author if said else None, reviewer) if who in known]
            return RiskPrintable(
                organisation=next((o for o in found if not o.removed), Organisation()),
                dossier=records.dossier,
                today=self._desk.today(),
                draft=facts.state in DRAFTS,
                request=records.request,
                advice=records.advice,
                profile=records.profile,
                bands=tuple(records.bands),
                drivers=tuple(records.drivers),
                contestations=tuple(records.contestations),
                analysis=records.analysis,
                inputs=tuple(records.inputs),
                attributions=tuple(
                    dict.fromkeys(one.attribution for one in layers if one is not None)
                ),
                figures=tuple(records.figures),
                factors=tuple(records.factors),
                card=tuple(records.card),
                review=records.reviews[-1] if reviewer is not None else None,
                author=known.get(said.author) if said is not None else None,
                reviewer=known.get(reviewer) if reviewer is not None else None,
                undecided=self._undecided(
                    undecided, records, (*layers, *found, *(known[who] for who in named))
                ),
                bar=barred(facts),
            )

    @staticmethod
    def _undecided(
        undecided: Undecided, records: FileRecords, others: Iterable[Record | None]
    ) -> tuple[tuple[type[Record], str], ...]:
        """The fields of what the papers of a file speak of in which two values stand."""
        single = (records.dossier, records.request, records.advice, records.profile, records.sara)
        told: tuple[Record | None, ...] = (
            *single, *records.bands, *records.drivers, *records.contestations, *records.analyses,
            *records.inputs, *records.figures, *records.factors, *records.card, *records.reviews,
            *records.hypotheses, *records.responses, *records.all_of(SaraIndicator),
            *records.all_of(ResponseLink), *others,
        )  # fmt: skip
        found = ((type(one), name) for one in told if one for name in undecided.of(one.id))
        return tuple(dict.fromkeys(found))

    def printed(self, document: PrintedDocument, why: str = "") -> PrintedDocument:
        """Write down that a document was printed, saved outside or shown; not undone.

        Raises Forbidden where it has expired, nobody reviewed it or the worksheet is empty, Invalid where
        something is saved outside without a reason.
        """
        issued = Issued(document.issued)
        if issued is Issued.SAVED and not why.strip():
            raise Invalid({"reason": "missing"})
        if document.printed_at == EPOCH:
            document.printed_at = self._desk.now()
        refusal = self._bar(document)
        if refusal is not None:
            raise forbidden(refusal)
        with at_work(self._desk, document.dossier, why, undoable=False) as unit:
            unit.note(LOOKS[issued], document.dossier, detail=document.kind)
            return unit.create(document)

    def _bar(self, document: PrintedDocument) -> Refusal | None:
        if document.kind != SHEET:
            return barred(self._files.standing(document.dossier).facts)
        with self._desk.reading() as session:
            self._desk.demand(session, document.dossier, Right.READER)
            return bar_of_sheet(FileRecords(session, document.dossier).last_of(SaraSheet))

    def all_of(self, dossier: UUID) -> tuple[PrintedDocument, ...]:
        """The documents that were made out in a file."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            return tuple(self._desk.all_in(session, PrintedDocument, dossier))


__all__ = ["SHEET", "Documents", "RiskPrintable", "bar_of_sheet", "barred"]
