"""The shape of an error's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, and what to do about it; both marked with `N_`."""

    what: str
    do: str
