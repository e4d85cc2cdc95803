"""What an analysis proposes for a profile, judged through the real page."""

from typing import Any

from PySide6.QtWidgets import QLabel

from pscp_desktop.domain.risk import ProfileBand, RiskProfile
from pscp_desktop.ui.risk.proposal_panel import ProposalPanel
from tests.protections import guards
from tests.ui.test_risk_page import Place, place
from tests.unit.services.test_risk_proposing import an_analysed_profile

__all__ = ["place"]


def words_in(panel: Any) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_the_filled_button_leads_from_the_analysis_to_its_proposal_and_on(place: Place) -> None:
    way = an_analysed_profile(place.risk, place.attaching)
    place.open(way.dossier)
    assert place.page.view.next is not None
    assert place.page.view.next.text().strip() == "Valorar lo que propone el análisis"
    place.page.view.next.click()
    place.quiet()
    panel = place.page.instead
    assert isinstance(panel, ProposalPanel)
    said = words_in(panel)

    for words in (
        "Celdas 1-1, 1-2, 2-1",
        "40 sucesos",
        "menos de cinco sucesos",
        "a menos de 200 m",
    ):
        assert words in said, words
    assert "40 %" in panel.uncertainty.value()
    assert place.all_of(ProfileBand, way.dossier) == []

    panel.keep.click()
    place.quiet()

    assert len(place.all_of(ProfileBand, way.dossier)) == 2
    (profile,) = place.all_of(RiskProfile, way.dossier)
    assert "40 %" in profile.uncertainty
    assert place.page.view.next is not None
    assert place.page.view.next.text().strip() == "Apoyarlo en el análisis"


@guards("risk.proposals.reason")
def test_another_band_asks_for_its_reason_at_its_own_line(place: Place) -> None:
    way = an_analysed_profile(place.risk, place.attaching)
    place.open(way.dossier)
    panel = place.form("propose")
    line = panel.lines[0]
    assert not line.reason.isVisible()
    line.band.show_value("below")
    assert line.reason.isVisible()

    panel.keep.click()
    place.quiet()

    assert place.all_of(ProfileBand, way.dossier) == []
    assert "Diga por qué" in words_in(line)
    line.reason.show_value("Obras terminadas.")
    panel.keep.click()
    place.quiet()

    kept = place.all_of(ProfileBand, way.dossier)
    (other,) = [one for one in kept if one.band != one.proposed]
    assert (other.band, other.proposed, other.reason) == ("below", "highest", "Obras terminadas.")
    shown = place.page.view.shown
    assert shown is not None
    assert "Obras terminadas." in " ".join(entry.detail for entry in shown.entries)


def test_a_profile_without_an_analysis_says_what_is_missing(place: Place) -> None:
    bare = place.risk.files.profile(RiskProfile(area="Otra zona"))
    place.open(bare.id)
    panel = place.form("propose")

    assert "Aún no hay ningún análisis" in words_in(panel)
    assert not panel.keep.isEnabled()


def test_a_result_that_tells_no_places_apart_is_told_in_its_place(place: Place) -> None:
    empty = b'{"type": "FeatureCollection", "features": []}'
    way = an_analysed_profile(place.risk, place.attaching, empty)
    place.open(way.dossier)
    panel = place.form("propose")

    assert "Una puntuación no es un número" in words_in(panel)
    assert not panel.keep.isEnabled()
