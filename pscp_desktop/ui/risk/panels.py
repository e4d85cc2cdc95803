"""What takes the place of a file to be looked at: the layers at hand, and what an analysis found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.risk_analysis import AnalysisFigure, Method
from pscp_desktop.domain.risk_field import Dimension, ExploratoryWalk, FieldObservation, Finding
from pscp_desktop.domain.risk_layers import Layer, Origin, Sensitivity
from pscp_desktop.domain.risk_words import NAME_CHECK_LIMITS
from pscp_desktop.domain.suppression import Figure
from pscp_desktop.i18n import tr, trn
from pscp_desktop.reports.risk_tables import MEASURES
from pscp_desktop.services.undecided import Undecided, read_undecided
from pscp_desktop.ui.days import long_day, plain_day
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.marks import SHAPE, lead, marked, undecided_said
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    SectionHeader,
    StatusPill,
    button,
    column,
    heading,
    icon_button,
    mark,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.risk.phrases import figure_said, kept_said
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress

MOST_SEEN: Final = 40


@dataclass(frozen=True, slots=True)
class Ground:
    """What the team knows beside its layers."""

    walks: tuple[ExploratoryWalk, ...]
    seen: tuple[FieldObservation, ...]
    own: tuple[Figure, ...]
    undecided: Undecided


def counted(figure: Figure) -> str:
    """A figure as it may be told."""
    if figure.count is None:
        return tr("Too few to be told")
    told = tr("{n} files") if figure.whole else tr("At least {n} files")
    return told.format(n=figure.count)


def undecided_now(bench: RiskBench) -> Undecided:
    """What bears the mark of two values at this moment."""
    desk = bench.tools.desk
    with desk.reading() as session:
        return read_undecided(desk, session)


class Panel(QWidget):
    """A head with the way back, and under it what there is to see."""

    left = Signal()
    finished = Signal(object)
    asked = Signal(str, object)

    def __init__(
        self, bench: RiskBench, title: str, detail: str, *, undecided: bool = False
    ) -> None:
        """`undecided` puts the mark at the head: two values stand in what is told under it."""
        super().__init__()
        as_role(self, "page")
        self.bench, self.look = bench, bench.tools.look
        back = icon_button(self.look, "back", tr("Back to the file"))
        back.clicked.connect(self.left)
        self.setFocusProxy(back)
        pill = StatusPill(self.look, undecided_said(), *SHAPE[::-1]) if undecided else None
        top = heading(title, detail, pill=pill)
        head = panel(row(back, top, gap="m", edge=(24, 16, 32, 14), wide=1), "head")
        body = panel(column(*self.parts(), None, gap="s", edge=(32, 20, 32, 24)))
        self.setLayout(column(head, scrolled(body), *self.foot(), gap="none", wide=1))

    def parts(self) -> Sequence[Part]:
        """What there is to see."""
        raise NotImplementedError

    def foot(self) -> Sequence[QWidget]:
        """What can be done with it."""
        return ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class LayersPanel(Panel):
    """The layers a file may use: what each is, from whom, of when, and what it may not be used for."""

    def __init__(self, bench: RiskBench, shown: RiskShown | None) -> None:
        self._layers = bench.risk.layers.all(shown.id if shown is not None else None)
        self._undecided = undecided_now(bench)
        self._ground = column(gap="s")
        detail = shown.title if shown is not None else tr("Layers of the team")
        super().__init__(bench, tr("Layers"), detail)
        bench.tools.tasks.run(tr("Reading"), self._read, self._show_ground, owner=self)

    def _read(self, _: Progress) -> Ground:
        """Walks, what was seen, and the programme's own files of the last year, as they may be told."""
        risk, today = self.bench.risk, self.bench.tools.desk.today()
        year_ago = months_after(today, -12)
        return Ground(
            risk.field.walks(),
            risk.field.observations(),
            risk.counts.mediation(year_ago, today),
            undecided_now(self.bench),
        )

    def _show_ground(self, ground: Ground) -> None:
        self._ground.addWidget(SectionHeader(tr("Walks and what was seen"), len(ground.seen)))
        for walk in ground.walks:
            seen = sum(one.walk == walk.id for one in ground.seen)
            said = (
                tr(District.label_of(walk.district)),
                walk.group,
                trn("{n} seen", "{n} seen", seen).format(n=seen),
            )
            undecided = walk.id in ground.undecided
            sign = lead(self.look, "steps", undecided=undecided)
            detail = " · ".join(filter(None, (*said, tr("Note something seen on it"))))
            detail = marked(detail, undecided=undecided)
            self._line_to(AskingLine(sign, walk.title, detail, "observation", walk.id))
        for one in ground.seen[:MOST_SEEN]:
            said = (
                tr(Dimension.label_of(one.dimension)), tr(Finding.label_of(one.finding)),
                tr(District.label_of(one.district)) if one.district else one.place,
            )  # fmt: skip
            undecided = one.id in ground.undecided
            tone = "warn" if one.finding == Finding.SERIOUS else "muted"
            sign = lead(self.look, "pin", tone, undecided=undecided)
            detail = marked(" · ".join(filter(None, said)), undecided=undecided)
            self._line_to(AskingLine(sign, one.text, detail, "seen", one.id))
        self._ground.addWidget(SectionHeader(tr("Our own mediation files, whole months of a year")))
        for figure in ground.own:
            names = ", ".join(tr(District.label_of(name)) for name in figure.rows)
            sign = mark(self.look, "mediation", "muted", 18)
            self._ground.addWidget(Entry(sign, names, counted(figure), still=True))
        words = tr("Fewer than five are told together with others, for good.")
        self._ground.addWidget(text(words, "caption", wrap=True))

    def _line_to(self, line: "AskingLine") -> None:
        line.asked.connect(self.asked)
        self._ground.addWidget(line)

    def parts(self) -> Sequence[Part]:
        if not self._layers:
            words = tr("No layer is kept yet. Import one on the map: drag a file there.")
            return [EmptyState(self.look, "layers", words), panel(self._ground)]
        found: list[Part] = []
        for origin in Origin:
            mine = [layer for layer in self._layers if layer.origin == origin]
            if mine:
                found.append(SectionHeader(tr(origin.label), len(mine)))
                found += [self._line(layer) for layer in mine]
        return [*found, panel(self._ground)]

    def _line(self, layer: Layer) -> Entry:
        dated = plain_day(layer.dated_on) if layer.dated_on else ""
        what = trn("{count} feature", "{count} features", layer.features).format(
            count=layer.features
        )
        undecided = layer.id in self._undecided
        detail = " · ".join(filter(None, (what, layer.source, layer.licence, dated)))
        detail = marked(detail, undecided=undecided)
        tone = "warn" if layer.origin == Origin.DISCOVERED else "plain"
        words = tr(Sensitivity.label_of(layer.sensitivity))
        pill = StatusPill(self.look, words, tone, "warn" if tone == "warn" else "tag")
        sign = lead(self.look, "layers", undecided=undecided)
        return Entry(sign, layer.title, detail, pill, still=True, wrap=True)


