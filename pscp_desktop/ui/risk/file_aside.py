"""Beside the timeline: until when it holds, what it rests on, its worksheet, its papers."""

from uuid import UUID

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk_analysis import Method
from pscp_desktop.domain.risk_sara import Held
from pscp_desktop.i18n import tr, trn
from pscp_desktop.services.undecided import NOTHING
from pscp_desktop.ui.days import opened_day, short_day
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.parts import (
    Entry,
    SectionHeader,
    button,
    column,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.risk.phrases import DOCUMENTS
from pscp_desktop.ui.risk.shown import RiskShown

WIDTH = 264


class Pressed(Entry):
    """A line that opens something of the file; says what."""

    asked = Signal(str, object)

    def __init__(
        self, lead: QWidget, what: str, detail: str, *, form: str, about: UUID | None = None
    ) -> None:
        super().__init__(lead, what, detail)
        self._form, self._about = form, about
        self.setContentsMargins(QMargins(-4, -2, -4, -2))
        self.opened.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._form, self._about)


class FileAside(QFrame):
    """The parts of a file that are always in sight. Each line opens what it names."""

    asked = Signal(str, object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._undecided = look, NOTHING
        self.setFixedWidth(WIDTH)
        self._body = column(gap="none", edge=(0, 4, 12, 8))
        self.setLayout(column(scrolled(panel(self._body), "plain")))

    def show_file(self, shown: RiskShown) -> None:
        """Say it all again."""
        emptied(self._body)
        self._undecided = shown.undecided
        parts = (
            *self._validity(shown),
            *self._ground(shown),
            *self._sheet(shown),
            *self._papers(shown),
        )
        for part in parts:
            if isinstance(part, int):
                self._body.addSpacing(part)
            elif isinstance(part, QWidget):
                self._body.addWidget(part)
        self._body.addStretch(1)

    def _line(
        self, icon: str, what: str, detail: str, form: str, *records: Record | None
    ) -> Pressed:
        """A line told from some records: it bears the mark where two values stand in one of them."""
        undecided = any(one is not None and one.id in self._undecided for one in records)
        sign = lead(self._look, icon, undecided=undecided)
        line = Pressed(sign, what, marked(detail, undecided=undecided), form=form)
        line.asked.connect(self.asked)
        return line

    def _validity(self, shown: RiskShown) -> list[Part]:
        said = shown.papers.profile if shown.profile else shown.papers.advice
        form = "profile" if shown.profile else "opinion"
        until = said.valid_until if said is not None else None
        if until is None:
            detail = tr("No day is set yet")
        elif until < shown.today:
            detail = tr("Expired: it is not printed any more")
        else:
            detail = tr("Until {day}").format(day=opened_day(until, shown.today))
        valid = self._line("due", tr("Valid"), detail, form, said)
        return [SectionHeader(tr("Validity")), valid, 10]

    def _ground(self, shown: RiskShown) -> list[Part]:
        found: list[Part] = [SectionHeader(tr("Rests on"))]
        for analysis in shown.analyses[-2:]:
            what = analysis.title or tr("Analysis")
            detail = tr(Method.label_of(analysis.recommended))
            found.append(self._line("reports", what, detail, "result", analysis))
        if not shown.analyses:
            found.append(text(tr("No analysis is kept here yet."), "muted", wrap=True))
        count = len(shown.layers)
        at_hand = trn("{n} at hand", "{n} at hand", count).format(n=count)
        layers = self._line("layers", tr("Layers"), at_hand, "layers", *shown.layers)
        return [*found, layers, 10]

    def _sheet(self, shown: RiskShown) -> list[Part]:
        held = sum(one.held == Held.SUPPORTED for one in shown.hypotheses)
        detail = tr("Not begun yet")
        if shown.sara is not None or shown.hypotheses:
            count = len(shown.hypotheses)
            said = trn("{n} hypothesis", "{n} hypotheses", count).format(n=count)
            borne_out = trn("{n} supported", "{n} supported", held).format(n=held)
            detail = f"{said}, {borne_out}"
        told = (shown.sara, *shown.hypotheses, *shown.responses, *shown.indicators)
        sheet = self._line("steps", tr("Problem solving"), detail, "sara", *told)
        return [SectionHeader(tr("Worksheet")), sheet, 10]

    def _papers(self, shown: RiskShown) -> list[Part]:
        papers: list[Part] = [SectionHeader(tr("Documents"), len(shown.documents))]
        for printed in shown.documents[-3:]:
            what = tr(DOCUMENTS.get(printed.kind, printed.kind))
            detail = short_day(printed.printed_at.date(), shown.today)
            papers.append(self._line("document", what, detail, "documents", printed))
        make = button(tr("Print it"), "link")
        make.clicked.connect(self._documents)
        return [*papers, panel(row(make, None))]

    @Slot()
    def _documents(self) -> None:
        self.asked.emit("documents", None)
