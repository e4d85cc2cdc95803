"""A mediator's day in the real window: `python3 run.py tour --out DIR [--lang es|en]`.

Pictures and documents go to DIR; each task is printed with how often something was pressed. Ends with 1
where a task takes more than it may.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

LEAST_PICTURES: Final = 12
LEAST_DOCUMENTS: Final = 3
README_WIDTH: Final = 1024


def main(given: Sequence[str] | None = None) -> int:
    """Drive the window through the day; 0 where every task was short enough."""
    parser = argparse.ArgumentParser(prog="tour", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where pictures and documents go")
    parser.add_argument("--lang", choices=("es", "en"), default="es", help="of the screen")
    parser.add_argument("--picture", type=Path, help="keep the file as a small picture here too")
    asked = parser.parse_args(given)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Qt reads the platform when it is first imported.
    from pscp_desktop.app.main import _application
    from pscp_desktop.settings import Preferences
    from tests.e2e.stage import Stage

    asked.out.mkdir(parents=True, exist_ok=True)
    app = _application(Preferences())
    folder = Path(tempfile.mkdtemp(prefix="tour-"))
    try:
        stage = Stage(app, folder, language=asked.lang)
        stage.prepare()
        good = walk(stage, asked.out, asked.picture)
        stage.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.flush()
    return 0 if good else 1


def walk(stage: "Stage", out: Path, picture: Path | None = None) -> bool:  # type: ignore[name-defined] # noqa: F821
    """Pass the day on a stage that is prepared; whether every task was short enough."""
