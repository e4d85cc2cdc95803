"""What people type while the figures are taken."""

from collections.abc import Iterator
from random import Random

LENGTH = 2000
SEARCHED = ("gotera", "ascensor", "reunión", "convivencia", "alba", "ficticia", "calle", "612")


def mark_of(number: int) -> str:
    """A word that only this save contains."""
    return f"marca{number:04}unica"


def typed_notes(chance: Random, number: int) -> str:
    """Notes of just 2,000 characters, with a word by which they can be found."""
    words = [
        "sesión",
        "acuerdo",
        "horario",
        "descanso",
        "vecindad",
        "propuesta",
        "después",
        "plazo",
    ]
    text = mark_of(number)
    while len(text) < LENGTH:
        text += " " + chance.choice(words)
    return text[:LENGTH]


def as_typed() -> Iterator[str]:
    """What stands in the search field after each key, from the third on."""
    for word in SEARCHED:
        yield from (word[:length] for length in range(3, len(word) + 1))
    yield from ("gotera as", "gotera asc", "gotera ascensor", "alba mue", "alba muestra")
