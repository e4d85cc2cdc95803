"""What a desk believes of the network: one pinned certificate, and nothing else it says by itself."""

import contextlib
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from sync import client
from sync.client import HubClient, Place, certificate_of
from sync.protocol import Hello, Unreachable
from sync.server import certificate
from tests.hub_world import Desk
from tests.hubs import Live
from tests.protections import guards

HELLO = Hello(1, 1, "1", 1)


def hub_client(url: str, *anchors: str, proxy: str | None = None) -> HubClient:
    desk = Desk(b"u" * 16)
    return HubClient(
        Place(url, anchors, proxy), desk.device, desk.pair, lambda: 1_800_000_000_000, os.urandom
    )


@contextmanager
def answering(
    answer: Callable[[socket.socket], object], context: ssl.SSLContext | None
) -> Iterator[int]:
    """A server on loopback that does `answer` with each connection; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    plain, _ = listening.accept()
                    with closing(plain):
                        wire = context.wrap_socket(plain, server_side=True) if context else plain
                        with closing(wire):
                            answer(wire)

        running = threading.Thread(target=serve)
        running.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            with contextlib.suppress(OSError):
                socket.create_connection(listening.getsockname(), timeout=1).close()
            running.join()


def _reads(wire: socket.socket) -> None:
    """One request to its end."""
    told = wire.recv(65536)
    while told and b"\r\n\r\n" not in told:
        told += wire.recv(65536)
    head, _, body = told.partition(b"\r\n\r\n")
    size = re.search(rb"content-length: (\d+)", head.lower())
    while told and size and len(body) < int(size[1]):
        told = wire.recv(65536)
        body += told


def _waits(wire: socket.socket) -> None:
    """Until the other side has gone."""
    with contextlib.suppress(OSError):
        while wire.recv(65536):
            pass


def _tls(made: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.configure_cert(context)
    return context


def _refused(port: int, anchor: str, host: str = "localhost") -> str:
    made = hub_client(f"https://{host}:{port}", anchor)
    with closing(made), pytest.raises(Unreachable) as refused:
        made.hello(HELLO)
    return str(refused.value)


AUTHORITY = trustme.CA()
ANCHOR = AUTHORITY.cert_pem.bytes().decode()
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
CASES = {
    "another authority": lambda: trustme.CA().issue_cert("localhost"),
    "expired": lambda: AUTHORITY.issue_cert("localhost", not_after=YESTERDAY),
    "another host": lambda: AUTHORITY.issue_cert("elsewhere.example"),
}


@guards("client.trust")
@pytest.mark.parametrize("case", CASES)
def test_n01_a_certificate_that_is_not_the_pinned_one_is_refused(case: str) -> None:
    made = CASES[case]()

    with answering(_reads, _tls(made)) as port:
        assert _refused(port, ANCHOR) == "ConnectError"


def test_n01_a_certificate_the_system_trusts_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The proxy of an office puts its authority where the system looks."""
    inspecting = trustme.CA()
    inspecting.cert_pem.write_to_path(tmp_path / "office.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "office.pem"))

    with answering(_reads, _tls(inspecting.issue_cert("localhost"))) as port:
        assert _refused(port, ANCHOR) == "ConnectError"


@guards("client.version")
def test_n02_an_older_tls_is_refused_by_both_sides(hub: Live) -> None:
    context = _tls(AUTHORITY.issue_cert("localhost"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with answering(_reads, context) as port:
        assert _refused(port, ANCHOR) == "ConnectError"

    old = ssl.create_default_context(cadata=hub.anchor)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    place = ("127.0.0.1", int(hub.url.rsplit(":", 1)[1]))
    with closing(socket.create_connection(place)) as plain, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(plain, server_hostname="localhost").recv(1)


@guards("client.redirect")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_n03_a_redirect_is_not_followed(scheme: str) -> None:
    went: list[bytes] = []

    def elsewhere(wire: socket.socket) -> None:
        went.append(wire.recv(64))

    with answering(elsewhere, None) as other:

        def moved(wire: socket.socket) -> None:
            _reads(wire)
            wire.sendall(
                f"HTTP/1.1 307 moved\r\nlocation: {scheme}://localhost:{other}/v1/hello\r\n"
                "content-length: 0\r\n\r\n".encode()
            )

        with answering(moved, _tls(AUTHORITY.issue_cert("localhost"))) as port:
            assert _refused(port, ANCHOR) == "307"

    assert [part for part in went if part] == []


@guards("client.proxy")
def test_n07_a_proxy_of_the_environment_is_not_asked(
    hub: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[bytes] = []
    with answering(lambda wire: went.append(wire.recv(64)), None) as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        with (
            closing(hub_client(hub.url, hub.anchor)) as made,
            pytest.raises(Exception, match="device"),
        ):
            made.hello(HELLO)

        assert went == []
        made = hub_client(hub.url, hub.anchor, proxy=f"http://127.0.0.1:{proxy}")
        with closing(made), pytest.raises(Unreachable):
            made.hello(HELLO)
        assert went[0].startswith(b"CONNECT localhost:")


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\n"


def _floods(wire: socket.socket) -> None:
    _reads(wire)
    wire.sendall(HEAD + b"content-length: 5000000000\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(bytes(1 << 20))


def _bombs(wire: socket.socket) -> None:
    import gzip

    body = gzip.compress(bytes(100 << 20))
    _reads(wire)
    told = f"content-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    wire.sendall(HEAD + told + body)
    _waits(wire)


def _trickles(wire: socket.socket) -> None:
    _reads(wire)
    wire.sendall(HEAD + b"content-length: 5000\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(b"x")
            threading.Event().wait(0.05)


def _half_open(wire: socket.socket) -> None:
    _waits(wire)


@guards("client.bounds")
@pytest.mark.parametrize("answer", [_floods, _bombs, _trickles, _half_open])
def test_n08_an_answer_without_end_or_measure_is_dropped(
    answer: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER", 1.0)
    monkeypatch.setattr(client, "WHOLE", 1.0)
    began = time.monotonic()

    with answering(answer, _tls(AUTHORITY.issue_cert("localhost"))) as port:
        why = _refused(port, ANCHOR)

    assert why in {"answer", "ReadTimeout"}
    assert time.monotonic() - began < 8


def test_two_pins_are_trusted_while_a_hub_changes(tmp_path: Path) -> None:
    now = int(time.time() * 1000)
    certificate.own(tmp_path, ["localhost"], now)
    coming = certificate.following(tmp_path, ["localhost"], now)
    anchors = [(tmp_path / certificate.CERTIFICATE).read_text(), coming.read_text()]

    for changed in (False, True):
        if changed:
            certificate.change(tmp_path)
        context = certificate.context(*certificate.own(tmp_path, ["localhost"], now))
        with answering(_says_busy, context) as port:
            made = hub_client(f"https://localhost:{port}", *anchors)
            with closing(made), pytest.raises(Unreachable, match="503"):
                made.hello(HELLO)
            assert (_refused(port, anchors[0]) == "ConnectError") is changed


def _says_busy(wire: socket.socket) -> None:
    _reads(wire)
    wire.sendall(b"HTTP/1.1 503 busy\r\ncontent-length: 0\r\n\r\n")
    _waits(wire)


@guards("client.fingerprint")
def test_the_first_contact_takes_only_the_certificate_of_the_invitation(hub: Live) -> None:
    port = int(hub.url.rsplit(":", 1)[1])
    right = certificate.fingerprint(hub.anchor.encode())

    assert certificate_of("127.0.0.1", port, right).split() == hub.anchor.split()
    with pytest.raises(Unreachable, match="fingerprint"):
        certificate_of("127.0.0.1", port, bytes(32))


def test_an_error_names_no_place_and_no_path() -> None:
    made = hub_client("https://secret-office.invalid:1", ANCHOR)
    with closing(made), pytest.raises(Unreachable) as refused:
        made.blob(b"b" * 16)

    told = repr(refused.value) + repr(refused.value.__cause__)
    assert "secret-office" not in told
    assert (b"b" * 16).hex() not in told
