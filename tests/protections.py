"""Every protection of the program, and how it is taken away to see its test fail.

A test that proves a protection names it:

    from tests.protections import guards

    @guards("store.engine.authorizer")
    def test_d09_the_database_refuses_to_attach_another(...): ...

and the protection has a row in one of the modules of `tests/rows` (`store.py`, `ui.py`, `mediation.py`, …):
what is replaced, by its dotted name, and a function that takes the original and gives what stands in its
place. A row may replace several things.

    from tests.replacing import Replacements, does_nothing

    ROWS: dict[str, Replacements] = {
        "store.engine.authorizer": {
            "pscp_desktop.store.engine.install_authorizer": does_nothing,
        },
    }

What can be replaced: a function, a method, a class or a constant of a module or a class. Modules that
took the name over with `from … import …` see the replacement too. What is called once while its module
is imported (a decorator, a listener registered at import, the default of an argument or of a field)
cannot be taken away so: replace what it calls.

`python3 run.py test --unguarded` switches each row off in turn, in a process of its own, runs the tests
that name it (attacks too) and wants each of them red: failed in its own body, for another reason than a
TypeError, AttributeError, NameError, ImportError or a warning, which would only say that the replacement
does not fit. Of a test in several cases one red case is enough. `run.py test --unguarded store.keys` does
it for the ids that begin so. While writing one:

    python3 run.py test --without store.engine.authorizer tests/unit/store/test_engine.py

A test whose work is done in a child process is told there by the environment; the script of the child,
which belongs to the tests, begins with

    from tests.guarding import as_the_parent
    with as_the_parent(): ...

The program itself has no switches. Tests in `test_protections.py` keep the rows and the marks in step.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import pytest

from tests import rows
from tests.replacing import Replacements


def guards(protection: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of a protection: switched off, it must fail."""
    return pytest.mark.guards(protection)


def tables() -> Iterator[Mapping[str, Replacements]]:
    """The rows of each area."""
    for area in iter_modules(rows.__path__, "tests.rows."):
        yield import_module(area.name).ROWS


PROTECTIONS: Final[Mapping[str, Replacements]] = {
    protection: row for table in tables() for protection, row in table.items()
}
