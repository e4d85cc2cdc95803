"""The ways out of the map: pictures, paper, and files for others."""

from dataclasses import replace
from typing import Final

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import N_
from pscp_desktop.maps import geopackage, writing
from pscp_desktop.maps.features import Features
from pscp_desktop.ui.map import printing
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.ground import Under
from pscp_desktop.ui.map.layer import MapLayer

EXPORTS: Final = (
    ("png", "PNG (*.png)", N_("Picture (PNG)")),
    ("pdf", "PDF (*.pdf)", N_("Page to print (PDF)")),
    ("geojson", "GeoJSON (*.geojson)", N_("Highest layer as GeoJSON")),
    ("gpkg", "GeoPackage (*.gpkg)", N_("All layers as GeoPackage")),
    ("csv", "CSV (*.csv)", N_("Highest layer as a table (CSV)")),
)


PICTURES: Final = frozenset({"png", "pdf"})


def content(
    kind: str, canvas: MapCanvas, title: str, when: str, under: Under | None = None
) -> bytes:
    """What is written for one way out; a file of a layer holds the highest visible one."""
    shown = [layer.as_it_leaves() for layer in canvas.layers if layer.visible]
    if kind in PICTURES or not shown:
        draw = printing.pdf if kind == "pdf" else printing.png
        return draw(canvas, title, when, under)
    if kind == "gpkg":
        named = _named(shown).items()
        return geopackage.write({visible(name): _shown(layer.features) for name, layer in named})
    make = writing.geojson if kind == "geojson" else writing.table
    return make(_shown(shown[-1].features))


def _shown(features: Features) -> Features:
    """Features whose words hold nothing that cannot be seen."""
    columns = {
        visible(name): tuple(map(visible, column)) if isinstance(column, tuple) else column
        for name, column in features.columns.items()
    }
    return replace(features, columns=columns)


def _named(layers: list[MapLayer]) -> dict[str, MapLayer]:
    """The layers by names of which none is another's."""
    found: dict[str, MapLayer] = {}
    for layer in layers:
        name = layer.name
        while name in found:
            name += "_"
        found[name] = layer
    return found
