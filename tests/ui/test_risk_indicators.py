"""The indicators on the risk page: by keyboard, empty, counted, and out as a page and as a sheet."""

from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QLabel

from pscp_desktop.ui.risk.indicators_panel import IndicatorsPanel
from tests.ui.test_risk_page import Place, place
from tests.unit.services.test_risk_indicators import issued
from tests.unit.services.test_risk_proposing import an_analysed_profile

__all__ = ["place"]


def opened(place: Place) -> IndicatorsPanel:
    command = next(one for one in place.page.commands() if one.id == "risk.indicators")
    assert command.keys == "Ctrl+Shift+I"
    command.run()
    place.quiet()
    panel = place.page.instead
    assert isinstance(panel, IndicatorsPanel)
    return panel


def words_in(panel: IndicatorsPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_year_without_anything_says_so(place: Place) -> None:
    said = words_in(opened(place))

    assert "aún no se ha emitido" in said
    assert "no se guardó ningún análisis" in said


def test_a_year_is_read_and_leaves_as_a_page_and_as_a_sheet(place: Place, tmp_path: Path) -> None:
    for _ in range(5):
        issued(place.risk, place.attaching, in_days=3)
    an_analysed_profile(place.risk, place.attaching)
    panel = opened(place)
    said = words_in(panel)
    assert "Dictámenes emitidos a tiempo: 100 % (del 57 al 100 %), 5 de 5" in said
    assert "0,40 (0,30–0,50)" in said

    panel.write("csv", tmp_path / "indicadores.csv")
    place.quiet()
    panel = opened(place)
    panel.write("pdf", tmp_path / "indicadores.pdf")
    place.quiet()

    lines = (tmp_path / "indicadores.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("Dictámenes emitidos a tiempo;100,0;")
    page = pypdfium2.PdfDocument(tmp_path / "indicadores.pdf")[0].get_textpage().get_text_bounded()
    assert "Dictámenes emitidos a tiempo" in page
    assert "Cifras de expedientes" in page


def test_another_year_is_chosen(place: Place) -> None:
    issued(place.risk, place.attaching, in_days=3)
    panel = opened(place)
    panel.years.picked.emit(1)
    place.quiet()

    assert panel.year is not None
    assert panel.year.year == place.risk.desk.today().year - 1
    assert "aún no se ha emitido" in words_in(panel)
