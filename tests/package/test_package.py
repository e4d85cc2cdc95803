"""The packed program starts, opens a desk and shows Today, and carries nothing it should not."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from pscp_desktop.i18n import LANGUAGES
from pscp_desktop.maps.apart import FROZEN
from pscp_desktop.maps.importing import read_apart
from pscp_desktop.settings import PRODUCT
from tests.source import ROOT

pytestmark = [pytest.mark.package, pytest.mark.timeout(600)]

MOST_MEGABYTES: Final = 400
LONGEST_START_SECONDS: Final = 180
NEVER_CARRIED: Final = re.compile(
    r"(^|/)(\.git|\.env[^/]*|tests?|conftest\.py|[^/]*\.pem|[^/]*\.key|id_[a-z0-9]+|events\.log"
    r"|[^/]*\.po|header\.json|d-[0-9a-f]+\.db)(/|$)"
)
TRIES_ITSELF: Final = "libgnutls."
"""A library of the system that proves itself with keys printed in its own manual."""
PUBLIC_CERTIFICATES: Final = "_internal/certifi/cacert.pem"
PARTS_OF_TILES: Final = (
    "mapbox_vector_tile.Mapbox.vector_tile_pb2",
    "google.protobuf.message",
    "pmtiles.tile",
)
"""What is loaded only once a basemap is drawn."""
SECRET: Final = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}")


def packed(where: Path) -> Path:
    """The program packed into `where`; gives its folder."""
    command = [sys.executable, str(ROOT / "run.py"), "package", "--out", str(where)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return where / PRODUCT.lower()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("first"))


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path


def shows_today(program: Path, data: Path) -> None:
    """Start it with almost no environment and wait until its own log says that Today was shown."""
    surroundings = {
        "HOME": str(data), "LANG": "es_ES.UTF-8", "PATH": os.defpath,
        "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    log = data / "logs" / "events.log"
    before = log.stat().st_size if log.exists() else 0
    started = subprocess.Popen(
        [program / PRODUCT.lower(), "--practice", "--folder", data], env=surroundings, cwd=data
    )
    try:
        last = time.monotonic() + LONGEST_START_SECONDS
        while b"today_shown" not in (log.read_bytes()[before:] if log.exists() else b""):
            assert started.poll() is None, "it ended by itself"
            assert time.monotonic() < last, log.read_text("utf-8") if log.exists() else "no log"
            with pytest.raises(subprocess.TimeoutExpired):
                started.wait(timeout=0.2)
        assert b" ERROR " not in log.read_bytes()[before:], log.read_text("utf-8")
    finally:
        started.kill()
        started.wait()


def test_it_makes_a_desk_opens_it_again_and_shows_today(program: Path, tmp_path: Path) -> None:
    shows_today(program, tmp_path)
    shows_today(program, tmp_path)


def asked(program: Path, where: Path, *given: str) -> subprocess.CompletedProcess[str]:
    """What a command of the packed program answers; it knows nothing of this environment."""
    return subprocess.run(
        [program / PRODUCT.lower(), *given], env={"PATH": os.defpath, "HOME": str(where)}, cwd=where,
        capture_output=True, text=True, check=False, timeout=LONGEST_START_SECONDS,
    )  # fmt: skip


def spots(where: Path, count: int = 40) -> Path:
    """So many places north of Madrid's middle, no two at one spot, as GeoJSON."""
    features = [
        {"type": "Feature", "properties": {"date": f"2025-01-{1 + number % 28:02}"}, "geometry":
         {"type": "Point", "coordinates": [-3.7 + 0.001 * (number % 7), 40.42 + 0.001 * (number // 7)]}}
        for number in range(count)
    ]  # fmt: skip
    path = where / "spots.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_every_part_that_is_loaded_only_when_asked_for_is_carried(
    program: Path, tmp_path: Path
) -> None:
    told = asked(program, tmp_path, "whole")
    assert told.returncode == 0, told.stderr
    loaded, _, all_of_them = told.stdout.strip().partition("/")
    here = [path for path in (ROOT / "pscp_desktop").rglob("*.py") if path.name != "__main__.py"]
    assert loaded == all_of_them
    # The package itself is loaded before its parts are counted.
    assert int(loaded) == len(here) - 1


def test_it_reads_a_layer_in_its_own_reading_process(program: Path, tmp_path: Path) -> None:
    (layer,) = read_apart(spots(tmp_path), start=[str(program / PRODUCT.lower()), FROZEN])
    assert len(layer.features) == 40
    assert layer.features.kind == "points"


def test_it_runs_a_study_of_risk(program: Path, tmp_path: Path) -> None:
    given = ["risk", "kde", "--events", str(spots(tmp_path)), "--cell", "100", "--json"]
    told = asked(program, tmp_path, *given)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["events"] == 40


def test_it_carries_what_basemaps_are_read_with(program: Path) -> None:
    """Tiles come as PMTiles, as vectors in protocol buffers, and as WebP pictures."""
    names = [name for name, _ in files_of(program)]
    assert [name for name in names if re.search(r"imageformats/lib?qwebp\.", name)]
    assert [name for name in names if re.search(r"google/_upb/_message\.", name)]
    listed = subprocess.run(
        [sys.executable, "-m", "PyInstaller.utils.cliutils.archive_viewer", "-l", "-r", "-b",
         str(program / PRODUCT.lower())], capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for module in PARTS_OF_TILES:
        assert re.search(rf"^\s*'?{re.escape(module)}'?,?$", listed, re.MULTILINE), module


def test_it_is_no_larger_than_it_may_be(program: Path) -> None:
    size = sum(path.stat().st_size for _, path in files_of(program)) / 1e6
    assert size < MOST_MEGABYTES, f"{size:.0f} MB"


def test_it_carries_the_words_of_qts_own_dialogs(program: Path) -> None:
    words = {path.name for name, path in files_of(program) if "translations/" in name}
    assert {f"qtbase_{language}.qm" for language in LANGUAGES} <= words


def test_l12_it_carries_no_key_no_test_no_history_and_no_path_of_this_machine(
    program: Path,
) -> None:
    here = str(ROOT).encode()
    carried = list(files_of(program))
    assert len(carried) > 100
    named = [
        name for name, _ in carried if NEVER_CARRIED.search(name) and name != PUBLIC_CERTIFICATES
    ]
    # What libraries call their data is theirs; our own resources lie beside them.
    assert not named
    holding = {name: path.read_bytes() for name, path in carried}
    secret = [name for name, held in holding.items() if SECRET.search(held)]
    assert all(Path(name).name.startswith(TRIES_ITSELF) for name in secret), secret
    assert not [name for name, held in holding.items() if here in held]


def test_p09_two_builds_carry_the_same_files(program: Path, tmp_path: Path) -> None:
    again = packed(tmp_path)
    first = {name: hashlib.sha256(path.read_bytes()).digest() for name, path in files_of(program)}
    second = {name: hashlib.sha256(path.read_bytes()).digest() for name, path in files_of(again)}
    assert first.keys() == second.keys()
    differ = {name for name in first if first[name] != second[name]}
    # The archives of Python code say when they were made; everything else is the same.
    assert differ <= {PRODUCT.lower(), "_internal/base_library.zip"}, differ
