"""The version of Qt is held: 6.12.0 loses references to None on Python 3.11 and aborts the process."""

import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest

from tests.source import ROOT

# A few thousand calls lose enough references to show; a fall is the fault, a small rise is not.
DRAW = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

before = sys.getrefcount(None)
path = QPainterPath()
image = QImage(8, 8, QImage.Format.Format_ARGB32)
painter = QPainter(image)
for step in range(20_000):
    path.lineTo(step, step)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
painter.end()
print(sys.getrefcount(None) - before)
"""


def test_drawing_for_long_loses_no_reference_and_ends_well() -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW], capture_output=True, text=True, check=False
    )

    assert drawn.returncode == 0, drawn.stderr
    assert int(drawn.stdout) > -100


@pytest.mark.parametrize("package", ["pyside6-essentials", "shiboken6"])
def test_the_version_of_qt_is_the_one_that_was_tried(package: str) -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert version(package) == "6.11.3"
    assert f"\n{package}==6.11.3 " in locked


def test_the_project_asks_for_exactly_that_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "pyside6-essentials==6.11.3" in project["dependencies"]
