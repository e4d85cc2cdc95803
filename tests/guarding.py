"""Switches a protection off from outside, for a whole run of the tests.

The plugin behind `--without ID` and `run.py test --unguarded`; the table is in `protections.py`.
"""

import importlib
import inspect
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from tests.protections import PROTECTIONS
from tests.replacing import Replacements

ENVIRONMENT: Final = "CUADERNO_WITHOUT"
OURS: Final = ("pscp_desktop", "sync", "tests")
MISFITS: Final = (TypeError, AttributeError, NameError, ImportError, Warning)
"""What a test stops on when the replacement does not fit: no proof that it saw anything."""


def as_the_parent(
    environment: Mapping[str, str] = os.environ, table: Mapping[str, Replacements] = PROTECTIONS
) -> AbstractContextManager[None]:
    """In the script of a child process: without the protection its parent runs without, if any."""
    protection = environment.get(ENVIRONMENT)
    return replaced(table[protection]) if protection else nullcontext()


@contextmanager
def replaced(replacements: Replacements) -> Iterator[None]:
    """Each thing by what its function makes of it, wherever one of our modules holds it."""
    with ExitStack() as undo:
        for dotted, make in replacements.items():
            owner, name = owner_of(dotted)
            original = inspect.getattr_static(owner, name)
            substitute = _fitted(original, make)
            for place, held_as in _holders(owner, name, original):
                setattr(place, held_as, substitute)
                undo.callback(setattr, place, held_as, original)
        yield


def owner_of(dotted: str) -> tuple[Any, str]:
    """The module or class that holds what `dotted` names, and the last part of the name."""
    *path, name = dotted.split(".")
    depth = next((depth for depth in range(len(path), 0, -1) if _module(".".join(path[:depth]))), 0)
    if not depth:
        raise LookupError(f"no module in {dotted}")
    owner: Any = _module(".".join(path[:depth]))
    for part in path[depth:]:
        owner = getattr(owner, part)
    inspect.getattr_static(owner, name)
    return owner, name


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as absent:
        # Only its own absence: what is missing further in is a fault to be seen.
        if absent.name and name.startswith(absent.name):
            return None
        raise


def _fitted(original: Any, make: Any) -> Any:
    """The replacement in the wrapping that the original had in its class."""
    if isinstance(original, staticmethod | classmethod):
        return type(original)(make(original.__func__))
    return make(original)


def _holders(owner: Any, name: str, original: Any) -> list[tuple[Any, str]]:
    """Where the original is held: its owner, and the modules that imported it by name."""
    found = [(owner, name)]
    if not isinstance(owner, ModuleType):
        return found
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").split(".")[0] in OURS:
            # Equal numbers are one object; only the same name makes them the same constant.
            found += [
                (module, held_as)
                for held_as, held in list(vars(module).items())
                if held is original and (callable(original) or held_as == name)
            ]
    return found


# The plugin.


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("protections")
    group.addoption("--without", metavar="ID", help="run the tests of a protection without it")
    group.addoption("--outcomes", metavar="FILE", help="write the outcomes of guarding tests there")


def pytest_configure(config: pytest.Config) -> None:
    protection = config.getoption("--without")
    if protection is None:
        return
    if protection not in PROTECTIONS:
        raise pytest.UsageError(f"tests/protections.py has no row {protection!r}")
    switched = ExitStack()
    switched.enter_context(replaced(PROTECTIONS[protection]))
    os.environ[ENVIRONMENT] = protection
    switched.callback(os.environ.pop, ENVIRONMENT)
    config.add_cleanup(switched.close)


def marked(item: pytest.Item) -> list[str]:
    """The protections a test names."""
    return [str(mark.args[0]) for mark in item.iter_markers("guards")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    protection = config.getoption("--without")
    if protection is not None:
        dropped = [item for item in items if protection not in marked(item)]
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if protection in marked(item)]
    for item in items:
        for named in marked(item):
            _write(config, {"test": item.nodeid, "guards": named})


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    if marked(item) and (report.when == "call" or not report.passed):
        error = call.excinfo.type if call.excinfo else None
        _write(item.config, {"test": item.nodeid, **colour(report.when, report.outcome, error)})


def colour(when: str, outcome: str, error: type[BaseException] | None) -> Mapping[str, str]:
    """Red is a test that failed in its own body because it saw what it must not see."""
    why = error.__name__ if error else ""
    if outcome == "passed":
        return {"colour": "green", "why": "it passed"}
    if outcome == "skipped":
        return {"colour": "skipped", "why": "it was skipped"}
    if when != "call" or (error and issubclass(error, MISFITS)):
        return {"colour": "broken", "why": f"{why} in {when}"}
    return {"colour": "red", "why": why}


def _write(config: pytest.Config, line: Mapping[str, str]) -> None:
    path = config.getoption("--outcomes")
    if path:
        with Path(path).open("a", encoding="utf-8") as sink:
            sink.write(json.dumps(line) + "\n")
