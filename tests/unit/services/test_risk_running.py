"""An analysis that is really run: on made-up points with a real cause, and on none at all."""

import hashlib
import json
import random
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.risk import telling
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.risk import running
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.practice import points_of
from pscp_desktop.services.risk.saying import WARNINGS, told
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import a_layer, asked

WEST, SOUTH = 440_000.0, 4_474_000.0


def geojson(points: list[tuple[float, float]], **told: list[Any]) -> bytes:
    """Points as a layer keeps them, each with its properties."""
    features = [
        {
            "type": "Feature",
            "properties": {name: values[n] for name, values in told.items()},
            "geometry": {"type": "Point", "coordinates": list(point)},
        }
        for n, point in enumerate(points)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def a_town(seed: int = 5) -> tuple[bytes, bytes]:
    """Events of a year gathered around nine bars in a square of two kilometres."""
    draw = random.Random(seed)
    bars = [(WEST + draw.uniform(200, 1800), SOUTH + draw.uniform(200, 1800)) for _ in range(9)]
    near = [(x + draw.gauss(0, 60), y + draw.gauss(0, 60)) for x, y in draw.choices(bars, k=220)]
    anywhere = [(WEST + draw.uniform(0, 2000), SOUTH + draw.uniform(0, 2000)) for _ in range(80)]
    events = near + anywhere
    days = [f"2025-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}" for _ in events]
    return geojson(events, fecha=days), geojson(bars)


@pytest.fixture(scope="module")
def ran() -> Outcome:
    events, bars = a_town()
    held = {uuid4(): events, uuid4(): bars}
    first, second = held
    plan = Plan(
        outcome=a_layer(content=first, features=300),
        factors=(a_layer(title="Locales de ocio", origin="land_use", content=second),),
        cell_m=100,
        seed=3,
    )
    heard: list[float] = []
    outcome = running.run(plan, running.read_ahead(plan, held.__getitem__), heard.append)
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    return outcome


def figure(outcome: Outcome, method: str, measure: str, share: float) -> Any:
    return next(
        one
        for one in outcome.figures
        if (one.method, one.measure, one.share) == (method, measure, share)
    )


def test_every_method_stands_beside_the_others_with_its_interval(ran: Outcome) -> None:
    assert {one.method for one in ran.figures} == {"rtm", "kde", "prior", "combined", "random"}
    assert {one.share for one in ran.figures} == {1.0, 5.0, 10.0}
    for one in ran.figures:
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.value <= one.high


def test_a_place_with_a_cause_is_found_better_than_by_chance(ran: Outcome) -> None:
    best = figure(ran, ran.recommended, "hit_rate", 10.0).value

    assert best > 2 * figure(ran, "random", "hit_rate", 10.0).value
    assert [one.name for one in ran.factors][:1] == ["Locales de ocio"]
    assert ran.factors[0].value > 1


def test_the_card_says_seed_versions_inputs_and_what_it_is_not_for(ran: Outcome) -> None:
    said = [(told(line.name, "es"), told(line.value, "es")) for line in ran.card]
    lines = dict(said)

    assert lines["Semilla"] == "3"
    assert lines["Sucesos de los que se aprende y reservados"] == "210 · 90"
    assert ran.events == 300
    assert "numpy" in ran.versions
    assert "shapely" in lines["Versiones"]
    assert sum(name == "No es para" for name, _ in said) == 4
    digest = hashlib.sha256(a_town()[0]).hexdigest()[:16]
    assert any(name == "Sucesos" and digest in value for name, value in said)


def test_the_card_speaks_no_code(ran: Outcome) -> None:
    kept = [part for line in ran.card for part in (line.name, line.value)]
    kept += [one.how for one in ran.factors] + [ran.because]
    said = " ".join(told(one, "es") for one in kept)

    assert not re.findall(r"\b[a-z]+_[a-z_]+\b|\bsetting\b|\bresult\b|\{|proximity|—", said)


@guards("risk.analysis.language")
def test_an_analysis_speaks_the_language_of_whoever_reads_it(ran: Outcome) -> None:
    """It was run at a desk that spoke Spanish; a colleague's desk speaks English."""
    english = {told(line.name, "en"): told(line.value, "en") for line in ran.card}
    spanish = {told(line.name, "es"): told(line.value, "es") for line in ran.card}

    assert english.get("Seed") == spanish.get("Semilla") == "3"
    assert english["Kind of record"] == "Reported by the public"
    assert spanish["Clase de registro"] == "Denunciado por la ciudadanía"
    assert "300 features" in english["Events"]
    assert "300 elementos" in spanish["Sucesos"]
    assert "." in english["Cells"]
    assert "," in spanish["Celdas"]
    assert "within" in told(ran.factors[0].how, "en")
    assert "a menos de" in told(ran.factors[0].how, "es")
    assert told(ran.because, "en") != told(ran.because, "es")


def test_every_notice_of_a_study_has_words() -> None:
    assert set(WARNINGS) == set(telling.SENTENCES)
    for words in WARNINGS.values():
        given = {"count": 3, "factor": "Bares", "percent": "5", "other": "densidad"}
        assert "{" not in words.format(**given)


def test_the_surface_is_cells_in_metres_and_names_no_point(ran: Outcome) -> None:
    whole = json.loads(ran.surface)

    assert len(whole["features"]) == ran.cells
    ring = whole["features"][0]["geometry"]["coordinates"][0]
    assert ring[1][0] - ring[0][0] == 100
    assert set(whole["features"][0]["properties"]) == {"score", "kde", "rtm", "combined", "prior"}


def test_too_few_events_are_refused_with_the_number() -> None:
    few = geojson([(WEST + n * 50, SOUTH + n * 37) for n in range(20)])
    layer = a_layer(content=uuid4())

    with pytest.raises(Forbidden) as refused:
        running.run(Plan(outcome=layer), lambda _: few, lambda _: None)

    assert refused.value.words.startswith("Hay 14 sucesos dentro del área")
    assert "30" in refused.value.words


def test_a_layer_in_degrees_is_turned_into_metres() -> None:
    layer = Layer(title="En grados", content=uuid4(), crs="EPSG:4326")

    shapes, _ = running.read(layer, lambda _: geojson([(-3.0, 40.0)]))

    # On the central meridian of zone 30 the easting is 500 km; the northing is that of 40 degrees.
    assert shapes[0].x == pytest.approx(500_000, abs=0.01)
    assert shapes[0].y == pytest.approx(4_427_757.22, abs=0.05)


def test_a_map_that_feeds_on_what_it_finds_confirms_itself() -> None:
    points = points_of("Actuaciones de muestra", 200)
    layer = a_layer(origin="discovered", content=uuid4())

    loop = running.loop_of(Plan(outcome=layer), lambda _: points)

    assert loop.believed > 2 * loop.truth


def test_an_analysis_runs_on_kept_layers_and_is_kept_with_its_outcome(
    risk: Risk, attaching: Attaching
) -> None:
    way = asked(risk, attaching).to_analysis()
    events, bars = a_town(8)
    kept = [
        risk.layers.keep(layer, content, "capa.geojson")
        for layer, content in (
            (a_layer(title="Robos", features=300), events),
            (a_layer(title="Bares", origin="land_use", features=9), bars),
        )
    ]
    plan = Plan(outcome=kept[0], factors=(kept[1],), title="Prueba", seed=2)
    assert risk.analyses.refusals(plan) == ()
    outcome = running.run(plan, running.read_ahead(plan, risk.analyses.content), lambda _: None)

    analysis = risk.analyses.keep(way.dossier, plan, outcome)

    papers = risk.documents.printable(way.dossier)
    assert papers.analysis is not None
    assert papers.analysis.id == analysis.id
    # Chance expects nothing of any place: it has no calibration.
    assert len(papers.figures) == 5 * 3 * 3 + 4 * 3
    assert {one.method for one in papers.figures if one.measure == "calibration"} == {
        "rtm", "kde", "prior", "combined",
    }  # fmt: skip
    assert isinstance(analysis.result, UUID)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fecha", ["31/12/2025", "01/02/2025"]),
        ("Fecha del hecho", ["2025-12-31", "2025-02-01"]),
        ("date", [20251231.0, 20250201.0]),
        ("timestamp", ["2025-12-31T23:10:00", "2025-02-01T01:00:00"]),
    ],
)
def test_days_are_read_as_offices_write_them(name: str, said: list[Any]) -> None:
    days = running.days_in([{"calle": "1", name: one} for one in said])

    assert round(float(days[0] - days[1])) in {333, 334}


def test_the_last_events_are_held_back_and_never_one_without_a_day() -> None:
    days = running.days_in(
        [{"fecha": one} for one in (["", "x"] + [f"{n:02d}/05/2025" for n in range(1, 29)])]
    )
    learnt, later = running._split(days, 1)

    assert later.tolist() == list(range(21, 30))
    assert {0, 1} <= set(learnt.tolist())


def test_without_days_some_are_drawn_by_seed() -> None:
    days = running.days_in([{"calle": str(n)} for n in range(20)])
    first, again, other = (running._split(days, seed)[1].tolist() for seed in (1, 1, 2))

    assert first == again != other
    assert first != list(range(14, 20))
