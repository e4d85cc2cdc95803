"""Colours of classes that people who confuse colours can still tell apart.

viridis and cividis: ten stops each of the tables by S. van der Walt, N. Smith and E. Firing (matplotlib,
CC0) and by J. Nuñez, C. Anderton and R. Renslow (PLoS ONE 13(7), 2018). Kinds: M. Okabe and K. Ito,
"Color Universal Design" (2008).
"""

from collections.abc import Sequence
from typing import Final

HOUSE: Final = "house"
"""The five classes of the program's own look, handed over by it."""
STOPS: Final[dict[str, tuple[str, ...]]] = {
    "viridis": ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58",
                "#b5de2b", "#fde725"),
    "cividis": ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369",
                "#e1cc55", "#fee838"),
}  # fmt: skip
KINDS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")


def ramp(name: str, classes: int, house: Sequence[str], *, dark: bool) -> tuple[str, ...]:
    """As many colours as classes, the strongest against the ground where most: dark on light paper."""
    if name == HOUSE or name not in STOPS:
        stops: Sequence[str] = house
    else:
        stops = STOPS[name] if dark else STOPS[name][::-1]
    if classes == 1:
        return (stops[-2],)
    places = [number * (len(stops) - 1) / (classes - 1) for number in range(classes)]
    return tuple(_between(stops, place) for place in places)


def _between(stops: Sequence[str], place: float) -> str:
    low = min(int(place), len(stops) - 2)
    share = place - low
    one, other = _parts(stops[low]), _parts(stops[low + 1])
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(one, other, strict=True)
    )


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
