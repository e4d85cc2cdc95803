"""`python -m pscp_desktop.risk`: the methods on files, without the desk.

The only module below the services that knows the map's readers: what is neither GeoJSON nor a table
(GeoPackage, shapefile, KML, GPX) is read by them.
"""

import sys
from pathlib import Path

import numpy as np

from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import ReadLayer, Wanted
from pscp_desktop.maps.reading import read_file
from pscp_desktop.risk.command import main
from pscp_desktop.risk.reading import Layer
from pscp_desktop.risk.refusals import UnfitInput


def read_other(path: Path, crs: str) -> Layer:
    """All layers of a file as one; `crs` is for a file that names none. Raises `UnfitInput` in one line."""
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


def _read(path: Path, crs: str) -> list[ReadLayer]:
    """What the file says of its system comes first; `crs` is asked only where it says nothing."""
    try:
        return read_file(path, Wanted())
    except Unreadable as reason:
        if reason.code != "no_crs":
            raise
        return read_file(path, Wanted(crs=crs))


def _texts(column: object) -> list[str]:
    if isinstance(column, np.ndarray):
        return ["" if np.isnan(value) else repr(float(value)) for value in column]
    return [str(cell) for cell in column] if isinstance(column, tuple) else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], read_other))
