"""Requests to a hub made by hand: signed, or not quite."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
import msgspec

from sync.protocol import VERSION, Hello, RequestHead, encode, signed_request
from sync.server.settings import Policy
from tests.hub_world import Desk
from tests.hubs import PACE, Live

HELLO = encode(Hello(1, 1, "1", 1))


def head(
    hub: Live, desk: Desk, path: str = "/v1/hello", body: bytes = HELLO, method: str = "POST"
) -> RequestHead:
    told = RequestHead(desk.device, hub.clock(), os.urandom(16), VERSION, b"")
    return signed_request(desk.pair, told, method, path, body)


def words(told: RequestHead) -> dict[str, str]:
    parts = (told.device.hex(), str(told.time), told.nonce.hex(), told.signature.hex())
    return {
        "authorization": f"PSCP {told.version}.{'.'.join(parts)}",
        "content-type": "application/msgpack",
    }


@contextmanager
def raw_client(hub: Live) -> Iterator[httpx2.Client]:
    context = ssl.create_default_context(cadata=hub.anchor)
    with httpx2.Client(base_url=hub.url, verify=context, trust_env=False) as client:
        yield client


def post(hub: Live, path: str, body: bytes, headers: dict[str, str]) -> httpx2.Response:
    with raw_client(hub) as client:
        return client.post(path, content=body, headers=headers)


def bare(answer: httpx2.Response) -> tuple[int, object, list[str]]:
    """What can be told apart: status, reason, names of the headers."""
    said = msgspec.msgpack.decode(answer.content)
    reason = said["reason"] if isinstance(said, dict) else "served"
    return answer.status_code, reason, sorted(answer.headers)


def paced(**changes: int) -> Policy:
    """The policy of tests, but for these."""
    return msgspec.structs.replace(PACE, **changes)


def connected(hub: Live) -> ssl.SSLSocket:
    """A bare connection to a hub."""
    place = urlsplit(hub.url)
    context = ssl.create_default_context(cadata=hub.anchor)
    plain = socket.create_connection((place.hostname or "", place.port or 0), timeout=10)
    return context.wrap_socket(plain, server_hostname="localhost")
