"""How fast the methods of risk analysis are beside their peers, and how they foretell two real cities."""

import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import shapely

from pscp_desktop.risk import density, hotspots, near_repeat, neighbours
from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.blocks import seeded_folds, spatial_folds
from pscp_desktop.risk.decay import best_surface, decay_columns
from pscp_desktop.risk.elastic_net import Problem
from pscp_desktop.risk.factors import Factor, candidates, distances
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.history import as_density
from pscp_desktop.risk.metrics import Success, success
from pscp_desktop.risk.reading import Columns, Desk
from pscp_desktop.risk.study import Choices, City, Study, evaluate
from pscp_desktop.risk.surface import surface_of
from pscp_desktop.risk.terrain import risk_terrain
from tests.bench.figure import Figure, percentile
from tests.source import ROOT

DATA: Final = ROOT.parent / "shared" / "data"
SHARES: Final = (0.01, 0.05, 0.1)


def _seconds(work: Callable[[], object], times: int) -> list[float]:
    laps = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        laps.append(time.perf_counter() - began)
    return laps


def _figure(
    bench: str,
    laps: list[float],
    most: float,
    peer: tuple[str, float] | None,
    records: int,
    size: int,
) -> Figure:
    """The first lap counts: it is what somebody waits for."""
    value = laps[0]
    return Figure(
        bench=bench, value=round(value, 4), unit="s", peer=peer[0] if peer else None,
        peer_value=round(peer[1], 3) if peer else None,
        ratio=round(value / peer[1], 6) if peer else None, bar=f"<= {most} s", ok=value <= most,
        n=len(laps), p50=percentile(laps, 50), p95=percentile(laps, 95), records=records, bytes=size,
    )  # fmt: skip


def kde() -> Iterator[Figure]:
    """100,000 points on 500 × 500 cells; scikit-learn is timed on 500 of them and multiplied."""
    random = np.random.default_rng(1)
    points = np.concatenate(
        (random.normal(5000, 900, (60_000, 2)), random.uniform(0, 10_000, (40_000, 2)))
    )
    frame = density.Frame(0, 0, 20, 500, 500)
    laps = _seconds(lambda: density.kernel_density(points, frame, 150), 7)
    cells = random.integers(0, 500, (500, 2))
    places = np.asarray((cells[:, ::-1] + 0.5) * 20, dtype=float)
    peer, answer = _scikit_learn(points, places)
    found = density.kernel_density(points, frame, 150)[cells[:, 0], cells[:, 1]]
    wrong = 100 * float(np.abs(found / answer - 1)[answer > answer.max() / 100].max())
    yield _figure("risk.kde", laps, 0.15, peer, len(points), points.nbytes)
    yield Figure(
        bench="risk.kde.error", value=round(wrong, 4), unit="%", peer="exact sum", peer_value=0.0,
        bar="<= 0.5 %", ok=wrong <= 0.5, n=500, p50=round(wrong, 4), p95=round(wrong, 4),
        records=len(points), bytes=points.nbytes,
    )  # fmt: skip


def _scikit_learn(points: Floats, places: Floats) -> tuple[tuple[str, float] | None, Floats]:
    away = [((points - place) ** 2).sum(axis=1) for place in places]
    exact = np.array([np.exp(-a / (2 * 150**2)).sum() / (2 * np.pi * 150**2) for a in away])
    try:
        from sklearn.neighbors import KernelDensity
    except ImportError:
        return None, exact
    model = KernelDensity(bandwidth=150, rtol=1e-3)
    lap = _seconds(lambda: model.fit(points).score_samples(places), 1)[0]
    return ("scikit-learn KernelDensity, 500 of 250,000 cells × 500", lap * 500), exact


def gistar() -> Iterator[Figure]:
    """10,000 cells, 999 permutations, the first call counted; esda compiles in its first call."""
    grid = Grid.over(shapely.box(0, 0, 10_000, 10_000), 100)
    values = np.random.default_rng(0).poisson(2, len(grid)).astype(float)
    laps = _seconds(
        lambda: hotspots.gi_star(
            values, neighbours.with_self(neighbours.queen(grid)), runs=999, seed=1
        ),
        7,
    )
    peer = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from esda.getisord import G_Local
            from libpysal import weights
        except ImportError:
            pass
        else:
            near = weights.lat2W(100, 100, rook=False)
            first = _seconds(
                lambda: G_Local(values, near, transform="B", star=True, permutations=999, n_jobs=1),
                1,
            )
            peer = ("esda G_Local, first call", first[0])
    yield _figure("risk.gistar", laps, 1.0, peer, len(grid), values.nbytes)


