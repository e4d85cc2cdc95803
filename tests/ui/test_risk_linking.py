"""Links of the worksheet through the real page: made, told, taken away."""

from typing import Any

from PySide6.QtWidgets import QLabel

from pscp_desktop.domain.risk_sara import ResponseLink
from pscp_desktop.ui.risk.linking import LinkLine
from tests.ui.test_risk_page import Place, place
from tests.unit.services.test_risk_linking import (
    TITLE,
    a_mediation_file,
    a_worksheet,
    offered,
    tie,
)

__all__ = ["place"]


def words_in(panel: Any) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_response_is_tied_to_a_mediation_file_by_its_card(place: Place) -> None:
    a_mediation_file(place.risk)
    way, response, _ = a_worksheet(place.risk, place.attaching)
    card = offered(place.risk, way, "mediation")
    place.open(way.dossier)
    assert "Vincule una línea" in words_in(place.form("sara"))
    sheet = place.form("link")
    place.fill(sheet, response=response.id, target=card.target)

    (made,) = place.all_of(ResponseLink, way.dossier)
    assert (made.kind, made.response, made.dossier_of_target) == (
        "mediation", response.id, card.target,
    )  # fmt: skip
    said = words_in(place.form("sara"))
    assert f"Expediente de mediación · {card.name}" in said
    assert "solo su ficha" in said
    assert TITLE not in said


def test_without_a_record_nothing_is_tied_and_the_field_is_marked(place: Place) -> None:
    way, response, _ = a_worksheet(place.risk, place.attaching)
    place.open(way.dossier)
    sheet = place.form("link")
    place.fill(sheet, response=response.id)

    assert sheet.forms[0].field("target").wrong
    assert place.all_of(ResponseLink, way.dossier) == []


def test_a_link_is_taken_away_by_its_button(place: Place) -> None:
    way, response, _ = a_worksheet(place.risk, place.attaching)
    tie(place.risk, way, response.id, offered(place.risk, way, "layer"))
    place.open(way.dossier)
    (line,) = place.form("sara").findChildren(LinkLine)
    assert "Luz" in words_in(line)
    line.cut.click()
    place.quiet()

    assert place.risk.links.of(way.dossier) == ()
