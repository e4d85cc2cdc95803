"""Passphrases: making them, reading what was typed, and refusing those that are easily guessed.

A generated passphrase is words of a list of 2,048 (the BIP-39 lists), eleven bits each: six words
with the secret of the laptop beside it, seven without. One of a person's own choice must be worth
10^14 guesses by an estimate that knows names, places and words of this work.
"""

import math
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from pscp_desktop.domain.errors import WeakPassphrase
from pscp_desktop.store.commonplace import COMMON, KEYBOARD_RUNS, KNOWN, SAYINGS

LISTS: Final = {"es": "spanish", "en": "english"}
WORDS_WITH_DEVICE: Final = 6
WORDS_ALONE: Final = 7
SHORTEST: Final = 15
LONGEST: Final = 256
ENOUGH: Final = 14.0
"""Decimal digits of the number of guesses."""
ENOUGH_ALONE: Final = 20.0
"""The same where no secret of the laptop stands beside the passphrase: seven words are 23."""
_LEAST_WORDS: Final = 5
_LETTERS: Final = re.compile(r"[^\W\d_]+")

_LEET: Final = str.maketrans("013457@$!€", "oieastasie")


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The words in their usual spelling, accents and all."""
    name = f"wordlist/{LISTS[language]}.txt"
    text = (files("mnemonic") / name).read_text(encoding="utf-8")
    return tuple(unicodedata.normalize("NFC", word) for word in text.split())


def generate(
    words: int, language: str = "es", *, choose: Callable[[Sequence[str]], str] = secrets.choice
) -> str:
    """A passphrase of so many words, drawn evenly and independently."""
    listed = word_list(language)
    return " ".join(choose(listed) for _ in range(words))


def _folded(text: str) -> str:
    """Without case, accents or marks: what is left when typing in a hurry on a foreign keyboard."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _listed() -> frozenset[str]:
    return frozenset(_folded(word) for language in LISTS for word in word_list(language))


def load() -> None:
    """Read the lists now, so that the first passphrase typed does not wait for them."""
    _listed()


def listed_words(passphrase: str) -> tuple[str, ...]:
    """The folded words, if it is nothing but five words of the lists or more; otherwise ()."""
    words = tuple(re.split(r"[\s,.;_-]+", _folded(passphrase).strip()))
    if len(words) < _LEAST_WORDS or not all(word in _listed() for word in words):
        return ()
    return words


def typed(passphrase: str) -> bytearray:
    """The bytes the key is derived from.

    Five or more words of the lists and nothing else count as generated: case, accents, and how
    the words are parted make no difference. Anything else counts as it was typed, in NFC: spaces,
    case and accents all matter, and only the two ways of writing one letter are the same.
    Both forms begin with a mark of their own, so neither can be taken for the other.
    """
    if words := listed_words(passphrase):
        return bytearray(b"words:" + " ".join(words).encode())
    return bytearray(b"own:" + unicodedata.normalize("NFC", passphrase).encode("utf-8", "replace"))


def check(passphrase: str, *, with_device: bool) -> None:
    """Refuse what is easily guessed. Raises WeakPassphrase."""
    words = listed_words(passphrase)
    if words:
        _check_words(words, WORDS_WITH_DEVICE if with_device else WORDS_ALONE)
        return
    shown = unicodedata.normalize("NFC", passphrase)
    if len(shown) < SHORTEST:
        raise WeakPassphrase("short")
    if len(shown) > LONGEST:
        raise WeakPassphrase("long")
    if _smallest_period(_folded(shown)) <= len(shown) // 2:
        raise WeakPassphrase("repeated")
    bare = "".join(_LETTERS.findall(_folded(shown)))
    if any(saying in bare for saying in SAYINGS):
        raise WeakPassphrase("saying")
    digits, known = estimate(shown)
    if digits < (ENOUGH if with_device else ENOUGH_ALONE):
        raise WeakPassphrase("known" if known else "guessable", known)


def _check_words(words: tuple[str, ...], wanted: int) -> None:
    if len(words) < wanted:
        raise WeakPassphrase("short")
    # Chance draws one word twice now and then; more than that nobody drew.
    if len(set(words)) < wanted - 1:
        raise WeakPassphrase("repeated")


def _smallest_period(text: str) -> int:
    """The shortest piece whose repetition gives the text; its own length if there is none."""
    return (text + text).find(text, 1)


def estimate(passphrase: str) -> tuple[float, str]:
    """(decimal digits of the guesses needed, the first known word in it).

    An honest lower estimate, not a measurement: each part costs what a guesser pays who has our
    lists, tries the likeliest first and knows how people decorate words. A part found in no list
    costs its letters.
    """
    plain = _folded(passphrase)
    known = ""
    digits = 0.0
    for part, cost, listed in _parts(plain):
        digits += cost
        known = known or (part if listed else "")
    # How upper case is usually put, one guess in about thirty; more only if it is scattered.
    raised = sum(1 for letter in passphrase[1:] if letter.isupper())
    starts = sum(1 for word in _LETTERS.findall(passphrase) if word[:1].isupper())
    digits += 0.3 * bool(raised or starts) + 0.2 * max(0, raised - starts)
    return digits, known


def _parts(plain: str) -> Iterator[tuple[str, float, bool]]:
    """Cut from the left, the longest known piece first: (piece, its cost, is it known)."""
    seen: set[str] = set()
    position = 0
    while position < len(plain):
        piece, cost, listed = _next_part(plain, position)
        if piece in seen:
            # The same again adds almost nothing, and the same space between words nothing.
            cost = min(cost, 0.3) if piece.isalnum() else 0.0
        seen.add(piece)
        yield piece, cost, listed
        position += len(piece)


def _next_part(plain: str, position: int) -> tuple[str, float, bool]:
    rest = plain[position:]
    for matcher in (_known_word, _run, _number):
        if found := matcher(rest):
            return found
    letter = rest[0]
    cost = 1.3 if letter.isalpha() else 0.5 if letter.isspace() or letter in ".-_,;" else 1.5
    return letter, cost, False


def _known_word(rest: str) -> tuple[str, float, bool] | None:
    for length in range(min(len(rest), 24), 1, -1):
        piece = rest[:length]
        for form, extra in ((piece, 0.0), (piece.translate(_LEET), 0.3)):
            for words, listed in ((KNOWN, True), (COMMON, False), (_listed(), False)):
                if form in words:
                    # On the average half of a list is tried.
                    return piece, math.log10(len(words) / 2) + extra, listed
    return None


def _run(rest: str) -> tuple[str, float, bool] | None:
    """A row of the keyboard, of the alphabet or of one letter."""
    same = len(rest) - len(rest.lstrip(rest[0]))
    if same >= 3:  # noqa: PLR2004 - three make a run
        return rest[:same], 1.5, False
    for row in KEYBOARD_RUNS:
        for length in range(min(len(rest), len(row)), 3, -1):
            if rest[:length] in row:
                return rest[:length], 1.5, False
    return None


def _number(rest: str) -> tuple[str, float, bool] | None:
    found = re.match(r"\d+", rest)
    if found is None:
        return None
    number = found.group()
    if re.fullmatch(r"(19|20)\d\d", number):
        return number, 1.8, False
    if re.fullmatch(r"[0-3]?\d[01]?\d(19|20)?\d\d", number):
        return number, min(3.8, float(len(number))), False  # a date of somebody's life
    return number, float(len(number)), False
