"""Basemaps: tiles of both kinds of file, and files made to do harm, refused where they are read."""

import gzip
import math
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pmtiles.tile import Compression, Entry, TileType, serialize_directory

from pscp_desktop.maps import pmtiles as archive
from pscp_desktop.maps import pyramids, tiles, vector_tiles
from pscp_desktop.maps.basemaps import opened, tile_of
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.tile_reader import TileReader
from tests.basemap_files import BOX, MADRID, mbtiles, pmtiles, png, shapes, vector_pmtiles
from tests.protections import guards

ELSEWHERE = (8, 0, 0)


def code(path: Path, key: tuple[int, int, int] = MADRID) -> str:
    with pytest.raises(Unreadable) as caught, opened(path) as basemap:
        tile_of(basemap, key)
    assert caught.value.said()
    return caught.value.code


def test_pictures_come_out_of_both_kinds_of_file(tmp_path: Path) -> None:
    for path in (pmtiles(tmp_path / "a.pmtiles", {MADRID: png()}), mbtiles(tmp_path / "a.mbtiles")):
        with opened(path) as basemap:
            assert tile_of(basemap, MADRID).picture == png()
            assert tile_of(basemap, ELSEWHERE).picture == b""
            assert basemap.sheet.name == "Ficticia"
            assert basemap.sheet.attribution in {"© Autores ficticios", "© Ficticios"}
            assert (basemap.sheet.least, basemap.sheet.most, basemap.sheet.form) == (8, 8, "png")
            assert basemap.sheet.box == pytest.approx(BOX)


def test_shapes_come_by_their_role_and_words_without_markup(tmp_path: Path) -> None:
    for path in (
        vector_pmtiles(tmp_path / "a.pmtiles"),
        mbtiles(tmp_path / "a.mbtiles", form="pbf", tile=gzip.compress(shapes())),
    ):
        with opened(path) as basemap:
            found = tile_of(basemap, MADRID)

        assert set(found.runs) == {"water", "main"}
        lake = found.runs["water"]
        assert (lake.x.min(), lake.x.max(), lake.y.min(), lake.y.max()) == (0, 0.5, 0, 0.5)
        assert (lake.x[0], lake.y[0]) == (lake.x[-1], lake.y[-1])
        assert [label[0] for label in found.labels] == ["Ciudad Ficticia"]


def test_tiles_shared_behind_a_view_are_read_from_the_tables_behind_it(tmp_path: Path) -> None:
    path = mbtiles(
        tmp_path / "a.mbtiles",
        "CREATE TABLE map AS SELECT zoom_level, tile_column, tile_row, 'a' AS tile_id FROM tiles",
        "CREATE TABLE images AS SELECT tile_data, 'a' AS tile_id FROM tiles",
        "DROP TABLE tiles",
        "CREATE VIEW tiles AS SELECT m.*, i.tile_data FROM map m JOIN images i USING (tile_id)",
    )

    with opened(path) as basemap:
        assert tile_of(basemap, MADRID).picture == png()


def test_leaf_directories_lead_to_tiles(tmp_path: Path) -> None:
    level = 7
    chance = Random(1)
    many = {
        (level, x, y): chance.randbytes(chance.randint(1, 900))
        for x in range(2**level)
        for y in range(2**level)
    }
    path = pmtiles(tmp_path / "a.pmtiles", many)

    with opened(path) as basemap:
        assert basemap._header["leaf_directory_length"] > 0  # type: ignore[attr-defined]
        assert all(basemap.tile(key) == content for key, content in list(many.items())[::97])


@guards("maps.tiles.view")
def test_i06_a_view_in_place_of_tiles_is_refused(tmp_path: Path) -> None:
    path = mbtiles(
        tmp_path / "a.mbtiles",
        "DROP TABLE tiles",
        "CREATE VIEW tiles AS SELECT 8 AS zoom_level, 125 AS tile_column, 159 AS tile_row,"
        " hex(randomblob(9)) AS tile_data",
    )

    assert code(path) == "database"


def test_i06_a_trigger_changes_nothing_and_levels_beyond_reason_are_refused(tmp_path: Path) -> None:
    path = mbtiles(
        tmp_path / "a.mbtiles",
        "CREATE TRIGGER t AFTER INSERT ON tiles BEGIN DELETE FROM metadata; END",
        "INSERT INTO tiles VALUES (900, 0, 0, x'00')",
        "INSERT INTO metadata VALUES ('kept', 1)",
    )
    before = path.read_bytes()

    assert code(path) == "tiles"
    assert path.read_bytes() == before


