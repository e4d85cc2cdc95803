"""Every protection of the program, and how it is taken away to see its test fail.

A test that proves a protection names it:

    from tests.protections import guards

    @guards("store.engine.authorizer")
    def test_d09_the_database_refuses_to_attach_another(...): ...

and the protection has a row below: what is replaced, by its dotted name, and a function that takes
the original and gives what stands in its place. A row may replace several things.

    "store.engine.authorizer": {
        "pscp_desktop.store.engine._install_authorizer": does_nothing,
    },

What can be replaced: a function, a method, a class or a constant of a module or a class. Modules that
took the name over with `from … import …` see the replacement too. What is called once while its module
is imported (a decorator, a listener registered at import) cannot be taken away so: replace what it calls.

`python3 run.py test --unguarded` switches each row off in turn, in a process of its own, runs the tests
that name it (attacks too) and wants each of them red: failed in its own body, for another reason than a
TypeError, AttributeError, NameError or ImportError, which would only say that the replacement does not
fit. `run.py test --unguarded store.keys` does it for the ids that begin so. While writing one:

    python3 run.py test --without store.engine.authorizer tests/unit/store/test_engine.py

A test whose work is done in a child process is told there by the environment; the script of the child,
which belongs to the tests, begins with

    from tests.guarding import as_the_parent
    with as_the_parent(): ...

The program itself has no switches. Tests in `test_protections.py` keep this table and the marks in step.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

Replacements = Mapping[str, Callable[[Any], Any]]


def guards(protection: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of a protection: switched off, it must fail."""
    return pytest.mark.guards(protection)


def does_nothing(_original: object) -> Callable[..., None]:
    """For what checks and refuses: it lets everything pass."""
    return lambda *_, **__: None


def always(answer: object) -> Callable[[object], Callable[..., object]]:
    """For what is asked: it always answers the same."""
    return lambda _original: lambda *_, **__: answer


def value(instead: object) -> Callable[[object], object]:
    """For a constant: another one."""
    return lambda _original: instead


PROTECTIONS: Final[Mapping[str, Replacements]] = {}
