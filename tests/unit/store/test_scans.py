"""The pages of a scanned PDF: the photographs in it and nothing else, whatever the file holds."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pscp_desktop.store.scans import MOST_PAGES, pictures_in


def jpeg(shade: int, side: int = 400) -> bytes:
    made = io.BytesIO()
    Image.new("L", (side, side), shade).save(made, "JPEG")
    return made.getvalue()


def page(data: bytes, *, side: int = 400, filters: bytes = b"/DCTDecode") -> bytes:
    return (
        b"%d 0 obj\n<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter %s /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(data), side, side, filters, len(data), data)
    )


def pdf(*objects: bytes) -> bytes:
    text = b"1 0 obj\n<< /Length 12 >>\nstream\nBT (a) Tj ET\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + text + b"".join(objects) + b"trailer << >>\n%%EOF\n"


def test_the_photographs_come_in_their_order_and_whole() -> None:
    pages = [jpeg(10), jpeg(200)]

    assert pictures_in(pdf(*(page(one) for one in pages))) == tuple(pages)


def test_a_photograph_packed_once_more_is_unpacked() -> None:
    picture = jpeg(90)
    packed = page(zlib.compress(picture), filters=b"[ /FlateDecode /DCTDecode ]")

    assert pictures_in(pdf(packed)) == (picture,)


@pytest.mark.parametrize(
    "content",
    [
        pdf(),
        pdf(page(b"\x00" * 60, filters=b"/CCITTFaxDecode")),
        pdf(page(jpeg(1, side=40), side=40)),
        pdf(page(b"no photograph")),
        pdf(page(b"not packed", filters=b"[/FlateDecode /DCTDecode]")),
        pdf(page(jpeg(5))) + b"trailer << /Encrypt 9 0 R >>",
    ],
    ids=["typed", "fax", "logo", "not a photo", "broken", "encrypted"],
)
def test_what_is_no_scanned_page_gives_nothing(content: bytes) -> None:
    assert pictures_in(content) == ()


def test_no_more_pages_than_a_person_turns() -> None:
    assert len(pictures_in(pdf(*(page(jpeg(7)) for _ in range(MOST_PAGES + 5))))) == MOST_PAGES


@given(st.lists(st.sampled_from([b"stream\n", b" obj", b"/Image", b"/DCTDecode", b"/Width 900",
                                 b"/Height 900", b"/Filter [/FlateDecode", b"\xff\xd8\xff",
                                 b"endstream", b"<<", b"]"])))  # fmt: skip
def test_whatever_is_in_the_file_it_never_raises(parts: list[bytes]) -> None:
    assert isinstance(pictures_in(b" ".join(parts)), tuple)