@guards("maps.tiles.size")
def test_i06_a_huge_tile_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = f"UPDATE tiles SET tile_data = zeroblob({tiles.TILE_BYTES + 1})"  # noqa: S608 (a number)

    assert code(mbtiles(tmp_path / "a.mbtiles", huge)) == "tile_size"


@guards("maps.tiles.bomb")
@pytest.mark.parametrize("make", ["pmtiles", "mbtiles"])
def test_i06_a_tile_that_swells_is_refused(make: str, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    path = (
        pmtiles(tmp_path / "a", {MADRID: bomb}, TileType.MVT, Compression.GZIP)
        if make == "pmtiles"
        else mbtiles(tmp_path / "a", form="pbf", tile=bomb)
    )

    assert code(path) == "tile_size"


@pytest.mark.parametrize("broken", [b"\x1f\x8bnonsense", gzip.compress(shapes())[:-9], b"\x1f\x8b"])
def test_i06_a_wrong_packing_is_refused(broken: bytes, tmp_path: Path) -> None:
    assert (
        code(pmtiles(tmp_path / "a", {MADRID: broken}, TileType.MVT, Compression.GZIP)) == "tiles"
    )
    assert code(mbtiles(tmp_path / "b", form="pbf", tile=broken)) == "tiles"


@guards("maps.tiles.pixels")
@pytest.mark.parametrize(
    "picture", [png(side=1, promised=50_000), b"GIF89a", b"<svg/>", png()[:20], b"\xff\xd8\xff\xc0"]
)
def test_i07_a_picture_that_is_none_or_promises_too_much_is_refused(
    picture: bytes, tmp_path: Path
) -> None:
    assert code(mbtiles(tmp_path / "a", tile=picture)) == "tiles"


def turned(path: Path, **changes: tuple[int, bytes]) -> Path:
    """The file with some bytes of its header changed."""
    content = bytearray(path.read_bytes())
    for at, new in changes.values():
        content[at : at + len(new)] = new
    path.write_bytes(bytes(content))
    return path


@guards("maps.tiles.circle")
def test_i06_directories_in_a_circle_are_refused(tmp_path: Path) -> None:
    path = pmtiles(tmp_path / "a.pmtiles", {MADRID: png()})
    ring = serialize_directory([Entry(0, 0, 0, 0)])
    sized = serialize_directory([Entry(0, 0, len(ring), 0)])
    assert len(ring) == len(sized)
    root = struct.pack("<QQ", 127, len(sized))
    leaf = struct.pack("<Q", 127)
    content = bytearray(path.read_bytes())
    content[127 : 127 + len(sized)] = sized
    path.write_bytes(bytes(content))

    assert code(turned(path, root=(8, root), leaf=(40, leaf))) == "tile_circle"


@guards("maps.tiles.range")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"root": (16, struct.pack("<Q", 2**40))}, "tile_size"),
        ({"root": (8, struct.pack("<Q", 2**60))}, "damaged"),
        ({"meta": (32, struct.pack("<Q", 2**50))}, "tile_size"),
        ({"packing": (97, b"\x03")}, "tile_packing"),
        ({"kind": (99, b"\x05")}, "tile_kind"),
        ({"kind": (99, b"\x63")}, "tiles"),
        ({"version": (7, b"\x02")}, "tiles"),
        ({"levels": (100, b"\x09\x03")}, "tiles"),
        ({"box": (102, struct.pack("<i", 2_000_000_000))}, "tile_box"),
    ],
)
def test_i06_a_header_that_lies_is_refused(
    change: dict[str, tuple[int, bytes]], reason: str, tmp_path: Path
) -> None:
    assert code(turned(pmtiles(tmp_path / "a", {MADRID: png()}), **change)) == reason


def test_i06_a_directory_that_promises_a_million_entries_is_refused() -> None:
    for content in (b"\xff\xff\xff\x7f", b"\xff" * 30, b"\x05\x01"):
        with pytest.raises(Unreadable):
            archive.directory(content)


