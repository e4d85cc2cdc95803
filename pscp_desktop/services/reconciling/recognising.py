"""Which of our own files somebody chose, where another one was asked for: so that the refusal can name it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from pscp_desktop.domain.errors import JoiningRefused
from sync.bundle import MAGIC
from sync.packing import UNREADABLE

LARGEST: Final = 8 * 1024 * 1024
KINDS: Final[Mapping[str, frozenset[str]]] = {
    "is_invitation": frozenset({"organisation", "person"}),
    "is_admission": frozenset({"device", "statements"}),
    "is_request": frozenset({"signing", "receiving", "name"}),
    "is_card": frozenset({"url", "certificate"}),
}
"""What each kind has that no other has. Nothing is believed by it: only words are chosen."""


def recognised(data: bytes) -> str:
    """The code of what a file is; empty where it is none of ours."""
    if data.startswith(MAGIC):
        return "is_stick"
    names = _names(data[:LARGEST])
    return next((code for code, has in KINDS.items() if has <= names), "")


def refusal(data: bytes, otherwise: str) -> JoiningRefused:
    """The refusal of a file that is not what was asked for: by what it is, or by `otherwise`."""
    return JoiningRefused(recognised(data) or otherwise)


def _names(data: bytes) -> frozenset[str]:
    for decode in (msgspec.msgpack.decode, msgspec.json.decode):
        try:
            return frozenset(decode(data, type=dict[str, msgspec.Raw]))
        except UNREADABLE:
            continue
    return frozenset()
