"""No key of a page or a form is a key of the window: the panic lock must lock, wherever it is pressed."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from tests.source import ROOT, Module, product

KEYS: Final = re.compile(r"^(?:(?:Ctrl|Alt|Shift|Meta)\+)*(?:F\d{1,2}|\S+)$")
WINDOW: Final = "pscp_desktop/ui/window.py"
BEFORE_THE_WINDOW: Final = frozenset({"pscp_desktop/ui/unlock.py"})
"""What stands before there is a window may use its keys; there they do the same."""


def written(module: Module) -> Iterator[tuple[str, str]]:
    """Each combination of keys a module names, as Qt spells it, and where."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            said = node.value
            held = "+" in said or re.fullmatch(r"F\d{1,2}", said)
            if (
                held
                and KEYS.match(said)
                and said.split("+")[0] in {"Ctrl", "Alt", "Shift", "Meta", said}
            ):
                yield QKeySequence(said).toString(), module.at(node, said)


def of_the_window() -> frozenset[str]:
    """The window's own keys, with those of its nine places."""
    found = next(one for one in product() if one.path == WINDOW)
    places = {QKeySequence(f"Ctrl+{number}").toString() for number in range(1, 10)}
    return frozenset(keys for keys, _ in written(found) if keys) | places


def clashes(module: Module) -> list[str]:
    return [where for keys, where in written(module) if keys in of_the_window()]


def test_the_window_is_known_by_its_keys(qtbot: QtBot) -> None:
    assert {"Ctrl+Shift+L", "Ctrl+Shift+H", "F9", "F1", "Ctrl+E", "Ctrl+K", "Ctrl+L", "Ctrl+4"} <= (
        of_the_window()
    )


def test_no_page_or_form_takes_a_key_of_the_window(qtbot: QtBot) -> None:
    found = [
        where
        for module in product()
        if module.inside("pscp_desktop/ui", "pscp_desktop/app")
        and module.path not in {WINDOW, *BEFORE_THE_WINDOW}
        for where in clashes(module)
    ]

    assert not found, f"keys of the window taken by {', '.join(found)}"


@pytest.mark.parametrize("said", ["Ctrl+Shift+L", "Shift+Ctrl+L", "F9", "Ctrl+3"])
def test_a_taken_key_is_found_however_it_is_spelled(qtbot: QtBot, said: str) -> None:
    page = Module.of("pscp_desktop/ui/pages/made.py", f'KEYS = ("layers", "{said}")')

    assert clashes(page)


@pytest.mark.parametrize("said", ["Ctrl+Shift+K", "F", "Layers", "C+1", "Ctrl", "Ctrl+"])
def test_other_words_are_no_clash(qtbot: QtBot, said: str) -> None:
    page = Module.of("pscp_desktop/ui/pages/made.py", f'WORDS = "{said}"')

    assert not clashes(page)


NAMED: Final = re.compile(r"\b(?:Ctrl|Alt)\+(?:Shift\+)?(?:Enter|PageDown|F?\d|[A-Z])\b")
SPANISH: Final = {"Mayús": "Shift", "Intro": "Enter", "AvPág": "PageDown"}


def named_in(page: str) -> set[str]:
    """The combinations a page of the help names, as Qt spells them."""
    for ours, theirs in SPANISH.items():
        page = page.replace(ours, theirs)
    found = (
        said.replace("Enter", "Return").replace("PageDown", "PgDown")
        for said in NAMED.findall(page)
    )
    return {QKeySequence(said).toString() for said in found}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_key_the_help_names_is_a_key_of_the_program(qtbot: QtBot, language: str) -> None:
    known = {keys for one in product() if one.inside("pscp_desktop/ui") for keys, _ in written(one)}
    known |= of_the_window()
    pages = sorted((ROOT / "resources" / "help" / language).glob("*.txt"))
    assert pages

    unknown = {
        page.name: missing
        for page in pages
        if (missing := named_in(page.read_text(encoding="utf-8")) - known)
    }

    assert not unknown
