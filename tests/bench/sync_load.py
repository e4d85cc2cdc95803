"""Desks that ask a hub as fast as it answers: signed requests made beforehand, sent over many connections.

The requests are those of real desks with fifty files each: quiet rounds, and rounds that push twenty
envelopes into a file. Signing and sealing are a desk's own work and are done before the clock starts;
everything the hub does is done while it runs.
"""

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import random
from time import perf_counter, sleep
from typing import Final
from urllib.parse import urlsplit

import msgspec

from pscp_desktop.services.reconciling.identity import Hub
from sync.client import HubClient, Place
from sync.envelope import linked
from sync.protocol import (
    VERSION,
    Position,
    RequestHead,
    Round,
    digest_of,
    encode,
    signed_request,
)
from tests.bench.sync_world import clock
from tests.hub_world import Desk, Organisation, round_of

SCOPES: Final = 50
PUSHED: Final = 20
PROCESSES: Final = 2
_PATH: Final = "/v1/sync"


class Plan(msgspec.Struct, frozen=True):
    """What one process of the load is told."""

    host: str
    port: int
    anchor: str
    seconds: float
    connections: list[list[bytes]]
    pace: float = 0.0
    """Seconds from one request of a connection to its next; as fast as answers come where it is 0."""


class Done(msgspec.Struct, frozen=True):
    """What it found: how long each answer took, in seconds, and how long all of it took."""

    laps: list[float]
    seconds: float
    refused: int


@dataclass(slots=True)
class Asking:
    """One desk that knows all there is in its files, and can foresee what the hub will answer."""

    organisation: Organisation
    desk: Desk
    scopes: list[bytes]
    positions: dict[bytes, Position] = field(default_factory=dict)
    moved: list[Position] = field(default_factory=list)
    """Where it stands since its last request, which the hub was not told yet."""

    def settle(self, hub: Hub) -> None:
        """Meet the hub until nothing is new."""
        client = client_of(hub, self.desk)
        try:
            (answer, chain) = client.sync(round_of()), self.organisation.directory
            for news in answer.news:
                self.positions[news.scope] = Position(
                    news.scope, news.epoch, news.head, news.chain, news.members_head
                )
            everything = list(self.positions.values())
            told = Round(len(chain.raws), chain.head, digest_of(everything), everything, whole=True)
            answer = client.sync(told)
            assert (answer.news, answer.ask) == ([], False), answer
            answer = client.sync(self.quiet())
            assert (answer.news, answer.ask) == ([], False), answer
        finally:
            client.close()

    def quiet(self) -> Round:
        chain = self.organisation.directory
        return Round(
            len(chain.raws), chain.head, digest_of(list(self.positions.values())), [], whole=False
        )

    def pushes(self, count: int) -> Iterator[Round]:
        """Rounds that push, each telling where the one before left this desk."""
        chain = self.organisation.directory
        for number in range(count):
            scope = self.scopes[number % len(self.scopes)]
            sealed = [
                self.organisation.seal(self.desk, scope, os.urandom(100)) for _ in range(PUSHED)
            ]
            yield Round(
                len(chain.raws), chain.head, digest_of(list(self.positions.values())), self.moved,
                whole=False, push=[one.raw for one in sealed], room=0,
            )  # fmt: skip
            place = self.positions[scope]
            for one in sealed:
                chained = linked(place.chain, place.seq + 1, one.id)
                place = msgspec.structs.replace(place, seq=place.seq + 1, chain=chained)
            self.positions[scope] = place
            self.moved = [place]

    def sealed(self, asked: Round) -> bytes:
        """A request as it goes over the wire."""
        body = encode(asked)
        head = RequestHead(self.desk.device, clock(), os.urandom(16), VERSION, b"")
        head = signed_request(self.desk.pair, head, "POST", _PATH, body)
        words = (head.device.hex(), str(head.time), head.nonce.hex(), head.signature.hex())
        lines = (
            f"POST {_PATH} HTTP/1.1", "host: localhost", "content-type: application/msgpack",
            f"content-length: {len(body)}", f"authorization: PSCP {VERSION}.{'.'.join(words)}",
        )  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def client_of(hub: Hub, desk: Desk) -> HubClient:
    return HubClient(Place(hub.url, hub.anchors), desk.device, desk.pair, clock, os.urandom)


