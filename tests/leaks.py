"""Looks for words that must stand nowhere, however they may be written down.

As they are, in wide letters, in capitals, backwards, in base64 at any offset, in hexadecimal, and in
whatever zlib packed.
"""

import base64
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

LARGEST: Final = 256 * 2**20
PACKED: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
UNPACKED: Final = 4 * 2**20


def written(words: str) -> dict[str, bytes]:
    """Every way in which `words` may lie in a file, by name."""
    plain = words.encode()
    ways = {
        "plain": plain,
        "upper": words.upper().encode(),
        "lower": words.lower().encode(),
        "backwards": words[::-1].encode(),
        "wide, little end first": words.encode("utf-16-le"),
        "wide, big end first": words.encode("utf-16-be"),
        "wide, four bytes": words.encode("utf-32-le"),
        "hexadecimal": plain.hex().encode(),
        "hexadecimal in capitals": plain.hex().upper().encode(),
    }
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + plain)
        # The ends depend on what stands beside; the middle does not.
        ways[f"base64 at {offset}"] = coded[4 if offset else 0 : len(coded) // 4 * 4 - 4]
        ways[f"base64 for addresses at {offset}"] = ways[f"base64 at {offset}"].translate(
            bytes.maketrans(b"+/", b"-_")
        )
    return ways


def found_in(data: bytes, words: str) -> set[str]:
    """In which ways `words` stand in `data`, unpacked too."""
    ways = written(words)
    found = {way for way, needle in ways.items() if needle in data}
    for part in _unpacked(data):
        found |= {f"packed, {way}" for way, needle in ways.items() if needle in part}
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    for begin in PACKED:
        place = data.find(begin)
        while place >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[place : place + UNPACKED], UNPACKED)
            place = data.find(begin, place + 1)


def leaks(roots: Iterable[Path], words: str, *, since: float = 0.0) -> dict[str, set[str]]:
    """The files under `roots` in which, or in whose names, the words stand; newer ones only."""
    told: dict[str, set[str]] = {}
    for root in roots:
        for path in [root, *root.rglob("*")] if root.is_dir() else [root]:
            try:
                about = path.lstat()
                if about.st_mtime < since:
                    continue
                found = {f"name, {way}" for way in found_in(str(path).encode(), words)}
                if path.is_file() and not path.is_symlink() and about.st_size <= LARGEST:
                    found |= found_in(path.read_bytes(), words)
            except OSError:
                continue
            if found:
                told[str(path)] = found
    return told
