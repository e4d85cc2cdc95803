"""A hub that lies, or a thief on its way: whatever it says falsely is noticed or does no harm."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from msgspec import structs

from sync import seal
from sync.directory import Refused
from sync.envelope import Malformed
from sync.protocol import Answer, News, Peer, Round
from sync.statements import ROOT, Statement, User, sign
from tests.sync_model.community import trio


class Liar:
    """A hub that answers truly but for what `lie` makes of the news of a file."""

    def __init__(self, peer: Peer, lie: Callable[[Answer], Answer]) -> None:
        self._peer, self._lie = peer, lie

    def sync(self, asked: Round) -> Answer:
        return self._lie(self._peer.sync(asked))

    def __getattr__(self, name: str) -> object:
        return getattr(self._peer, name)


def _news(change: Callable[[News], News]) -> Callable[[Answer], Answer]:
    def lie(answer: Answer) -> Answer:
        return structs.replace(
            answer, news=[change(one) if one.entries else one for one in answer.news]
        )

    return lie


def _entries(change: Callable[[list[object]], list[object]]) -> Callable[[Answer], Answer]:
    return _news(lambda news: structs.replace(news, entries=change(list(news.entries))))


def _flipped(entries: list[object]) -> list[object]:
    raw = bytearray(entries[0].raw)  # type: ignore[attr-defined] # an Entry
    raw[len(raw) // 2] ^= 1
    return [structs.replace(entries[0], raw=bytes(raw)), *entries[1:]]  # type: ignore[type-var] # a struct


def _forged(answer: Answer) -> Answer:
    seq = answer.directory_seq + 1
    told = Statement(b"", seq, answer.directory_head, 0, ROOT, User(b"g" * 16, 4))
    stranger = seal.new_pair(lambda size: bytes(range(1, size + 1)))
    return structs.replace(answer, directory=[*answer.directory, sign(told, stranger)])


LIES: dict[str, Callable[[Answer], Answer]] = {
    "mutated": _entries(_flipped),
    "swapped": _entries(lambda entries: [*entries[1::-1], *entries[2:]]),
    "replayed": _entries(lambda entries: [entries[0], *entries]),
    "cut in the middle": _entries(lambda entries: [entries[0], *entries[2:]]),
    "cut at the end": _entries(lambda entries: entries[:1]),
    "withheld": _news(lambda news: structs.replace(news, entries=[])),
    "another chain": _news(lambda news: structs.replace(news, chain=bytes(32))),
    "another scope": _news(lambda news: structs.replace(news, scope=bytes(16))),
    "unsigned": _news(lambda news: structs.replace(news, signature=bytes(64))),
    "a bomb": _entries(lambda e: [structs.replace(e[0], raw=bytes(5 << 20)), *e[1:]]),  # type: ignore[type-var] # a struct
    "forged directory": _forged,
    "all gone": _news(lambda news: structs.replace(news, gone=True)),
    "rewound": _news(lambda news: structs.replace(news, rewound=True)),
    "a snapshot that is none": _news(lambda news: structs.replace(news, base=news.head)),
}


NOTICED = {
    "mutated", "swapped", "another chain", "another scope", "unsigned", "a bomb", "forged directory",
    "rewound", "a snapshot that is none",
}  # fmt: skip
"""The others are no lie that shows at once: less than all, or what was heard before."""


@pytest.mark.parametrize("lie", LIES)
def test_h01_and_h02_and_h03_and_h06_and_t41_what_a_hub_says_falsely_changes_nothing(
    lie: str,
) -> None:
    """One lie, and then the truth: nothing false was believed, and nothing true was lost by it."""
    everybody, ana, _, carla, file = trio(13)
    for number in range(3):
        ana.save(file, number, f"true {number}")
        everybody.round(ana)
    directory = set(carla.engine.belief.directory.people)

    with suppress(Malformed, Refused):
        carla.engine.round(Liar(everybody.hub.peer(carla.device), LIES[lie]))  # type: ignore[arg-type] # by its names

    assert all(carla.values(file, number) <= {f"true {number}"} for number in range(3))
    assert set(carla.engine.belief.directory.people) == directory
    assert (lie not in NOTICED) or carla.alarms()
    for person in (carla, ana, carla):
        everybody.round(person)
    assert carla.state(file) == ana.state(file)
    assert all(carla.values(file, number) == {f"true {number}"} for number in range(3))
