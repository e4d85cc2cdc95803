"""What is imported before the first window is seen: Qt, gettext and the standard library alone."""

import json
import subprocess
import sys

# Imported by the program on its way to the unlock window.
FIRST = ["pscp_desktop.__main__", "pscp_desktop.app.main", "pscp_desktop.ui.unlock"]
ALLOWED = {"PySide6", "pscp_desktop", "shiboken6", "sync"}
# What shiboken brings along.
ALLOWED |= {"__feature__", "shibokensupport", "signature_bootstrap"}
LIST = """
import json, sys
before = set(sys.modules)
for name in json.loads(sys.argv[1]):
    __import__(name)
print(json.dumps(sorted({name.split(".")[0] for name in set(sys.modules) - before})))
"""


def test_only_qt_and_the_standard_library_come_before_the_first_window() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", LIST, json.dumps(FIRST)], capture_output=True, text=True, check=True
    )

    roots = set(json.loads(listed.stdout))
    assert {name for name in roots if name not in sys.stdlib_module_names} <= ALLOWED


LATER = """
import linecache
from pscp_desktop.app.plainly import import_plainly
{plainly}
import colorsys
print(any("colorsys" in name for name in linecache.cache))
"""


def _source_is_read(plainly: str) -> str:
    listed = subprocess.run(
        [sys.executable, "-c", LATER.format(plainly=plainly)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return listed.stdout.strip()


def test_what_is_imported_after_qt_is_not_read_as_text_and_kept() -> None:
    assert _source_is_read("import_plainly()") == "False"
    # Once Qt's bindings leave it alone by themselves, `plainly` has nothing left to do.
    assert _source_is_read("") == "True"
