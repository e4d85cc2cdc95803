"""How large everything may be shown: never so large that the window leaves its screen."""

from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.protection import Protection
from pscp_desktop.settings import SCALES, Preferences
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import hold_on_screen, screen_room
from pscp_desktop.ui.preferences.kit import Kit, Laptop
from pscp_desktop.ui.preferences.screen import ScreenSection, largest
from pscp_desktop.ui.tokens import SMALLEST


@pytest.mark.parametrize(
    ("now", "room", "most"),
    [
        (100, (1366, 728), 150),
        (150, (910, 485), 150),
        (100, (1920, 1040), 200),
        (200, (683, 364), 150),
        (100, (2560, 1400), 200),
        (100, (800, 560), 100),
    ],
)
def test_no_size_is_offered_at_which_the_window_leaves_the_screen(
    now: int, room: tuple[int, int], most: int
) -> None:
    assert largest(now, QSize(*room)) == most


def test_a_size_the_screen_has_no_room_for_is_shut_with_the_reason(
    tools: FormTools, qtbot: QtBot
) -> None:
    i18n.use("es")
    asks_nothing_else = SimpleNamespace(preferences=Preferences)
    kit = Kit(
        tools=tools, profile=Profile(tools.desk), protection=cast("Protection", None),
        laptop=cast("Laptop", asks_nothing_else),
    )  # fmt: skip
    section = ScreenSection(kit)
    qtbot.addWidget(section)
    most = largest(100, screen_room())
    assert most < SCALES[-1]

    open_ = {one.text() for one in section.scale.findChildren(QPushButton) if one.isEnabled()}
    assert open_ == {f"{one} %" for one in SCALES if one <= most}
    said = " ".join(label.text() for label in section.findChildren(QLabel))
    assert f"cabe el {most} %" in said


def test_a_window_is_never_held_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)

    hold_on_screen(window)

    held, room = window.minimumSize(), screen_room()
    assert held == QSize(*SMALLEST).boundedTo(room)
    assert held != QSize(*SMALLEST)
