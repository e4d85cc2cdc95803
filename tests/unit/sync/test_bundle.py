"""A stick as a file: altered, cut, forged by a colleague, full, torn out; in any order, twice, in part."""

import io
import itertools
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import bundle, envelope
from sync.bundle import PART, NotForUs
from sync.changes import SetFields, decode
from sync.engine.loose import AnyFrame, Piece, frames_of, take_frames
from sync.envelope import Malformed
from sync.protocol import VERSION
from tests.golden_sticks import BLOB, ENVELOPE, FOLDER, PIECE, STICK, VALUES, Golden
from tests.protections import guards
from tests.sync_model.community import RECORD, Community, Person, trio

LISTS = b"\x91" * 60_000
"""A list in a list in a list, and so on."""
GIBIBYTE = 1024**3
MOST_FRAME = 4 * 1024 * 1024


@cache
def _two() -> tuple[Community, Person, Person]:
    """Ana, who writes, and Blas, who reads. Nothing in these tests changes them."""
    community, ana, blas, *_ = trio()
    return community, ana, blas


def pieces(count: int = 3, size: int = 40) -> list[AnyFrame]:
    return [Piece(bytes(16), n, count, bytes([n]) * size) for n in range(count)]


def _written(path: Path, frames: list[Any]) -> bytes:
    _, ana, blas = _two()
    size = bundle.write(path, ana.engine.belief, [blas.device], frames)
    data = path.read_bytes()
    assert len(data) == size
    return data


def _read(data: bytes, person: Person) -> list[AnyFrame]:
    return list(bundle.read(io.BytesIO(data), person.engine.belief))


def _gives_nothing(data: bytes) -> bool:
    """Whether a file is refused before anything of it was given out."""
    frames = bundle.read(io.BytesIO(data), _two()[2].engine.belief)
    try:
        next(frames)
    except (Malformed, NotForUs):
        return True
    return False


# Hostile files.


@guards("sync.bundle.signed")
def test_h08_a_stick_altered_in_any_byte_gives_out_nothing(tmp_path: Path) -> None:
    whole = _written(tmp_path / "stick", pieces())
    assert _read(whole, _two()[2]) == pieces()

    for place, bit in itertools.product(range(len(whole)), (1, 128)):
        altered = bytearray(whole)
        altered[place] ^= bit
        assert _gives_nothing(bytes(altered)), place


@guards("sync.bundle.signed")
def test_h08_a_stick_cut_anywhere_or_lengthened_gives_out_nothing(tmp_path: Path) -> None:
    frames = pieces(3, PART)
    whole = _written(tmp_path / "stick", frames)
    assert _read(whole, _two()[2]) == frames

    for end in (*range(1200), *range(1200, len(whole), 997), len(whole) - 64, len(whole) - 1):
        assert _gives_nothing(whole[:end]), end
    assert _gives_nothing(whole + b"\0")
    assert _gives_nothing(whole + whole)


@guards("sync.packing.strangers")
@pytest.mark.parametrize(
    "body",
    [b"\x93\x01\xc4\x00" + LISTS, b"\x95\x05\xc4\x00\x00\x01\xc4", LISTS, b"\xc1", b""],
    ids=["lists in a frame", "cut", "lists", "nothing", "empty"],
)
def test_h08_a_colleagues_stick_with_nonsense_in_it_is_refused_and_crashes_nothing(
    body: bytes, tmp_path: Path
) -> None:
    good = pieces()
    data = _written(tmp_path / "stick", [*good, msgspec.Raw(body)])

    read = bundle.read(io.BytesIO(data), _two()[2].engine.belief)
    assert [next(read) for _ in good] == good
    with pytest.raises(Malformed):
        next(read)


class _Counting(io.BytesIO):
    """Counts what is read of it."""

    counted = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.counted += len(found)
        return found


@guards("sync.bundle.most_frame")
def test_h08_a_frame_without_end_is_not_gathered(tmp_path: Path) -> None:
    head = b"\x95\x05\xc4\x00\x00\x01\xc6" + MOST_FRAME.to_bytes(4, "big")
    data = _written(tmp_path / "stick", [msgspec.Raw(head + bytes(MOST_FRAME))])
    file = _Counting(data)

    with pytest.raises(Malformed, match=r"^frame$"):
        list(bundle.read(file, _two()[2].engine.belief))
    # The whole is hashed once; of what is sealed no more than the first part is opened.
    assert file.counted < len(data) + 3 * PART


@guards("sync.bundle.most_bytes")
def test_h08_a_stick_of_more_than_a_gibibyte_is_not_even_hashed(tmp_path: Path) -> None:
    path = tmp_path / "stick"
    _written(path, pieces())
    with path.open("r+b") as file:
        file.truncate(GIBIBYTE + 1)

    with path.open("rb") as file, pytest.raises(Malformed, match=r"^size$"):
        next(bundle.read(file, _two()[2].engine.belief))


def test_a_stick_for_somebody_else_or_of_another_organisation_is_not_ours(tmp_path: Path) -> None:
    community, ana, _ = _two()
    data = _written(tmp_path / "stick", pieces())

    for stranger in (community.people[2], trio(seed=2)[1]):
        with pytest.raises(NotForUs):
            _read(data, stranger)
    assert _read(data, ana) == pieces()


@guards("sync.bundle.signed")
def test_a_sender_the_directory_does_not_name_is_refused(tmp_path: Path) -> None:
    # The same organisation, founded twice alike; only in one of the two does Dora work there.
    community, _, blas, *_ = trio()
    dora = community.person("Dora")
    path = tmp_path / "stick"
    bundle.write(path, dora.engine.belief, [blas.device], pieces())

    assert _gives_nothing(path.read_bytes())
    community.round(blas)
    assert _read(path.read_bytes(), blas) == pieces()


