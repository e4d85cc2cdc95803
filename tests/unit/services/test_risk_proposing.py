"""Bands proposed from a kept analysis: nothing silent, every change with its reason, the analysis cited."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound, Refused
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import ProfileBand, ProfileDriver, RiskProfile
from pscp_desktop.domain.risk_analysis import AnalysisFactor, AnalysisFigure, ModelCardLine
from pscp_desktop.reports import risk as paper
from pscp_desktop.reports.risk_tables import blocks_of_bands
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.proposing import Judged, Proposal
from pscp_desktop.services.risk.saying import keep, sentence, told
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import SAID, VALID, Way, a_layer, risk_at
from tests.unit.services.test_risk_running import geojson
from tests.world import LIA

WEST, SOUTH = 440_000.0, 4_474_000.0
HOT = {(1, 1), (1, 2), (2, 1)}


def a_surface(**others: float) -> bytes:
    """Ten by ten cells of 100 m; three in the corner hold twelve times what the others hold."""
    features = []
    for column in range(1, 11):
        for row in range(1, 11):
            x, y = WEST + 100 * (column - 1), SOUTH + 100 * (row - 1)
            corners = [(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100), (x, y)]
            score = 12.0 if (column, row) in HOT else 1.0
            told_of = {"score": score, "kde": score, **others}
            ring = [[a, b] for a, b in corners]
            features.append(
                {"type": "Feature", "properties": told_of,
                 "geometry": {"type": "Polygon", "coordinates": [ring]}}
            )  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def some_events() -> bytes:
    """Forty in the hot corner, three in one other cell, one for every second of the rest."""
    hot = [(WEST + 20 + n, SOUTH + 30 + n) for n in range(40)]
    return geojson([*hot, *((WEST + 550 + n, SOUTH + 950) for n in range(3))])


def an_analysed_profile(risk: Risk, attaching: Attaching, surface: bytes | None = None) -> Way:
    """A profile whose data were found good enough, with one analysis kept and nothing judged."""
    layers = [
        risk.layers.keep(a_layer(features=43), some_events(), "capa.geojson"),
        risk.layers.keep(a_layer(title="Ocio", origin="land_use"), b"{}", "capa.geojson"),
    ]
    dossier = risk.files.profile(
        RiskProfile(area="Barrio de muestra", period="2025", statement=SAID, events="Robos",
                    limits="Solo lo denunciado.", resources="Dos centros.", valid_until=VALID)
    )  # fmt: skip
    way = Way(risk, attaching, dossier.id, layers)
    way.act("check_data")
    analyse(way, surface)
    return way


def analyse(
    way: Way,
    surface: bytes | None = None,
    title: str = "Análisis de muestra",
    calibration: float = 0.9,
) -> None:
    """Keep an analysis with a surface, in words of codes as a run keeps them."""
    rates = [
        AnalysisFigure(analysis=NAMELESS, method=method, share=5.0, measure="hit_rate", value=value,
                       low=value - 0.1, high=value + 0.1)
        for method, value in (("kde", 0.4), ("prior", 0.3))
    ]  # fmt: skip
    rates.append(
        AnalysisFigure(analysis=NAMELESS, method="kde", share=5.0, measure="calibration",
                       value=calibration, low=calibration - 0.2, high=calibration + 0.2)
    )  # fmt: skip
    outcome = Outcome(
        events=43, cells=100, figures=tuple(rates),
        factors=(AnalysisFactor(analysis=NAMELESS, name="Ocio", value=2.1, low=1.4, high=3.0,
                                how=keep(sentence("how.proximity", band="200"))),),
        card=(ModelCardLine(analysis=NAMELESS, number=1, name="seed", value="7"),),
        recommended="kde", because=keep(sentence("why.best_held_out")), versions="muestra 1",
        surface=a_surface() if surface is None else surface,
    )  # fmt: skip
    plan = Plan(outcome=way.layers[0], factors=(way.layers[1],), title=title, seed=7)
    way.risk.analyses.keep(way.dossier, plan, outcome)


def as_proposed(proposal: Proposal) -> list[Judged]:
    return [Judged(part.band) for part in proposal.parts]


def kept(way: Way, kind: type[Any]) -> Sequence[Any]:
    with way.risk.desk.reading() as session:
        return way.risk.desk.all_in(session, kind, way.dossier)


def test_an_analysis_proposes_parts_with_what_they_may_be_and_counts_of_five(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    first, rest = proposal.parts

    assert told(first.unit, "es") == "Celdas 1-1, 1-2, 2-1"
    assert told(rest.unit, "en") == "Other cells: 97"
    assert (first.band, first.events) == ("highest", 40)
    # Three events: fewer than five are told to nobody.
    assert (rest.band, rest.events) == ("alike", None)
    assert [one.name for one in proposal.drivers] == ["Ocio"]
    assert "40 % de los sucesos reservados (del 30 al 50 %)" in told(proposal.uncertainty, "es")
    assert kept(way, ProfileBand) == []


def test_what_is_confirmed_is_kept_with_its_analysis_and_cited(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    risk.proposals.accept(way.dossier, proposal, as_proposed(proposal), "La mitad o el doble.")

    bands, drivers = kept(way, ProfileBand), kept(way, ProfileDriver)
    assert {(b.analysis, b.proposed == b.band) for b in bands} == {(proposal.analysis.id, True)}
    assert [(d.factor, d.value, d.analysis) for d in drivers] == [
        ("Ocio", 2.1, proposal.analysis.id)
    ]
    (profile,) = kept(way, RiskProfile)
    assert profile.analysis == proposal.analysis.id
    assert profile.uncertainty == "La mitad o el doble."
    assert way.act("take_analysis") == "analysed"


@guards("risk.proposals.reason")
def test_another_band_without_a_reason_is_refused_and_nothing_is_kept(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    judged = as_proposed(proposal)
    judged[0] = Judged("below", "  ")

    with pytest.raises(Invalid) as refused:
        risk.proposals.accept(way.dossier, proposal, judged)

    assert set(refused.value.problems) == {"part.0"}
    assert kept(way, ProfileBand) == []


@guards("risk.proposals.whole")
def test_no_part_can_be_left_out(risk: Risk, attaching: Attaching) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)

    with pytest.raises(Invalid):
        risk.proposals.accept(way.dossier, proposal, as_proposed(proposal)[1:])
    assert kept(way, ProfileBand) == []


def test_a_changed_band_stands_beside_what_was_proposed_in_the_file_and_on_paper(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    judged = as_proposed(proposal)
    judged[0] = Judged("alike", "Las obras de 2025 ya terminaron.")
    risk.proposals.accept(way.dossier, proposal, judged, "La mitad o el doble.")

    first = next(one for one in kept(way, ProfileBand) if one.proposed == "highest")
    assert (first.band, first.proposed, first.lowest) == ("alike", "highest", "alike")
    way.act("take_analysis")
    way.reviewed().act("pass_review")
    telling = paper.Telling("en")

    printed = " ".join(
        f"{row.label.spanish} {row.value.spanish} {row.label.beside} {row.value.beside}"
        for block in blocks_of_bands(telling, risk.documents.printable(way.dossier))
        if hasattr(block, "rows")
        for row in block.rows
    )
    for said in (
        "Celdas 1-1, 1-2, 2-1", "Cells 1-1, 1-2, 2-1", "Las obras de 2025 ya terminaron.",
        "el análisis proponía «Entre los más probables»", "a menos de 200 m", "within 200 m",
    ):  # fmt: skip
        assert said in printed, said


def test_a_newer_analysis_takes_the_place_of_what_the_older_one_proposed(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    risk.opinions.band(ProfileBand(dossier=way.dossier, unit="Todo el barrio", band="alike"))
    old = risk.proposals.of(way.dossier)
    risk.proposals.accept(way.dossier, old, as_proposed(old))
    analyse(way, title="Otra mirada")
    new = risk.proposals.of(way.dossier)
    assert new.analysis.title == "Otra mirada"
    risk.proposals.accept(way.dossier, new, as_proposed(new))

    assert [(b.unit == "Todo el barrio", b.analysis) for b in kept(way, ProfileBand)] == [
        (True, None), (False, new.analysis.id), (False, new.analysis.id),
    ]  # fmt: skip
    assert [d.analysis for d in kept(way, ProfileDriver)] == [new.analysis.id]


@guards("risk.proposals.writable")
def test_what_is_published_takes_no_proposal(risk: Risk, attaching: Attaching) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    risk.proposals.accept(way.dossier, proposal, as_proposed(proposal), "La mitad o el doble.")
    way.act("take_analysis")
    way.reviewed().act("pass_review")

    with pytest.raises(Refused):
        risk.proposals.accept(way.dossier, proposal, as_proposed(proposal))


def test_a_review_of_other_bands_counts_no_more(risk: Risk, attaching: Attaching) -> None:
    way = an_analysed_profile(risk, attaching)
    proposal = risk.proposals.of(way.dossier)
    risk.proposals.accept(way.dossier, proposal, as_proposed(proposal), "La mitad o el doble.")
    way.act("take_analysis")
    way.reviewed()
    judged = as_proposed(proposal)
    judged[0] = Judged("above", "Menos de lo que dice.")
    risk.proposals.accept(way.dossier, proposal, judged)

    with pytest.raises(Forbidden) as refused:
        way.act("pass_review")
    assert refused.value.code == "no_review"


def test_without_an_analysis_or_with_an_empty_result_it_is_said(
    risk: Risk, attaching: Attaching
) -> None:
    empty = b'{"type": "FeatureCollection", "features": []}'
    way = an_analysed_profile(risk, attaching, empty)
    with pytest.raises(Forbidden) as refused:
        risk.proposals.of(way.dossier)
    assert refused.value.words

    bare = risk.files.profile(RiskProfile(area="Otra zona"))
    with pytest.raises(NotFound):
        risk.proposals.of(bare.id)


@guards("store.rights.right_in")
def test_who_may_not_read_the_file_is_proposed_nothing(risk: Risk, attaching: Attaching) -> None:
    way = an_analysed_profile(risk, attaching)
    other = Desk(risk.desk.store, LIA)
    risk.desk.exclude(way.dossier, LIA, "Conoce a quien vive allí.")

    with pytest.raises(NotFound):
        risk_at(other, attaching).proposals.of(way.dossier)
