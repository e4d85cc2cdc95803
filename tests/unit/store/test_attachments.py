"""An attachment comes back whole or not at all, and shows nothing of itself on the disk."""

import hashlib
import io
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.errors import AttachmentDamaged, AttachmentTooLarge, DiskFull
from pscp_desktop.store import attachments
from pscp_desktop.store.attachments import (
    PIECE,
    Sealed,
    check_size,
    padded,
    path_of,
    read,
    remove,
    write,
)
from tests.protections import guards
from tests.vaults import CANARY


def _text(size: int) -> io.BytesIO:
    return io.BytesIO((f"{CANARY}. ".encode() * (size // len(CANARY) + 1))[:size])


def _kept(folder: Path, size: int) -> tuple[Sealed, bytes]:
    source = _text(size)
    return write(folder, source), source.getvalue()


def _content(folder: Path, sealed: Sealed) -> bytes:
    return b"".join(read(folder, sealed.blob_id, sealed.key))


SIZES = [
    1,
    7,
    100,
    4096,
    PIECE - 9,
    PIECE - 8,
    PIECE - 7,
    PIECE,
    2 * PIECE - 8,
    2 * PIECE + 5,
    3 * PIECE,
]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_kept_comes_back(size: int, tmp_path: Path) -> None:
    sealed, content = _kept(tmp_path, size)
    assert _content(tmp_path, sealed) == content
    assert (sealed.size, sealed.sha256) == (size, hashlib.sha256(content).digest())
    assert sealed.stored == path_of(tmp_path, sealed.blob_id).stat().st_size
    assert all(len(piece) <= PIECE for piece in read(tmp_path, sealed.blob_id, sealed.key))


def test_l10_names_lengths_and_contents_say_nothing(tmp_path: Path) -> None:
    sealed, _ = _kept(tmp_path, 300_000)
    (stored,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stored.relative_to(tmp_path).as_posix() == f"a/{sealed.blob_id[:2]}/{sealed.blob_id}"
    assert stored.stat().st_mode & 0o777 == 0o600
    data = stored.read_bytes()
    assert CANARY.encode() not in data
    shares = [count / len(data) for count in Counter(data).values()]
    assert -sum(share * math.log2(share) for share in shares) > 7.99
    other, _ = _kept(tmp_path, 300_100)
    assert other.stored == sealed.stored
    assert other.key != sealed.key
    assert sealed.key.hex() not in repr(sealed)


@given(st.integers(0, 2**40))
def test_padding_is_at_most_twelve_per_cent_and_leaves_few_lengths(size: int) -> None:
    assert size <= padded(size) <= size * 1.12 + 1
    assert padded(padded(size)) == padded(size)


def test_there_are_few_lengths() -> None:
    assert len({padded(size) for size in range(100_000, 200_000)}) < 40


@guards("store.attachments.pieces")
def test_i11_cut_at_any_piece_it_is_an_error_and_never_a_shorter_success(tmp_path: Path) -> None:
    for size in (3 * PIECE - 8, 2 * PIECE + 1000):
        sealed, _ = _kept(tmp_path, size)
        stored = path_of(tmp_path, sealed.blob_id)
        whole = stored.read_bytes()
        bounds = [32 + number * (PIECE + 16) for number in range(len(whole) // (PIECE + 16) + 1)]
        for end in {
            *bounds,
            *(bound + 1 for bound in bounds),
            *(bound - 1 for bound in bounds),
            len(whole) - 1,
            0,
            16,
        }:
            if not 0 <= end < len(whole):
                continue
            stored.write_bytes(whole[:end])
            with pytest.raises(AttachmentDamaged):
                _content(tmp_path, sealed)
        stored.write_bytes(whole)
        assert len(_content(tmp_path, sealed)) == size


@guards("store.attachments.bound")
def test_exchanged_repeated_lengthened_or_altered_pieces_are_an_error(tmp_path: Path) -> None:
    sealed, _ = _kept(tmp_path, 3 * PIECE + 500)
    stored = path_of(tmp_path, sealed.blob_id)
    whole = stored.read_bytes()
    step = PIECE + 16
    pieces = [
        whole[32 + number * step : 32 + (number + 1) * step]
        for number in range(len(whole) // step + 1)
    ]
    altered = bytearray(whole)
    altered[len(whole) // 2] ^= 1
    for wrong in (
        whole[:32] + pieces[1] + pieces[0] + b"".join(pieces[2:]),
        whole[:32] + pieces[0] + b"".join(pieces),
        whole[:32] + pieces[0] + b"".join(pieces[2:]),
        whole + b"\0",
        bytes(altered),
    ):
        stored.write_bytes(wrong)
        with pytest.raises(AttachmentDamaged):
            _content(tmp_path, sealed)


@guards("store.attachments.key_check")
def test_another_key_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    sealed, _ = _kept(tmp_path, 100)
    with pytest.raises(AttachmentDamaged) as caught:
        list(read(tmp_path, sealed.blob_id, bytes(32)))
    assert caught.value.code == "key"


def test_one_file_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    one, _ = _kept(tmp_path, 100)
    two, _ = _kept(tmp_path, 100)
    path_of(tmp_path, one.blob_id).write_bytes(path_of(tmp_path, two.blob_id).read_bytes())
    with pytest.raises(AttachmentDamaged):
        _content(tmp_path, one)


@pytest.mark.parametrize("name", ["", "../../header.json", "0" * 31, "G" * 32, "0" * 33])
def test_only_names_of_our_own_making_are_names(name: str, tmp_path: Path) -> None:
    with pytest.raises(AttachmentDamaged):
        path_of(tmp_path, name)


def test_removed_and_missing_ones_are_named(tmp_path: Path) -> None:
    sealed, _ = _kept(tmp_path, 100)
    remove(tmp_path, sealed.blob_id)
    remove(tmp_path, sealed.blob_id)
    with pytest.raises(AttachmentDamaged) as caught:
        _content(tmp_path, sealed)
    assert caught.value.code == "missing"


@guards("store.attachments.limits")
def test_d15_the_limits_are_said_before_anything_is_read(tmp_path: Path) -> None:
    class Large(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return super().seek(offset, whence) if whence != 2 else attachments.LARGEST + 1

        def read(self, size: int | None = -1) -> bytes:
            pytest.fail("it was read")

    with pytest.raises(AttachmentTooLarge) as caught:
        write(tmp_path, Large())
    assert caught.value.limit == 100 * 2**20
    check_size(attachments.LARGEST)
    with pytest.raises(AttachmentTooLarge) as caught:
        check_size(10, attachments.LARGEST_OF_A_FILE - 9)
    assert caught.value.limit == 2 * 2**30
    with pytest.raises(AttachmentTooLarge):
        write(tmp_path, _text(10), already=attachments.LARGEST_OF_A_FILE)


def test_d07_what_could_not_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments, "replace", full)
    with pytest.raises(DiskFull):
        write(tmp_path, _text(2000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
