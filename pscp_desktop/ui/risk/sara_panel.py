"""The worksheet on one page: scanning, analysis, response, assessment, each with what is in it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.risk_sara import Approach, Held, SaraIndicator, Side
from pscp_desktop.i18n import tr
from pscp_desktop.reports.risk_sara import SCANNED
from pscp_desktop.services.risk.documents import bar_of_sheet
from pscp_desktop.ui.days import short_due
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.mediation.sheet import Done
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    SectionHeader,
    button,
    panel,
    row,
    text,
)
from pscp_desktop.ui.risk.linking import LinkLine
from pscp_desktop.ui.risk.panels import AddButton, AskingLine, Panel
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress

HELD_ICONS: Final = {
    Held.OPEN.value: ("todo", "muted"),
    Held.SUPPORTED.value: ("done", "ok"),
    Held.MIXED.value: ("pause", "muted"),
    Held.REJECTED.value: ("close", "muted"),
}


class SaraPanel(Panel):
    """Each line opens where it is written; each part has the way to add to it."""

    def __init__(self, bench: RiskBench, shown: RiskShown) -> None:
        self._shown = shown
        super().__init__(bench, tr("Problem-solving worksheet"), shown.title)

    def parts(self) -> Sequence[Part]:
        return [
            *self._scanning(),
            *self._analysis(),
            *self._response(),
            *self._linked(),
            *self._assessment(),
        ]

    def foot(self) -> Sequence[QWidget]:
        self.paper = button(tr("Print the worksheet"), "", "print", self.look)
        self.paper.clicked.connect(self._ask_paper)
        words = tr("It is printed once the problem is written.")
        self.paper.setEnabled(bar_of_sheet(self._shown.sara) is None)
        told = text("" if self.paper.isEnabled() else words, "muted", wrap=True)
        return (panel(row(told, self.paper, gap="s", edge=(24, 12, 24, 12), wide=0), "foot"),)

    @Slot()
    def _ask_paper(self) -> None:
        self.asked.emit("sara_paper", None)

    def _head(self, words: str, spoken: str, form: str, count: int | None = None) -> SectionHeader:
        add = AddButton(tr("Write") if count is None else tr("Add"), spoken, form)
        add.asked.connect(self.asked)
        return SectionHeader(words, count, add)

    def _line(
        self,
        icon: tuple[str, str],
        what: str,
        detail: str,
        form: str,
        about: UUID | None,
        *,
        undecided: bool = False,
    ) -> Part:
        sign = lead(self.look, *icon, undecided=undecided)
        line = AskingLine(sign, what, marked(detail, undecided=undecided), form, about)
        line.asked.connect(self.asked)
        return line

    def _scanning(self) -> list[Part]:
        found: list[Part] = [self._head(tr("Scanning"), tr("Write the problem"), "sheet")]
        sheet = self._shown.sara
        if sheet is None:
            words = tr("Say in one sentence what keeps coming back, where and whom it harms.")
            return [*found, EmptyState(self.look, "edit", words), 12]
        for name, label in SCANNED:
            value = str(getattr(sheet, name)).strip()
            if value:
                two = name in self._shown.undecided.of(sheet.id)
                icon = ("dot", "muted")
                found.append(self._line(icon, tr(label), value, "sheet", None, undecided=two))
        return [*found, 12]

    def _analysis(self) -> list[Part]:
        known = self._shown.hypotheses
        head = self._head(tr("Analysis"), tr("Add a hypothesis"), "hypothesis", len(known))
        factors = {factor.id: factor.name for factor in self._shown.papers.factors}
        lines: list[Part] = []
        for one in known:
            factor = factors.get(one.factor, "") if one.factor else ""
            detail = " · ".join(filter(None, (tr(Held.label_of(one.held)), factor, one.evidence)))
            icon = HELD_ICONS.get(one.held, ("todo", "muted"))
            two = one.id in self._shown.undecided
            lines.append(self._line(icon, one.text, detail, "hypothesis", one.id, undecided=two))
        if not known:
            words = tr(
                "Why would it come back here? Each hypothesis names a factor of the analysis."
            )
            lines.append(EmptyState(self.look, "steps", words))
        return [head, *lines, 12]

    def _response(self) -> list[Part]:
        known = self._shown.responses
        head = self._head(tr("Response"), tr("Add a response"), "response", len(known))
        lines: list[Part] = []
        for one in known:
            due = short_due(one.due_on, self._shown.today) if one.due_on and not one.done_on else ""
            said = (tr(Approach.label_of(one.approach)), one.responsible, due)
            icon = ("done", "ok") if one.done_on else ("todo", "accent")
            detail = " · ".join(filter(None, said))
            two = one.id in self._shown.undecided
            lines.append(self._line(icon, one.text, detail, "response", one.id, undecided=two))
        if not known:
            words = tr("What is done about it, by whom and until when?")
            lines.append(EmptyState(self.look, "check", words))
        return [head, *lines, 12]

    def _linked(self) -> list[Part]:
        """What the lines are tied to; offered once there is a line to tie."""
        known = self._shown.links
        if not known and not (self._shown.responses or self._shown.hypotheses):
            return []
        head = self._head(tr("Linked with"), tr("Add a link"), "link", len(known))
        lines: list[Part] = []
        for one in known:
            line = LinkLine(self.look, self._shown, one)
            line.untied.connect(self._untie)
            lines.append(line)
        if not known:
            words = tr("Tie a line to a mediation file, a layer or something seen in the street.")
            lines.append(EmptyState(self.look, "steps", words))
        return [head, *lines, 12]

    @Slot(object)
    def _untie(self, link: UUID) -> None:
        links, dossier = self.bench.risk.links, self._shown.id

        def job(_: Progress) -> None:
            links.unlink(dossier, link)

        tasks = self.bench.tools.tasks
        tasks.run(tr("Saving"), job, self._untied, owner=self, failed=self._refused)

    def _untied(self, _: None) -> None:
        self.finished.emit(Done(words=tr("Link taken away")))

    def _refused(self, error: Exception) -> None:
        show(error, self.window())

    def _assessment(self) -> list[Part]:
        counts = self._shown.indicators
        head = self._head(tr("Assessment"), tr("Add counts"), "indicator", len(counts))
        lines: list[Part] = [self._count(one) for one in counts]
        lines.append(self._difference())
        sheet = self._shown.sara
        if sheet is not None and sheet.assessment.strip():
            lines.append(
                self._line(
                    ("edit", "muted"),
                    tr("What was learned"),
                    sheet.assessment,
                    "sheet",
                    None,
                    undecided="assessment" in self._shown.undecided.of(sheet.id),
                )
            )
        return [head, *lines]

    def _count(self, one: SaraIndicator) -> Entry:
        two = one.id in self._shown.undecided
        told = tr("{before} before, {after} after, in {months} months").format(
            before=one.before, after=one.after, months=one.months
        )
        sign = lead(self.look, "reports", undecided=two)
        said = marked(told, undecided=two)
        return Entry(sign, tr(Side.label_of(one.side)), said, still=True)

    def _difference(self) -> Part:
        found = self._shown.difference
        if found is None:
            words = tr(
                "Count before and after where the response is, and at a similar place without it."
            )
            return EmptyState(self.look, "scales", words)
        what = tr("Difference: {value:+.0f} events, give or take {error:.1f}").format(
            value=found.value, error=1.96 * found.error
        )
        why = (
            tr("It can be told from chance.")
            if found.told_apart
            else tr("It cannot be told from chance: no effect is claimed.")
        )
        if not found.near:
            why = f"{why} " + tr("Displacement next to it was not counted.")
        two = any(one.id in self._shown.undecided for one in self._shown.indicators)
        why = marked(why, undecided=two)
        return Banner(self.look, "ok" if found.told_apart else "info", what, why)
