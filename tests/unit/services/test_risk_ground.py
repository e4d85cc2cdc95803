"""Layers, walks, counts and the worksheet, through the front door of the risk service."""

import io
import random
from datetime import date
from typing import Any

import pytest
from PIL import Image, ImageStat

from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_field import ExploratoryWalk, FieldObservation
from pscp_desktop.domain.risk_sara import (
    Hypothesis,
    ResponseLink,
    SaraIndicator,
    SaraResponse,
    Side,
)
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.risk.sara import weighed_difference
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.store.photographs import Photograph, Stroke
from tests.protections import guards
from tests.unit.services.risk_way import (
    a_layer,
    asked,
    risk_at,
)
from tests.world import OMAR, Moment

OVERRIDE = "La comisión pregunta dónde trabajó la policía y la respuesta no se usa para más."


def test_a_layer_says_where_it_comes_from_or_is_not_kept(risk: Risk) -> None:
    with pytest.raises(Invalid) as refused:
        risk.layers.keep(a_layer(source="", dated_on=None), b"{}", "capa.geojson")

    assert set(refused.value.problems) == {"source", "dated_on"}
    with pytest.raises(Invalid) as restricted:
        risk.layers.keep(a_layer(sensitivity="restricted"), b"{}", "capa.geojson")
    assert set(restricted.value.problems) == {"sensitivity"}


def test_a_restricted_layer_is_seen_in_its_file_alone(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching)
    own = a_layer(title="Solo aquí", sensitivity="restricted", dossier=way.dossier)
    risk.layers.keep(own, b'{"a": 1}', "capa.geojson")

    assert "Solo aquí" in {layer.title for layer in risk.layers.all(way.dossier)}
    assert "Solo aquí" not in {layer.title for layer in risk.layers.all()}
    assert risk.layers.content(own.id) == b'{"a": 1}'


def photographed() -> Photograph:
    made = io.BytesIO()
    Image.frombytes("RGB", (160, 120), random.Random(7).randbytes(160 * 120 * 3)).save(made, "PNG")
    return Photograph.opened(made.getvalue())


def noticed(**more: Any) -> FieldObservation:
    return FieldObservation(text="Farola rota", district="sol", **more)


@guards("services.risk.faces")
def test_a_photograph_is_kept_only_without_faces(risk: Risk) -> None:
    with pytest.raises(Invalid) as refused:
        risk.field.observe(noticed(), photographed())

    assert refused.value.problems == {"faces": "missing"}
    assert risk.field.observations() == ()
    kept = risk.field.observe(noticed(faces="nobody"), photographed())
    assert len(risk.field.photographs(kept)) == 1


@guards("services.risk.blurred")
def test_nobody_says_that_faces_are_blurred_where_nothing_was_hidden(risk: Risk) -> None:
    with pytest.raises(Invalid) as refused:
        risk.field.observe(noticed(faces="blurred"), photographed())

    assert refused.value.problems == {"faces": "nothing_hidden"}
    photo = photographed()
    photo.hide(Stroke(((0.1, 0.1), (0.6, 0.9))))
    kept = risk.field.observe(noticed(faces="blurred"), photo)
    assert len(risk.field.photographs(kept)) == 1


def test_what_is_said_of_faces_without_a_photograph_is_not_kept(risk: Risk) -> None:
    assert risk.field.observe(noticed(faces="blurred")).faces == ""


@guards("store.photographs.gone")
def test_what_is_kept_of_a_face_is_flat_blocks(risk: Risk) -> None:
    photo = photographed()
    photo.hide(Stroke(((0.0, 0.0), (1.0, 1.0))))
    kept = risk.field.observe(noticed(faces="blurred"), photo)

    (content,) = risk.field.look(kept.id).photographs
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        block = picture.convert("L").crop((2, 2, 22, 22))
        # Before, every pixel was its own: about 70 apart.
        assert ImageStat.Stat(block).stddev[0] < 8


