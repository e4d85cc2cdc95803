"""A peer behind a line that fails: requests and answers are lost, doubled, cut, or answered by an error."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from sync.envelope import Malformed
from sync.protocol import Answer, News, Peer, Round, Unreachable, decode, encode

FAULTS = ("none", "drop request", "drop answer", "double", "cut answer", "busy")


class Faulty:
    """A `Peer` whose rounds fail as told, once; everything crosses it as bytes."""

    def __init__(self, inner: Peer, fault: str = "none", room: int | None = None) -> None:
        self._inner = inner
        self._fault = fault
        self._room = room
        self.up = 0
        self.down = 0

    def sync(self, asked: Round) -> Answer:
        body = encode(asked)
        self.up += len(body)
        fault, self._fault = self._fault, "none"
        if fault in ("drop request", "busy"):
            raise Unreachable
        told = decode(body, Round)
        if self._room is not None:
            told = structs.replace(told, room=self._room)
        answer = self._inner.sync(told)
        if fault == "double":
            answer = self._inner.sync(told)
        if fault == "drop answer":
            raise Unreachable
        sent = encode(answer)
        self.down += len(sent)
        try:
            return decode(sent[: len(sent) // 2] if fault == "cut answer" else sent, Answer)
        except Malformed as malformed:
            raise Unreachable from malformed

    def pull(self, asked: Any) -> News:
        if self._fault != "none":
            self._fault = "none"
            raise Unreachable
        return self._inner.pull(asked)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Lying:
    """A hub that says something else than it should."""

    def __init__(self, inner: Peer, lie: Callable[[News], News]) -> None:
        self._inner = inner
        self._lie = lie

    def sync(self, asked: Round) -> Answer:
        answer: Answer = self._inner.sync(asked)
        return structs.replace(answer, news=[self._lie(news) for news in answer.news])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Reordered:
    """A hub whose answers are told otherwise."""

    def __init__(self, inner: Peer, tell: Callable[[Answer], Answer]) -> None:
        self._inner = inner
        self._tell = tell

    def sync(self, asked: Round) -> Answer:
        return self._tell(self._inner.sync(asked))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
