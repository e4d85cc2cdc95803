"""Kernel density on a raster: points are binned, then smoothed along rows and columns.

Silverman 1982; Wand 1994 (linear binning). Against the exact sum of Gaussian kernels the error is under 0.1 %
of the peak, and from a bandwidth of one and a half cells under 0.5 % wherever the density is over a hundredth
of the peak: the raster is refined until a bandwidth has five of its steps, nine times at most.
`tests/unit/risk/test_density.py` holds this against the sum.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from pscp_desktop.risk.arrays import Floats, Progress, silent
from pscp_desktop.risk.grid import Grid, as_points
from pscp_desktop.risk.refusals import UnfitInput

REACH = 5.0
"""How many bandwidths a Gaussian kernel reaches: beyond, less than four millionths of it are left."""
STEPS = 5.0
"""Fewest steps of the raster in a bandwidth for the error that is promised."""
FINEST = 9


@dataclass(frozen=True)
class Frame:
    """A raster: its south-west corner and step in metres, and its shape (rows, columns)."""

    west: float
    south: float
    step: float
    rows: int
    columns: int


def kernel_density(
    points: Floats,
    frame: Frame,
    bandwidth: float,
    weights: Floats | None = None,
    *,
    steps: float = STEPS,
) -> Floats:
    """Events per square metre at the middle of every cell of `frame`, (rows, columns).

    `points` (m, 2) and `bandwidth` (the standard deviation of the Gaussian) are in metres; `weights` (m) say
    what each point counts. Points outside the frame count where their kernel reaches in. There is no edge
    correction: a kernel loses what falls outside. `steps` is how many steps of the raster a bandwidth has
    at least: fewer are faster and coarser. Raises `UnfitInput` for a bandwidth that is no length.
    """
    if not np.isfinite(bandwidth) or bandwidth <= 0:
        raise UnfitInput(f"a bandwidth needs a length in metres, not {bandwidth}", "odd_bandwidth")
    finer = int(min(FINEST, max(1, np.ceil(steps * frame.step / bandwidth - 1e-6))))
    finer += 1 - finer % 2  # odd, so that middles stay middles
    step = frame.step / finer
    margin = int(np.ceil(REACH * bandwidth / step)) + 1
    margin += -margin % finer
    rows, columns = frame.rows * finer + 2 * margin, frame.columns * finer + 2 * margin
    corner = (frame.west - margin * step, frame.south - margin * step)
    binned = bin_linearly(as_points(points), weights, corner, step, (rows, columns))
    # Linear binning widens a kernel by a sixth of a squared step along each axis (Jones & Lotwick 1983).
    sigma = np.sqrt(max((bandwidth / step) ** 2 - 1 / 6, 1e-4))
    kernel = _gaussian(sigma, int(np.ceil(REACH * bandwidth / step)))
    smooth = ndimage.convolve1d(binned, kernel, axis=0, mode="constant")
    inner = slice(margin + finer // 2, rows - margin, finer)
    smooth = ndimage.convolve1d(smooth[inner], kernel, axis=1, mode="constant")
    found: Floats = smooth[:, margin + finer // 2 : columns - margin : finer] / step**2
    return found


def bin_linearly(
    points: Floats,
    weights: Floats | None,
    corner: tuple[float, float],
    step: float,
    shape: tuple[int, int],
) -> Floats:
    """Share each point between the four nearest middles of cells; what lies outside is left out."""
    rows, columns = shape
    across = (points[:, 0] - corner[0]) / step - 0.5
    along = (points[:, 1] - corner[1]) / step - 0.5
    column, row = np.floor(across).astype(np.int64), np.floor(along).astype(np.int64)
    known = (column >= 0) & (column < columns - 1) & (row >= 0) & (row < rows - 1)
    column, row = column[known], row[known]
    right, up = across[known] - column, along[known] - row
    mass = np.ones(column.size) if weights is None else np.asarray(weights, dtype=float)[known]
    place = row * columns + column
    total = np.zeros(rows * columns)
    for offset, share in (
        (0, (1 - right) * (1 - up)),
        (1, right * (1 - up)),
        (columns, (1 - right) * up),
        (columns + 1, right * up),
    ):
        total += np.bincount(place + offset, weights=mass * share, minlength=total.size)
    return total.reshape(rows, columns)


def frame_of(grid: Grid) -> Frame:
    """The whole raster of a grid."""
    return Frame(grid.west, grid.south, grid.cell, grid.rows, grid.columns)


def density_in_cells(
    points: Floats, grid: Grid, bandwidth: float, weights: Floats | None = None
) -> Floats:
    """Kernel density at the cells of a grid, (n) events per square metre."""
    return kernel_density(points, frame_of(grid), bandwidth, weights).ravel()[grid.inside]


def edge_corrected(
    points: Floats, grid: Grid, bandwidth: float, weights: Floats | None = None
) -> Floats:
    """Kernel density in cells, divided by the share of the kernel that lies inside the boundary.

    The uniform edge correction of Diggle 1985. Where less than a fifth of the kernel is inside (thin spits
    of land), a fifth is assumed, so that no edge becomes a hot spot of its own.
    """
    rough = density_in_cells(points, grid, bandwidth, weights)
    return rough / mass_inside(grid, bandwidth)


def mass_inside(grid: Grid, bandwidth: float) -> Floats:
    """The share of a kernel at each cell that lies inside the boundary, (n), at least a fifth."""
    shares = density_in_cells(grid.centres, grid, bandwidth, grid.areas)
    return np.clip(shares, 0.2, 1.0)


def best_bandwidth(
    points: Floats,
    grid: Grid,
    bandwidths: Floats,
    folds: np.ndarray,
    progress: Progress = silent,
) -> tuple[float, Floats]:
    """The bandwidth under which held-out events are likeliest, and the score of each.

    `folds` (m) tells the fold of each point; a score is the mean logarithm of the density of held-out events
    per square metre, with a hundredth of the mass spread evenly so that a surprise costs something finite.
    """
    points = as_points(points)
    cells = grid.cells_of(points)
    scores = np.zeros(len(bandwidths))
    names = np.unique(folds)
    for place, bandwidth in enumerate(bandwidths):
        for name in names:
            held = (folds == name) & (cells >= 0)
            surface = edge_corrected(points[folds != name], grid, float(bandwidth))
            scores[place] += np.log(proper(surface, grid)[cells[held]]).sum()
        progress((place + 1) / len(bandwidths))
    scores /= max(1, int((cells >= 0).sum()))
    return float(bandwidths[int(np.argmax(scores))]), scores


def proper(surface: Floats, grid: Grid, spread: float = 0.01) -> Floats:
    """A surface (n) as a probability density over the grid, `spread` of it laid out evenly."""
    total = float((surface * grid.areas).sum())
    even = np.full(len(grid), 1 / grid.area)
    return even if total <= 0 else (1 - spread) * surface / total + spread * even


def _gaussian(sigma: float, reach: int) -> Floats:
    """A Gaussian integrated over unit steps and summing to one."""
    away = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (away / sigma) ** 2)
    total: Floats = kernel / kernel.sum()
    return total