def test_an_observation_needs_words_and_a_place_and_knows_its_hour(risk: Risk) -> None:
    with pytest.raises(Invalid) as refused:
        risk.field.observe(FieldObservation())
    assert set(refused.value.problems) == {"text", "district"}

    walk = risk.field.walk(ExploratoryWalk(title="Marcha de muestra", district="sol"))
    kept = risk.field.observe(
        FieldObservation(text="Soportal oscuro", longitude=-3.7, latitude=40.41, walk=walk.id)
    )

    assert kept.part_of_day == "morning"
    assert [one.id for one in risk.field.observations(walk.id)] == [kept.id]
    assert [one.id for one in risk.field.walks()] == [walk.id]


def test_places_are_coarser_for_whoever_is_no_analyst(risk: Risk, attaching: Attaching) -> None:
    stranger = risk_at(Desk(risk.desk.store, OMAR), attaching)

    assert risk.field.cell(leaves=False) == 50
    assert risk.field.cell(leaves=True) == 100
    assert stranger.field.cell(leaves=False) == 100


@guards("services.risk.counts")
def test_two_reports_of_the_programmes_own_files_differ_by_no_small_count(
    risk: Risk, moment: Moment
) -> None:
    mediation = Mediation(risk.desk)

    def open_files(district: str, many: int) -> None:
        for _ in range(many):
            mediation.files.request(
                Request(process=MediationProcess(), requester=Party(name="Alba Ejemplo", role="requesting"),
                        district=district)
            )  # fmt: skip

    for district, many in (("sol", 7), ("cortes", 2), ("palacio", 9)):
        open_files(district, many)
    moment.passes(days=35)
    first = risk.counts.mediation(date(2026, 3, 1), date(2026, 3, 31))
    open_files("sol", 3)
    moment.passes(days=35)
    second = risk.counts.mediation(date(2026, 3, 1), date(2026, 4, 30))

    told = {figure.rows: figure.count for figure in first}
    assert ("cortes",) not in told
    assert told["palacio",] == 9
    # The three files of the second month cannot be told apart, so they are not told at all.
    again = {figure.rows: figure.count for figure in second}
    assert again == told


def test_the_worksheet_ties_hypotheses_to_factors_and_responses_to_other_services(
    risk: Risk, attaching: Attaching
) -> None:
    way = asked(risk, attaching).to_analysis().analysed()
    risk.sara.write(way.dossier, {"problem": "Robos en el pasaje los viernes"}, None)
    factor = risk.documents.printable(way.dossier).factors[0]
    because = risk.sara.suppose(
        Hypothesis(dossier=way.dossier, text="Al cerrar, nadie mira.", factor=factor.id)
    )
    response = risk.sara.respond(
        SaraResponse(
            dossier=way.dossier, text="Luz", hypothesis=because.id, due_on=date(2026, 3, 9)
        )
    )
    other = asked(risk, attaching)

    risk.links.link(
        ResponseLink(dossier=way.dossier, response=response.id, kind="commitment",
                     target=NAMELESS, dossier_of_target=other.dossier)
    )  # fmt: skip

    assert [one.target.kind for one in risk.links.of(way.dossier)] == ["commitment"]
    risk.sara.count(SaraIndicator(dossier=way.dossier, side="treated", before=4, after=2))
    assert risk.sara.difference(way.dossier) is None
    with pytest.raises(NotFound):
        risk.sara.suppose(Hypothesis(dossier=other.dossier, text="De otro", factor=factor.id))
    items = risk.boards.due(risk.desk.today())
    assert [item.due.code for item in items] == ["response"]


def test_the_difference_takes_off_what_would_have_happened_anyway() -> None:
    counts = {Side.TREATED: (40, 20), Side.CONTROL: (38, 36)}
    indicators = tuple(
        SaraIndicator(side=side.value, before=before, after=after)
        for side, (before, after) in counts.items()
    )

    found = weighed_difference(indicators)

    assert found is not None
    # (20 - 40) - (36 - 38), and the root of all four counts.
    assert found.value == -18
    assert found.error == pytest.approx(134**0.5)
    assert not found.told_apart
    assert weighed_difference(indicators[:1]) is None
