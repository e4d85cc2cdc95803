"""Faces made unrecognisable: what is under a stroke is gone, everything beside it is as it was."""

import io
import random

import pytest
from PIL import Image

from pscp_desktop.domain.errors import AttachmentRefused, AttachmentTooLarge
from pscp_desktop.store.photographs import (
    LARGEST,
    LONGEST,
    Photograph,
    Stroke,
)
from tests.protections import guards


def noisy(width: int = 320, height: int = 240, seed: int = 1) -> Image.Image:
    """A picture in which every pixel is its own."""
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(3 * width * height)
    )


def file_of(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def opened(picture: Image.Image) -> Photograph:
    return Photograph.opened(file_of(picture))


def flat(colour: object) -> bool:
    """Whether a colour is one of the sixteen steps."""
    return isinstance(colour, tuple) and all(value % 16 == 8 for value in colour)


def seen(photo: Photograph) -> Image.Image:
    return Image.frombytes("RGB", photo.size, photo.pixels())


FACE = Stroke(((0.25, 0.25), (0.5, 0.75)))
BOX = (80, 60, 160, 180)


@guards("store.photographs.gone")
def test_what_is_hidden_is_a_handful_of_colours() -> None:
    photo = opened(noisy())

    photo.hide(FACE)

    colours = seen(photo).crop(BOX).getcolors(10_000)
    assert colours is not None
    # Eighty by a hundred and twenty pixels: five blocks across, seven down.
    assert len(colours) <= 40
    assert all(flat(colour) for _, colour in colours)


@guards("store.photographs.gone")
def test_two_faces_of_the_same_blocks_are_the_same_picture() -> None:
    """Nothing finer than a block is left: faces that differ in detail alone cannot be told apart."""
    plain = Image.new("RGB", (320, 240), (120, 100, 90))
    other = plain.copy()
    for x in range(80, 160, 2):
        for y in range(60, 180):
            other.putpixel((x, y), (122, 102, 92))
            other.putpixel((x + 1, y), (118, 98, 88))
    first, second = opened(plain), opened(other)
    assert first.pixels() != second.pixels()

    first.hide(FACE)
    second.hide(FACE)

    assert first.jpeg() == second.jpeg()


def test_what_lies_beside_it_is_as_it_was() -> None:
    picture = noisy()
    photo = opened(picture)
    photo.hide(FACE)

    shown = seen(photo)
    for box in ((0, 0, 80, 240), (160, 0, 320, 240), (80, 0, 160, 60), (80, 180, 160, 240)):
        assert shown.crop(box).tobytes() == picture.crop(box).tobytes()


@pytest.mark.parametrize("brush", [0.02, 0.05, 0.2])
def test_a_brush_hides_every_pixel_it_touched(brush: float) -> None:
    picture = noisy(400, 300)
    photo = opened(picture)
    way = ((0.3, 0.4), (0.45, 0.6), (0.6, 0.4))
    photo.hide(Stroke(way, brush))

    shown = seen(photo)
    for x, y in way:
        at = (round(x * 400), round(y * 300))
        assert flat(shown.getpixel(at)), at
    assert photo.hidden == 1


@pytest.mark.parametrize(
    "stroke",
    [Stroke(((0.5, 0.5), (0.5, 0.5))), Stroke(((1.2, 1.2), (1.4, 1.4))), Stroke(((0.2, 0.3), (0.2, 0.9)))],
)  # fmt: skip
def test_a_stroke_over_nothing_hides_nothing_and_is_not_counted(stroke: Stroke) -> None:
    photo = opened(noisy())
    before = photo.pixels()

    photo.hide(stroke)

    assert (photo.pixels(), photo.hidden) == (before, 0)


def test_corners_in_any_order_and_over_the_edge_mean_the_same_frame() -> None:
    one, other = opened(noisy()), opened(noisy())
    one.hide(Stroke(((0.5, 0.5), (1.0, 1.0))))
    other.hide(Stroke(((1.3, 1.4), (0.5, 0.5))))
    box = (160, 120, 320, 240)
    for photo in (one, other):
        assert len(seen(photo).crop(box).getcolors(10_000) or ()) <= 40


def test_i07_a_photograph_of_a_place_comes_out_small_turned_and_with_nothing_but_pixels() -> None:
    canary = b"CALLE-FICTICIA-14"
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = canary.decode()
    exif.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    content = file_of(noisy(2400, 1200), "JPEG", exif=exif, comment=canary) + canary
    assert canary in content

    photo = Photograph.opened(content)

    assert photo.size == (LONGEST // 2, LONGEST)
    assert canary not in photo.jpeg()
    with Image.open(io.BytesIO(photo.jpeg())) as picture:
        assert dict(picture.getexif()) == {}
        assert not {"icc_profile", "comment", "exif"} & set(picture.info)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n%%EOF",
        b"GIF89a" + bytes(40),
        file_of(noisy(), "JPEG")[:2000],
        b"\x89PNG\r\n\x1a\n" + bytes(60),
    ],
)
def test_i07_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(AttachmentRefused):
        Photograph.opened(content)


def test_i07_a_photograph_of_too_many_bytes_is_not_opened() -> None:
    with pytest.raises(AttachmentTooLarge):
        Photograph.opened(bytes(LARGEST + 1))
