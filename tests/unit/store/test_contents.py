"""A file is what its content says; a photograph keeps its pixels and nothing else."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from PIL import Image, PngImagePlugin

from pscp_desktop.domain.errors import AttachmentRefused
from pscp_desktop.store import contents
from pscp_desktop.store.contents import DOCX, JPEG, ODT, PDF, PNG, TEXT, WEBP, cleaned, kind_of
from tests.protections import guards

CANARY = b"calle de la Muestra"


def _archive(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def _picture(form: str, size: tuple[int, int] = (8, 4), **options: object) -> bytes:
    made = io.BytesIO()
    picture = Image.new("RGB", size, (200, 10, 10))
    picture.putpixel((0, 0), (0, 0, 250))
    picture.save(made, form, **options)
    return made.getvalue()


ODT_PARTS = {"mimetype": ODT.encode(), "content.xml": b"<x/>"}
DOCX_PARTS = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}
GOOD = {
    PDF: b"%PDF-1.7\nmuestra\n%%EOF\n", JPEG: _picture("JPEG"), PNG: _picture("PNG"), WEBP: _picture("WEBP"),
    TEXT: "Una nota de muestra, con ñ y €.\n".encode(), ODT: _archive(ODT_PARTS), DOCX: _archive(DOCX_PARTS),
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_each_kind_is_known_by_its_content(kind: str) -> None:
    source = io.BytesIO(GOOD[kind])
    assert kind_of(source) == kind
    assert source.tell() == 0


BAD = {
    "nothing": b"",
    "a program": b"MZ\x90\x00" + bytes(60),
    "another program": b"\x7fELF" + bytes(60),
    "noise": bytes(range(256)) * 4,
    "half a PDF": b"%PDF-1.7\n" + b"x" * 5000,
    "half an archive": GOOD[ODT][:60],
    "an archive of anything": _archive({"a.txt": b"x"}),
    "a bomb": _archive(DOCX_PARTS | {"word/media/x": bytes(20_000_000)}),
    "a way out": _archive(DOCX_PARTS | {"../../x": b"x"}),
    "a program inside": _archive(DOCX_PARTS | {"word/vbaProject.bin": b"x"}),
    "too many parts": _archive(DOCX_PARTS | {f"x{number}": b"" for number in range(600)}),
    "text with control signs": b"hola\x00adios",
    "text of another time": "nota con ñ".encode("latin-1"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@guards("store.contents.kind")
def test_i07_what_is_not_of_a_kind_that_is_kept_is_refused(name: str) -> None:
    with pytest.raises(AttachmentRefused):
        kind_of(io.BytesIO(BAD[name]))


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    return exif


@guards("store.contents.cleaned")
def test_i07_a_photograph_loses_place_comment_profile_and_thumbnail() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY.decode())
    profile = b"perfil " + CANARY
    pictures = {
        JPEG: _picture("JPEG", exif=_exif(1), comment=CANARY, icc_profile=profile) + CANARY,
        PNG: _picture("PNG", pnginfo=text, exif=_exif(1), icc_profile=profile) + CANARY,
        WEBP: _picture("WEBP", exif=_exif(1), icc_profile=profile, xmp=CANARY),
    }
    for kind, data in pictures.items():
        assert CANARY in data or zlib.compress(profile)[:8] in data
        made = cleaned(io.BytesIO(data), kind).read()
        assert CANARY not in made
        with Image.open(io.BytesIO(made)) as picture:
            assert picture.size == (8, 4)
            assert dict(picture.getexif()) == {}
            assert not {"icc_profile", "comment", "Comment", "xmp", "exif"} & set(picture.info)


@guards("store.contents.cleaned")
def test_i07_a_photograph_is_turned_the_way_it_was_seen() -> None:
    data = _picture("PNG", exif=_exif(6))
    with Image.open(cleaned(io.BytesIO(data), PNG)) as picture:
        assert picture.size == (4, 8)
        assert picture.getpixel((3, 0)) == (0, 0, 250)


def test_i07_transparency_and_other_modes_survive() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (3, 3), (1, 2, 3, 128)).save(made, "PNG")
    with Image.open(cleaned(made, PNG)) as picture:
        assert picture.getpixel((1, 1)) == (1, 2, 3, 128)
    for mode in ("L", "1", "P", "CMYK"):
        made = io.BytesIO()
        Image.new(mode, (5, 5)).save(made, "JPEG" if mode in {"L", "CMYK"} else "PNG")
        with Image.open(cleaned(made, JPEG if mode in {"L", "CMYK"} else PNG)) as picture:
            assert picture.size == (5, 5)


def _flood(width: int, height: int) -> bytes:
    """A PNG that says it is enormous and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("size", [(50_000, 50_000), (7_000, 6_000), (12_000, 8_000)])
@guards("store.contents.pixels")
def test_i07_a_flood_of_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(AttachmentRefused) as caught:
        cleaned(io.BytesIO(_flood(*size)), PNG)
    assert caught.value.code == "pixels"


def test_i07_a_broken_photograph_and_one_of_another_kind_are_refused() -> None:
    whole = _picture("JPEG", (200, 200))
    for data, kind in (
        (whole[: len(whole) // 2], JPEG),
        (_picture("PNG"), JPEG),
        (b"\xff\xd8\xff" + bytes(50), JPEG),
    ):
        with pytest.raises(AttachmentRefused):
            cleaned(io.BytesIO(data), kind)


def test_other_kinds_are_kept_as_they_are() -> None:
    source = io.BytesIO(GOOD[PDF])
    assert cleaned(source, PDF) is source
    assert contents.MOST_PIXELS == 40_000_000
