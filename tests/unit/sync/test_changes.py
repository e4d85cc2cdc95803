"""The bytes of a change: the same for ever, refused where they are none, open to newer versions."""

# ruff: noqa: FBT003 (a change is told by its places)

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.changes import (
    MOST_OPEN,
    Change,
    Create,
    Remove,
    SetFields,
    decode,
    encode,
    pack,
    unpack,
)
from sync.merge import Dot
from tests.protections import guards

GOLDEN = Path(__file__).parents[2] / "golden" / "change.bin"

DOTS = st.builds(
    Dot, st.binary(min_size=16, max_size=16), st.integers(1, 9), st.integers(1, 10**9),
    st.integers(0, 99),
)  # fmt: skip
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
)
RECORDS = st.binary(min_size=16, max_size=16)
NUMBERS = st.integers(1, 200)
OPERATIONS = (
    st.builds(
        SetFields, NUMBERS, RECORDS,
        st.dictionaries(NUMBERS, st.tuples(VALUES, st.lists(DOTS, max_size=3)), max_size=3),
    )
    | st.builds(Create, NUMBERS, RECORDS, st.dictionaries(NUMBERS, VALUES, max_size=5))
    | st.builds(Remove, NUMBERS, RECORDS, st.booleans(), st.lists(DOTS), st.lists(DOTS))
)  # fmt: skip
CHANGES = st.builds(
    Change, st.lists(OPERATIONS, max_size=4), st.integers(0, 2**63), st.integers(0, 2**48),
    RECORDS, st.tuples(RECORDS, st.integers(0, 9), st.integers(0, 9)), st.integers(1, 99),
    why=st.text(),
)  # fmt: skip


def sample() -> Change:
    """One of each operation, with every kind of value."""
    device, record = b"laptop of tests!", bytes(range(16))
    dot = Dot(device, 1, 7, 0)
    return Change(
        ops=[
            Create(1, record, {1: "Alba Ejemplo", 2: None, 3: True, 4: -5, 5: 2.5, 6: b"\x00\xff"}),
            SetFields(1, record, {1: ("Omar Muestra", [dot]), 2: ("", [])}),
            Remove(1, record, True, [], [dot, Dot(device, 1, 7, 1)]),
        ],
        hlc=115_801_718_784_000_000,
        wall=1_767_000_000_000,
        user=record,
        txn=(record, 0, 1),
        sv=1,
        why="corrección",
    )


def test_the_bytes_of_a_change_are_those_of_the_first_version() -> None:
    assert encode(sample()) == GOLDEN.read_bytes()
    assert decode(GOLDEN.read_bytes()) == sample()


@given(CHANGES)
def test_a_change_comes_back_as_it_was_written(change: Change) -> None:
    assert decode(encode(change)) == change


@guards("sync.changes.decode")
@given(st.binary(max_size=200))
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a"):
        decode(body)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_change_is_read_or_refused_and_never_crashes(at: int, byte: int) -> None:
    body = bytearray(encode(sample()))
    body[at % len(body)] = byte
    try:
        change = decode(bytes(body))
    except ValueError:
        return
    assert isinstance(change, Change)


@given(st.integers(0, 10_000))
def test_a_change_that_was_cut_is_refused(length: int) -> None:
    body = encode(sample())

    with pytest.raises(ValueError, match="not a change"):
        decode(body[: length % len(body)])


@guards("sync.changes.values")
def test_a_cell_that_holds_a_list_is_refused() -> None:
    plain = msgspec.msgpack.decode(encode(sample()))
    plain["ops"][0][3][1] = ["Alba", "Omar"]

    with pytest.raises(ValueError, match="not a value"):
        decode(pack(plain))


@guards("sync.changes.size")
def test_a_change_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        decode(pack("x" * (MOST_OPEN + 1)))


def test_what_a_newer_version_adds_is_passed_over_and_stays_in_the_bytes() -> None:
    plain = msgspec.msgpack.decode(encode(sample()))
    plain["novel"] = {"a": 1}
    plain["ops"][2].append("novel")
    body = pack(plain)

    assert decode(body).ops == sample().ops
    assert unpack(body)["novel"] == {"a": 1}


def test_a_removal_of_the_first_days_without_what_was_shown_is_read() -> None:
    plain = msgspec.msgpack.decode(encode(sample()))
    plain["ops"] = [plain["ops"][2][:5]]

    (op,) = decode(pack(plain)).ops

    assert isinstance(op, Remove)
    assert op.saw == []
