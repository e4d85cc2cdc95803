"""Loads Qt's bindings and gives Python its own way of importing back, which they replace.

Theirs reads the source of every module imported after them, to learn whether it uses switches of
theirs (`__feature__`) that nothing here uses, and keeps all it has read: measured with everything of
the desk loaded, 28 MB and a sixth of the time.
"""

import builtins
import linecache

import PySide6.QtCore

REPLACED = "__orig_import__"
"""Under this name the bindings keep what they replaced; a version that replaces nothing has none."""


def import_plainly() -> None:
    """From now on modules are imported as if Qt's bindings were not there."""
    assert PySide6.QtCore.__name__  # noqa: S101 (they must have been loaded)
    own = getattr(builtins, REPLACED, None)
    if own is not None:
        vars(builtins)["__import__"] = own
    linecache.clearcache()
