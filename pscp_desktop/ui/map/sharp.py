"""The sharp picture of the map, drawn off the main thread in short strokes while somebody waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.drawing import Drawing
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.tasks import Progress, Task, Tasks


@dataclass(frozen=True, slots=True)
class Picture:
    """Layers drawn over a frame; `after` where two states are compared, shown right of the line."""

    frame: Frame
    before: QImage
    after: QImage | None = None


def drawn(
    layers: Sequence[MapLayer], frame: Frame, look: Look, told: Callable[[], None] = lambda: None
) -> QImage:
    """Layers over nothing. `told` is called between the strokes; what it raises ends the drawing."""
    image = QImage(frame.width, frame.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    try:
        Drawing(painter, frame, look, told).layers(layers)
    finally:
        painter.end()
    return image


def pictured(
    layers: Sequence[MapLayer],
    frame: Frame,
    look: Look,
    told: Callable[[], None] = lambda: None,
    *,
    compared: bool = False,
) -> Picture:
    """The picture of some visible layers, the two highest apart where they are compared."""
    if not compared or not layers:
        return Picture(frame, drawn(layers, frame, look, told))
    before = drawn(layers[:-1], frame, look, told)
    return Picture(frame, before, drawn([*layers[:-2], layers[-1]], frame, look, told))


class Sharp(QObject):
    """Keeps the last picture until the next one is there. What nobody waits for any more is not finished."""

    changed = Signal()

    def __init__(self, look: Look, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._tasks = look, tasks
        self._task: Task | None = None
        self.picture: Picture | None = None

    def draw(self, layers: Sequence[MapLayer], frame: Frame, *, compared: bool = False) -> None:
        """Draw these as they are now; the picture before this one is shown meanwhile."""
        now = [layer.as_it_is() for layer in layers if layer.visible]
        look = self._look

        def job(progress: Progress) -> Picture:
            return pictured(now, frame, look, lambda: progress(0, 1), compared=compared)

        self.stop()
        self._task = self._tasks.run(
            tr("Drawing the map"), job, self._drawn, owner=self, line="drawing"
        )

    def _drawn(self, picture: Picture) -> None:
        self.picture, self._task = picture, None
        self.changed.emit()

    def stop(self) -> None:
        """Finish nothing that is still being drawn."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    @property
    def busy(self) -> bool:
        """Whether a picture is being drawn."""
        return self._task is not None

    def forget(self) -> None:
        """Let go of the picture."""
        self.stop()
        self.picture = None


def lay(painter: QPainter, picture: Picture, now: Frame, split: float | None) -> None:
    """Put a picture where it belongs in what is in sight; `split` is where after begins, in pixels."""
    frame = picture.frame
    scale = frame.metres / now.metres
    left, top = (frame.west - now.west) / now.metres, (now.north - frame.north) / now.metres
    place = QRectF(left, top, frame.width * scale, frame.height * scale)
    if picture.after is None or split is None:
        painter.drawImage(place, picture.before)
        return
    for image, side in (
        (picture.before, QRectF(0, 0, split, now.height)),
        (picture.after, QRectF(split, 0, now.width - split, now.height)),
    ):
        painter.setClipRect(side)
        painter.drawImage(place, image)
    painter.setClipping(False)
