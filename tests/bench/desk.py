"""desk.window, desk.today, desk.file, desk.list, desk.memory, desk.package: what a person waits for."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.bench import windows
from tests.bench.figure import Figure, percentile
from tests.bench.seed import Seeded
from tests.source import ROOT

DAYS: Final = 5
TODAY_BAR, FILE_BAR, BLOCK_BAR, PAGE_BAR, MEMORY_BAR, PACKAGE_BAR = 700, 100, 40, 30, 200, 400
VAULT_NAME: Final = "0000be7c"


@contextmanager
def _home(original: Seeded) -> Iterator[Path]:
    """A folder of a user's data with a copy of the vault in it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        vaults = Path(folder) / "vaults"
        vaults.mkdir(mode=0o700)
        shutil.copytree(original.folder, vaults / VAULT_NAME)
        yield Path(folder)


def _probe(command: str, folder: Path | None = None, **environment: str) -> dict[str, Any]:
    line = [sys.executable, "-m", "tests.bench.probe", command, *([str(folder)] if folder else [])]
    surroundings = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **environment}
    done = subprocess.run(
        line, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def window(original: Seeded) -> Iterator[Figure]:
    """From the start of the process to a painted window whose field has the keyboard."""
    with _home(original) as home:
        told = _probe("window", home)
        assert told["focused"] == "first", told
        yield from windows.measure(original, home)


def today(original: Seeded) -> Iterator[Figure]:
    """From Enter after the passphrase to the end of Today's first paint, with the cheapest derivation."""
    with _home(original) as home:
        laps = [float(_probe("today", home)["ms"]) for _ in range(DAYS)]
    yield _figure("desk.today", laps, TODAY_BAR, original)


def file(original: Seeded) -> Iterator[Figure]:
    """Opening a file with 200 entries, and the longest time the windows did not answer meanwhile."""
    with _home(original) as home:
        told = _probe("file", home)
    assert told["entries"] >= 200, told["entries"]
    yield _figure("desk.file", told["laps"], FILE_BAR, original)
    yield _figure("desk.file.block", told["blocks"], BLOCK_BAR, original)


def listed(original: Seeded) -> Iterator[Figure]:
    """The list of 10,000 files: a page further, another order, and a filter, to its page and its count.

    The count comes after the page, while one reads: it has no bar.
    """
    with _home(original) as home:
        told = _probe("list", home)
    yield _figure("desk.list", told["scrolled"], PAGE_BAR, original)
    yield _figure("desk.list.sort", told["ordered"], PAGE_BAR, original)
    yield _figure("desk.list.filter", told["filtered"], PAGE_BAR, original)
    yield _figure("desk.list.filter.count", told["counted"], None, original)


def memory(original: Seeded) -> Iterator[Figure]:
    """What the process holds with that vault open."""
    with _home(original) as home:
        found = [round(float(_probe("memory", home)["megabytes"]), 1)]
    yield _figure("desk.memory", found, MEMORY_BAR, original, unit="MB")


def package(original: Seeded) -> Iterator[Figure]:
    """The size of the program as one folder, risk methods and all; what is linked twice counts once."""
    with tempfile.TemporaryDirectory(prefix="package-") as folder:
        command = [sys.executable, str(ROOT / "run.py"), "package", "--out", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        files = [one for one in Path(folder).rglob("*") if one.is_file() and not one.is_symlink()]
        size = sum(one.stat().st_size for one in files)
    yield _figure("desk.package", [round(size / 1e6, 1)], PACKAGE_BAR, original, unit="MB")


def _figure(
    bench: str, laps: Sequence[float], most: float | None, original: Seeded, unit: str = "ms"
) -> Figure:
    p95 = percentile(laps, 95)
    return Figure(
        bench=bench, value=p95, unit=unit, bar=f"p95 <= {most} {unit}" if most else None,
        ok=most is None or p95 <= most,
        n=len(laps), p50=percentile(laps, 50), p95=p95, records=original.records,
        bytes=original.size,
    )  # fmt: skip
