"""Days lived in the real window: `python3 run.py tour --out DIR [--lang es|en]`.

A mediator's and an analyst's; then two desks that work apart and meet at a hub and by a stick.
Pictures and documents go to DIR; each task is printed with how often something was pressed. Ends with 1
where a task takes more than it may.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.e2e.screen import without_a_screen

if TYPE_CHECKING:
    from tests.e2e.stage import Stage

LEAST_PICTURES: Final = 12
LEAST_DOCUMENTS: Final = 3
README_WIDTH: Final = 1024
README_SHOWS: Final = "timeline"


def main(given: Sequence[str] | None = None) -> int:
    """Drive the window through the day; 0 where every task was short enough."""
    parser = argparse.ArgumentParser(prog="tour", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where pictures and documents go")
    parser.add_argument("--lang", choices=("es", "en"), default="es", help="of the screen")
    parser.add_argument("--picture", type=Path, help="keep the open file as a small picture too")
    asked = parser.parse_args(given)
    asked.out.mkdir(parents=True, exist_ok=True)
    if any(asked.out.iterdir()):
        # The program would ask before it writes over a document, and nobody would answer.
        parser.error(f"{asked.out} is not empty")
    folder = Path(tempfile.mkdtemp(prefix="tour-"))
    try:
        os.environ["QT_QPA_PLATFORM"] = without_a_screen(folder)
        # Qt reads the platform when it is first imported.
        from pscp_desktop.app.main import _application
        from pscp_desktop.settings import Preferences
        from tests.e2e.stage import Stage

        stage = Stage(_application(Preferences()), folder, language=asked.lang)
        stage.prepare()
        good = walk(stage, asked.out, asked.picture)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


def walk(stage: "Stage", out: Path, picture: Path | None = None) -> bool:
    """Pass the day on a stage that is prepared; whether every task was short enough."""
    from tests.e2e.analyst import Analyst
    from tests.e2e.camera import Camera, small
    from tests.e2e.day import Day
    from tests.e2e.hand import Hand
    from tests.e2e.meeting import Meeting

    hand = Hand(stage.app, stage.busy)
    camera = Camera(stage.app, out)
    day = Day(stage, hand, camera, out)
    try:
        day.pass_it()
        Analyst(stage, hand, camera, out).pass_it()
    finally:
        stage.close()
    with Meeting.held(stage.app, camera, stage.language, hand.counts) as meeting:
        meeting.pass_it()
    for count in hand.counts:
        sys.stdout.write(f"{count}\n")
    documents = list(out.glob("*.pdf"))
    sys.stdout.write(f"{len(camera.taken)} pictures, {len(documents)} documents in {out}\n")
    sys.stdout.flush()
    if picture is not None:
        small(next(one for one in camera.taken if README_SHOWS in one.name), picture, README_WIDTH)
    enough = len(camera.taken) >= LEAST_PICTURES and len(documents) >= LEAST_DOCUMENTS
    return enough and all(count.good for count in hand.counts)


if __name__ == "__main__":
    sys.exit(main())
