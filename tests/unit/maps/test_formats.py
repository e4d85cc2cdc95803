"""Every kind of file the map reads: what is in it, where it is, and what was put right."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop import i18n
from pscp_desktop.maps import crossing, geopackage, joining, writing
from pscp_desktop.maps.faults import REASONS, Unreadable
from pscp_desktop.maps.features import Features
from pscp_desktop.maps.found import ReadLayer, Wanted
from pscp_desktop.maps.reading import read_file
from tests.map_files import (
    EAST,
    NORTH,
    archive,
    collection,
    kept,
    shapefile_parts,
    shared,
    square,
)

KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>Fuente</name><description><![CDATA[<b>Con</b> agua]]></description>
<ExtendedData><Data name="tipo"><value>pública</value></Data></ExtendedData>
<Point><coordinates>-3.70,40.41,600</coordinates></Point></Placemark>
<Placemark><name>Solar</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
-3.70,40.41 -3.69,40.41 -3.69,40.42 -3.70,40.41</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark></Document></kml>"""
GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="40.41" lon="-3.70"><name>Farola</name></wpt>
<trk><name>Paseo</name><trkseg><trkpt lat="40.41" lon="-3.70"/><trkpt lat="40.42" lon="-3.71"/></trkseg></trk>
</gpx>"""


def only(layers: list[ReadLayer]) -> Features:
    assert len(layers) == 1
    return layers[0].features


def codes(layer: ReadLayer) -> list[str]:
    return [note.code for note in layer.notes]


def refused(path: Path, wanted: Wanted | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_file(path, wanted or Wanted())
    return caught.value


def test_geojson_keeps_its_places_its_words_and_its_system(tmp_path: Path) -> None:
    path = kept(
        tmp_path, "a.geojson", collection(square(), square(2000), name=["Uno", "Dos"], n=[1, None])
    )

    areas = only(read_file(path))

    assert (areas.kind, areas.crs, areas.words("name")) == ("areas", "EPSG:25830", ("Uno", "Dos"))
    assert areas.words("n") == ("1", "")
    assert shapely.area(areas.geometries()).tolist() == [1e6, 1e6]


def test_a_kml_becomes_a_layer_of_each_kind_with_plain_words(tmp_path: Path) -> None:
    points, areas = read_file(kept(tmp_path, "a.kml", KML))

    assert (points.features.kind, areas.features.kind) == ("points", "areas")
    assert points.features.words("description") == ("Con agua",)
    assert points.features.words("tipo") == ("pública",)
    assert "mixed" in codes(points)


def test_a_kmz_is_read_in_memory(tmp_path: Path) -> None:
    path = kept(tmp_path, "a.kmz", archive({"doc.kml": KML.encode(), "files/photo.png": b"x"}))

    assert len(read_file(path)) == 2


def test_waypoints_and_tracks_of_a_gpx(tmp_path: Path) -> None:
    points, lines = read_file(kept(tmp_path, "a.gpx", GPX))

    assert (points.features.words("name"), lines.features.words("name")) == (
        ("Farola",),
        ("Paseo",),
    )
    assert len(lines.features.x) == 2


@pytest.mark.parametrize("beside", [True, False])
def test_a_shapefile_in_a_folder_or_in_an_archive(beside: bool, tmp_path: Path) -> None:
    wkt = str(pyproj.CRS("EPSG:25830").to_wkt("WKT1_ESRI"))
    parts = shapefile_parts([(EAST, NORTH), (-1.7e308, -1.7e308)], wkt)
    if beside:
        for name, content in parts.items():
            kept(tmp_path, name, content)
        path = tmp_path / "plazas.shp"
    else:
        path = kept(tmp_path, "plazas.zip", archive(parts))

    layers = read_file(path)

    assert only(layers).words("nombre") == ("Plaza nº 0",)
    assert (only(layers).crs, codes(layers[0])) == ("EPSG:25830", ["nowhere"])


def test_a_table_with_coordinates_in_the_spanish_way(tmp_path: Path) -> None:
    text = "nombre;COORDENADA_X;COORDENADA_Y\nUno;440000,5;4474000,25\nDos;;\n"
    layers = read_file(kept(tmp_path, "a.csv", text.encode("utf-8-sig")))

    assert (only(layers).x.tolist(), only(layers).y.tolist()) == ([440000.5], [4474000.25])
    assert (only(layers).crs, codes(layers[0])) == ("EPSG:25830", ["nowhere", "assumed"])


def test_a_table_in_western_european_says_so(tmp_path: Path) -> None:
    layers = read_file(
        kept(tmp_path, "a.csv", "lon,lat,barrio\n-3.7,40.4,Chamberí\n".encode("cp1252"))
    )

    assert (only(layers).words("barrio"), codes(layers[0])) == (("Chamberí",), ["encoding"])


def test_a_table_of_codes_is_joined_to_its_areas() -> None:
    areas = Features.of(
        np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]),
        {"COD": ("011", "012"), "NOMBRE": ("Palacio", "Embajadores")},
        "EPSG:25830",
    )
    table = Features.table(
        {"codigo": np.array([11.0, 12.0, 11.0, 99.0]), "avisos": np.array([1.0, 2.0, np.nan, 4.0])},
        4,
    )

    ours, theirs = joining.matching(areas, table)
    joined, notes = joining.joined(areas, ours, table, theirs)

    assert (ours, theirs) == ("COD", "codigo")
    assert joined.words("avisos") == ("1", "2")
    assert joined.words("lines") == ("2", "1")
    assert [(note.code, note.count) for note in notes] == [("unmatched", 1)]


def test_exchanged_axes_are_put_right(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [40.41, -3.70]}
    layers = read_file(kept(tmp_path, "a.geojson", collection(point, crs="")))

    assert (only(layers).x.tolist(), codes(layers[0])) == ([-3.70], ["axes"])


def test_metres_that_claim_to_be_degrees_are_refused(tmp_path: Path) -> None:
    metres = collection({"type": "Point", "coordinates": [EAST, NORTH]}, crs="EPSG:4326")
    path = kept(tmp_path, "a.geojson", metres)

    assert refused(path).code == "outside"
    assert only(read_file(path, Wanted(crs="EPSG:25830"))).crs == "EPSG:25830"


def test_metres_of_the_official_grid_that_say_nothing_are_known_by_their_place(
    tmp_path: Path,
) -> None:
    path = kept(
        tmp_path, "a.geojson", collection({"type": "Point", "coordinates": [EAST, NORTH]}, crs="")
    )

    assert only(read_file(path)).crs == "EPSG:25830"
    assert codes(read_file(path)[0]) == ["assumed"]


def test_what_lies_abroad_is_taken_and_said(tmp_path: Path) -> None:
    path = kept(
        tmp_path, "a.geojson", collection({"type": "Point", "coordinates": [-87.6, 41.8]}, crs="")
    )

    assert codes(read_file(path)[0]) == ["abroad"]


def test_an_outline_that_crosses_itself_is_mended_and_counted(tmp_path: Path) -> None:
    ring = [
        [EAST, NORTH],
        [EAST + 10, NORTH + 10],
        [EAST + 10, NORTH],
        [EAST, NORTH + 10],
        [EAST, NORTH],
    ]
    path = kept(tmp_path, "a.geojson", collection({"type": "Polygon", "coordinates": [ring]}))

    layers = read_file(path)

    assert codes(layers[0]) == ["invalid"]
    assert shapely.is_valid(only(layers).geometries()).all()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", {"type": "FeatureCollection", "features": []}, "empty"),
        ("a.geojson", '{"type": "FeatureCollection", "features": [', "damaged"),
        ("a.json", {"type": "Topology"}, "unknown"),
        ("a.docx", "hello", "unknown"),
        ("a.tif", b"II*\0" + bytes(100), "geotiff"),
        ("a.csv", "", "empty"),
        ("a.geojson", collection(square(), crs="EPSG:99999999"), "bad_crs"),
    ],
)
def test_what_is_not_taken_has_one_clear_reason(
    name: str, content: object, code: str, tmp_path: Path
) -> None:
    error = refused(kept(tmp_path, name, content))

    i18n.use("en")
    assert error.code == code
    assert str(error) == error.said()


def test_the_reasons_are_said_in_spanish() -> None:
    i18n.use("es")

    assert all(Unreadable(code).code for code in REASONS)
    assert Unreadable("empty").said() == "El archivo no contiene ningún lugar."


def test_a_layer_is_the_same_after_each_way_of_writing(tmp_path: Path) -> None:
    before = only(
        read_file(
            kept(
                tmp_path,
                "a.geojson",
                collection(square(), square(5000), name=["=1+1", "ñ"], v=[1.5, 2]),
            )
        )
    )

    as_json = only(read_file(kept(tmp_path, "b.geojson", writing.geojson(before))))
    as_package = only(read_file(kept(tmp_path, "b.gpkg", geopackage.write({"capa": before}))))

    for after in (as_json, as_package):
        assert shapely.equals(after.geometries(), before.geometries()).all()
        assert (after.words("name"), after.words("v"), after.crs) == (
            ("=1+1", "ñ"),
            ("1.5", "2"),
            before.crs,
        )
    lines = writing.table(before).decode("utf-8-sig").splitlines()
    assert lines[0] == "x;y;name;v"
    assert ";'=1+1;" in lines[1]


@given(
    st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80)), min_size=1, max_size=30),
    st.lists(st.text(max_size=8), min_size=1, max_size=3),
)
def test_what_crosses_between_the_processes_arrives_whole(
    places: list[tuple[float, float]], words: list[str]
) -> None:
    x, y = np.array([p[0] for p in places]), np.array([p[1] for p in places])
    said = tuple(words[number % len(words)] for number in range(len(x)))
    sent = [
        ReadLayer(name="capa", features=Features.points(x, y, {"w": said, "n": x}, "EPSG:4326"))
    ]

    frame = crossing.packed(sent)
    head, body = (crossing.LENGTH.unpack(frame[at : at + 4])[0] for at in (0, 4))
    got = crossing.unpacked(json.loads(frame[8 : 8 + head]), frame[8 + head :])

    assert len(frame) == 8 + head + body
    assert got[0].features.words("w") == said
    assert np.array_equal(got[0].features.x, x)


@given(st.integers(0, 400), st.integers(0, 255))
def test_no_altered_answer_becomes_a_layer_that_cannot_be_drawn(place: int, value: int) -> None:
    features = Features.of(np.array([shapely.box(0, 0, 1, 1)]), {"w": ("a",)}, "EPSG:25830")
    frame = bytearray(crossing.packed([ReadLayer(name="capa", features=features)]))
    head = crossing.LENGTH.unpack(frame[:4])[0]
    frame[8 + place % (len(frame) - 8)] = value

    try:
        message = json.loads(frame[8 : 8 + head])
        layers = crossing.unpacked(message, bytes(frame[8 + head :]))
    except (ValueError, Unreadable):
        return
    assert all(crossing.sound(layer.features) for layer in layers)


MADRID = {
    "centro_6_barrios_4326.geojson": ("areas", 6),
    "cityseer_eu_stat_clipped.gpkg": ("areas", 705),
    "cityseer_madrid_bounds.gpkg": ("areas", 1),
    "cityseer_madrid_nbhds.gpkg": ("areas", 131),
    "cityseer_stops.txt": ("points", 1272),
    "clickthathood_madrid_barrios.geojson": ("areas", 128),
    "madrid_barrio_population_area_2020_2024.csv": ("table", 1310),
    "madrid_poi_2278.csv": ("points", 2278),
    "police_delitos_2014_2018_ifcanovas.csv": ("table", 1357),
}


@pytest.mark.parametrize("name", MADRID)
def test_every_file_of_madrid_is_read(name: str) -> None:
    features = only(read_file(shared(f"madrid/{name}")))

    assert (features.kind, len(features)) == MADRID[name]
    if features.kind != "table":
        west, south, east, north = features.projected("EPSG:4326").bounds
        assert -4.6 < west < east < -3.0
        assert 39.8 < south < north < 41.2


def test_the_picture_with_coordinates_is_refused_by_name() -> None:
    assert "GeoTIFF" in str(refused(shared("madrid/ua_population_clipped.tif")))


def test_population_is_joined_to_the_official_barrios() -> None:
    areas = only(read_file(shared("madrid/clickthathood_madrid_barrios.geojson")))
    table = only(read_file(shared("madrid/madrid_poi_2278.csv")))

    ours, theirs = joining.matching(areas, table)

    assert (ours, theirs) == ("name", "barrio")
