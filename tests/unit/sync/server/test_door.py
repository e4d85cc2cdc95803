"""The outermost part of the hub: what it refuses unread, and how little it says."""

import ssl
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.hub_wire import HELLO, connected, head, paced, post, raw_client, words
from tests.hub_world import Desk, Organisation
from tests.hubs import Live, live
from tests.protections import guards


@pytest.fixture
def everybody() -> Organisation:
    return Organisation()


@guards("server.door.headers")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200), ("GET", "/nothing", 404), ("POST", "/v1/hello", 415),
        ("GET", "/docs", 404), ("GET", "/openapi.json", 404), ("GET", "/", 404),
        ("TRACE", "/healthz", 405), ("DELETE", "/v1/sync", 405),
    ],
)  # fmt: skip
def test_s03_and_s04_every_answer_has_the_headers_and_tells_nothing_of_the_server(
    hub: Live, method: str, path: str, status: int
) -> None:
    with raw_client(hub) as client:
        answer = client.request(method, path)

    assert answer.status_code in {status, 401}
    told = {name: value for name, value in answer.headers.items() if name in EXPECTED}
    assert told == EXPECTED
    assert not {"server", "date", "x-powered-by", "access-control-allow-origin"} & set(
        answer.headers
    )
    assert b"uvicorn" not in answer.content.lower()


EXPECTED = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


@guards("server.door.failures")
def test_s05_a_failure_inside_leaves_as_a_number_alone(hub: Live, everybody: Organisation) -> None:
    ana = everybody.desk()
    hub.found(everybody)

    def failing(*_given: object) -> None:
        raise ZeroDivisionError("the secret of Ana")

    hub.service.admission.hear = failing  # type: ignore[method-assign, assignment] # a fault of ours
    answer = post(hub, "/v1/hello", HELLO, words(head(hub, ana)))

    said = msgspec.msgpack.decode(answer.content)
    assert (answer.status_code, said["reason"]) == (500, "failed")
    assert b"secret" not in answer.content + b"".join(hub.log)
    ends = time.monotonic() + 5  # the line is written once the answer has gone
    while not any(said["request"].encode() in line for line in hub.log):
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert any(
        said["request"].encode() in line and b"ZeroDivisionError" in line for line in hub.log
    )


@guards("server.door.size")
def test_s06_too_much_is_refused_before_it_is_read(database: str, tmp_path: Path) -> None:
    with live(database, tmp_path / "hub", paced(request_bytes=100_000)) as hub:
        with closing(connected(hub)) as wire:
            wire.sendall(b"POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 5000000000\r\n\r\n")
            assert wire.recv(4096).startswith(b"HTTP/1.1 413")
        with closing(connected(hub)) as wire:
            wire.sendall(b"POST /v1/sync HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
            sent = _pour(wire, b"8000\r\n" + bytes(0x8000) + b"\r\n", 100)
            assert sent < 100
        deep = b"\x91" * 50_000
        assert post(hub, "/v1/hello", deep, words(head(hub, Desk(b"n" * 16)))).status_code == 422


def _pour(wire: ssl.SSLSocket, part: bytes, most: int) -> int:
    """How often a part could be sent before the other side had enough."""
    wire.settimeout(0.5)
    for turn in range(most):
        try:
            wire.sendall(part)
            wire.settimeout(0.02)
            if wire.recv(64):
                return turn
        except TimeoutError:
            wire.settimeout(0.5)
        except OSError:
            return turn
    return most


@guards("server.door.slow")
def test_n08_a_request_that_never_ends_is_ended(database: str, tmp_path: Path) -> None:
    policy = paced(body_seconds=1)
    with live(database, tmp_path / "hub", policy) as hub, closing(connected(hub)) as wire:
        wire.sendall(b"POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf")
        began = time.monotonic()
        assert wire.recv(4096).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 5


@guards("server.door.strangers")
def test_a09_an_address_that_is_never_heard_is_not_looked_at_any_more(
    database: str, tmp_path: Path
) -> None:
    with live(database, tmp_path / "hub", paced(unknown_a_minute=4)) as hub:
        stranger = Desk(b"n" * 16)
        codes_ = [
            post(hub, "/v1/hello", HELLO, words(head(hub, stranger))).status_code for _ in range(9)
        ]

    assert codes_[0] == 401
    assert codes_[-1] == 429
