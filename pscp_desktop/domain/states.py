"""States as a table: from where, by which act, to where, by whom and on what condition.

Buttons, refusals with their reasons, the audit line and the state diagram in the help follow from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pscp_desktop.domain.access import EVERYBODY, Role

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act may not be done now: a code, the words marked with `N_`, and the law if it is one."""

    code: str
    words: str
    article: str = ""
    final: bool = False
    """Nobody may lift it and nothing done in the dossier will."""


Guard = Callable[[Facts], Refusal | None]


# No slots on the generic ones: Python 3.11 cannot make `Transition[Facts](...)` of such a class.
@dataclass(frozen=True, kw_only=True)
class Transition(Generic[Facts]):
    """One act that moves a dossier from a state to another; `act` is a verb."""

    act: str
    label: str
    """The words on its button, marked with `N_`."""
    sources: frozenset[str]
    target: str
    who: frozenset[Role] = EVERYBODY
    guards: tuple[Guard[Facts], ...] = ()
    reason_needed: bool = False
    main: bool = False
    """The act that is offered first in its state."""

    def refusals(self, facts: Facts) -> tuple[Refusal, ...]:
        """Everything that stands in the way now, in the order of the guards."""
        return tuple(refusal for guard in self.guards if (refusal := guard(facts)) is not None)


@dataclass(frozen=True)
class StateTable(Generic[Facts]):
    """All transitions of one kind of work. Each act leaves a given state at most once."""

    transitions: tuple[Transition[Facts], ...]

    def __post_init__(self) -> None:
        seen = [(state, t.act) for t in self.transitions for state in t.sources]
        if len(seen) != len(set(seen)):
            raise ValueError("an act leaves one state twice")

    def acts_from(self, state: str, roles: Iterable[Role]) -> tuple[Transition[Facts], ...]:
        """What somebody with these roles may be offered in `state`; guards are asked separately."""
        held = frozenset(roles)
        return tuple(t for t in self.transitions if state in t.sources and t.who & held)

    def find(self, state: str, act: str) -> Transition[Facts] | None:
        """The transition that `act` makes from `state`, if there is one."""
        return next((t for t in self.transitions if t.act == act and state in t.sources), None)

    def reachable(self, start: str) -> frozenset[str]:
        """Every state that some sequence of acts leads to from `start`."""
        found, edge = {start}, {start}
        while edge:
            edge = {t.target for t in self.transitions if t.sources & edge} - found
            found |= edge
        return frozenset(found)