def test_i06_cut_short_or_another_thing_is_refused(tmp_path: Path) -> None:
    whole = pmtiles(tmp_path / "a", {MADRID: png()}).read_bytes()
    for name, content, reason in (
        ("b", whole[:60], "damaged"), ("c", whole[:-40], "damaged"), ("d", b"no basemap", "unknown"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        assert code(tmp_path / name) == reason


@guards("maps.tiles.axes")
def test_a_basemap_with_north_and_east_exchanged_is_refused(tmp_path: Path) -> None:
    west, south, east, north = BOX
    path = pmtiles(tmp_path / "a", {MADRID: png()}, box=(south, west, north, east))

    assert code(path) == "tile_axes"


@guards("maps.tiles.corners")
def test_i05_a_tile_of_too_many_corners_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_tiles, "MOST_CORNERS", 3)

    with pytest.raises(Unreadable) as caught:
        vector_tiles.read(shapes())

    assert caught.value.code == "too_many"


@given(some.binary(max_size=200))
def test_i06_no_bytes_make_a_tile_reader_fall(content: bytes) -> None:
    for read in (vector_tiles.read, archive.directory, _whole):
        try:
            read(content)
        except Unreadable:
            continue


def _whole(content: bytes) -> None:
    tiles.unpacked({"picture": 0, "runs": [["water", 2, 1]], "labels": []}, content, "shapes")


@given(some.lists(some.integers(0, 2**32 - 1), max_size=30))
def test_i06_no_geometry_makes_a_tile_reader_fall(numbers: list[int]) -> None:
    from mapbox_vector_tile.Mapbox import vector_tile_pb2

    made = vector_tile_pb2.tile()
    layer = made.layers.add(name="water", version=2)
    feature = layer.features.add(type=3)
    feature.geometry.extend(numbers)
    try:
        found = vector_tiles.read(made.SerializeToString())
    except Unreadable:
        return
    assert all(np.isfinite(run.x).all() for run in found.runs.values())


@guards("maps.tiles.unbelieved")
@pytest.mark.parametrize(
    "change",
    [
        lambda head: {**head, "picture": 10**9}, lambda head: {**head, "runs": [["none", 2, 1]]},
        lambda head: {**head, "runs": [["water", 10**8, 1]]}, lambda head: {**head, "runs": 7},
        lambda head: {**head, "labels": [["a", float("nan"), 0, 0]]}, lambda _: None,
    ],
)  # fmt: skip
def test_the_desk_believes_no_answer_of_the_reader(
    change: Callable[[dict[str, object]], object],
) -> None:
    head, body = tiles.packed(vector_tiles.read(shapes()))

    assert set(tiles.unpacked(head["tile"], body, "shapes").runs) == {"water", "main"}
    with pytest.raises(Unreadable):
        tiles.unpacked(change(head["tile"]), body, "shapes")


def test_tiles_are_read_apart_one_after_the_other(tmp_path: Path) -> None:
    reader = TileReader(vector_pmtiles(tmp_path / "a.pmtiles"))
    heard: list[None] = []

    try:
        assert reader.sheet(lambda: heard.append(None)).form == "shapes"
        assert set(reader.tile(MADRID).runs) == {"water", "main"}
        assert not reader.tile(ELSEWHERE).runs
        first = reader._process.pid
        reader.close()
        assert reader.tile(MADRID).labels[0][0] == "Ciudad Ficticia"
        assert reader._process.pid != first
    finally:
        reader.close()


def test_i09_a_file_that_brings_its_reader_down_is_left_alone_in_the_end(tmp_path: Path) -> None:
    import sys

    script = tmp_path / "falls.py"
    script.write_text("import sys\nsys.stdin.readline()\n")
    reader = TileReader(tmp_path / "a", start=[sys.executable, str(script)], patience=5)

    for _ in range(4):
        with pytest.raises(Unreadable):
            reader.sheet()
    assert reader._process is None
    assert reader._ends == 3


@given(some.integers(0, 18), some.floats(-179, 179), some.floats(-80, 80))
def test_every_place_lies_in_the_tile_that_is_said_to_hold_it(
    level: int, lon: float, lat: float
) -> None:
    x = math.radians(lon) * 6_378_137
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) * 6_378_137
    ((_, across, down),) = pyramids.over((x, y, x, y), level)

    wide = pyramids.side(level)
    west, north = across * wide - pyramids.HALF, pyramids.HALF - down * wide
    assert west - 1e-6 <= x <= west + wide + 1e-6
    assert north - wide - 1e-6 <= y <= north + 1e-6
    held, left, top, share = pyramids.above((level, across, down), max(0, level - 3))
    assert held == (max(0, level - 3), across >> min(3, level), down >> min(3, level))
    assert 0 <= left < 1
    assert 0 <= top < 1
    assert share == 1 / 2 ** min(3, level)


def test_too_many_tiles_are_none() -> None:
    assert pyramids.over((-1e7, -1e7, 1e7, 1e7), 12) == []