class ResultPanel(Panel):
    """What an analysis found: the methods side by side, the factors, its inputs and its card."""

    def __init__(self, bench: RiskBench, shown: RiskShown) -> None:
        self._shown = shown
        analysis = shown.papers.analysis
        title = analysis.title if analysis is not None and analysis.title else tr("Analysis")
        super().__init__(bench, title, shown.title, undecided=shown.analysis_undecided)

    def parts(self) -> Sequence[Part]:
        papers, analysis = self._shown.papers, self._shown.papers.analysis
        if analysis is None:
            return [EmptyState(self.look, "reports", tr("No analysis is kept here yet."))]
        found: list[Part] = [self._verdict()]
        if analysis.override:
            found.append(
                Banner(self.look, "warn", tr("Events discovered by police"), analysis.override)
            )
        found += [SectionHeader(tr("The methods side by side")), *self._methods(papers.figures)]
        if papers.factors:
            found.append(SectionHeader(tr("Relative risk of each factor, with its interval")))
            found += [
                Entry(mark(self.look, "steps", "muted", 18), f.name,
                      " · ".join(filter(None, (kept_said(f.how), figure_said(f)))), still=True)
                for f in papers.factors
            ]  # fmt: skip
            found.append(text(tr(NAME_CHECK_LIMITS), "caption", wrap=True))
        found.append(SectionHeader(tr("Model card")))
        found += [
            Entry(
                mark(self.look, "dot", "muted", 10),
                kept_said(line.name),
                kept_said(line.value),
                still=True,
                wrap=True,
            )
            for line in papers.card
        ]
        return found

    def _verdict(self) -> Banner:
        analysis = self._shown.papers.analysis
        assert analysis is not None  # noqa: S101 (asked before)
        late = analysis.expires_on is not None and analysis.expires_on < self._shown.today
        if late:
            words = tr("It has expired: look again before it is used or printed.")
            return Banner(self.look, "warn", tr("Expired"), words)
        method = tr(Method.label_of(analysis.recommended))
        until = long_day(analysis.expires_on) if analysis.expires_on else ""
        why = " ".join(
            filter(None, (kept_said(analysis.because), tr("Valid until {day}.").format(day=until)))
        )
        return Banner(self.look, "ok", tr("Recommended: {method}").format(method=method), why)

    def _methods(self, figures: Sequence[AnalysisFigure]) -> list[Part]:
        lines: dict[tuple[str, float], list[str]] = {}
        for one in figures:
            measure = tr(MEASURES.get(one.measure, one.measure))
            said = f"{measure} {figure_said(one)}"
            lines.setdefault((one.method, one.share), []).append(said)
        return [
            Entry(
                mark(self.look, "reports", "muted", 18),
                f"{tr(Method.label_of(method))}, {share:g} %",
                " · ".join(said),
                still=True,
                wrap=True,
            )
            for (method, share), said in lines.items()
        ]


class AskingLine(Entry):
    """A line that opens a form about a record."""

    asked = Signal(str, object)

    def __init__(
        self, lead: QWidget, what: str, detail: str, form: str, about: UUID | None
    ) -> None:
        super().__init__(lead, what, detail, wrap=True)
        self._form, self._about = form, about
        self.opened.connect(self._ask)

    def _ask(self) -> None:
        self.asked.emit(self._form, self._about)


class AddButton(QWidget):
    """A quiet act at the end of a heading."""

    asked = Signal(str, object)

    def __init__(self, words: str, spoken: str, form: str) -> None:
        super().__init__()
        self._form = form
        press = button(words, "link")
        press.setAccessibleName(spoken)
        press.clicked.connect(self._ask)
        self.setFocusProxy(press)
        self.setLayout(row(press))

    def _ask(self) -> None:
        self.asked.emit(self._form, None)
