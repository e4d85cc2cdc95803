"""The worksheet on paper: all four parts in the languages of the paper, and nothing of an empty one."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from PySide6.QtGui import QGuiApplication

from pscp_desktop.domain.dossiers import PrintedDocument
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import AnalysisFactor
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse, SaraSheet
from pscp_desktop.domain.workers import Organisation
from pscp_desktop.reports import risk_sara
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import Document, texts_of
from pscp_desktop.reports.risk import Barred
from pscp_desktop.reports.risk_sara import SaraPapers
from pscp_desktop.services.risk.documents import SHEET
from pscp_desktop.services.risk.sara import weighed_difference
from pscp_desktop.ui.paper import pdf
from pscp_desktop.ui.risk.documents import DocumentsPanel
from tests.protections import guards
from tests.ui.test_risk_page import Place, _furnish, place
from tests.unit.reports.risk_papers import papers
from tests.unit.services.risk_way import asked

__all__ = ["place"]
FACTOR, WHY = uuid4(), uuid4()


def counted(*counts: tuple[str, int, int]) -> tuple[SaraIndicator, ...]:
    return tuple(SaraIndicator(side=side, before=was, after=now) for side, was, now in counts)


def a_sheet(**changes: Any) -> SaraPapers:
    """A worksheet in which everything is written, plainly made up."""
    indicators = changes.pop("indicators", counted(("treated", 60, 20), ("control", 50, 48)))
    whole = SaraPapers(
        papers=papers(
            factors=(AnalysisFactor(id=FACTOR, analysis=NAMELESS, name="Locales de ocio", value=2.1),)
        ),
        sheet=SaraSheet(
            problem="Robos al cerrar en el pasaje de ejemplo", harm="A quien vuelve del trabajo.",
            where_when="El pasaje, viernes de noche.", objective="La mitad antes de un año.",
            assessment="La luz sola no bastaba.",
        ),
        hypotheses=(
            Hypothesis(id=WHY, text="Nadie mira al cerrar", factor=FACTOR, held="supported",
                       evidence="Dos marchas exploratorias."),
            Hypothesis(text="El pasaje queda a oscuras"),
        ),
        responses=(
            SaraResponse(text="Luz nueva en el pasaje", hypothesis=WHY, approach="risk",
                         responsible="Junta de ejemplo", due_on=date(2026, 5, 4)),
        ),
        indicators=indicators,
        difference=weighed_difference(indicators),
    )  # fmt: skip
    return replace(whole, **changes)


def words(document: Document, side: str = "spanish") -> str:
    return "\n".join(str(getattr(text, side)) for text in texts_of(document))


@pytest.mark.parametrize(
    ("side", "wanted"),
    [
        ("spanish", ("Exploración", "Los datos la apoyan", "No se nombra ninguno", "4 de mayo de 2026",
                     "60 antes, 20 después", "Diferencia: -38 sucesos", "nunca de personas")),
        ("beside", ("Scanning", "The data speak for it", "None is named", "4 May 2026",
                    "60 before, 20 after", "Difference: -38 events", "never of persons")),
    ],
)  # fmt: skip
def test_all_four_parts_are_told_in_both_languages(side: str, wanted: tuple[str, ...]) -> None:
    told = words(risk_sara.compose(a_sheet(), "en", "ABCD2345"), side)

    for said in (
        *wanted,
        "Robos al cerrar",
        "Locales de ocio",
        "Luz nueva",
        "La luz sola",
        "ABCD2345",
    ):
        assert said in told, said


def test_a_part_in_which_nothing_is_written_says_so() -> None:
    bare = a_sheet(
        hypotheses=(),
        responses=(),
        indicators=(),
        difference=None,
        sheet=SaraSheet(problem="Robos"),
    )

    told = words(risk_sara.compose(bare))

    for said in ("ninguna hipótesis", "ninguna respuesta", "no se ha contado"):
        assert said in told, said


@guards("reports.sara.small")
def test_no_count_under_five_and_nothing_that_gives_it_away_leaves_on_paper() -> None:
    told = words(
        risk_sara.compose(a_sheet(indicators=counted(("treated", 60, 3), ("control", 50, 48))))
    )

    assert "60 antes, < 5 después" in told
    assert "-55" not in told
    assert "Un recuento es menor que 5" in told


@guards("services.sara.empty")
@pytest.mark.parametrize("sheet", [None, SaraSheet(problem="  ", harm="Alguien")])
def test_an_empty_worksheet_is_not_made_and_the_refusal_names_it(sheet: SaraSheet | None) -> None:
    with pytest.raises(Barred) as refused:
        risk_sara.compose(a_sheet(sheet=sheet))

    assert refused.value.refusal.code == "empty_sheet"


def test_no_worksheet_goes_out_without_who_issues_it() -> None:
    with pytest.raises(IncompleteDocument) as refused:
        risk_sara.compose(a_sheet(papers=papers(organisation=Organisation())))

    assert [one.content for one in refused.value.missing] == ["organisation"]


def test_the_paper_can_be_read_and_every_page_says_what_it_is(qapp: QGuiApplication) -> None:
    document = pypdfium2.PdfDocument(pdf(risk_sara.compose(a_sheet(), "en")))

    for page in document:
        assert "Papel de trabajo del 2 de marzo de 2026" in page.get_textpage().get_text_range()


def test_a_worksheet_is_printed_from_its_panel_before_any_review(
    place: Place, tmp_path: Path
) -> None:
    way = asked(place.risk, place.attaching)
    _furnish(place)
    place.open(way.dossier)
    assert not place.form("sara").paper.isEnabled()
    assert "cuando se ha escrito el problema" in place.said()
    with pytest.raises(Forbidden) as refused:
        place.risk.documents.printed(PrintedDocument(dossier=way.dossier, kind=SHEET))
    assert refused.value.code == "empty_sheet"
    assert place.form("sara_paper").document is None
    assert "La hoja de trabajo está vacía" in place.said()

    place.fill(place.form("sheet"), problem="Robos en el pasaje")
    place.form("sara").paper.click()
    place.quiet()
    panel = place.page.instead
    assert isinstance(panel, DocumentsPanel)
    assert panel.document is not None
    panel._reason = "Para la mesa del barrio de ejemplo"
    panel.export(tmp_path / "hoja.pdf")
    place.quiet()

    assert (tmp_path / "hoja.pdf").read_bytes().startswith(b"%PDF")
    (kept,) = place.risk.documents.all_of(way.dossier)
    assert (kept.kind, kept.issued) == (SHEET, "saved")
