"""What a kept analysis proposes for a profile: each part judged, changed with a reason, then kept."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.risk import Band
from pscp_desktop.i18n import language, tr
from pscp_desktop.reports.risk_tables import interval
from pscp_desktop.services.risk.proposing import BANDS, Judged, Proposal, ProposedPart
from pscp_desktop.ui.errors import said, show
from pscp_desktop.ui.forms.choices import ComboEditor
from pscp_desktop.ui.forms.editors import LineEditor, LongEditor
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.mediation.sheet import Done
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    SectionHeader,
    button,
    column,
    mark,
    panel,
    row,
    text,
)
from pscp_desktop.ui.risk.panels import Panel
from pscp_desktop.ui.risk.phrases import figure_said, kept_said
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress


class PartLine(QWidget):
    """One part of the area: what is proposed, and what the analyst says of it."""

    def __init__(self, bench: RiskBench, part: ProposedPart) -> None:
        super().__init__()
        look, self.part = bench.tools.look, part
        self.band = ComboEditor(
            look, [(one.value, tr(one.label)) for one in BANDS], empty=None, may_be_empty=False
        )
        self.band.show_value(part.band)
        self.band.name(tr("Likelihood of {part}").format(part=kept_said(part.unit)))
        self.reason = LineEditor()
        self._why = FormField(look, tr("Why it is changed"), self.reason)
        self._why.hide()
        self.band.changed.connect(self._weigh)
        told = Entry(
            mark(look, "map", "muted", 18),
            kept_said(part.unit),
            said_of(part),
            still=True,
            wrap=True,
        )
        self.setLayout(column(told, row(30, column(self.band, self._why, gap="xs")), 6, gap="xs"))

    @Slot()
    def _weigh(self) -> None:
        changed = self.band.value() != self.part.band
        self._why.setVisible(changed)
        if not changed:
            self._why.mark("")

    def judged(self) -> Judged:
        """What the analyst says."""
        return Judged(str(self.band.value() or ""), str(self.reason.value() or ""))

    def mark_wrong(self) -> None:
        """Say that a change wants its reason."""
        self._why.show()
        self._why.mark(
            tr("Say why: what the analysis proposed and what you decided are both kept.")
        )
        self.reason.setFocus()


def said_of(part: ProposedPart) -> str:
    """What is proposed of a part, what it may be, and how many events there were."""
    band = tr(Band.label_of(part.band))
    told = [
        tr("Proposed: {band}").format(band=band),
        tr("{times} times an even spread").format(
            times=interval(part.times, None, None, language())
        ),
    ]
    if (part.lowest, part.highest) != (part.band, part.band):
        told.append(
            tr("it may be anything from “{low}” to “{high}”").format(
                low=tr(Band.label_of(part.lowest)), high=tr(Band.label_of(part.highest))
            )
        )
    few = tr("fewer than five events or not told")
    count = part.events
    told.append(few if count is None else tr("{n} events").format(n=count))
    return " · ".join(told)


class ProposalPanel(Panel):
    """Everything is judged before it is kept, and nothing proposed is left out in silence."""

    def __init__(self, bench: RiskBench, shown: RiskShown) -> None:
        self._shown = shown
        self._proposal: Proposal | None = None
        self.lines: list[PartLine] = []
        self._list = column(gap="s")
        title = tr("What the analysis proposes")
        super().__init__(bench, title, shown.title, undecided=shown.analysis_undecided)
        if shown.analyses and shown.profile:
            self._list.addWidget(text(tr("Reading the analysis"), "muted"))
            bench.tools.tasks.run(
                tr("Reading"), self._read, self._arrived, owner=self, failed=self._unread
            )
        else:
            words = tr("No analysis is kept here yet. Run one: its parts are proposed from it.")
            self._list.addWidget(EmptyState(self.look, "reports", words))

    def parts(self) -> Sequence[Part]:
        return [panel(self._list)]

    def foot(self) -> Sequence[QWidget]:
        self.keep = button(tr("Keep as judged"), "primary", "check", self.look)
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self._keep)
        told = text(tr("Nothing is kept before you say so."), "muted", wrap=True)
        return (panel(row(told, self.keep, gap="s", edge=(24, 12, 24, 12), wide=0), "foot"),)

    def _read(self, _: Progress) -> Proposal:
        return self.bench.risk.proposals.of(self._shown.id)

    def _unread(self, error: Exception) -> None:
        emptied(self._list)
        self._list.addWidget(Banner(self.look, "warn", *said(error)))

    def _arrived(self, proposal: Proposal) -> None:
        self._proposal = proposal
        emptied(self._list)
        title = proposal.analysis.title or tr("Analysis")
        self._list.addWidget(
            Banner(
                self.look,
                "info",
                tr("Proposed from “{analysis}”").format(analysis=title),
                tr(
                    "Confirm each part or give it another band and say why. Cells are numbered by column"
                    " from the west and by row from the south."
                ),
            )
        )
        self._list.addWidget(SectionHeader(tr("Parts of the area"), len(proposal.parts)))
        self.lines = [PartLine(self.bench, part) for part in proposal.parts]
        for line in self.lines:
            self._list.addWidget(line)
        self._list.addWidget(SectionHeader(tr("What it goes with"), len(proposal.drivers)))
        for factor in proposal.drivers:
            told = " · ".join(filter(None, (kept_said(factor.how), figure_said(factor))))
            lead = mark(self.look, "steps", "muted", 18)
            self._list.addWidget(Entry(lead, factor.name, told, still=True, wrap=True))
        if not proposal.drivers:
            words = tr("The model names no factor: write by hand what the likelihood goes with.")
            self._list.addWidget(text(words, "muted", wrap=True))
        self._offer_uncertainty(proposal)
        self.keep.setEnabled(True)

    def _offer_uncertainty(self, proposal: Proposal) -> None:
        """The uncertainty in words to be read and changed, unless somebody has written it already."""
        self.uncertainty = LongEditor()
        profile = self._shown.papers.profile
        if profile is None or profile.uncertainty.strip() or not proposal.uncertainty:
            return
        self.uncertainty.show_value(kept_said(proposal.uncertainty))
        self._list.addWidget(FormField(self.look, tr("How uncertain it is"), self.uncertainty))

    @Slot()
    def _keep(self) -> None:
        proposal, dossier = self._proposal, self._shown.id
        if proposal is None:
            return
        judged = [line.judged() for line in self.lines]
        written = str(self.uncertainty.value() or "")
        proposals = self.bench.risk.proposals

        def job(_: Progress) -> None:
            proposals.accept(dossier, proposal, judged, written)

        self.keep.setEnabled(False)
        self.bench.tools.tasks.run(tr("Saving"), job, self._kept, owner=self, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        self.keep.setEnabled(True)
        if isinstance(error, Invalid):
            for number in reversed(range(len(self.lines))):
                if f"part.{number}" in error.problems:
                    self.lines[number].mark_wrong()
        else:
            show(error, self.window())

    def _kept(self, _: None) -> None:
        self.finished.emit(Done(words=tr("Parts and factors kept as judged")))
