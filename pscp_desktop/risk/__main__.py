"""`python -m pscp_desktop.risk`: the methods on files, without the desk.

The only module below the services that knows the map's readers: what is neither GeoJSON nor a table
(GeoPackage, shapefile, KML, GPX) is read by them.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pscp_desktop.maps.found import ReadLayer
    from pscp_desktop.risk.reading import Layer


def run(given: Sequence[str]) -> int:
    """The command, on one thread for its algebra: its matrices are small, and threads wait for each other."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Only now: the library reads that when it is loaded.
    from pscp_desktop.risk.command import main

    return main(given, read_other)


def read_other(path: Path, crs: str) -> "Layer":
    """All layers of a file as one; `crs` is for a file that names none. Raises `UnfitInput` in one line."""
    import numpy as np

    from pscp_desktop.maps.faults import Unreadable
    from pscp_desktop.risk.reading import Layer
    from pscp_desktop.risk.refusals import UnfitInput

    try:
        layers = [one for one in _read(path, crs) if one.features.kind != "table"]
    except (Unreadable, OSError) as reason:
        raise UnfitInput(f"{path.name}: {reason}") from None
    if not layers:
        raise UnfitInput(f"{path.name}: the file holds no places")
    first = layers[0].features.crs
    same = [one.features.projected(first) for one in layers]
    columns: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for one in same for name in one.columns):
        columns[name] = [
            cell
            for one in same
            for cell in (_texts(one.columns[name]) if name in one.columns else [""] * len(one))
        ]
    geometries = np.concatenate([one.geometries() for one in same])
    return Layer(path.stem, geometries, columns, first)


def _read(path: Path, crs: str) -> "list[ReadLayer]":
    """What the file says of its system comes first; `crs` is asked only where it says nothing."""
    from pscp_desktop.maps.faults import Unreadable
    from pscp_desktop.maps.found import Wanted
    from pscp_desktop.maps.reading import read_file

    try:
        return read_file(path, Wanted())
    except Unreadable as reason:
        if reason.code != "no_crs":
            raise
        return read_file(path, Wanted(crs=crs))


def _texts(column: Iterable[object]) -> list[str]:
    """The cells of a column as text, empty where there is no number."""
    return ["" if cell != cell else str(cell) for cell in column]  # noqa: PLR0124 (nan is not itself)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
