"""A document that was set, its line in the list, and what it says beyond the records."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage

from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.screening import Circumstance
from pscp_desktop.i18n import tr
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.document import Document
from pscp_desktop.reports.facts import AttemptFacts, Passage
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_records import Particulars
from pscp_desktop.ui.look import Look
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


def particulars(shown: FileShown, to: Party | None) -> Particulars:
    """What the documents say beyond the records, from what the file knows."""
    declared = [one for one in shown.declarations if one.circumstance != Circumstance.NONE]
    facts = shown.standing.facts
    sessions = [one for one in shown.papers.sessions if one.kind == "initial"]
    absent = [one for one in shown.papers.attendances if not one.attended]
    asked = " y ".join(party.printed_name for party in shown.asking)
    attempt = AttemptFacts(asked_by=asked, good_faith=True) if sessions or absent else None
    return Particulars(
        issued_on=shown.today,
        addressee=to.id if to is not None else None,
        object=Passage(shown.papers.act.matter if shown.papers.act else title_of(shown)),
        impartiality_declared=bool(facts.mediators) and all(m.declared for m in facts.mediators),
        disclosed=Passage(declared[-1].details if declared else ""),
        disclosure_accepted=bool(declared),
        attempt=attempt,
    )
