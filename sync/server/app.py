"""The HTTP of the hub: each route reads one message, asks the hub, and writes one message."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.audit import Asking, Parcel
from sync.envelope import Malformed
from sync.hub.hub import HubPeer
from sync.protocol import (
    Hello,
    Invite,
    Knock,
    Pull,
    Round,
    decode,
    encode,
)
from sync.server.admission import ORDINARY, PIECES, Refusal, Request, read_head
from sync.server.database import Unavailable
from sync.server.door import MEDIA, Door
from sync.server.service import Service

SWEEP: Final = 60
TELL: Final = 2
"""Seconds after which what one process counted is known to the others."""
"""Seconds between two times of forgetting old nonces."""

AT_ONCE: Final = 64
"""Envelopes that are taken in one transaction."""

Message = TypeVar("Message", bound=msgspec.Struct)
Work = Callable[[HubPeer], Any]


class Routes:
    """The endpoints of one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def all(self) -> list[Route]:
        def post(
            path: str, kind: type[msgspec.Struct], work: Callable[[HubPeer, Any], Any]
        ) -> Route:
            async def endpoint(asked: Asked) -> Response:
                _on(asked, path)
                message = _read(asked, kind)
                return await self._serve(asked, lambda peer: work(peer, message))

            return Route(path, endpoint, methods=["POST"])

        return [
            post("/v1/hello", Hello, HubPeer.hello),
            post("/v1/pull", Pull, HubPeer.pull),
            post("/v1/invite", Invite, HubPeer.invite),
            Route("/v1/sync", self.sync, methods=["POST"]),
            Route("/v1/audit", self.keep_audit, methods=["POST"]),
            Route("/v1/audit/read", self.read_audit, methods=["POST"]),
            Route("/v1/attest", self.attest, methods=["POST"]),
            Route("/v1/knock", self.knock, methods=["POST"]),
            Route("/v1/knocks", self.knocks, methods=["GET"]),
            Route("/v1/snap/of/{scope}", self.offered, methods=["GET"]),
            Route("/v1/snap", self.offer, methods=["POST"]),
            Route("/v1/snap/{id}/{piece}", self.snapshot_piece, methods=["GET"]),
            Route("/v1/blob/{id}", self.blob, methods=["GET"]),
            Route("/v1/blob/{id}/{piece}", self.get_piece, methods=["GET"]),
            Route("/v1/blob/{id}/{piece}/{pieces}", self.put_piece, methods=["PUT"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def sync(self, asked: Asked) -> Response:
        _on(asked, "/v1/sync")
        request, message = _request(asked), _read(asked, Round)
        answer = await run_in_threadpool(
            self.service.sync, request, message, lambda peer: _round(peer, message)
        )
        return _answer(answer)

    async def keep_audit(self, asked: Asked) -> Response:
        _on(asked, "/v1/audit")
        request, parcel = _request(asked), _read(asked, Parcel)
        return _answer(await run_in_threadpool(self.service.keep_audit, request, parcel))

    async def read_audit(self, asked: Asked) -> Response:
        _on(asked, "/v1/audit/read")
        request, message = _request(asked), _read(asked, Asking)
        return _answer(await run_in_threadpool(self.service.read_audit, request, message))

    async def attest(self, asked: Asked) -> Response:
        _on(asked, "/v1/attest")
        body = _body(asked)
        return await self._serve(asked, lambda peer: peer.attest(body))

    async def knock(self, asked: Asked) -> Response:
        _on(asked, "/v1/knock")
        request, message = _request(asked), _read(asked, Knock)
        return _answer(await run_in_threadpool(self.service.knock, message, request))

    async def knocks(self, asked: Asked) -> Response:
        _on(asked, "/v1/knocks")
        return await self._serve(asked, HubPeer.knocks)

    async def offered(self, asked: Asked) -> Response:
        _on(asked, "/v1/snap/of/{scope}")
        scope = _name(asked, "scope")
        return await self._serve(asked, lambda peer: peer.offered(scope))

    async def offer(self, asked: Asked) -> Response:
        _on(asked, "/v1/snap")
        snapshot, *pieces = _read(asked, Parts).parts
        return await self._serve(asked, lambda peer: peer.offer(snapshot, pieces), PIECES)

    async def snapshot_piece(self, asked: Asked) -> Response:
        _on(asked, "/v1/snap/{id}/{piece}")
        snapshot, piece = _name(asked, "id"), _number(asked, "piece")
        return await self._serve(asked, lambda peer: peer.snapshot_piece(snapshot, piece), PIECES)

    async def blob(self, asked: Asked) -> Response:
        _on(asked, "/v1/blob/{id}")
        blob = _name(asked, "id")
        return await self._serve(asked, lambda peer: peer.blob(blob))

    async def get_piece(self, asked: Asked) -> Response:
        _on(asked, "/v1/blob/{id}/{piece}")
        blob, piece = _name(asked, "id"), _number(asked, "piece")
        return await self._serve(asked, lambda peer: peer.get_piece(blob, piece), PIECES)

    async def put_piece(self, asked: Asked) -> Response:
        _on(asked, "/v1/blob/{id}/{piece}/{pieces}")
        blob, piece, pieces = _name(asked, "id"), _number(asked, "piece"), _number(asked, "pieces")
        body = _body(asked)
        return await self._serve(
            asked, lambda peer: peer.put_piece(blob, piece, pieces, body), PIECES
        )

    async def health(self, asked: Asked) -> Response:
        _on(asked, "/healthz")
        try:
            return JSONResponse(await run_in_threadpool(self.service.health))
        except Unavailable as away:
            return JSONResponse({"status": away.why}, status_code=503)

    async def metrics(self, asked: Asked) -> Response:
        """For a scraper on this machine alone: put another before it if you need one elsewhere."""
        _on(asked, "/metrics")
        if asked.client is None or asked.client.host not in {"127.0.0.1", "::1"}:
            raise Refusal(404, "scope")
        gauges = await run_in_threadpool(self.service.gauges)
        return PlainTextResponse(self.service.metrics.text(gauges))

    async def _serve(self, asked: Asked, work: Work, kind: int = ORDINARY) -> Response:
        request = _request(asked)
        return _answer(await run_in_threadpool(self.service.serve, request, kind, work))


class Parts(msgspec.Struct, frozen=True, array_like=True):
    """A signed message and the pieces it names."""

    parts: list[bytes]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("nothing")


def build(service: Service) -> ASGIApp:
    """The hub as ASGI."""

    @asynccontextmanager
    async def alive(_app: Any) -> AsyncIterator[None]:
        regular = [asyncio.create_task(_sweep(service)), asyncio.create_task(_tell(service))]
        yield
        for task in regular:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        with suppress(OSError):
            service.metrics.tell()

    async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise Refusal(404, "scope")

    # The router alone: Starlette's own middleware would answer failures before the door can.
    app = Router(Routes(service).all(), redirect_slashes=False, default=nothing, lifespan=alive)
    heard = (service.journal, service.metrics)
    return Door(app, service.policy, service.clock, service.entropy, heard)


async def _sweep(service: Service) -> None:
    while True:
        await asyncio.sleep(SWEEP)
        with suppress(Unavailable):
            await run_in_threadpool(service.admission.sweep)


async def _tell(service: Service) -> None:
    """Let the other processes of this hub know what was counted here; on a full disk, later."""
    while True:
        await asyncio.sleep(TELL)
        with suppress(OSError):
            await run_in_threadpool(service.metrics.tell)


def _round(peer: HubPeer, message: Round) -> Any:
    """A round is one transaction, but for one that says or brings much: each log is then its own.

    Nobody waits long for a log that somebody else is writing in.
    """
    much = len(message.push) > AT_ONCE
    if much or message.statements or message.wraps:
        return peer.sync(message)
    with peer.hub.store.transaction():
        return peer.sync(message)


def _on(asked: Asked, route: str) -> None:
    asked.state.route = route


def _body(asked: Asked) -> bytes:
    return bytes(asked.state.body)


def _request(asked: Asked) -> Request:
    head = read_head(asked.headers.get("authorization", ""))
    asked.state.device = head.device
    path = asked.scope.get("raw_path") or asked.url.path.encode()
    return Request(head, asked.method, path.decode("ascii", "replace"), _body(asked))


def _read(asked: Asked, kind: type[Message]) -> Message:
    if asked.headers.get("content-type", "").encode() != MEDIA:
        raise Refusal(415, "media")
    try:
        return decode(_body(asked), kind)
    except Malformed:
        raise Refusal(422, "message") from None


def _name(asked: Asked, part: str) -> bytes:
    text = asked.path_params[part]
    try:
        named = bytes.fromhex(text)
    except ValueError:
        raise Refusal(404, "scope") from None
    if named.hex() != text or not 0 < len(named) <= 32:  # noqa: PLR2004 (the longest name of ours)
        raise Refusal(404, "scope")
    return named


def _number(asked: Asked, part: str) -> int:
    text = asked.path_params[part]
    if not (text.isascii() and text.isdigit() and len(text) <= 5):  # noqa: PLR2004 (no piece is further)
        raise Refusal(404, "scope")
    return int(text)


def _answer(told: Any) -> Response:
    if isinstance(told, bytes):
        return Response(told, media_type="application/octet-stream")
    body = encode(told) if isinstance(told, msgspec.Struct) else msgspec.msgpack.encode(told)
    return Response(body, media_type=MEDIA.decode())
