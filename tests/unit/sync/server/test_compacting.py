"""Old bodies go only where another person's desk stands behind the snapshot, and everybody is past it."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import pytest

from sync import seal
from sync.protocol import Attestation, Position, Round, Snapshot, digest_of, sign_message
from sync.server import upkeep
from tests.hub_world import Desk, Organisation, bodies, round_of
from tests.hubs import Live
from tests.protections import guards

COUNT, UP_TO = 5, 4
DAY = 24 * 3600 * 1000


@dataclass
class Kept:
    """A log of five envelopes that two desks have read to its end."""

    hub: Live
    database: str
    everybody: Organisation
    ana: Desk
    ben: Desk
    file: bytes
    place: Position

    def offer(self, *, epoch: bytes = b"") -> Snapshot:
        piece = os.urandom(64)
        made = Snapshot(
            os.urandom(16), self.file, epoch or self.place.epoch, UP_TO, os.urandom(32), [],
            b"\x05" * 32, bytes(16), [seal.digest(piece)], self.ana.device, 0, 1, 1,
        )  # fmt: skip
        raw = sign_message(made, self.ana.pair)
        assert self.hub.client(self.ana).offer(raw, [piece]).code == "ok"
        return made

    def attest(self, made: Snapshot, by: Desk, state: bytes = b"\x05" * 32) -> None:
        raw = sign_message(Attestation(made.id, state, by.device, 0), by.pair)
        assert self.hub.client(by).attest(raw).code == "ok"

    def compact(self, *, days: int = 60, later: int = 61) -> int:
        now = self.hub.clock() + later * DAY
        with psycopg.connect(self.database, autocommit=True) as owner:
            return upkeep.compact(owner, now, days, quiet_days=180)


@pytest.fixture
def kept(hub: Live, database: str) -> Kept:
    everybody = Organisation()
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    hub.found(everybody)
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file) for _ in range(COUNT)]))
    (news,) = hub.client(ben).sync(round_of()).news
    place = Position(file, news.epoch, news.head, news.chain, news.members_head)
    for desk in (ana, ben):
        hub.client(desk).sync(Round(0, b"", digest_of([place]), [place], whole=True))
    return Kept(hub, database, everybody, ana, ben, file, place)


def test_what_a_confirmed_snapshot_stands_for_goes_and_its_places_stay(kept: Kept) -> None:
    kept.attest(kept.offer(), kept.ben)

    assert kept.compact() == UP_TO

    with psycopg.connect(kept.database, autocommit=True) as owner:
        assert list(upkeep.verify(owner, kept.hub.service.store.blobs)) == []
        assert owner.execute("SELECT count(*) FROM envelope").fetchone() == (COUNT,)
    (news,) = kept.hub.client(kept.ben).sync(round_of()).news
    assert (news.base, news.head) == (UP_TO, COUNT)
    assert len(bodies(kept.hub.client(kept.ana).sync(round_of()), kept.file)) == COUNT - UP_TO
    assert kept.compact() == 0


def _alone(kept: Kept) -> None:
    kept.offer()


def _by_herself(kept: Kept) -> None:
    second = kept.everybody.desk(user=kept.ana.user)
    kept.hub.found(kept.everybody)
    kept.attest(kept.offer(), second)


def _differently(kept: Kept) -> None:
    kept.attest(kept.offer(), kept.ben, b"\x06" * 32)


def _of_another_epoch(kept: Kept) -> None:
    kept.attest(kept.offer(epoch=os.urandom(16)), kept.ben)


def _one_is_behind(kept: Kept) -> None:
    kept.attest(kept.offer(), kept.ben)
    behind = Position(kept.file, kept.place.epoch, 1, kept.place.chain, kept.place.members)
    kept.hub.client(kept.ben).sync(Round(0, b"", digest_of([behind]), [behind], whole=True))


@guards("server.compact")
@pytest.mark.parametrize(
    "wrong", [_alone, _by_herself, _differently, _of_another_epoch, _one_is_behind]
)
def test_nothing_goes_that_somebody_may_need(kept: Kept, wrong: Callable[[Kept], None]) -> None:
    wrong(kept)

    assert kept.compact() == 0


@guards("server.compact")
def test_nothing_goes_within_the_horizon_of_the_copies(kept: Kept) -> None:
    kept.attest(kept.offer(), kept.ben)

    assert kept.compact(later=59) == 0
