"""How the real map moves, draws and lets go: 2,400 areas and 20,000 points, without a graphics card.

The map is measured in a process of its own (`python -m tests.bench.mapping`), whose memory nothing else
moves. Taking in a file is measured here, child process and all.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np

from tests.bench.figure import Figure, percentile
from tests.source import ROOT

AREAS, POINTS, LINES = 2_400, 20_000, 100_000
CORNERS: Final = 24
WIDE, TALL = 1280, 800
ROUNDS: Final = 12
MILLISECONDS: Final = 1e3
MIB: Final = 2**20
BARS: Final = {
    "frame": ("ms", 16.0), "block": ("ms", 40.0), "first": ("ms", 300.0),
    "sharp": ("ms", None),
    "open": ("ms", None), "memory": ("MiB kept", 10.0),
}  # fmt: skip


def taken() -> Iterator[Figure]:
    """100,000 points of a table, read apart, to layers the desk holds."""
    from pscp_desktop.maps.importing import read_apart

    random = np.random.default_rng(1)
    lines = [
        f"{x:.6f},{y:.6f},robo {n % 7},2026-0{1 + n % 9}-11"
        for n, (x, y) in enumerate(zip(random.normal(-3.7, 0.02, LINES), random.normal(40.41, 0.02, LINES),
                                       strict=True))
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "avisos.csv"
        path.write_text("lon,lat,que,fecha\n" + "\n".join(lines), encoding="utf-8")
        laps = []
        for _ in range(7):
            began = perf_counter()
            found = read_apart(path)
            laps.append(perf_counter() - began)
            assert len(found[0].features) == LINES
        size = path.stat().st_size
    value = percentile(laps, 50)
    yield Figure(
        bench="risk.import", value=value, unit="s", bar="<= 2.0 s", ok=value <= 2.0, n=len(laps),
        p50=value, p95=percentile(laps, 95), records=LINES, bytes=size,
    )  # fmt: skip


def measure() -> Iterator[Figure]:
    """The figures of the map, each the median; of the longest block the longest of all."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.mapping"], cwd=ROOT, env=environ, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(ended.stdout.splitlines()[-1])
    for name, (unit, most) in BARS.items():
        laps = found[name]
        value = round(max(laps) if name == "block" else median(laps), 2)
        yield Figure(
            bench=f"risk.map.{name}", value=value, unit=unit,
            bar=None if most is None else f"<= {most:g} {unit}", ok=most is None or value <= most,
            n=len(laps), p50=percentile(laps, 50), p95=percentile(laps, 95),
            records=AREAS + POINTS, bytes=found["bytes"],
        )  # fmt: skip


def _layers() -> list[Any]:
    """Blots of a grid coloured by value and named, and points over them."""
    import shapely

    from pscp_desktop.maps.features import Features
    from pscp_desktop.maps.styles import Style
    from pscp_desktop.ui.map.layer import MapLayer

    random = np.random.default_rng(1)
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    shapes = []
    for number in range(AREAS):
        reach = 48 + random.normal(0, 3, CORNERS)
        east, north = 440_000 + number % 49 * 100, 4_470_000 + number // 49 * 100
        corners = np.column_stack([east + reach * np.cos(turn), north + reach * np.sin(turn)])
        shapes.append(shapely.Polygon(corners))
    areas = Features.of(
        np.array(shapes),
        {"n": random.normal(5, 2, AREAS), "name": tuple(f"Z{n}" for n in range(AREAS))},
        "EPSG:25830",
    )
    x, y = (start + random.uniform(0, 4900, POINTS) for start in (440_000, 4_470_000))
    points = Features.points(x, y, {"v": random.uniform(1, 9, POINTS)}, "EPSG:25830")
    by_value = Style(way="classes", column="n", labels="name")
    return [MapLayer("Zonas", areas, by_value), MapLayer("Avisos", points)]


def _resident() -> float:
    """MiB of this process in memory."""
    gc.collect()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return float(line.split()[1]) / 1024
    return 0.0


class _Hand:
    """Lets the map's own event loop run, and measures how long it never came round."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        self._loop = QEventLoop()
        self.longest = 0.0
        self._last = perf_counter()
        self._beat = QTimer()
        self._beat.timeout.connect(self._tick)
        self._beat.start(0)

    def _tick(self) -> None:
        now = perf_counter()
        self.longest = max(self.longest, (now - self._last) * MILLISECONDS)
        self._last = now

    def until(self, done: Callable[[], bool]) -> float:
        """Milliseconds until something is so."""
        from PySide6.QtCore import QEventLoop

        began = perf_counter()
        self.longest, self._last = 0.0, began
        while not done():
            self._loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        return (perf_counter() - began) * MILLISECONDS


def _measured() -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication

    from pscp_desktop.ui.look import Look, load_fonts
    from pscp_desktop.ui.map.view import MapView
    from pscp_desktop.ui.tasks import Tasks

    app = QApplication([])
    load_fonts()
    look = Look()
    look.apply(app)
    errors: list[Exception] = []
    tasks = Tasks(errors.append)
    hand = _Hand()
    view = MapView(look, tasks, lambda: date(2026, 3, 2), basemaps=ROOT / "nowhere")
    view.resize(WIDE, TALL)
    view.show()
    opened = hand.until(
        lambda: view.board is not None and view.board.canvas.sharp.picture is not None
    )
    assert view.board is not None
    board, canvas = view.board, view.board.canvas
    layers = _layers()
    for layer in layers:
        board.add(layer)
    hand.until(lambda: not canvas.sharp.busy and not tasks.busy)
    found: dict[str, Any] = {"open": [opened], "bytes": sum(
        layer.features.x.nbytes * 2 for layer in layers)}  # fmt: skip
    found |= _moved(board, hand, tasks)
    found |= _opened_again(view, hand, tasks)
    tasks.close()
    assert not errors, errors
    return found


def _moved(board: Any, hand: _Hand, tasks: Any) -> dict[str, Any]:
    canvas = board.canvas
    frames, blocks, sharp = [], [], []
    for turn in range(ROUNDS):
        for _ in range(10):
            canvas.box.translateBy(x=7 if turn % 2 else -7, y=3)
            began = perf_counter()
            canvas.viewport().repaint()
            frames.append((perf_counter() - began) * MILLISECONDS)
        took = hand.until(_other_than(canvas, tasks))
        blocks.append(hand.longest)
        sharp.append(took)
    return {"frame": frames, "block": blocks, "sharp": sharp}


def _other_than(canvas: Any, tasks: Any) -> Callable[[], bool]:
    before = canvas.sharp.picture
    return lambda: canvas.sharp.picture is not before and not tasks.busy


def _opened_again(view: Any, hand: _Hand, tasks: Any) -> dict[str, Any]:
    """Shown with nothing worked out beforehand, until the layers are on it; and what is kept once hidden."""
    first, kept = [], []
    canvas = view.board.canvas
    view.hide()
    bare = _resident()
    for _ in range(ROUNDS):
        view.show()
        first.append(hand.until(lambda: canvas.sharp.picture is not None))
        began = perf_counter()
        canvas.viewport().repaint()
        first[-1] += (perf_counter() - began) * MILLISECONDS
        hand.until(lambda: not tasks.busy)
        view.hide()
        kept.append(max(0.0, _resident() - bare))
    return {"first": first, "memory": kept}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measured()) + "\n")
    sys.stdout.flush()
