"""On the stage time passes where a chapter says so: the desk covers itself then, and not before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pscp_desktop.app.session import Session
from pscp_desktop.settings import Policy
from pscp_desktop.ui.lock_clock import Level
from tests.e2e.hand import Hand
from tests.e2e.stage import PASSPHRASE, Stage

STEP: Final = 50
"""Seconds between two looks: more than that at once counts as sleep."""


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(qapp, tmp_path)
    made.prepare()
    yield made
    made.close()


def opened(stage: Stage) -> tuple[Hand, Session]:
    hand = Hand(stage.app, stage.busy)
    program = stage.start()
    hand.wait(lambda: stage.app.focusWidget() is not None, "the keyboard")
    hand.rest()
    hand.type(PASSPHRASE)
    hand.keys("Return")
    hand.wait(lambda: program._session is not None, "the desk")
    hand.rest()
    assert isinstance(program._session, Session)
    return hand, program._session


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_desk_is_covered_where_time_passes_and_never_by_the_day_of_the_records(
    stage: Stage, qtbot: QtBot
) -> None:
    hand, session = opened(stage)
    idle = session._idle

    def level() -> Level:
        return idle.clock.level

    stage.clock.passes(hours=9)
    idle.tick()
    assert level() is Level.OPEN

    for _ in range(Policy().cover_after_seconds // STEP):
        stage.unattended += STEP
        idle.tick()
    assert level() is Level.OPEN
    hand.keys("Shift+Tab")
    assert idle.clock.idle == 0

    for _ in range(Policy().cover_after_seconds // STEP + 1):
        stage.unattended += STEP
        idle.tick()
    assert level() is Level.COVERED
