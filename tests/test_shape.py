"""The shape the code promised to keep: small pieces, each of which says what it is.

Every rule is a function over one module, and has been seen to find a fault: `FAULTS` holds one for each.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.source import Module, everything, product

MODULE_LINES = 400
CLASS_LINES = 250
FUNCTION_LINES = 60
FUNCTION_STATEMENTS = 30
WINDOW_LINES = 200
EMPTY_NAMES = {"base", "common", "core", "helpers", "manager", "misc", "tools", "util", "utils"}

Rule = Callable[[Module], Iterator[str]]
Definition = ast.FunctionDef | ast.AsyncFunctionDef


def a_module_fits_in_the_head(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    most = WINDOW_LINES if module.path == "pscp_desktop/ui/window.py" else MODULE_LINES
    if lines > most:
        yield f"{module.path} has {lines} lines"


def a_class_fits_on_five_screens(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and _lines(node) > CLASS_LINES:
            yield module.at(node, f"{node.name} has {_lines(node)} lines")


def a_function_fits_on_one_screen(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, Definition):
            statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
            if _lines(node) > FUNCTION_LINES:
                yield module.at(node, f"{node.name} has {_lines(node)} lines")
            if statements - bool(ast.get_docstring(node)) > FUNCTION_STATEMENTS:
                yield module.at(node, f"{node.name} has {statements} statements")


def a_module_and_a_class_say_what_they_are(module: Module) -> Iterator[str]:
    if not ast.get_docstring(module.tree):
        yield f"{module.path} has no docstring"
    if module.inside("tests"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
            yield module.at(node, f"{node.name} has no docstring")


def a_file_is_named_for_what_it_holds(module: Module) -> Iterator[str]:
    if EMPTY_NAMES & set(PurePosixPath(module.path).with_suffix("").parts):
        yield f"{module.path} is named for nothing"


def a_package_is_only_introduced_by_its_first_file(module: Module) -> Iterator[str]:
    if module.path.endswith("__init__.py") and len(module.tree.body) > 1:
        yield f"{module.path} holds more than its docstring"


RULES: list[Rule] = [
    a_module_fits_in_the_head,
    a_class_fits_on_five_screens,
    a_function_fits_on_one_screen,
    a_module_and_a_class_say_what_they_are,
    a_file_is_named_for_what_it_holds,
    a_package_is_only_introduced_by_its_first_file,
]
FAULTS = {
    "a_module_fits_in_the_head": ("sync/long.py", '"""Long."""\n' + "x = 1\n" * 400),
    "a_class_fits_on_five_screens": ("sync/long.py", "class A:\n" + "    x = 1\n" * 250),
    "a_function_fits_on_one_screen": ("sync/long.py", "def f():\n" + "    g()\n" * 31),
    "a_module_and_a_class_say_what_they_are": ("sync/mute.py", '"""Not mute."""\nclass A: pass'),
    "a_file_is_named_for_what_it_holds": ("sync/utils/dates.py", '"""Dates."""'),
    "a_package_is_only_introduced_by_its_first_file": ("sync/__init__.py", '"""S."""\nimport os'),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_to_the_rule(rule: Rule) -> None:
    found = [fault for module in everything() for fault in rule(module)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_finds_a_fault(rule: Rule) -> None:
    assert list(rule(Module.of(*FAULTS[rule.__name__])))


def test_every_package_of_the_program_has_its_first_file() -> None:
    folders = {str(PurePosixPath(module.path).parent) for module in product()}

    assert {f for f in folders if f"{f}/__init__.py" not in {m.path for m in product()}} == set()


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # Said in parts, so that this file does not find itself.
    marks = [
        "/ro" + "ot/",
        "/wo" + "rk/",
        "/o" + "pt/py",
        "C:\\" + "Users",
        "bash" + "_jobs",
        "py" + "pi.",
    ]
    found = [
        f"{module.path}: {mark}"
        for module in everything()
        for mark in marks
        if mark in module.text or json.dumps(mark)[1:-1] in module.text
    ]

    assert found == []


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
