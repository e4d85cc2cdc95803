"""Files made to do harm: refused, with a reason, in bounded memory, and without a trace outside."""

import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from pscp_desktop.maps import bounded, databases
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.reading import read_file
from tests.map_files import archive, collection, database, kept, shapefile_parts, square
from tests.protections import guards

POINT = {"type": "Point", "coordinates": [440000, 4474000]}


def code(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read_file(path)
    return caught.value.code


def zipped(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return kept(path, "a.zip", held.getvalue())


def link(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = 0o120777 << 16
    return made


@guards("maps.archive.names")
@pytest.mark.parametrize(
    "name",
    ["../a.txt", "/etc/a.txt", "C:a.txt", "a.txt:ads", "CON", "x/../../a", "aux.txt", "b\\..\\a"],
)
def test_i01_an_archive_that_names_other_places_is_refused(name: str, tmp_path: Path) -> None:
    parts = [(k, v) for k, v in shapefile_parts([(440000, 4474000)]).items()]

    assert code(zipped(tmp_path, *parts, (name, b"x"))) == "archive"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]


@guards("maps.archive.names")
def test_i01_a_link_or_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    parts = [(k, v) for k, v in shapefile_parts([(440000, 4474000)]).items()]

    assert code(zipped(tmp_path, *parts, (link("l"), b"/etc/passwd"))) == "archive"
    assert code(zipped(tmp_path, *parts, ("b.zip", archive({"c": b"x"})))) == "archive"


@guards("maps.archive.entries")
def test_i01_too_many_entries_are_refused(tmp_path: Path) -> None:
    parts = [(k, v) for k, v in shapefile_parts([(440000, 4474000)]).items()]
    many = [(f"{number}.txt", b"") for number in range(bounded.ENTRIES)]

    assert code(zipped(tmp_path, *parts, *many)) == "archive"


@guards("maps.archive.bomb")
def test_i01_a_bomb_is_refused_by_its_table_of_contents(tmp_path: Path) -> None:
    assert code(zipped(tmp_path, ("a.shp", bytes(200 * bounded.MIB)))) == "archive"


@guards("maps.archive.counted")
def test_i01_sizes_that_lie_are_found_while_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = shapefile_parts([(440000, 4474000)])
    path = kept(tmp_path, "a.zip", archive(parts))
    whole = bytearray(path.read_bytes())
    true = struct.pack("<I", len(parts["plazas.shp"]))
    at = whole.index(b"PK\x01\x02")
    place = whole.index(true, at)
    whole[place : place + 4] = struct.pack("<I", 10)
    path.write_bytes(whole)

    assert code(path) == "archive"


@guards("maps.markup.dtd")
@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE k [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE k SYSTEM "http://localhost:9/k.dtd">',
        "<!DOCTYPE k>",
    ],
)
@pytest.mark.parametrize("suffix", ["kml", "gpx"])
def test_i03_declarations_and_entities_are_refused(head: str, suffix: str, tmp_path: Path) -> None:
    path = kept(tmp_path, f"a.{suffix}", f'<?xml version="1.0"?>{head}<kml><Placemark/></kml>')

    assert code(path) == "markup"


@guards("maps.markup.depth")
def test_i03_depth_beyond_reason_is_refused(tmp_path: Path) -> None:
    deep = 20_000

    assert code(kept(tmp_path, "a.kml", "<kml>" * deep + "</kml>" * deep)) == "too_deep"


def test_i03_an_odd_encoding_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path, "a.gpx", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-gpx+AD4-')

    assert code(path) == "damaged"


def test_i04_links_of_a_kml_are_counted_and_never_followed(tmp_path: Path) -> None:
    text = (
        "<kml><NetworkLink><Link><href>http://localhost:9/x</href></Link></NetworkLink>"
        "<GroundOverlay><Icon><href>file:///etc/passwd</href></Icon></GroundOverlay><Placemark>"
        "<description>&lt;img src='http://localhost:9/'&gt;Hola</description>"
        "<Point><coordinates>-3.7,40.4</coordinates></Point></Placemark></kml>"
    )

    layer = read_file(kept(tmp_path, "a.kml", text))[0]

    assert [(note.code, note.count) for note in layer.notes] == [("links", 2)]
    assert layer.features.words("description") == ("Hola",)


@guards("maps.json.numbers")
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_i05_what_is_no_number_is_refused(number: str, tmp_path: Path) -> None:
    text = json.dumps(collection(POINT)).replace("440000", number)

    assert code(kept(tmp_path, "a.geojson", text)) == "not_numbers"


@pytest.mark.parametrize("place", [[1e9, -1e9], [1e400, 1], ["a", "b"], [], [None, None]])
def test_i05_coordinates_beyond_the_earth_are_refused(place: list[object], tmp_path: Path) -> None:
    text = json.dumps(collection({"type": "Point", "coordinates": place})).replace(
        "Infinity", "1e400"
    )

    assert code(kept(tmp_path, "a.geojson", text)) in {"outside", "not_numbers", "empty"}


@guards("maps.json.once")
def test_i05_a_member_said_twice_is_refused(tmp_path: Path) -> None:
    text = '{"type": "FeatureCollection", "features": [], "features": []}'

    assert code(kept(tmp_path, "a.geojson", text)) == "duplicate"


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '{"type":"Feature","geometry":' * 50_000]
)
def test_i05_nesting_beyond_reason_is_refused(text: str, tmp_path: Path) -> None:
    assert code(kept(tmp_path, "a.geojson", text)) in {"too_deep", "damaged"}


