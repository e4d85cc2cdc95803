"""The outermost part of the hub: limits before anything is read, headers on every answer, no inner words.

What cannot be refused by its size, its pace or its time goes inside with its whole body. Whatever fails
there leaves as a number that the log knows; a refused request says no more than its code.
"""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.seal import Entropy
from sync.server.admission import Refusal
from sync.server.database import Unavailable
from sync.server.journal import Event, Journal, Line, network_of
from sync.server.metrics import Metrics
from sync.server.settings import Policy

MEDIA: Final = b"application/msgpack"
HEADERS: Final = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), usb=()",
    b"referrer-policy": b"no-referrer",
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"x-content-type-options": b"nosniff",
}
EVEN: Final = 0.02
"""Seconds: who is not heard is told so at the end of such a step, whatever was looked up for it."""
FORGOTTEN: Final = 4096
"""Addresses a process counts at most; then it begins again."""


class Said(msgspec.Struct, frozen=True):
    """The body of a refusal: a code, the hub's time, and the number of the line in its log."""

    reason: str
    time: int
    request: str


@dataclass(slots=True)
class Visit:
    """One request on its way: what the log will say of it."""

    number: str
    address: str
    began: float
    received: int = 0
    sent: int = 0
    status: int = 0
    event: Event = "request"
    why: str = ""


class Strangers:
    """How often each address has come with nothing that was heard, by the minute, in this process.

    A first line before anything costs more than a look; the pace of devices is counted in the database.
    """

    def __init__(self, most: int, clock: Callable[[], int]) -> None:
        self._most, self._clock = most, clock
        self._minute, self._count = 0, dict[str, int]()

    def over(self, address: str) -> bool:
        self._turn()
        return self._count.get(address, 0) >= self._most

    def add(self, address: str) -> None:
        self._turn()
        self._count[address] = self._count.get(address, 0) + 1

    def _turn(self) -> None:
        minute = self._clock() // 60000
        if minute != self._minute or len(self._count) > FORGOTTEN:
            self._minute, self._count = minute, {}


class Door:
    """ASGI around the routes. `state` of the scope carries `body`, and back the route and the device."""

    def __init__(
        self,
        inside: ASGIApp,
        policy: Policy,
        clock: Callable[[], int],
        entropy: Entropy,
        heard: tuple[Journal, Metrics],
    ) -> None:
        self._inside, self._policy, self._clock, self._entropy = inside, policy, clock, entropy
        self._journal, self._metrics = heard
        self._strangers = Strangers(policy.unknown_a_minute, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
        elif scope["type"] == "http":
            await self._visit(scope, receive, send)
        else:  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})

    async def _visit(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client") or ("", 0)
        visit = Visit(self._entropy(8).hex(), str(client[0]), time.perf_counter())
        guarded = self._guarded(send, visit)
        try:
            await self._enter(scope, receive, guarded, visit)
        except Refusal as refusal:
            if refusal.status in {400, 401, 422}:
                self._strangers.add(visit.address)
            visit.event, visit.why = _event(refusal), refusal.reason
            if refusal.status == 401:  # noqa: PLR2004 (as HTTP names it)
                await _evenly(visit.began)
            await self._refuse(guarded, visit, refusal)
        except Unavailable as away:
            visit.event, visit.why = "database", away.why
            reason, wait = ("full", 60) if away.why == "full" else ("busy", 5)
            await self._refuse(guarded, visit, Refusal(503, reason, wait=wait))
        except Exception as failed:  # noqa: BLE001 (nothing inner may leave, whatever it is)
            visit.event, visit.why = "failed", type(failed).__name__
            await self._refuse(guarded, visit, Refusal(500, "failed"))
        self._write_down(scope, visit)

    async def _enter(self, scope: Scope, receive: Receive, send: Send, visit: Visit) -> None:
        if self._strangers.over(visit.address):
            raise Refusal(429, "limit", "limited", wait=60 - self._clock() // 1000 % 60)
        if scope["method"] not in {"GET", "POST", "PUT"}:
            raise Refusal(405, "method")
        try:
            async with asyncio.timeout(self._policy.body_seconds):
                body = await self._body(scope, receive)
        except TimeoutError:
            raise Refusal(408, "slow") from None
        visit.received = len(body)
        scope.setdefault("state", {})["body"] = body
        await self._inside(scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body, or a refusal before more of it is read than is allowed."""
        snapshot = scope["path"] == "/v1/snap"
        most = self._policy.snapshot_bytes if snapshot else self._policy.request_bytes
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or len(told) > 12 or int(told) > most:  # noqa: PLR2004 (a terabyte)
            raise Refusal(413, "size")
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refusal(400, "cut")
            part = message.get("body", b"")
            size += len(part)
            if size > most:
                raise Refusal(413, "size")
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)

    def _guarded(self, send: Send, visit: Visit) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                given = [(k, v) for k, v in message.get("headers", ()) if k not in HEADERS]
                message = {**message, "headers": [*given, *HEADERS.items()]}
            else:
                visit.sent += len(message.get("body", b""))
            await send(message)

        return guarded

    async def _refuse(self, send: Send, visit: Visit, refusal: Refusal) -> None:
        if visit.status:  # the answer had begun: it ends here, and the desk sees it cut
            return
        body = msgspec.msgpack.encode(Said(refusal.reason, self._clock(), visit.number))
        headers = [(b"content-type", MEDIA), (b"content-length", str(len(body)).encode())]
        if refusal.wait:
            headers.append((b"retry-after", str(refusal.wait).encode()))
        if refusal.status in {408, 413}:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _write_down(self, scope: Scope, visit: Visit) -> None:
        state: MutableMapping[str, Any] = scope.get("state", {})
        route = str(state.get("route", "unknown"))
        seconds = time.perf_counter() - visit.began
        self._metrics.request(route, visit.status, seconds)
        device = state.get("device", b"")
        self._journal.say(
            Line(
                event=visit.event,
                request=visit.number,
                device=self._journal.pseudonym(device) if device else "",
                network=network_of(visit.address),
                route=route,
                status=visit.status,
                received=visit.received,
                sent=visit.sent,
                ms=round(seconds * 1000, 2),
                why=visit.why,
            )
        )


async def _evenly(began: float) -> None:
    """Wait for the end of a step, so that nobody learns by a clock whether a device is known here."""
    spent = time.perf_counter() - began
    await asyncio.sleep(EVEN - spent % EVEN)


def _event(refusal: Refusal) -> Event:
    known: dict[str, Event] = {"limited": "limited", "replayed": "replayed"}
    return known.get(refusal.event, "refused")
