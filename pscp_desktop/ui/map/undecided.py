"""The mark on a layer: in its name and legend, and in what leaves with every value that stands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.i18n import tr
from pscp_desktop.maps.features import Column, Features
from pscp_desktop.services.undecided import Fields, Undecided
from pscp_desktop.ui.forms.saying import in_words
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.marks import marked, undecided_said


def column_name() -> str:
    """What the column is called in which the values stand that nobody decided between."""
    return tr("not decided")


def values_said(kind: type[Record], fields: Fields) -> str:
    """Every value that stands in some fields, by the label of each field."""
    found = []
    for declared in fields_of(kind):
        values = fields.get(declared.name, ())
        if values:
            label = tr(declared.spec.label)
            said = " / ".join(_said(kind, declared.name, value) for value in values)
            found.append(f"{label}: {said}")
    return " · ".join(found) or undecided_said()


def _said(kind: type[Record], name: str, value: Any) -> str:
    """A value in words; what only a program reads is told by its beginning."""
    if isinstance(value, UUID | bytes):
        return str(value.hex if isinstance(value, UUID) else value.hex())[:8]
    return in_words(kind, name, value, EPOCH) or tr("(empty)")


def bearing(layers: Iterable[MapLayer], record: Record, undecided: Undecided) -> list[MapLayer]:
    """The layers of a record, with the mark where two values stand in it."""
    found = list(layers)
    if record.id in undecided:
        told = values_said(type(record), undecided.of(record.id))
        for layer in found:
            mark_layer(layer, [told] * len(layer.features))
    return found


def mark_layer(layer: MapLayer, told: list[str], outside: list[str] | None = None) -> None:
    """Put the mark on a layer. `told` is what is not decided of each feature; empty where all is."""
    layer.name = f"{layer.name} · {undecided_said()}"
    layer.said = replace(layer.said, source=marked(layer.said.source, undecided=True))
    layer.features = _with(layer.features, told)
    if layer.outside is not None:
        layer.outside = _with(layer.outside, told if outside is None else outside)


def _with(features: Features, told: list[str]) -> Features:
    column: Column = tuple(told)
    return replace(features, columns={**features.columns, column_name(): column})


__all__ = ["bearing", "column_name", "mark_layer", "values_said"]