@guards("maps.counts")
def test_i05_too_many_vertices_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pscp_desktop.maps import geojson

    monkeypatch.setattr(geojson, "VERTICES", 8)

    assert code(kept(tmp_path, "a.geojson", collection(square(), square(5000)))) == "too_many"


GEOMETRY = "INSERT INTO gpkg_geometry_columns VALUES ('capa', 'geom', 'POINT', 25830)"


@guards("maps.database.plain")
def test_i06_a_view_in_the_place_of_a_table_is_refused(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.gpkg",
        "CREATE VIEW capa AS SELECT x'4750000111000000' AS geom, hex(randomblob(9)) AS n",
        GEOMETRY,
    )

    assert code(path) == "database"


@guards("maps.database.authorizer")
@pytest.mark.parametrize(
    "query",
    [
        "ATTACH '/tmp/other.db' AS other", "DELETE FROM gpkg_contents", "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')", "SELECT hex(randomblob(4))",
        "CREATE TABLE t (a)", "SELECT * FROM seen",
    ],
)  # fmt: skip
def test_i06_a_database_answers_nothing_but_plain_reading(query: str, tmp_path: Path) -> None:
    path = database(tmp_path / "a.gpkg", "CREATE VIEW seen AS SELECT * FROM gpkg_contents")

    with databases.opened(path, lambda: None) as opened, pytest.raises(Unreadable):
        list(opened.rows(query))


@guards("maps.database.values")
def test_i06_a_huge_value_is_refused(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.gpkg",
        "CREATE TABLE capa (geom, n)",
        f"INSERT INTO capa VALUES (zeroblob({databases.LONGEST_VALUE + 1}), 1)",  # noqa: S608 (a number)
        GEOMETRY,
    )

    assert code(path) == "database"


def test_i06_a_database_of_another_kind_or_cut_short_is_refused(tmp_path: Path) -> None:
    whole = database(tmp_path / "a.gpkg", "CREATE TABLE capa (geom)", GEOMETRY).read_bytes()

    assert code(kept(tmp_path, "b.gpkg", b"no database at all")) == "damaged"
    assert code(kept(tmp_path, "c.gpkg", whole[:5000] + b"\xff" * 3000)) in {"database", "damaged"}
    assert code(kept(tmp_path, "d.gpkg", whole[: len(whole) // 2])) in {"database", "damaged"}


@guards("maps.sizes")
def test_i06_a_sparse_giant_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with path.open("wb") as file:
        file.truncate(100 * 1024**3)

    assert code(path) == "too_large"


def test_i06_a_trigger_in_the_file_changes_nothing(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.gpkg",
        "CREATE TABLE capa (geom, n)",
        "CREATE TRIGGER t AFTER INSERT ON capa BEGIN DELETE FROM gpkg_contents; END",
        GEOMETRY,
    )
    before = path.read_bytes()

    assert code(path) == "empty"
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM gpkg_contents").fetchone() == (0,)


@guards("maps.table.lines")
@pytest.mark.parametrize("before", ["", "a,b\n"])
def test_i08_a_line_without_end_is_refused(before: str, tmp_path: Path) -> None:
    assert code(kept(tmp_path, "a.csv", before + "x" * 300_000)) == "too_long"


def test_i08_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert code(kept(tmp_path, "a.csv", b"lon,lat\n-3.7,40.4\0\n")) == "not_text"
    assert code(kept(tmp_path, "b.csv", b"\xff\xfel\0o\0\xd8")) == "not_text"


def test_i08_a_formula_is_words(tmp_path: Path) -> None:
    path = kept(tmp_path, "a.csv", 'lon,lat,n\n-3.7,40.4,"=HYPERLINK(""http://localhost"")"\n')

    assert read_file(path)[0].features.words("n") == ('=HYPERLINK("http://localhost")',)


def test_a_shapefile_that_lies_about_itself_is_refused(tmp_path: Path) -> None:
    parts = shapefile_parts([(440000, 4474000)] * 5)
    cut = {**parts, "plazas.shp": parts["plazas.shp"][:120], "plazas.shx": b""}
    counted = bytearray(parts["plazas.dbf"])
    counted[4:8] = struct.pack("<I", 2**31 - 1)

    assert code(kept(tmp_path, "a.zip", archive(cut))) in {"damaged", "empty"}
    lying = {**parts, "plazas.dbf": bytes(counted)}
    assert code(kept(tmp_path, "b.zip", archive(lying))) in {"damaged", "too_many"}
    assert code(kept(tmp_path, "c.zip", archive({"a.shp": parts["plazas.shp"]}))) == "incomplete"
