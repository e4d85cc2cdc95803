"""What the methods of risk refuse, in words: their code and its facts become a sentence of the screen."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.i18n import N_, tr

WORDS: Final[Mapping[str, str]] = {
    "few_events": N_("There are {count:.0f} events. At least {least:.0f} are needed."),
    "few_to_learn": N_(
        "{count:.0f} events lie inside the area to learn from. At least {least:.0f} are needed."
    ),
    "few_to_judge": N_(
        "{count:.0f} of the events held back lie inside the area. At least {least:.0f} are needed to judge a"
        " map by."
    ),
    "police": N_(
        "Events discovered by police show where police were. They are used only with a written reason."
    ),
    "unknown_kind": N_("Nobody knows this kind of record: {kind}."),
    "few_cells": N_(
        "The area has {cells:.0f} cells of {cell:g} m. Too few to tell places apart: take smaller ones."
    ),
    "cell_size": N_("A cell has no side of {cell:g} m."),
    "many_cells": N_("{cells:.0f} cells of {cell:g} m are too many: take larger ones."),
    "no_area": N_("The boundary holds no area."),
    "odd_points": N_("A point of a layer has no place that can be used."),
    "odd_world": N_("Nothing happens in this area, so nothing can be simulated."),
    "odd_share": N_("A share of the area is above 0 and at most 1."),
    "factor_names": N_("Each factor needs a name of its own, and there may be {most:.0f} of them."),
    "small_regression": N_("A regression needs events, and more cells than factors."),
    "odd_bandwidth": N_("A kernel density needs a bandwidth in metres."),
    "other_cells": N_("The values are not of the same cells."),
    "odd_prediction": N_("A score is not a number."),
    "no_factor": N_("No factor tells any two cells apart."),
    "one_fold": N_("All events lie in one part of the area: nothing can be tried out on the rest."),
    "few_places": N_("Fewer than four places: nothing can be said of neighbours."),
    "all_alike": N_("All places have the same value."),
    "few_points": N_("A nearest neighbour needs two points and an area."),
    "no_times": N_("Near repeats need two events or more, each with a place and a day."),
    "odd_bands": N_("Bands begin at 0 and rise."),
    "many_pairs": N_("{pairs:.0f} pairs of events are too many: take nearer bands."),
    "odd_counts": N_("Counts are not negative, and periods have a length."),
}  # fmt: skip
"""By code; a number of cells or events is whole."""
OTHER: Final = N_("This cannot be computed with what is chosen.")


def in_words(code: str, facts: Mapping[str, float | str]) -> str:
    """The sentence of a refusal in the language of the screen."""
    return tr(WORDS.get(code, OTHER)).format_map(facts)


def unfit(code: str, facts: Mapping[str, float | str]) -> Forbidden:
    """A refusal of the methods as the error of the service."""
    return Forbidden("unfit", words=in_words(code, facts))
