"""The pictures in the PDF of a scanner: read from memory, never interpreted as a program.

A scanned page is a photograph laid on a page. Only these photographs are looked for (JPEG, ISO 32000-1,
7.4.8), by their own dictionaries; nothing else in the file is followed, drawn or run. Fonts, forms,
scripts and pages that were typed stay unread, and so does a file that is encrypted.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

MOST_PAGES: Final = 60
SMALLEST_SIDE: Final = 300
"""Pixels; a logo in a corner is no page."""
_MOST_BYTES: Final = 100 * 1024 * 1024
_DICTIONARY: Final = 4096
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_SIDE: Final = {
    name: re.compile(rb"/" + name + rb"\s+(\d{1,6})\b") for name in (b"Width", b"Height")
}
_FILTERS: Final = re.compile(rb"/Filter\s*(\[[^\]]{0,200}\]|/\w+)")
_JPEG: Final = b"\xff\xd8\xff"


def pictures_in(pdf: bytes) -> tuple[bytes, ...]:
    """The photographs of a scanned PDF as JPEG files, in the order they lie in it.

    Empty where there is none that can be read: the file was typed, is encrypted, or holds its pages
    in another form. Never raises for what is in the file.
    """
    if b"/Encrypt" in pdf:
        return ()
    found = list[bytes]()
    for dictionary, start in _streams(pdf):
        if len(found) == MOST_PAGES:
            break
        if not _is_page(dictionary):
            continue
        end = pdf.find(b"endstream", start)
        picture = _unpacked(pdf[start : end if end >= 0 else len(pdf)], dictionary)
        if picture.startswith(_JPEG):
            found.append(picture)
    return tuple(found)


def _streams(pdf: bytes) -> Iterator[tuple[bytes, int]]:
    """Each stream: the dictionary before it, and where its bytes begin."""
    for match in _STREAM.finditer(pdf):
        before = pdf[max(0, match.start() - _DICTIONARY) : match.start()]
        _, _, dictionary = before.rpartition(b" obj")
        yield dictionary, match.end()


def _is_page(dictionary: bytes) -> bool:
    sides = [pattern.search(dictionary) for pattern in _SIDE.values()]
    large = all(side is not None and int(side[1]) >= SMALLEST_SIDE for side in sides)
    return large and b"/Image" in dictionary and b"/DCTDecode" in dictionary


def _unpacked(data: bytes, dictionary: bytes) -> bytes:
    """The JPEG itself; some scanners pack it once more."""
    named = _FILTERS.search(dictionary)
    filters = re.findall(rb"/(\w+)", named[1]) if named else []
    if filters == [b"DCTDecode"]:
        return data.rstrip(b"\r\n")
    if filters == [b"FlateDecode", b"DCTDecode"]:
        try:
            return zlib.decompressobj().decompress(data, _MOST_BYTES)
        except zlib.error:
            return b""
    return b""
