"""The map moved by wheel and by two fingers."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.layer import MapLayer
from tests.ui.map.test_map import a_grid


def test_the_wheel_zooms_around_what_it_points_at(board: MapBoard) -> None:
    board.add(MapLayer("Zonas", a_grid()))
    canvas = board.canvas
    at = QPointF(canvas.viewport().width() / 4, canvas.viewport().height() / 4)
    before, place = canvas.frame_now(), canvas.place_of(at)

    turned = QWheelEvent(
        at, canvas.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, bool(0),
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), turned)

    now = canvas.frame_now()
    assert now.metres < before.metres
    assert canvas.place_of(at) == pytest.approx(place, abs=2 * now.metres)


@pytest.mark.parametrize(("pinched", "nearer"), [(0.4, True), (-0.4, False)])
def test_two_fingers_zoom_as_far_as_they_move(
    board: MapBoard, pinched: float, nearer: bool
) -> None:
    board.add(MapLayer("Zonas", a_grid()))
    canvas = board.canvas
    before, at = canvas.frame_now().metres, QPointF(100, 100)

    moved = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at,
        at, pinched, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), moved)

    assert (canvas.frame_now().metres < before) is nearer
    assert canvas.frame_now().metres != before
