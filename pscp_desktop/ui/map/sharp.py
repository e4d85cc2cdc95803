"""The sharp picture of the map, drawn off the main thread in short strokes while somebody waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from pscp_desktop.i18n import tr
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.drawing import Drawing
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.ground import Ground, Under
from pscp_desktop.ui.map.labels import Labels
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.tasks import Progress, Task, Tasks

T = TypeVar("T")
STREETS: Final = 15
"""The rank from which words are those of streets."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Layers drawn over a frame; `after` where two states are compared, shown right of the line."""

    frame: Frame
    before: QImage
    after: QImage | None = None


Told = Callable[[], None]


def nobody() -> None:
    """Hears how a drawing goes on where nobody waits to stop it."""


def blank(frame: Frame) -> QImage:
    """A picture of nothing over a frame."""
    image = QImage(frame.width, frame.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def drawn(
    layers: Sequence[MapLayer], frame: Frame, look: Look, told: Told = nobody, *, words: bool = True
) -> QImage:
    """Layers over nothing. `told` is called between the strokes; what it raises ends the drawing."""
    image = blank(frame)
    painter = QPainter(image)
    try:
        Drawing(painter, frame, look, told).layers(layers, words=words)
    finally:
        painter.end()
    return image


def worded(layers: Sequence[MapLayer], under: Under, look: Look, told: Told = nobody) -> QImage:
    """The words of the layers, then those of the basemap where there is still room."""
    image = blank(under.frame)
    painter = QPainter(image)
    try:
        put_words(painter, layers, under, look, told)
    finally:
        painter.end()
    return image


def put_words(
    painter: QPainter, layers: Sequence[MapLayer], under: Under, look: Look, told: Told = nobody
) -> None:
    """The same onto a painter that stands in the pixels of the basemap's picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    labels = Labels(painter, under.frame, look, told)
    labels.keep_off(layers)
    for layer in reversed(layers):
        if layer.style.labels:
            labels.of(layer)
    for word in under.words:
        labels.put(
            word.words, word.at, look.font("label" if word.rank < STREETS else "caption"), "muted"
        )


def pictured(
    layers: Sequence[MapLayer],
    frame: Frame,
    look: Look,
    told: Told = nobody,
    *,
    compared: bool = False,
    words: bool = True,
) -> Picture:
    """The picture of some visible layers, the two highest apart where they are compared."""
    if not compared or not layers:
        return Picture(frame, drawn(layers, frame, look, told, words=words))
    before = drawn(layers[:-1], frame, look, told, words=words)
    after = drawn([*layers[:-2], layers[-1]], frame, look, told, words=words)
    return Picture(frame, before, after)


class Sharp(QObject):
    """Keeps the last picture until the next one is there. What nobody waits for any more is not finished."""

    changed = Signal()
    faulty = Signal(str)
    """Why some of the basemap is missing, or nothing where all of it is there."""

    def __init__(self, look: Look, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._tasks = look, tasks
        self._under_way: list[Task] = []
        self.picture: Picture | None = None
        self.ground: Ground | None = None
        """The basemap, if one is shown."""
        self.under: tuple[Under, QImage] | None = None
        """The last picture of the basemap, and the words over the layers."""

    def draw(self, layers: Sequence[MapLayer], frame: Frame, *, compared: bool = False) -> None:
        """Draw these as they are now; the picture before this one is shown meanwhile."""
        now = [layer.as_it_is() for layer in layers if layer.visible]
        look, ground = self._look, self.ground

        def job(progress: Progress) -> Picture:
            told = _teller(progress)
            return pictured(now, frame, look, told, compared=compared, words=ground is None)

        self.stop()
        self._run(job, self._drawn)
        if ground is None:
            self.under = None
        else:
            self._draw_under(ground, now, frame)

    def _draw_under(self, ground: Ground, layers: Sequence[MapLayer], frame: Frame) -> None:
        look = self._look

        def job(progress: Progress) -> tuple[Under, QImage]:
            told = _teller(progress)
            under = ground.under(frame, look.theme, told)
            return under, worded(layers, under, look, told)

        self._run(job, self._laid, self._unread)

    def _run(
        self,
        job: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        task = self._tasks.run(
            tr("Drawing the map"), job, then, owner=self, failed=failed, line="drawing"
        )
        self._under_way.append(task)

    def _unread(self, error: Exception) -> None:
        """A basemap that cannot be read is said so where it is chosen; the layers are there without it."""
        self._under_way = []
        if not isinstance(error, Unreadable):
            raise error
        self.faulty.emit(error.said())

    def _drawn(self, picture: Picture) -> None:
        self.picture = picture
        self._under_way = self._under_way[1:]
        self.changed.emit()

    def _laid(self, found: tuple[Under, QImage]) -> None:
        self.under = found
        self._under_way = []
        self.changed.emit()
        self.faulty.emit(found[0].fault)

    def stop(self) -> None:
        """Finish nothing that is still being drawn."""
        for task in self._under_way:
            task.cancel()
        self._under_way = []

    @property
    def busy(self) -> bool:
        """Whether a picture is being drawn."""
        return bool(self._under_way)

    def forget(self) -> None:
        """Let go of the pictures."""
        self.stop()
        self.picture = self.under = None
        ground = self.ground
        if ground is not None:
            self._tasks.run(tr("Drawing the map"), lambda _: ground.forget(), lambda _: None,
                            owner=self, line="drawing")  # fmt: skip

    def lay(self, painter: QPainter, now: Frame, split: float | None) -> None:
        """Put what there is where it belongs in what is in sight."""
        if self.under is not None:
            painter.drawImage(placed(self.under[0].frame, now), self.under[0].image)
        if self.picture is not None:
            lay(painter, self.picture, now, split)
        if self.under is not None:
            painter.drawImage(placed(self.under[0].frame, now), self.under[1])


def _teller(progress: Progress) -> Told:
    return lambda: progress(0, 1)


def placed(frame: Frame, now: Frame) -> QRectF:
    """Where a picture over one frame lies in what is in sight."""
    scale = frame.metres / now.metres
    left, top = (frame.west - now.west) / now.metres, (now.north - frame.north) / now.metres
    return QRectF(left, top, frame.width * scale, frame.height * scale)


def lay(painter: QPainter, picture: Picture, now: Frame, split: float | None) -> None:
    """Put a picture where it belongs in what is in sight; `split` is where after begins, in pixels."""
    place = placed(picture.frame, now)
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
