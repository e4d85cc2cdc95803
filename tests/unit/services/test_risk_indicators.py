"""The indicators of the service: counted as defined, small sides not told, readable files alone."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pscp_desktop.domain.risk import AdviceFeedback
from pscp_desktop.domain.workers import Organisation
from pscp_desktop.reports.document import texts_of
from pscp_desktop.reports.risk_indicators import document, share_said, sheet
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.indicators import (
    DEFINITIONS,
    ON_TIME,
    Forecast,
    Indicator,
    Year,
    counted,
)
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import asked, risk_at
from tests.unit.services.test_risk_proposing import an_analysed_profile, analyse
from tests.world import LIA


def by_code(year: Year) -> dict[str, Indicator]:
    return {one.definition.code: one for one in year.indicators}


def issued(risk: Risk, attaching: Attaching, *, in_days: int | None, use: str = "") -> Any:
    """An opinion that is out, wanted so many days from now."""
    today = risk.desk.today()
    wanted = today + timedelta(days=in_days) if in_days is not None else None
    way = asked(risk, attaching, deadline=wanted)
    way.issued()
    if use:
        risk.opinions.feedback(AdviceFeedback(dossier=way.dossier, use=use, words="Sí."))
    return way


def test_what_is_issued_on_time_and_used_is_counted_as_defined(
    risk: Risk, attaching: Attaching
) -> None:
    for _ in range(5):
        issued(risk, attaching, in_days=3, use="used")
    issued(risk, attaching, in_days=None)
    year = risk.indicators.of(risk.desk.today().year)
    found = by_code(year)

    assert (found["on_time"].part, found["on_time"].whole) == (5, 5)
    assert (found["used"].part, found["used"].whole) == (5, 5)
    # Issued today: nobody looks back on it yet.
    assert found["looked_back"].whole == 0
    assert not found["looked_back"].told
    assert risk.indicators.of(year.year - 1).indicators[0].whole == 0


@guards("risk.indicators.small")
def test_a_share_that_gives_away_fewer_than_five_is_not_told(
    risk: Risk, attaching: Attaching
) -> None:
    for days in (3, 3, 3, 3, 3, -3):
        issued(risk, attaching, in_days=days)
    year = risk.indicators.of(risk.desk.today().year)
    one = by_code(year)["on_time"]

    assert (one.hidden, one.part, one.whole) == (True, 0, 0)
    assert "no se dice" in share_said(one, "es")
    assert b"83" not in sheet(year, "es")


@guards("risk.indicators.small")
@given(some.lists(some.booleans(), max_size=40))
def test_no_side_of_a_told_share_has_one_to_four(answers: list[bool]) -> None:
    one = counted(ON_TIME, answers)

    for side in (one.part, one.whole - one.part):
        assert side == 0 or side >= 5
    if one.told:
        low, high = one.interval
        assert 0 <= low <= one.share <= high <= 1
        assert (one.part, one.whole) == (sum(answers), len(answers))


def test_the_interval_is_that_of_wilson() -> None:
    # Ten of twenty: the published example of Newcombe (1998) gives 0.2993 to 0.7007.
    one = Indicator(definition=ON_TIME, part=10, whole=20)

    assert one.interval == pytest.approx((0.2993, 0.7007), abs=5e-5)


@guards("services.desk.find")
def test_only_files_one_may_read_are_counted(risk: Risk, attaching: Attaching) -> None:
    ways = [issued(risk, attaching, in_days=3) for _ in range(6)]
    for way in ways[:3]:
        risk.desk.exclude(way.dossier, LIA, "Parte interesada.")
    other = risk_at(Desk(risk.desk.store, LIA), attaching)

    mine, theirs = (
        by_code(each.indicators.of(risk.desk.today().year))["on_time"] for each in (risk, other)
    )
    assert mine.whole == 6
    assert theirs.hidden


def test_an_analysis_stands_beside_prior_counts_with_intervals(
    risk: Risk, attaching: Attaching
) -> None:
    an_analysed_profile(risk, attaching)
    year = risk.indicators.of(risk.desk.today().year)

    (forecast,) = year.forecasts
    assert (forecast.method, forecast.found.value, forecast.prior.value) == ("kde", 0.4, 0.3)
    printed = " ".join(
        f"{text.spanish} {text.beside}" for text in texts_of(document(year, Organisation(), "en"))
    )
    for said in (
        "hallado sobre esperado: 0,90 (0,70–1,10)",
        "0,40 (0,30–0,50)",
        "0.40 (0.30–0.50)",
        "recuento anterior: 0,30",
        "nunca de",
    ):
        assert said in printed, said
    for definition in DEFINITIONS:
        assert definition.meaning in printed


def test_an_analysis_that_found_far_less_than_it_expected_is_not_calibrated(
    risk: Risk, attaching: Attaching
) -> None:
    way = an_analysed_profile(risk, attaching)
    for number in range(5):
        analyse(way, title=f"Según lo esperado {number}")
    for number in range(5):
        analyse(way, title=f"Prometió demasiado {number}", calibration=0.5)
    year = risk.indicators.of(risk.desk.today().year)

    assert [one.calibrated for one in year.forecasts] == [True] * 6 + [False] * 5
    one = by_code(year)["calibrated"]
    assert (one.part, one.whole) == (6, 11)


def test_a_sheet_takes_nothing_for_a_formula(risk: Risk, attaching: Attaching) -> None:
    an_analysed_profile(risk, attaching)
    year = risk.indicators.of(risk.desk.today().year)
    (one,) = year.forecasts
    evil = Forecast(title="=1+1", on=one.on, method=one.method, found=one.found, prior=one.prior,
                    pai=None)  # fmt: skip
    made = Year(year=year.year, until=year.until, indicators=year.indicators, forecasts=(evil,))
    lines = sheet(made, "es").decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Indicador;")
    assert len(lines) == 1 + len(DEFINITIONS) + 1
    assert lines[-1].startswith("'=1+1;")


def test_a_year_that_is_not_offered_is_refused(risk: Risk) -> None:
    with pytest.raises(ValueError, match="1999"):
        risk.indicators.of(1999)