def knox() -> Iterator[Figure]:
    """10,000 events, 99 permutations, 7 × 5 bands; pointpats counts one band of them."""
    random = np.random.default_rng(0)
    points = random.uniform(0, 10_000, (10_000, 2))
    days = random.integers(0, 365, 10_000).astype(float)
    edges = (near_repeat.bands(100, 6, same_place=True), near_repeat.bands(7, 4))
    laps = _seconds(lambda: near_repeat.near_repeat(points, days, edges, runs=99), 5)
    peer = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from pointpats import Knox
        except ImportError:
            pass
        else:
            some, then = points[:5000], days[:5000, None]
            lap = _seconds(lambda: Knox(some, then, delta=100, tau=7, permutations=99), 1)[0]
            peer = ("pointpats Knox, one band, 5,000 events", lap)
    yield _figure("risk.knox", laps, 3.0, peer, len(points), points.nbytes)


def _made_city() -> tuple[Grid, list[Factor], Floats]:
    random = np.random.default_rng(0)
    grid = Grid.over(shapely.box(0, 0, 20_000, 10_000), 100)
    things = [
        Factor.of_points(
            f"f{place}", random.random((int(random.integers(50, 300)), 2)) * (20_000, 10_000)
        )
        for place in range(20)
    ]
    away = [distances(thing, grid) for thing in things[:4]]
    logs = -2.5 + 0.9 * (away[0] < 300) + 0.6 * (away[1] < 400) + 0.5 * (away[2] < 200)
    counts = random.poisson(np.exp(logs + 0.4 * (away[3] < 600)) * random.gamma(2, 0.5, len(grid)))
    return grid, things, counts.astype(float)


BANDS: Final = tuple(100.0 * step for step in range(1, 11))


def features() -> Iterator[Figure]:
    """20 factors × 20 candidates × 20,000 cells. No public peer makes them."""
    grid, things, _ = _made_city()
    laps = _seconds(lambda: candidates(things, grid, BANDS), 5)
    size = candidates(things, grid, BANDS).values.nbytes
    yield _figure("risk.features", laps, 0.5, None, len(grid), size)


def rtm() -> Iterator[Figure]:
    """400 candidates × 20,000 cells, features and all three families; glum does the first stage alone."""
    grid, things, counts = _made_city()
    laps = _seconds(lambda: risk_terrain(counts, candidates(things, grid, BANDS), grid), 3)
    columns = candidates(things, grid, BANDS)
    yield _figure(
        "risk.rtm", laps, 25.0, _glum(columns.values, counts), len(grid), columns.values.nbytes
    )
    sixty = [Factor(f"{one.name} {turn}", one.geometries) for turn in range(3) for one in things]
    used = len({one.factor for one in candidates(sixty, grid, BANDS[:2]).candidates})
    yield Figure(
        bench="risk.rtm.factors", value=used, unit="factors", bar=">= 60", ok=used >= 60, n=1,
        p50=used, p95=used, records=len(grid), bytes=0,
    )  # fmt: skip


def _glum(columns: Any, counts: Floats) -> tuple[str, float] | None:
    try:
        from glum import GeneralizedLinearRegressorCV
    except ImportError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = GeneralizedLinearRegressorCV(
            family="poisson", l1_ratio=[0.95], n_alphas=30, cv=5, n_jobs=1,
            lower_bounds=np.zeros(columns.shape[1]), min_alpha_ratio=0.01,
        )  # fmt: skip
        lap = _seconds(lambda: peer.fit(columns.astype(float), counts), 1)[0]
    return "glum GeneralizedLinearRegressorCV, first stage alone", lap


def accuracy() -> Iterator[Figure]:
    """Each method on Memphis and Chicago; nothing where the folder of real data is missing."""
    if not DATA.exists():
        return
    yield from _memphis()
    yield from _chicago()


def _memphis() -> Iterator[Figure]:
    """The first nine months against the last three, without factors."""
    folder = DATA / "memphis_sfhotspot"
    desk = Desk("EPSG:32136", Columns())
    plane, boundary = desk.boundary(folder / "memphis_precincts.geojson")
    points, days = desk.events(folder / "memphis_robberies.csv", plane, boundary)
    if days is None:
        return
    later = days >= 18_170  # 2019-10-01
    city = City(boundary=boundary, events=points[~later], times=days[~later], test=points[later])
    yield from _lines("risk.memphis", evaluate(city, Choices(cell=200)), points)


