"""Signs that cannot be seen: shown by their number wherever text is shown, unchanged where it is kept.

Another desk may send any text. A sign of control moves what is drawn, and one of direction turns the order
in which a line is read: `factura[U+202E]gpj.exe` would be read as `facturaexe.jpg`. Arabic and Hebrew text
needs none of those for its own direction, but joiners, and marks that put a full stop on the right side,
are part of it and stay; so do isolates that are closed within their line, which turn nothing around them.
See the Unicode Standard, UAX #9 (Bidirectional Algorithm) and UTR #36 (Security Considerations).
"""

import re
from typing import Final

_OPENING: Final = "\u2066\u2067\u2068"
_CLOSING: Final = "\u2069"
_NEVER: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control, but for a new line and a tab
    "\u200b\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0"  # blanks that no eye sees
    "\u202a-\u202e\u206a-\u206f"  # embeddings, overrides, and what is long out of use
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"  # annotations, tags, halves of letters
)
_DOUBTFUL: Final = re.compile(f"[{_NEVER}{_OPENING}{_CLOSING}]")
_HIDDEN: Final = re.compile(f"[{_NEVER}]")
_ISOLATES: Final = re.compile(f"[{_OPENING}{_CLOSING}\n\u2028\u2029]")
_LINE_ENDS: Final = "\n\u2028\u2029"


def named(sign: str) -> str:
    """A sign by its number: `[U+202E]`."""
    return f"[U+{ord(sign):04X}]"


def visible(words: str) -> str:
    """`words` as they may be shown: what cannot be seen stands there by its number."""
    if not _DOUBTFUL.search(words):
        return words
    shown = words.replace("\r\n", "\n")
    loose = _loose(shown)
    return "".join(
        named(sign) if at in loose or _HIDDEN.match(sign) else sign for at, sign in enumerate(shown)
    )


def hidden_in(words: str) -> tuple[str, ...]:
    """The numbers of the signs in `words` that cannot be seen, each once, in their order."""
    shown = words.replace("\r\n", "\n")
    loose = _loose(shown)
    found = (named(one) for at, one in enumerate(shown) if at in loose or _HIDDEN.match(one))
    return tuple(dict.fromkeys(found))


def _loose(words: str) -> frozenset[int]:
    """Where isolates stand that are not closed, or close nothing, within their line."""
    found: list[int] = []
    open_: list[int] = []
    for match in _ISOLATES.finditer(words):
        if match.group() in _OPENING:
            open_.append(match.start())
        elif match.group() in _LINE_ENDS:
            found += open_
            open_ = []
        elif open_:
            open_.pop()
        else:
            found.append(match.start())
    return frozenset((*found, *open_))


__all__ = ["hidden_in", "named", "visible"]