# Writing: whole under its name, or not there.


class _PulledOutError(OSError):
    """The stick is not there any more."""


def _failing(after: int) -> Iterator[AnyFrame]:
    yield from pieces(after, PART)
    raise _PulledOutError


@guards("sync.bundle.beside")
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_writing_that_fails_leaves_the_good_stick_and_nothing_else(
    after: int, tmp_path: Path
) -> None:
    path, fresh = tmp_path / "stick", tmp_path / "fresh"
    before = _written(path, pieces())

    for target in (path, fresh):
        with pytest.raises(_PulledOutError):
            bundle.write(target, _two()[1].engine.belief, [], _failing(after))

    assert [file.name for file in tmp_path.iterdir()] == ["stick"]
    assert path.read_bytes() == before


@guards("sync.bundle.beside")
@pytest.mark.parametrize("room", [0, 100, 5 * PART, 9 * PART])
def test_a_full_disk_leaves_the_good_stick_and_nothing_else(room: int, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "stick"
    before = _written(path, pieces())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            bundle.write(path, _two()[1].engine.belief, [], pieces(10, PART))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert [file.name for file in tmp_path.iterdir()] == ["stick"]
    assert path.read_bytes() == before


@guards("sync.bundle.read_back")
def test_a_stick_that_keeps_other_bytes_than_it_was_given_gets_no_name(tmp_path: Path) -> None:
    path = tmp_path / "stick"
    before = _written(path, pieces())

    def rotting() -> Iterator[AnyFrame]:
        yield from pieces(4, PART)
        with bundle._beside(path).open("r+b") as file:
            file.seek(PART)
            (byte,) = file.read(1)
            file.seek(PART)
            file.write(bytes([byte ^ 1]))
        yield from pieces(4, PART)

    with pytest.raises(Malformed):
        bundle.write(path, _two()[1].engine.belief, [], rotting())

    assert path.read_bytes() == before


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.guarding import as_the_parent
from sync import bundle
from tests.sync_model.community import trio
from tests.unit.sync.test_bundle import pieces

def frames(after):
    yield from pieces(after, bundle.PART)
    os.kill(os.getpid(), signal.SIGKILL)

with as_the_parent():
    ana = trio()[1]
    bundle.write(Path(sys.argv[1]), ana.engine.belief, [], frames(int(sys.argv[2])))
"""


@guards("sync.bundle.beside")
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_kill_in_the_middle_leaves_the_good_stick_and_the_next_writing_works(
    tmp_path: Path,
) -> None:
    path = tmp_path / "stick"
    before = _written(path, pieces())

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), "4"], capture_output=True, check=False
    )

    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert path.read_bytes() == before
    assert _read(_written(path, pieces(5)), _two()[2]) == pieces(5)
    assert [file.name for file in tmp_path.iterdir()] == ["stick"]


# Any order, again, in part.


@settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    read=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=8),
    order=st.permutations(range(6)),
)
def test_t16_and_h15_sticks_read_in_any_order_again_and_in_part_end_in_the_same(
    read: list[tuple[int, int]], order: list[int], tmp_path: Path
) -> None:
    community, ana, blas, carla, scope = trio()
    sticks: list[bytes] = []
    for number in range(3):
        for writer in (ana, carla):
            writer.save(scope, number % 2 + 1, f"{writer.name} {number}")
            path = tmp_path / f"{len(sticks)}"
            bundle.write(path, writer.engine.belief, [blas.device], frames_of(writer.engine))
            sticks.append(path.read_bytes())
        community.settle([ana, carla], 1)

    for which, frames in read:
        take_frames(blas.engine, _read(sticks[which], blas)[:frames])
    for which in order:
        take_frames(blas.engine, _read(sticks[which], blas))
    alone = blas.state(scope)
    community.settle([ana, carla, blas])

    assert blas.state(scope) == ana.state(scope) == carla.state(scope) == alone
    assert blas.unsent() == 0
    assert not blas.alarms()


# What earlier versions left.

VERSIONS = sorted(path.name for path in FOLDER.glob("sync-v*"))


def test_the_present_version_keeps_a_golden_stick() -> None:
    assert f"sync-v{VERSION}" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_golden_envelopes_are_still_read(version: str) -> None:
    golden = Golden(FOLDER / version)
    read = envelope.parse((golden.folder / ENVELOPE).read_bytes())

    assert read.id == golden.told["envelope"]
    assert read.header.to_bytes(len(read.sealed)) == read.head
    assert read.signed_by(golden.told["sender"])
    body = envelope.contents_of(read, golden.told["key"]).changes[0]
    (op,) = decode(body).ops
    assert isinstance(op, SetFields)
    assert {number: value for number, (value, _) in op.fields.items()} == VALUES


@pytest.mark.parametrize("version", VERSIONS)
def test_golden_sticks_are_still_read(version: str) -> None:
    golden = Golden(FOLDER / version)
    with (golden.folder / STICK).open("rb") as file:
        frames = list(bundle.read(file, golden.engine.belief))
    take_frames(golden.engine, frames)

    scope, ledger = golden.told["scope"], golden.ledger
    found = {n: {h.value for h in ledger.heads(scope, RECORD, n).values()} for n in range(1, 8)}
    both = {"as Ana wrote it", "as Carla wrote it"}
    assert found == {**{n: {v} for n, v in VALUES.items()}, 7: both}
    assert ledger.heads(scope, RECORD, 0)
    assert [f for f in frames if isinstance(f, Piece)] == [Piece(BLOB, 0, 1, PIECE)]
    assert not ledger.rows.alarms
