"""A document that was set, its line in the list, and what it says beyond the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage

from pscp_desktop.domain.mediation import Party
from pscp_desktop.i18n import tr
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.document import PREVAILING, Document, SignatureBlock
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_records import Particulars, facts_of
from pscp_desktop.ui.look import Look
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
        super().__init__(mark(look, icon, tone), tr(kind.label), detail, wrap=True)
        self.kind = kind
        self.opened.connect(self._pick)

    @Slot()
    def _pick(self) -> None:
        self.picked.emit(self.kind)


def facts_for(
    kind: DocumentKind,
    shown: FileShown,
    to: Party | None,
    language: str = PREVAILING,
    drawings: Mapping[UUID, bytes] | None = None,
    code: str = "",
) -> Facts:
    """Everything the file gives for a document made out today."""
    said = Particulars(
        issued_on=shown.today,
        addressee=to.id if to is not None else None,
        language=language,
        drawings=drawings or {},
        code=code,
    )
    return facts_of(kind, shown.papers, said)


def drawn_in(shown: FileShown) -> tuple[UUID, ...]:
    """The attachments that hold a drawn signature."""
    return tuple(one.drawing for one in shown.papers.signatures if one.drawing is not None)


def drawn_on(document: Document) -> bool:
    """Whether a drawn signature stands on a document."""
    return any(
        one.image
        for block in document.blocks
        if isinstance(block, SignatureBlock)
        for one in block.signatures
    )


class MissingLine(Entry):
    """What a document lacks, with its article; pressed it opens where that is written."""

    asked = Signal(str, object)

    def __init__(
        self, look: Look, missing: Missing, words: str, form: str, about: UUID | None
    ) -> None:
        trail = [mark(look, "right")] if form else []
        super().__init__(mark(look, "todo"), words, missing.article, *trail, still=not form)
        self.form, self._about = form, about
        self.opened.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self.form, self._about)
