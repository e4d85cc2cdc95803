"""Failed tries are slowed down, over restarts and changed clocks."""

from pathlib import Path

import pytest

from pscp_desktop.domain.errors import MustWait
from pscp_desktop.store import tries
from tests.protections import guards


def test_the_wait_begins_with_the_fourth_failure_and_doubles_to_five_minutes() -> None:
    assert [tries.wait_after(count) for count in range(14)] == [
        0,
        0,
        0,
        0,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        256,
        300,
        300,
    ]
    assert tries.wait_after(10**9) == 300


@guards("store.tries.wait")
def test_u09_the_wait_outlives_the_program(tmp_path: Path) -> None:
    for _ in range(5):
        tries.failed(tmp_path, 1000.0)
    with pytest.raises(MustWait) as caught:
        tries.refuse_early(tmp_path, 1001.5)
    assert caught.value.seconds == 3
    tries.refuse_early(tmp_path, 1004.0)


@guards("store.tries.wait")
def test_u09_a_clock_set_back_shortens_nothing(tmp_path: Path) -> None:
    for _ in range(8):
        tries.failed(tmp_path, 1000.0)
    assert tries.remaining(tmp_path, 1000.0 - 3600) == 32
    assert tries.remaining(tmp_path, 1000.0 - 3590) == 22


def test_a_good_one_begins_again(tmp_path: Path) -> None:
    for _ in range(8):
        tries.failed(tmp_path, 1000.0)
    tries.succeeded(tmp_path)
    assert tries.remaining(tmp_path, 1000.0) == 0


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"failures":-5,"at":0}',
        b'{"failures":9,"at":NaN}',
        b'{"failures":"x","at":0}',
        b'{"failures":9,"at":1e999}',
        b"[" * 900,
        b"x" * 5000,
        b'{"failures":1e999,"at":0}',
    ],
)
def test_a_damaged_note_stops_nobody(written: bytes, tmp_path: Path) -> None:
    (tmp_path / tries.NAME).write_bytes(written)
    assert tries.remaining(tmp_path, 0.0) == 0
    assert tries.failed(tmp_path, 0.0).failures == 1
