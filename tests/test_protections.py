"""The table of protections and the tests that name them keep step, and a protection can be taken away."""

import ast
import math
from collections.abc import Callable

import pytest

from tests.guarding import ENVIRONMENT, as_the_parent, colour, owner_of, replaced
from tests.protections import PROTECTIONS, tables
from tests.replacing import Replacements, always, value
from tests.source import calls, everything
from tests.unguarded import Inspection


def _named() -> set[str]:
    """The ids in `@guards("…")` of all tests."""
    return {
        str(given.value)
        for module in everything()
        for name, call in calls(module)
        for given in call.args[:1]
        if name == "guards" and isinstance(given, ast.Constant) and module.inside("tests")
    }


def test_every_protection_has_a_test_and_every_mark_a_row() -> None:
    named, rows = _named(), set(PROTECTIONS)

    assert not named - rows, f"no row for {', '.join(sorted(named - rows))}"
    assert not rows - named, f"no test for {', '.join(sorted(rows - named))}"


def test_no_protection_stands_in_two_rows() -> None:
    assert sum(map(len, tables())) == len(PROTECTIONS)


def test_what_a_row_replaces_is_there() -> None:
    for row in PROTECTIONS.values():
        for dotted in row:
            owner_of(dotted)


def sample() -> str:
    """For the tests below to replace."""
    return "guarded"


class Sample:
    """For the tests below to replace parts of."""

    limit = 3

    @staticmethod
    def still() -> str:
        return "guarded"

    @classmethod
    def named(cls) -> str:
        return f"guarded {cls.__name__}"

    def asked(self) -> str:
        return "guarded"


HERE = __name__
taken_over = sample


@pytest.mark.parametrize(
    ("dotted", "ask"),
    [
        ("sample", lambda: sample()),
        ("sample", lambda: taken_over()),
        ("Sample.still", lambda: Sample.still()),
        ("Sample.asked", lambda: Sample().asked()),
    ],
)
def test_a_function_is_replaced_wherever_it_is_held(dotted: str, ask: Callable[[], str]) -> None:
    def bare(_original: object) -> Callable[..., str]:
        return lambda *_: "bare"

    with replaced({f"{HERE}.{dotted}": bare}):
        assert ask() == "bare"

    assert ask() == "guarded"


def test_a_class_method_and_a_constant_are_replaced_and_come_back() -> None:
    with replaced(
        {
            f"{HERE}.Sample.named": lambda original: lambda cls: original(cls).upper(),
            f"{HERE}.Sample.limit": value(math.inf),
        }
    ):
        assert (Sample.named(), Sample.limit) == ("GUARDED SAMPLE", math.inf)

    assert (Sample.named(), Sample.limit) == ("guarded Sample", 3)


def test_a_name_that_is_not_there_is_refused() -> None:
    for dotted in ("pscp_desktop.i18n.nothing", "pscp_desktop.nowhere.at_all", "nobody.knows"):
        with pytest.raises((AttributeError, LookupError)):
            owner_of(dotted)


@pytest.mark.parametrize(
    ("when", "outcome", "error", "expected"),
    [
        ("call", "failed", AssertionError, "red"),
        ("call", "failed", pytest.fail.Exception, "red"),
        ("call", "failed", TypeError, "broken"),
        ("call", "failed", ImportError, "broken"),
        ("setup", "failed", AssertionError, "broken"),
        ("call", "passed", None, "green"),
        ("setup", "skipped", None, "skipped"),
    ],
)
def test_only_a_test_that_failed_by_what_it_saw_is_red(
    when: str, outcome: str, error: type[BaseException] | None, expected: str
) -> None:
    assert colour(when, outcome, error)["colour"] == expected


TABLE: dict[str, Replacements] = {"x.y": {f"{HERE}.sample": always("bare")}}
MARK = {"test": "t.py::a[1]", "guards": "x.y"}


@pytest.mark.parametrize(
    ("seen", "faults"),
    [
        ([{"test": "t.py::a[1]", "colour": "red", "why": ""}], 0),
        ([{"test": "t.py::a[1]", "colour": "green", "why": ""}], 1),
        ([{"test": "t.py::a[1]", "colour": "broken", "why": "TypeError"}], 1),
        ([], 1),
    ],
    ids=["red", "green", "broken", "not run"],
)
def test_only_a_red_test_proves_a_protection(seen: list[dict[str, str]], faults: int) -> None:
    inspection = Inspection(TABLE, lambda _arguments: [MARK, *seen], minutes=1)

    assert inspection.faults([]) == faults


@pytest.mark.parametrize(
    ("table", "marks"),
    [(TABLE, []), ({}, [MARK])],
    ids=["a row without a test", "a mark without a row"],
)
def test_a_table_out_of_step_is_a_fault(
    table: dict[str, Replacements], marks: list[dict[str, str]]
) -> None:
    assert Inspection(table, lambda _arguments: marks, minutes=1).faults([]) == 1


def test_a_child_process_learns_from_its_parent() -> None:
    with as_the_parent({ENVIRONMENT: "x.y"}, TABLE):
        assert sample() == "bare"

    with as_the_parent({}, TABLE):
        assert sample() == "guarded"
