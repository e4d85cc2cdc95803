"""A map as the window holds it, in sight, with basemaps of its own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.view import MapView
from pscp_desktop.ui.tasks import Tasks

DAY: Final = date(2026, 3, 2)


@pytest.fixture
def errors() -> list[Exception]:
    """What went wrong and was told to nobody else."""
    return []


@pytest.fixture
def tasks(errors: list[Exception]) -> Iterator[Tasks]:
    """The threads the map works on."""
    made = Tasks(errors.append)
    yield made
    made.close()


@pytest.fixture
def view(look: Look, tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> Iterator[MapView]:
    """The map, ready."""
    made = MapView(look, tasks, lambda: DAY, basemaps=tmp_path / "basemaps")
    qtbot.addWidget(made)
    made.resize(1142, 768)
    with qtbot.waitSignal(made.ready):
        made.show()
    yield made
    made.hide()


@pytest.fixture
def board(view: MapView) -> MapBoard:
    """What stands in it."""
    assert view.board is not None
    return view.board
