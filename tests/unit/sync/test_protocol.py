"""Messages: what is signed of a request, read strictly, and nothing else."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import seal
from sync.envelope import Malformed
from sync.protocol import (
    CLOCK_WINDOW,
    NONCE_KEPT,
    Answer,
    Position,
    RequestHead,
    Round,
    decode,
    digest_of,
    encode,
    in_time,
    request_stands,
    signed_request,
)
from tests.protections import guards

PAIR = seal.new_pair(random.Random(3).randbytes)
HEAD = RequestHead(bytes(16), 1_790_000_000_000, bytes(16), 1, b"")


@guards("sync.protocol.request")
@pytest.mark.parametrize(
    "altered",
    [
        {"method": "PUT"},
        {"path": "/v1/pull"},
        {"body": b"other"},
        {"head": {"time": HEAD.time + 1}},
        {"head": {"nonce": bytes(15) + b"\1"}},
        {"head": {"device": bytes(15) + b"\1"}},
        {"head": {"version": 2}},
    ],
    ids=str,
)
def test_n05_and_a08_a_request_stands_only_as_its_device_signed_it(altered: dict[str, Any]) -> None:
    told: dict[str, Any] = {"method": "POST", "path": "/v1/sync", "body": b"body"}
    head = signed_request(PAIR, HEAD, **told)
    assert request_stands(head, PAIR.public, **told)

    head = msgspec.structs.replace(head, **altered.pop("head", {}))

    assert not request_stands(head, PAIR.public, **{**told, **altered})


def test_a08_another_devices_signature_is_none() -> None:
    other = seal.new_pair(random.Random(4).randbytes)
    head = signed_request(other, HEAD, "POST", "/v1/sync", b"")

    assert not request_stands(head, PAIR.public, "POST", "/v1/sync", b"")
    assert not request_stands(HEAD, PAIR.public, "POST", "/v1/sync", b"")


def test_n04_a_nonce_is_kept_longer_than_a_request_is_taken() -> None:
    assert in_time(HEAD, HEAD.time + CLOCK_WINDOW)
    assert not in_time(HEAD, HEAD.time + CLOCK_WINDOW + 1)
    assert not in_time(HEAD, HEAD.time - CLOCK_WINDOW - 1)
    assert NONCE_KEPT >= 2 * CLOCK_WINDOW


@given(st.binary(max_size=300))
def test_h08_garbage_is_no_message_and_no_crash(body: bytes) -> None:
    for kind in (Round, Answer):
        try:
            decode(body, kind)
        except Malformed:
            continue


def test_h08_wrong_types_and_depth_are_refused() -> None:
    for plain in (["1", b"", b"", []], [1, b"", b"", [[b""]]], {"a": 1}, [float("nan")] * 9):
        with pytest.raises(Malformed):
            decode(msgspec.msgpack.encode(plain), Round)
    with pytest.raises(Malformed):
        decode(b"\x91" * 100_000 + b"\xc0", Round)


def test_a_quiet_round_of_fifty_scopes_is_small() -> None:
    place = [Position(bytes([n]) * 16, bytes(16), n, bytes(32), 1) for n in range(50)]
    quiet = Round(4, bytes(32), digest_of(place), [])

    assert len(encode(quiet)) < 100
    assert digest_of(place) == digest_of(place[::-1]) != digest_of(place[1:])
