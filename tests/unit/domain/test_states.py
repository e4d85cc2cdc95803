"""States as a table."""

import pytest

from pscp_desktop.domain.access import Role
from pscp_desktop.domain.states import Refusal, StateTable, Transition

CLOSED = Refusal("closed", "It is closed")
NIGHT = Refusal("night", "It is night")


def step(act: str, source: str, target: str, **more: object) -> Transition[set[str]]:
    return Transition[set[str]](
        act=act, label=act, sources=frozenset({source}), target=target,
        **more,  # type: ignore[arg-type] # each by its own name
    )  # fmt: skip


TABLE = StateTable(
    (
        step("open", "shut", "open", guards=(lambda f: CLOSED if "key" not in f else None,
                                             lambda f: NIGHT if "night" in f else None)),
        step("shut", "open", "shut", who=frozenset({Role.MEDIATOR})),
        step("burn", "open", "ashes"),
    )
)  # fmt: skip


def test_an_act_is_offered_where_it_leads_somewhere_and_to_whom_it_belongs() -> None:
    assert [t.act for t in TABLE.acts_from("open", {Role.ANALYST})] == ["burn"]
    assert [t.act for t in TABLE.acts_from("open", {Role.MEDIATOR})] == ["shut", "burn"]
    assert TABLE.acts_from("open", ()) == ()
    assert TABLE.acts_from("ashes", Role) == ()


def test_everything_that_stands_in_the_way_is_told_in_order() -> None:
    opening = TABLE.find("shut", "open")
    assert opening is not None

    assert opening.refusals({"night"}) == (CLOSED, NIGHT)
    assert opening.refusals({"key"}) == ()


def test_an_act_that_leads_nowhere_from_here_is_not_found() -> None:
    assert TABLE.find("ashes", "open") is None


def test_what_some_path_leads_to_is_reachable() -> None:
    assert TABLE.reachable("shut") == {"shut", "open", "ashes"}
    assert TABLE.reachable("ashes") == {"ashes"}


def test_an_act_cannot_lead_from_one_state_to_two() -> None:
    with pytest.raises(ValueError, match="twice"):
        StateTable((step("open", "shut", "open"), step("open", "shut", "ashes")))
