"""Layers as bytes between the reading process and the desk. The desk believes none of them unseen."""

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from pscp_desktop.maps.bounded import COLUMNS, FEATURES, VERTICES
from pscp_desktop.maps.faults import NOTES, REASONS, Note, Unreadable
from pscp_desktop.maps.features import Column, Features
from pscp_desktop.maps.found import ReadLayer

LENGTH: Final = struct.Struct("<I")
LONGEST_FRAME: Final = 1024 * 1024 * 1024
MOST_LAYERS: Final = 64
LONGEST_NAME: Final = 200
ARRAYS: Final = {"x": "<f8", "y": "<f8", "parts": "<i8", "owners": "<i8", "outer": "|b1"}


def framed(message: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A message and what belongs to it, with their lengths before them."""
    head = json.dumps(message).encode()
    return LENGTH.pack(len(head)) + LENGTH.pack(len(body)) + head + body


def packed(layers: list[ReadLayer]) -> bytes:
    """The answer that carries these layers."""
    heads, bodies = [], []
    for layer in layers:
        head, body = _packed(layer)
        heads.append(head)
        bodies.append(body)
    return framed({"layers": heads}, b"".join(bodies))


def _packed(layer: ReadLayer) -> tuple[dict[str, Any], bytes]:
    features = layer.features
    words = {name: col for name, col in features.columns.items() if isinstance(col, tuple)}
    numbers = {name: col for name, col in features.columns.items() if not isinstance(col, tuple)}
    text = json.dumps(list(words.values()), ensure_ascii=False).encode()
    pieces = [
        np.ascontiguousarray(getattr(features, name), kind).tobytes()
        for name, kind in ARRAYS.items()
    ]
    pieces += [np.ascontiguousarray(column, "<f8").tobytes() for column in numbers.values()]
    head = {
        "name": layer.name, "kind": features.kind, "count": features.count, "crs": features.crs,
        "vertices": len(features.x), "parts": len(features.owners), "order": list(features.columns),
        "words": list(words), "numbers": list(numbers), "text": len(text),
        "notes": [[note.code, note.count, dict(note.facts)] for note in layer.notes],
    }  # fmt: skip
    return head, b"".join(pieces) + text


def unpacked(message: Mapping[str, Any], body: bytes) -> list[ReadLayer]:
    """The layers of an answer, each length and index looked at; raises `Unreadable` otherwise."""
    try:
        heads = message["layers"]
        if not 0 < len(heads) <= MOST_LAYERS:
            raise Unreadable("ended")
        taker = _Taker(body)
        layers = [_layer(head, taker) for head in heads]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable("ended") from error
    return layers


def refusal(message: Mapping[str, Any]) -> Unreadable:
    """The reason the reading process gave."""
    code, facts = str(message.get("refused")), message.get("facts")
    said = {str(k)[:40]: str(v)[:200] for k, v in facts.items()} if isinstance(facts, dict) else {}
    return Unreadable(code if code in REASONS else "ended", said)


class _Taker:
    """Takes arrays off the front of a body, never more than there is."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = memoryview(body), 0

    def take(self, length: int) -> memoryview:
        if length < 0 or self._at + length > len(self._body):
            raise Unreadable("ended")
        self._at += length
        return self._body[self._at - length : self._at]

    def array(self, count: int, kind: str) -> Any:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind).copy()


def _layer(head: Mapping[str, Any], taker: _Taker) -> ReadLayer:
    count, vertices, parts = int(head["count"]), int(head["vertices"]), int(head["parts"])
    if not (0 < count <= FEATURES and 0 <= vertices <= VERTICES and 0 <= parts <= vertices):
        raise Unreadable("ended")
    lengths = {"x": vertices, "y": vertices, "parts": parts + 1, "owners": parts, "outer": parts}
    arrays = {name: taker.array(lengths[name], kind) for name, kind in ARRAYS.items()}
    numbers = {str(name): taker.array(count, "<f8") for name in head["numbers"]}
    words = dict(zip(head["words"], _words(taker.take(int(head["text"])), count), strict=True))
    columns: dict[str, Column] = {**numbers, **words}
    if len(columns) > COLUMNS:
        raise Unreadable("ended")
    features = Features(
        head["kind"], count, **arrays, crs=str(head["crs"]),
        columns={str(name)[:LONGEST_NAME]: columns[name] for name in head["order"]},
    )  # fmt: skip
    if not sound(features):
        raise Unreadable("ended")
    return ReadLayer(
        name=str(head["name"])[:LONGEST_NAME], features=features, notes=tuple(_notes(head["notes"]))
    )


def _words(text: memoryview, count: int) -> list[tuple[str, ...]]:
    columns = [tuple(column) for column in json.loads(bytes(text))]
    if any(len(col) != count or any(type(word) is not str for word in col) for col in columns):
        raise Unreadable("ended")
    return columns


def _notes(given: list[Any]) -> Iterator[Note]:
    for code, count, facts in given[:20]:
        if code in NOTES:
            yield Note(code, int(count), {str(k)[:40]: str(v)[:200] for k, v in facts.items()})


def sound(features: Features) -> bool:
    """Whether every part is inside the vertices, every owner a feature, and every coordinate a number."""
    if features.kind == "table":
        return not len(features.x)
    if features.kind not in {"points", "lines", "areas"} or not len(features.owners):
        return False
    parts, owners = features.parts, features.owners
    runs = parts[0] == 0 and parts[-1] == len(features.x) and bool((np.diff(parts) > 0).all())
    owned = (
        owners[0] == 0 and owners[-1] == features.count - 1 and bool((np.diff(owners) >= 0).all())
    )
    owned = owned and bool((np.diff(owners) <= 1).all())
    begins = np.diff(owners, prepend=-1) > 0
    numbers = bool(np.isfinite(features.x).all() and np.isfinite(features.y).all())
    return bool(runs and owned and numbers and features.outer[begins].all())
