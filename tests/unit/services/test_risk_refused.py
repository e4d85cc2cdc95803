"""Whatever the methods refuse has words in every language of the screen, and each finds its facts."""

import ast
import string
from collections.abc import Iterator
from uuid import uuid4

import pytest

from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.i18n import LANGUAGES, language, translated, use
from pscp_desktop.risk import refusals
from pscp_desktop.services.risk import refused, running
from pscp_desktop.services.risk.analyses import Plan
from pscp_desktop.ui.errors import said
from tests.source import Module, calls, product
from tests.unit.services.risk_way import a_layer
from tests.unit.services.test_risk_running import SOUTH, WEST, geojson

FRONT = {"__main__", "command", "further", "gathering", "placing", "reading", "tables"}
"""What reads the files and options of the command, whose one line is all it says."""
KINDS = {"RiskRefused", *(kind.__name__ for kind in refusals.RiskRefused.__subclasses__())}
FEW = ("few_events", frozenset({"count", "least"}))


def methods() -> Iterator[Module]:
    """The modules of the methods themselves."""
    for module in product():
        name = module.path.rsplit("/", 1)[-1].removesuffix(".py")
        if module.inside("pscp_desktop/risk") and name not in FRONT:
            yield module


def refusals_made() -> dict[str, tuple[str, frozenset[str]]]:
    """Where each refusal of a method is made, with its code and the names of its facts."""
    found = {}
    for module in methods():
        for name, call in calls(module):
            given = {one.arg: one.value for one in call.keywords if one.arg}
            if name == "demand_events":
                found[module.at(call, name)] = (_said(given.get("code"), FEW[0]), FEW[1])
            elif name in KINDS and not _passes_on(call):
                code = call.args[1] if len(call.args) > 1 else given.get("code")
                found[module.at(call, name)] = (_said(code), frozenset(given) - {"code"})
    return found


def _passes_on(call: ast.Call) -> bool:
    """Whether the code is whatever `demand_events` was given, which is looked at where it is called."""
    return len(call.args) > 1 and isinstance(call.args[1], ast.Name)


def _said(code: ast.expr | None, otherwise: str = "") -> str:
    return str(code.value) if isinstance(code, ast.Constant) else otherwise


MADE = refusals_made()


@pytest.mark.parametrize("where", sorted(MADE))
def test_every_refusal_of_a_method_has_words_that_its_facts_fill(where: str) -> None:
    code, facts = MADE[where]

    assert code in refused.WORDS, f"{where}: no words for {code!r}"
    told = {one: translated(one, refused.WORDS[code]) for one in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES), "one language says the words of another"
    for words in told.values():
        wanted = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
        assert wanted <= facts, f"{where}: gives {sorted(facts)}, the words want {sorted(wanted)}"


def test_the_walk_sees_the_methods_and_no_words_are_left_over() -> None:
    assert len(MADE) > 25
    assert {code for code, _ in MADE.values()} | {FEW[0]} == set(refused.WORDS)


@pytest.mark.parametrize(("tongue", "begins"), [("es", "El área tiene"), ("en", "The area has")])
def test_a_refusal_is_told_in_the_language_of_the_screen(tongue: str, begins: str) -> None:
    points = geojson([(WEST + n % 20 * 9, SOUTH + n // 20 * 9) for n in range(300)])
    before = language()
    use(tongue)
    try:
        with pytest.raises(Forbidden) as told:
            running.run(
                Plan(outcome=a_layer(content=uuid4()), cell_m=500), lambda _: points, lambda _: None
            )
        what, todo = said(told.value)
    finally:
        use(before)

    assert what.startswith(begins)
    assert "500 m" in what
    assert ("celdas" in todo) == (tongue == "es")


def test_what_cannot_be_simulated_is_refused_in_words() -> None:
    far = geojson([(WEST, SOUTH), (WEST + 900_000, SOUTH + 900_000), (WEST, SOUTH + 900_000)])

    with pytest.raises(Forbidden) as told:
        running.loop_of(Plan(outcome=a_layer(content=uuid4()), cell_m=50), lambda _: far)

    assert "son demasiadas" in said(told.value)[0]