def desks(hub: Hub, count: int, scopes: int = SCOPES) -> list[Asking]:
    """So many desks of one organisation, each with its own files, all known to the hub."""
    everybody = Organisation()
    made = []
    for _ in range(count):
        desk = everybody.desk()
        made.append(Asking(everybody, desk, [everybody.scope(desk) for _ in range(scopes)]))
    client = client_of(hub, everybody.admin)
    said = everybody.statements()
    for first in range(0, len(said), 1000):
        answer = client.sync(round_of(statements=said[first : first + 1000]))
        assert {result.code for result in answer.statements} <= {"ok", "dup"}
    client.close()
    for one in made:
        one.settle(hub)
    return made


def measure(
    hub: Hub, connections: Sequence[Sequence[bytes]], seconds: float, pace: float = 0.0
) -> Done:
    """Send the requests of each connection one after another, from several processes at once."""
    place = urlsplit(hub.url)
    assert place.hostname is not None
    assert place.port is not None
    running = []
    for number in range(PROCESSES):
        share = [list(one) for one in connections[number::PROCESSES]]
        plan = Plan(place.hostname, place.port, hub.anchors[0], seconds, share, pace)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sync_load"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(msgspec.msgpack.encode(plan))
        process.stdin.close()
        running.append(process)
    told = []
    for process in running:
        assert process.stdout is not None
        with process.stdout as found:
            told.append(msgspec.msgpack.decode(found.read(), type=Done))
        assert process.wait() == 0
    return Done(
        [lap for one in told for lap in one.laps], max(one.seconds for one in told),
        sum(one.refused for one in told),
    )  # fmt: skip


def _connection(
    plan: Plan, requests: Sequence[bytes], begin: threading.Barrier, done: list[Done]
) -> None:
    context = ssl.create_default_context(cadata=plan.anchor)
    laps, refused = list[float](), 0
    with (
        socket.create_connection((plan.host, plan.port), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as wire,
    ):
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begin.wait()
        began = perf_counter()
        # Those that keep a pace do not all ask at the same moment.
        first = began + plan.pace * random()
        for number, request in enumerate(requests):
            sleep(max(0.0, first + number * plan.pace - perf_counter()) if plan.pace else 0.0)
            sent = perf_counter()
            if sent - began > plan.seconds:
                break
            wire.sendall(request)
            refused += not _answered(wire)
            laps.append(perf_counter() - sent)
        done.append(Done(laps, perf_counter() - began, refused))


def _answered(wire: ssl.SSLSocket) -> bool:
    """Read one whole answer; whether it was a good one."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = wire.recv(65536)
        if not part:
            raise ConnectionError
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    size = next(
        int(line[15:])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < size:
        body += wire.recv(65536)
    # As MessagePack writes them: three letters alone may stand in any hash.
    bad = any(word in body for word in (b"\xa7refused", b"\xa4fork", b"\xa3gap", b"\xa4held"))
    return head.startswith(b"HTTP/1.1 200") and not bad


def main() -> None:
    """One process of the load: its plan on the standard input, what it found on the standard output."""
    plan = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Plan)
    begin, done = threading.Barrier(len(plan.connections)), list[Done]()
    threads = [
        threading.Thread(target=_connection, args=(plan, one, begin, done))
        for one in plan.connections
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(threads)
    whole = Done(
        [lap for one in done for lap in one.laps], max(one.seconds for one in done),
        sum(one.refused for one in done),
    )  # fmt: skip
    sys.stdout.buffer.write(msgspec.msgpack.encode(whole))


if __name__ == "__main__":
    main()
