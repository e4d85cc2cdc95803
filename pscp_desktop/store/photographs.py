"""A photograph of a place, in memory, whose faces are made unrecognisable before anything of it is kept.

Averaging over small blocks can be undone for a face one knows (McPherson, Shokri and Shmatikov 2016). So the
blocks are few: at most five across the shorter side of what is hidden, and their colours have sixteen
steps. What lay under them is overwritten at once: there is no way back but the file it came from.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pscp_desktop.domain.errors import AttachmentTooLarge
from pscp_desktop.store import contents

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST: Final = 40 * 1024 * 1024
"""Bytes of a file that is still opened."""
LONGEST: Final = 1600
"""Pixels of the longer side: enough to see a broken lamp, too few to read what a passer-by holds."""
MOST_BLOCKS: Final = 5
SMALLEST_BLOCK: Final = 12
COLOUR_STEP: Final = 16
QUALITY: Final = 90

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """What is hidden by one movement of the hand, in shares of width and height from the left top corner.

    Two corners without a `brush` are a rectangle; with one, a width as a share of the longer side, the
    points are its way.
    """

    points: tuple[Point, ...]
    brush: float = 0.0


class Photograph:
    """One photograph. Its bytes are never those of the file: only pixels were taken from it."""

    def __init__(self, picture: "Image") -> None:
        self._picture = picture
        self.hidden = 0
        """How many strokes covered something."""

    @staticmethod
    def opened(content: bytes) -> "Photograph":
        """Turned the way it was seen and made smaller. Raises AttachmentRefused or AttachmentTooLarge."""
        if len(content) > LARGEST:
            raise AttachmentTooLarge(len(content), LARGEST)
        picture = contents.plain_picture(io.BytesIO(content)).convert("RGB")
        picture.thumbnail((LONGEST, LONGEST))
        return Photograph(picture)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._picture.size

    def hide(self, stroke: Stroke) -> None:
        """Make what lies under a stroke unrecognisable, for good. Outside the picture nothing happens."""
        from PIL import Image, ImageChops

        drawn = self._drawn(stroke)
        box = drawn.getbbox()
        if box is None:
            return
        part, mask = self._picture.crop(box), drawn.crop(box)
        wide, high = part.size
        block = max(SMALLEST_BLOCK, min(wide, high) / MOST_BLOCKS)
        few = (max(1, int(wide / block)), max(1, int(high / block)))
        coarse = part.resize(few, Image.Resampling.BOX).point(_stepped)
        # A block that is touched is hidden whole: half a block would leave half an eye.
        touched = mask.resize(few, Image.Resampling.BOX).point(lambda value: 255 if value else 0)
        whole = ImageChops.lighter(touched.resize(part.size, Image.Resampling.NEAREST), mask)
        part.paste(coarse.resize(part.size, Image.Resampling.NEAREST), mask=whole)
        self._picture.paste(part, box)
        self.hidden += 1

    def pixels(self) -> bytes:
        """Red, green and blue of every pixel, line by line."""
        return self._picture.tobytes()

    def jpeg(self) -> bytes:
        """The picture as it stands now, as a file in which nothing else is."""
        made = io.BytesIO()
        self._picture.save(made, "JPEG", quality=QUALITY)
        return made.getvalue()

    def _drawn(self, stroke: Stroke) -> "Image":
        """Where the stroke went, white on black."""
        from PIL import Image, ImageDraw

        drawn = Image.new("L", self.size, 0)
        pen = ImageDraw.Draw(drawn)
        places = self._places(stroke.points)
        if not stroke.brush:
            across, down = [p[0] for p in places], [p[1] for p in places]
            if max(across) - min(across) >= 1 and max(down) - min(down) >= 1:
                pen.rectangle((min(across), min(down), max(across) - 1, max(down) - 1), fill=255)
            return drawn
        half = max(1.0, stroke.brush * max(self.size) / 2)
        pen.line(places, fill=255, width=round(2 * half))
        for x, y in places:
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
        return drawn

    def _places(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        wide, high = self.size
        return [(round(x * wide), round(y * high)) for x, y in points]


def _stepped(value: int) -> int:
    return value // COLOUR_STEP * COLOUR_STEP + COLOUR_STEP // 2
