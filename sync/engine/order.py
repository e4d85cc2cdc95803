"""In which order a desk reads the logs it is behind in: as they are told, unless some are waited for."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sync.protocol import MOST_ANSWER, News


class Order(Protocol):
    """What a desk wants first. Asked before each request, and told what every answer brought."""

    @property
    def wanted(self) -> list[bytes]:
        """The scopes to be told of, the first one first; all of them where it is empty."""

    @property
    def room(self) -> int:
        """Bytes of envelopes that one answer may bring, at most."""

    @property
    def left(self) -> bool:
        """Whether something was left for another request."""

    def arranged(self, news: Sequence[News]) -> Iterable[News]:
        """What to read now. Each is read to its end before the next is asked for."""


class AsTold:
    """Everything at once, as the hub tells it."""

    wanted: list[bytes] = []  # noqa: RUF012 (nobody adds to it)
    room = MOST_ANSWER
    left = False

    @staticmethod
    def arranged(news: Sequence[News]) -> Iterable[News]:
        return news
