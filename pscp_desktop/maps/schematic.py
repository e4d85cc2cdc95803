"""The six barrios of the Central District as a sketch: drawn by hand, true to nothing but neighbourhood."""

from pscp_desktop.i18n import resources
from pscp_desktop.maps.features import Features
from pscp_desktop.maps.reading import read_file


def centro() -> Features:
    """The sketch, one area for each barrio, named in the column `name`."""
    return read_file(resources() / "map" / "centro.geojson")[0].features
