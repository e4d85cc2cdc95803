"""The analysis: what goes in, what stands against it in words, its progress, and what came of it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QProgressBar, QScrollArea, QWidget

from pscp_desktop.domain.risk_analysis import Method
from pscp_desktop.domain.risk_layers import EVENTS, NEVER_FACTORS, Layer, LayerShape, Origin
from pscp_desktop.domain.risk_words import NAME_CHECK_LIMITS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.risk_tables import MEASURES
from pscp_desktop.services.risk import running
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.running import Loop
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.choices import ChecksEditor, ComboEditor
from pscp_desktop.ui.forms.editors import LineEditor, LongEditor, NumberEditor
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.mediation.sheet import Done
from pscp_desktop.ui.parts import (
    Banner,
    Entry,
    SectionHeader,
    button,
    column,
    mark,
    panel,
    row,
    say,
    text,
)
from pscp_desktop.ui.risk.panels import Panel
from pscp_desktop.ui.risk.phrases import figure_said, kept_said
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress, Task

CELL: Final = 100
STEPS: Final = 1000
LAID_OUT: Final = 60
"""Milliseconds after which what was added has its place."""
LOOP: Final = N_(
    "If attention follows this map, after forty rounds {kept:.0%} of its first cells are still on it. It"
    " then believes to hold {believed:.0%} of all events where, with events even everywhere, only"
    " {truth:.0%} are. It confirms itself."
)


class AnalysisPanel(Panel):
    """Choose, be told what stands against it, run, compare, keep. Nothing is kept before one says so."""

    def __init__(self, bench: RiskBench, shown: RiskShown) -> None:
        self._shown = shown
        self._layers = {str(layer.id): layer for layer in shown.layers}
        self._outcome: Outcome | None = None
        self._plan: Plan | None = None
        self._loop: Loop | None = None
        self._task: Task | None = None
        super().__init__(bench, tr("Analysis"), shown.title)
        bench.tools.tasks.progressed.connect(self._progressed)
        self._weigh()

    # What is chosen

    def parts(self) -> Sequence[Part]:
        look = self.look
        events = [pair for pair in self._pairs() if self._layers[pair[0]].origin in EVENTS]
        factors = [pair for pair in self._pairs() if self._fits(self._layers[pair[0]])]
        areas = [p for p in self._pairs() if self._layers[p[0]].shape == LayerShape.AREAS]
        self.outcome = ComboEditor(look, events, empty="", may_be_empty=True)
        self.boundary = ComboEditor(look, areas, empty="", may_be_empty=True)
        self.factors = ChecksEditor(look, factors) if factors else None
        self.cell = NumberEditor(empty=CELL)
        self.cell.show_value(CELL)
        self.period = LineEditor()
        self.override = LongEditor()
        why = tr("Why events discovered by police are used all the same")
        self._override = FormField(look, why, self.override)
        self._loop_said = text("", wrap=True)
        self._against = column(gap="s")
        self._result = column(gap="s")
        chosen: list[QWidget] = [self.outcome, self.boundary, self.cell, self.period, self.override]
        chosen += [self.factors] if self.factors is not None else []
        for editor in chosen:
            editor.changed.connect(self._weigh)  # type: ignore[attr-defined]
        fields: list[Part] = [FormField(look, tr("Events"), self.outcome)]
        if self.factors is not None:
            fields.append(FormField(look, tr("Factors"), self.factors, tr(NAME_CHECK_LIMITS)))
        fields += [
            FormField(look, tr("Area"), self.boundary,
                      tr("Without one, the area around the events is taken.")),
            FormField(look, tr("Side of a cell, in metres"), self.cell),
            FormField(look, tr("Period of the events"), self.period),
            self._override,
            self._loop_said,
        ]  # fmt: skip
        self._result_panel = panel(self._result)
        return [*fields, panel(self._against), self._result_panel]

    def foot(self) -> Sequence[QWidget]:
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far the analysis is"))
        self.cancel = button(tr("Cancel"), "quiet")
        self.cancel.clicked.connect(self._cancel)
        self.keep = button(tr("Keep as analysis"), "", "check", self.look)
        self.keep.clicked.connect(self._keep)
        self.run = button(tr("Run the analysis"), "primary", "reports", self.look)
        self.run.clicked.connect(self._run)
        for part in (self.bar, self.cancel, self.keep):
            part.hide()
        line = row(self.bar, None, self.cancel, self.keep, self.run, gap="s", edge=(24, 12, 24, 12))
        return (panel(line, "foot"),)

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            (key, f"{layer.title} · {tr(Origin.label_of(layer.origin))}")
            for key, layer in self._layers.items()
        ]

    def _fits(self, layer: Layer) -> bool:
        return layer.origin not in EVENTS | NEVER_FACTORS and layer.shape != LayerShape.GRID

    def plan(self) -> Plan:
        """What is chosen now."""
        chosen = str(self.factors.value() or "").split() if self.factors is not None else []
        outcome = self._layers.get(str(self.outcome.value() or ""))
        return Plan(
            outcome=outcome,
            factors=tuple(self._layers[key] for key in chosen if key in self._layers),
            boundary=self._layers.get(str(self.boundary.value() or "")),
            cell_m=self.cell.value() or CELL,
            title=outcome.title if outcome is not None else "",
            period=str(self.period.value() or ""),
            district=self._shown.dossier.district,
            override=str(self.override.value() or "") if _discovered(outcome) else "",
            loop_seen=self._loop is not None,
        )

    # What stands against it

    @Slot()
    def _weigh(self) -> None:
        """Say everything that stands against what is chosen, before any time is spent on it."""
        plan = self.plan()
        discovered = _discovered(plan.outcome)
        self._override.setVisible(discovered)
        self._loop_said.setVisible(discovered and self._loop is not None)
        if discovered and self._loop is None and plan.outcome is not None:
            self._show_loop(plan)
        emptied(self._against)
        found = self.bench.risk.analyses.refusals(plan) if plan.outcome is not None else ()
        for refusal in found:
            why = refusal.article
            self._against.addWidget(Banner(self.look, "warn", tr(refusal.words), why))
        self.run.setEnabled(plan.outcome is not None and not found and self._task is None)
        if self._plan is not None and plan != self._plan:
            self._forget()

    def _show_loop(self, plan: Plan) -> None:
        content = self.bench.risk.analyses.content

        def job(_: Progress) -> Loop:
            return running.loop_of(plan, running.read_ahead(plan, content))

        self.bench.tools.tasks.run(tr("Simulating"), job, self._looped, owner=self)

    def _looped(self, loop: Loop) -> None:
        self._loop = loop
        words = tr(LOOP).format(kept=loop.kept, believed=loop.believed, truth=loop.truth)
        say(self._loop_said, words)
        self._weigh()

    # Running

    @Slot()
    def _run(self) -> None:
        """Read the layers in the line of the store, then compute beside it, so that saves go on."""
        plan, content = self.plan(), self.bench.risk.analyses.content

        def job(_: Progress) -> running.Content:
            return running.read_ahead(plan, content)

        self._forget()
        self._plan = plan
        tasks = self.bench.tools.tasks
        self._task = tasks.run(
            tr("Reading the layers"), job, self._compute, owner=self, failed=self._failed
        )
        for part, shown in ((self.bar, True), (self.cancel, True), (self.run, False)):
            part.setVisible(shown)
        self.bar.setValue(0)

    def _compute(self, content: running.Content) -> None:
        plan = self._plan
        if plan is None:
            return

        def job(progress: Progress) -> Outcome:
            return running.run(plan, content, lambda share: progress(round(share * STEPS), STEPS))

        tasks = self.bench.tools.tasks
        self._task = tasks.run(
            tr("Analysing"), job, self._arrived, owner=self, failed=self._failed, line="network"
        )

    @Slot(object, float)
    def _progressed(self, task: object, share: float) -> None:
        if task is self._task:
            self.bar.setValue(round(share * STEPS))

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._idle()

    def _idle(self) -> None:
        self._task = None
        for part, shown in ((self.bar, False), (self.cancel, False), (self.run, True)):
            part.setVisible(shown)
        self._weigh()

    def _failed(self, error: Exception) -> None:
        self._plan = None
        self._idle()
        show(error, self.window())

    def _forget(self) -> None:
        self._outcome = self._plan = None
        self.keep.hide()
        emptied(self._result)

    def _arrived(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._idle()
        self._show_result(outcome)
        self.keep.show()
        self.keep.setFocus()
        # It stands under everything that was chosen; what came of it must not have to be looked for.
        QTimer.singleShot(LAID_OUT, self, self._come_to_result)

    @Slot()
    def _come_to_result(self) -> None:
        area = self.findChild(QScrollArea)
        if area is not None:
            bar = area.verticalScrollBar()
            bar.setValue(min(bar.maximum(), self._result_panel.y()))

    def _show_result(self, outcome: Outcome) -> None:
        emptied(self._result)
        method = tr(Method.label_of(outcome.recommended))
        said = Banner(
            self.look,
            "ok",
            tr("Recommended: {method}").format(method=method),
            kept_said(outcome.because),
        )
        self._result.addWidget(said)
        self._result.addWidget(SectionHeader(tr("The methods side by side")))
        lines: dict[tuple[str, float], list[str]] = {}
        for one in outcome.figures:
            told = f"{tr(MEASURES.get(one.measure, one.measure))} {figure_said(one)}"
            lines.setdefault((one.method, one.share), []).append(told)
        for (name, share), told_of in lines.items():
            what = f"{tr(Method.label_of(name))}, {share:g} %"
            lead = mark(self.look, "reports", "muted", 18)
            self._result.addWidget(Entry(lead, what, " · ".join(told_of), still=True, wrap=True))

    # Keeping

    @Slot()
    def _keep(self) -> None:
        outcome, plan, dossier = self._outcome, self._plan, self._shown.id
        if outcome is None or plan is None:
            return
        analyses = self.bench.risk.analyses

        def job(_: Progress) -> UUID:
            return analyses.keep(dossier, plan, outcome).id

        self.bench.tools.tasks.run(tr("Saving"), job, self._kept, owner=self, failed=self._failed)

    def _kept(self, _: UUID) -> None:
        self.finished.emit(Done(words=tr("Analysis kept"), undoable=False))


def _discovered(outcome: Layer | None) -> bool:
    return outcome is not None and outcome.origin == Origin.DISCOVERED
