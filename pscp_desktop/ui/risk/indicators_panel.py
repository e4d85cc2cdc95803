"""The indicators of the service on one page: a year chosen, shares with intervals, paper and a sheet."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import language, tr
from pscp_desktop.reports import risk_indicators as told
from pscp_desktop.services.risk.indicators import Forecast, Indicator, Year
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import said, show
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import (
    Banner,
    Choice,
    EmptyState,
    Entry,
    SectionHeader,
    button,
    column,
    panel,
    row,
    text,
)
from pscp_desktop.ui.printing import choose_printer
from pscp_desktop.ui.risk.panels import Panel
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress

KINDS: Final = {"pdf": "PDF (*.pdf)", "csv": "CSV (*.csv)"}


class IndicatorsPanel(Panel):
    """A line for each indicator: its share and interval, and under it what it means."""

    def __init__(self, bench: RiskBench, _: RiskShown | None = None) -> None:
        self._years = bench.risk.indicators.years()
        self._list = column(gap="s")
        self.year: Year | None = None
        super().__init__(
            bench, tr("Indicators of the service"), tr("Over the files you may read, by year")
        )
        self._read(self._years[0])

    def parts(self) -> Sequence[Part]:
        years = Choice(self.look, [str(year) for year in self._years], 0)
        years.setAccessibleName(tr("Year"))
        years.picked.connect(self._pick)
        self.years = years
        return [row(years, None), panel(self._list)]

    def foot(self) -> Sequence[QWidget]:
        self.sheet = button(tr("Save as a sheet"), "", "export", self.look)
        self.sheet.clicked.connect(self._save_sheet)
        self.save = button(tr("Save as PDF"), "", "export", self.look)
        self.save.clicked.connect(self._save_paper)
        self.print = button(tr("Print"), "primary", "print", self.look)
        self.print.clicked.connect(self._print)
        words = tr("It is written down that they were printed or saved.")
        line = row(text(words, "muted", wrap=True), self.sheet, self.save, self.print, gap="s",
                   edge=(24, 12, 24, 12), wide=0)  # fmt: skip
        self._may_leave(on=False)
        return (panel(line, "foot"),)

    def _may_leave(self, *, on: bool) -> None:
        for press in (self.sheet, self.save, self.print):
            press.setEnabled(on)

    @Slot(int)
    def _pick(self, number: int) -> None:
        self._read(self._years[number])

    def _read(self, year: int) -> None:
        indicators = self.bench.risk.indicators
        self._may_leave(on=False)

        def job(_: Progress) -> Year:
            return indicators.of(year)

        tasks = self.bench.tools.tasks
        tasks.run(tr("Counting"), job, self._arrived, owner=self, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        emptied(self._list)
        self._list.addWidget(Banner(self.look, "warn", *said(error)))

    def _arrived(self, year: Year) -> None:
        self.year = year
        emptied(self._list)
        if not any(one.whole or one.hidden for one in year.indicators):
            words = tr("Nothing was issued, published or contested in this year yet.")
            self._list.addWidget(EmptyState(self.look, "reports", words))
        for one in year.indicators:
            self._list.addWidget(self._line(one))
        self._list.addWidget(
            SectionHeader(
                tr("Forecasts beside prior counts, in 5 % of the area"), len(year.forecasts)
            )
        )
        for forecast in year.forecasts:
            self._list.addWidget(self._forecast(forecast))
        if not year.forecasts:
            words = tr("No analysis was kept in this year.")
            self._list.addWidget(text(words, "muted", wrap=True))
        self._may_leave(on=True)

    def _line(self, one: Indicator) -> Entry:
        sign = lead(self.look, "lock" if one.hidden else "reports", undecided=one.undecided)
        what = f"{tr(one.definition.label)}: {told.share_said(one, language())}"
        meaning = marked(tr(one.definition.meaning), undecided=one.undecided)
        return Entry(sign, what, meaning, still=True, wrap=True)

    def _forecast(self, one: Forecast) -> Entry:
        undecided = bool(one.undecided)
        sign = lead(self.look, "map", undecided=undecided)
        said = marked(told.forecast_said(one, language()), undecided=undecided)
        return Entry(sign, one.title or tr("Analysis"), said, still=True, wrap=True)

    # Out

    def paper(self) -> Paper:
        """The year as it would be printed."""
        assert self.year is not None  # noqa: S101 (nothing is offered before it is read)
        issuer = self.bench.risk.indicators.issuer()
        return Paper(told.document(self.year, issuer, language()))

    def write(self, kind: str, path: Path) -> None:
        """Write the year outside as `pdf` or `csv`, after that has been written down."""
        assert self.year is not None  # noqa: S101 (nothing is offered before it is read)
        content = self.paper().pdf() if kind == "pdf" else told.sheet(self.year, language())
        self._note(kind, lambda: path.write_bytes(content))

    def _note(self, how: str, then: Callable[[], object]) -> None:
        year, indicators = self.year, self.bench.risk.indicators
        assert year is not None  # noqa: S101 (nothing is offered before it is read)

        def job(_: Progress) -> None:
            indicators.given_out(year, how)

        def done(_: None) -> None:
            then()
            self.finished.emit(tr("Printed or saved, and written down"))

        tasks = self.bench.tools.tasks
        tasks.run(tr("Saving"), job, done, owner=self, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        show(error, self.window())

    @Slot()
    def _save_sheet(self) -> None:
        self._ask_place("csv")

    @Slot()
    def _save_paper(self) -> None:
        self._ask_place("pdf")

    def _ask_place(self, kind: str) -> None:
        name = f"indicadores.{kind}"
        ask.save_file(
            self.window(), tr("Save the indicators"), name, KINDS[kind],
            lambda path: self.write(kind, path),
        )  # fmt: skip

    @Slot()
    def _print(self) -> None:
        self._printer = choose_printer(self, self._print_now)

    @Slot()
    def _print_now(self) -> None:
        paper, printer = self.paper(), self._printer
        self._note("print", lambda: paper.print_on(printer))
