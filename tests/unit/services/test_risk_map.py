"""What the map gets from the service: results that hold, places blurred by role, layers taken from all."""

import math

import pytest

from pscp_desktop.domain.errors import Forbidden, NotFound
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import a_layer, asked, risk_at
from tests.world import LIA, OMAR


@guards("risk.layers.removal")
def test_a_layer_is_taken_from_all_by_who_brought_it_and_by_nobody_else(
    risk: Risk, attaching: Attaching
) -> None:
    layer = risk.map.keep(a_layer(title="Farolas"), b"{}", "capa.geojson")
    colleague = risk_at(Desk(attaching.desk.store, LIA), attaching)
    stranger = risk_at(Desk(attaching.desk.store, OMAR), attaching)

    with pytest.raises(Forbidden) as refused:
        colleague.map.remove(layer.id, "No me gusta esta capa.")
    assert refused.value.words
    with pytest.raises(NotFound):
        stranger.map.remove(layer.id, "No la veo siquiera.")
    assert [each.title for each in colleague.map.all()] == ["Farolas"]

    risk.map.remove(layer.id, "Se importó dos veces.")
    assert colleague.map.all() == ()
    with pytest.raises(NotFound):
        colleague.map.content(layer.id)


@guards("risk.map.blurred")
def test_places_noticed_are_middles_of_cells_and_larger_ones_where_they_leave(risk: Risk) -> None:
    for step in range(6):
        risk.field.observe(
            FieldObservation(text="Farola rota", longitude=-3.70 + step * 1e-5, latitude=40.41)
        )

    inside, outside = risk.map.noticed(leaves=False), risk.map.noticed(leaves=True)

    assert sum(each.times for each in inside) == sum(each.times for each in outside) == 6
    for found, cell in ((inside, 50), (outside, 100)):
        for each in found:
            assert math.isclose(each.x % cell, cell / 2)
            assert math.isclose(each.y % cell, cell / 2)


def test_what_was_noticed_without_a_point_is_on_no_map(risk: Risk) -> None:
    risk.field.observe(FieldObservation(text="Farola rota", district="sol"))

    assert risk.map.noticed(leaves=False) == ()
    assert risk.map.results() == ()


def test_a_layer_is_kept_where_it_is_said_who_sees_it(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching)

    team, own = risk.map.homes()

    assert team.dossier == NAMELESS
    assert own.dossier == way.dossier
    assert "Inés" in " ".join(team.seers)
    assert not any("Omar" in name for name in (*team.seers, *own.seers))
    risk.map.keep(
        a_layer(title="Solo aquí", sensitivity="restricted", dossier=own.dossier),
        b"{}",
        "capa.geojson",
    )
    assert "Solo aquí" in {layer.title for layer in risk.map.all()}
    stranger = risk_at(Desk(attaching.desk.store, OMAR), attaching)
    assert "Solo aquí" not in {layer.title for layer in stranger.map.all()}