def _chicago() -> Iterator[Figure]:
    """The burglaries have no dates: a seeded half of them is history, and neighbourhoods are held out."""
    folder = DATA / "chicago_steif"
    desk = Desk("EPSG:26916", Columns())
    plane, boundary = desk.boundary(folder / "chicagoBoundary.geojson")
    points, _ = desk.events(folder / "burglaries17.geojson", plane, boundary)
    factors = []
    for name in ("sanitation", "streetLightsOut", "abandonBuildings", "liquorRetail"):
        layer = desk.layer(folder / f"{name}.geojson")
        factors.append(Factor(name, plane.shapes(layer.geometries, layer.crs)))
    half = seeded_folds(len(points), 0, 2) == 0
    city = City(boundary=boundary, events=points[half], test=points[~half], factors=tuple(factors))
    yield from _lines("risk.chicago", evaluate(city, Choices(cell=200)), points)
    places = desk.layer(folder / "chicagoNhoods.geojson")
    yield from _held_out(
        Grid.over(boundary, 200), plane.shapes(places.geometries, places.crs), points, factors
    )


def _held_out(grid: Grid, places: Any, points: Floats, factors: list[Factor]) -> Iterator[Figure]:
    """Neighbourhoods in which nothing was learnt: terrain beside the density that reaches in from outside."""
    counts, _ = grid.counts(points)
    tree = shapely.STRtree(shapely.make_valid(places))
    near = tree.query_nearest(shapely.points(grid.centres), all_matches=False)
    blocks = np.zeros(len(grid), dtype=np.int64)
    blocks[near[0]] = near[1]
    folds = spatial_folds(blocks, counts)
    signed = candidates(factors, grid).values
    offset = np.log(grid.areas / grid.cell**2)
    bands = surface_of(Problem(counts, signed, offset), (blocks, folds), "bands")
    surface = best_surface(bands, decay_columns(factors, grid), (counts, offset), (blocks, folds))
    held = {
        "rtm": surface.elsewhere(grid, folds),
        "rtm_bands": bands.elsewhere(grid, folds),
        "kde": _from_outside(grid, points, folds),
    }
    for name, values in held.items():
        for share in SHARES:
            found = success(values, counts, grid.areas, share, runs=999, seed=0)
            yield _line(f"risk.chicago_held_out.{name}.{share:.0%}", found, points, None, ok=True)


def _from_outside(grid: Grid, points: Floats, folds: Any) -> Floats:
    cells = grid.cells_of(points)
    found = np.zeros(len(grid))
    for fold in np.unique(folds):
        outside = points[(cells >= 0) & (folds[cells] != fold)]
        surface = as_density(density.density_in_cells(outside, grid, 600), grid)
        found[folds == fold] = surface[folds == fold]
    return found


def _lines(name: str, study: Study, points: Floats) -> Iterator[Figure]:
    """A line per method and share. The combined score is right where it leads or says that it does not."""
    said = {
        (notice.facts["share"], notice.facts["method"])
        for notice in study.notices
        if notice.code == "combined_beaten"
    }
    for method, row in study.table.items():
        for share, found in row.items():
            others = {
                other: each[share].hit_rate[0]
                for other, each in study.table.items()
                if other != "combined"
            }
            best = max(others, key=lambda other: others[other])
            ok = found.hit_rate[0] >= others[best] or (share, best) in said
            peer = (best, others[best]) if method == "combined" else None
            yield _line(f"{name}.{method}.{share:.0%}", found, points, peer, ok=ok or peer is None)


def _line(
    name: str, found: Success, points: Floats, peer: tuple[str, float] | None, *, ok: bool
) -> Figure:
    value, low, high = found.hit_rate
    more = f"[{low:.3f}, {high:.3f}], PAI {found.pai[0]:.2f}, PEI {found.pei[0]:.2f}"
    return Figure(
        bench=name, value=round(value, 4), unit=f"hit rate {more}",
        peer=peer[0] if peer else None, peer_value=round(peer[1], 4) if peer else None,
        ratio=round(value / peer[1], 4) if peer and peer[1] else None,
        bar=">= best single method, or said" if peer else None, ok=ok, n=int(found.events),
        p50=round(low, 4), p95=round(high, 4), records=len(points), bytes=points.nbytes,
    )  # fmt: skip
