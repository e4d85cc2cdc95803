"""Layers that arrive by stick: a stick that was altered, is of strangers, or comes again brings nothing."""

from pathlib import Path

import pytest

from pscp_desktop.domain.errors import StickRefused
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.reconciling import sticks
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.risk.service import Risk
from tests.linked import Linked, Office
from tests.protections import guards
from tests.unit.services.risk_way import a_layer
from tests.unit.services.test_risk_running import geojson
from tests.world import ALBA, OMAR

CONTENT = geojson([(440_100.0, 4_474_100.0)])


def risk_of(one: Linked, folder: Path) -> Risk:
    return Risk(one.desk, Attaching(one.desk, folder / one.desk.worker.hex))


def blobs(one: Linked, folder: Path) -> Blobs:
    return Blobs(one.desk, folder / one.desk.worker.hex)


def titles(one: Linked, folder: Path) -> list[str]:
    return [layer.title for layer in risk_of(one, folder).layers.all()]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Linked, Linked]:
    """Alba, who brings a layer, and Omar of her team, who has heard of nothing yet."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    for one in (alba, omar):
        (tmp_path / one.desk.worker.hex).mkdir(exist_ok=True)
    risk_of(alba, tmp_path).layers.keep(a_layer(title="Farolas"), CONTENT, "capa.geojson")
    return alba, omar


def written(one: Linked, folder: Path, name: str = "stick.sbundle") -> Path:
    path = folder / name
    sticks.write(one.reconciling, blobs(one, folder), path)
    return path


def test_i02_a_layer_arrives_once_however_often_its_stick_comes(
    pair: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = pair
    path = written(alba, tmp_path)
    for _ in range(3):
        sticks.read(omar.reconciling, blobs(omar, tmp_path), path)

    assert titles(omar, tmp_path) == ["Farolas"]


def test_i02_an_older_stick_brings_no_layer_back_that_was_taken_from_all(
    pair: tuple[Linked, Linked], tmp_path: Path
) -> None:
    alba, omar = pair
    older = written(alba, tmp_path, "older.sbundle")
    sticks.read(omar.reconciling, blobs(omar, tmp_path), older)
    (layer,) = risk_of(alba, tmp_path).layers.all()
    risk_of(alba, tmp_path).map.remove(layer.id, "Estaba mal.")
    newer = written(alba, tmp_path, "newer.sbundle")
    for path in (newer, older):
        sticks.read(omar.reconciling, blobs(omar, tmp_path), path)

    assert titles(omar, tmp_path) == []


@guards("sticks.refused")
@pytest.mark.parametrize("place", [0.02, 0.3, 0.7, 0.99])
def test_i02_a_layer_in_an_altered_stick_is_refused(
    pair: tuple[Linked, Linked], tmp_path: Path, place: float
) -> None:
    alba, omar = pair
    path = written(alba, tmp_path)
    whole = bytearray(path.read_bytes())
    whole[int(place * len(whole))] ^= 0x20
    path.write_bytes(bytes(whole))

    with pytest.raises(StickRefused):
        sticks.read(omar.reconciling, blobs(omar, tmp_path), path)
    assert titles(omar, tmp_path) == []


def test_i02_a_layer_in_a_stick_of_another_organisation_is_refused(
    pair: tuple[Linked, Linked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, omar = pair
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tests.linked.CARDS", b"\x09" * 32)
    strangers = Office(elsewhere)
    stranger = strangers.first(ALBA)
    (elsewhere / ALBA.hex).mkdir(exist_ok=True)
    risk_of(stranger, elsewhere).layers.keep(a_layer(title="Ajena"), CONTENT, "capa.geojson")
    path = written(stranger, elsewhere)

    with pytest.raises(StickRefused):
        sticks.read(omar.reconciling, blobs(omar, tmp_path), path)
    assert titles(omar, tmp_path) == []
