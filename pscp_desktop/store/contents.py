"""What kind of file an attachment really is, told by its content and never by its name.

Photographs are taken apart and made anew, so that no place, device, comment or second file hidden
in them is kept; the other kinds are looked at and stored as they are.
"""

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from pscp_desktop.domain.errors import AttachmentRefused

if TYPE_CHECKING:
    from PIL.Image import Image

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
TEXT: Final = "text/plain"
ODT: Final = "application/vnd.oasis.opendocument.text"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}

MOST_PIXELS: Final = 40_000_000
_HEAD: Final = 4096
_MOST_ENTRIES: Final = 500
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_RATIO: Final = 100
_LARGEST_TEXT: Final = 10 * 1024 * 1024
_NO_CONTROL: Final = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))


def kind_of(source: BinaryIO) -> str:
    """The kind of the content, or AttachmentRefused. Leaves the source at its beginning."""
    source.seek(0)
    head = source.read(_HEAD)
    source.seek(0)
    if not head:
        raise AttachmentRefused("empty")
    found = _by_signature(head)
    if found == "zip":
        found = _by_archive(source)
    elif found == PDF:
        _check_pdf(source)
    elif not found and _is_text(source):
        found = TEXT
    source.seek(0)
    if not found:
        raise AttachmentRefused("kind")
    return found


def _by_signature(head: bytes) -> str:
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return "zip" if head.startswith(b"PK\x03\x04") else ""


def _check_pdf(source: BinaryIO) -> None:
    """A PDF ends as one: a file that is something else from its middle on does not."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - 2048))
    if b"%%EOF" not in source.read():
        raise AttachmentRefused("mismatch")


def _by_archive(source: BinaryIO) -> str:
    """ODT or DOCX, by the parts they must have, in an archive that stays within bounds."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            _check_archive(entries)
            if entries and entries[0].filename == "mimetype" and "content.xml" in names:
                with archive.open("mimetype") as part:
                    return ODT if part.read(100).strip() == ODT.encode() else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError):
        raise AttachmentRefused("mismatch") from None
    return DOCX if {"[Content_Types].xml", "word/document.xml"} <= names else ""


def _check_archive(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) + 1
    names = [entry.filename for entry in entries]
    bad = (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or unpacked / packed > _MOST_RATIO
        or len(set(names)) != len(names)
        or any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names)
        # Programs inside a document have no business here.
        or any(name.lower().endswith("vbaproject.bin") for name in names)
        or any(entry.flag_bits & 1 for entry in entries)
    )
    if bad:
        raise AttachmentRefused("mismatch")


def _is_text(source: BinaryIO) -> bool:
    source.seek(0)
    data = source.read(_LARGEST_TEXT + 1)
    if len(data) > _LARGEST_TEXT:
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(chr(code) in text for code in _NO_CONTROL)


def cleaned(source: BinaryIO, kind: str) -> BinaryIO:
    """A photograph made anew: turned the way it was seen, and nothing in it but its pixels."""
    if kind not in PICTURES:
        return source
    made = io.BytesIO()
    with _picture(source, kind) as picture:
        bare = _bare(picture)
        options: dict[str, object] = {"quality": 88} if kind != PNG else {"optimize": False}
        bare.save(made, PICTURES[kind], **options)
    made.seek(0)
    return made


def plain_picture(source: BinaryIO) -> "Image":
    """The pixels of a photograph, turned the way it was seen. Raises AttachmentRefused for anything else."""
    kind = kind_of(source)
    if kind not in PICTURES:
        raise AttachmentRefused("kind")
    with _picture(source, kind) as picture:
        return _bare(picture)


def _picture(source: BinaryIO, kind: str) -> "Image":
    from PIL import Image, UnidentifiedImageError

    source.seek(0)
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    broken = (UnidentifiedImageError, OSError, SyntaxError, ValueError)
    try:
        picture = Image.open(source, formats=[PICTURES[kind]])
        if picture.width * picture.height > MOST_PIXELS:
            raise AttachmentRefused("pixels")
        picture.load()
    except bombs:
        raise AttachmentRefused("pixels") from None
    except broken:
        raise AttachmentRefused("mismatch") from None
    return picture


def _bare(picture: "Image") -> "Image":
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(picture)
    alpha = "A" in turned.getbands() or "transparency" in turned.info
    mode = "RGBA" if alpha and picture.format != "JPEG" else "RGB"
    plain = turned.convert(mode)
    # From the pixels alone: whatever else the object carries stays behind.
    return Image.frombytes(mode, plain.size, plain.tobytes())
