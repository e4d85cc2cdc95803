"""A round in which nothing happened is answered out of one statement, and nothing new is ever passed over."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sync.client import HubClient
from sync.protocol import Answer, Position, Round, digest_of
from sync.server import upkeep
from sync.statements import READER, DeviceRemoved, Granted
from tests.hub_world import Desk, Organisation, bodies, round_of
from tests.hubs import Live, live
from tests.protections import guards


@dataclass
class Standing:
    """A desk that keeps where it stands, as an engine does."""

    client: HubClient
    organisation: Organisation
    positions: dict[bytes, Position]
    known: int = 0

    @classmethod
    def of(cls, hub: Live, organisation: Organisation, desk: Desk) -> "Standing":
        """Told everything, twice: the second time there was nothing to tell."""
        made = cls(hub.client(desk), organisation, {})
        made.met(made.client.sync(round_of()))
        told = list(made.positions.values())
        made.met(made.client.sync(Round(made.known, b"", digest_of(told), told, whole=True)))
        made.bare()
        return made

    def met(self, answer: Answer) -> None:
        self.known = answer.directory_seq
        for news in answer.news:
            self.positions[news.scope] = Position(
                news.scope, news.epoch, news.head, news.chain, news.members_head
            )

    def bare(self) -> Answer:
        return self.client.sync(
            Round(self.known, b"", digest_of(list(self.positions.values())), [])
        )


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Live], list[int]]:
    """Notes each time a hub looks further than the one statement."""

    def watching(hub: Live) -> list[int]:
        times: list[int] = []
        work = hub.service._work

        def noted(*given: Any) -> Any:
            times.append(1)
            return work(*given)

        monkeypatch.setattr(hub.service, "_work", noted)
        return times

    return watching


def test_a_quiet_round_asks_the_database_once(
    hub: Live, looked: Callable[[Live], list[int]]
) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    everybody.scope(ana)
    hub.found(everybody)
    desk = Standing.of(hub, everybody, ana)
    times = looked(hub)

    answers = [desk.bare() for _ in range(3)]

    assert times == []
    assert all((a.news, a.directory, a.results, a.ask) == ([], [], [], False) for a in answers)
    assert {a.directory_head for a in answers} == {everybody.directory.head}


@guards("server.quiet")
@pytest.mark.parametrize("what", ["envelope", "member", "through", "scope", "directory"])
def test_whatever_is_new_is_told_at_the_next_round(hub: Live, what: str) -> None:
    everybody = Organisation()
    ana, ben = everybody.desk(), everybody.desk()
    file, circle, later = everybody.scope(ana, ben), everybody.scope(ana, ben), everybody.scope(ana)
    hub.found(everybody)
    desk, admin = Standing.of(hub, everybody, ben), hub.client(everybody.admin)

    def say(raw: bytes) -> None:
        (result,) = admin.sync(round_of(statements=[raw])).statements
        assert result.code == "ok", result

    if what == "envelope":
        one = everybody.seal(ana, file)
        hub.client(ana).sync(round_of(push=[one]))
        assert bodies(desk.bare(), file) == [one.id]
    elif what == "member":
        say(everybody.member(file, Granted(everybody.admin.user, READER), ana))
        assert [news.scope for news in desk.bare().news] == [file]
    elif what == "through":
        say(everybody.member(later, Granted(circle, READER, circle=True), ana))
        assert [news.scope for news in desk.bare().news] == [later]
    elif what == "scope":
        say(everybody.member(later, Granted(ben.user, READER), ana))
        assert [news.scope for news in desk.bare().news] == [later]
    else:
        say(everybody.order(DeviceRemoved(ana.device, stolen=False)))
        assert desk.bare().directory == everybody.directory.raws[-1:]


@guards("server.quiet")
def test_a_hub_put_back_tells_so_at_the_next_round(hub: Live, database: str) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file)]))
    desk = Standing.of(hub, everybody, ana)
    with psycopg.connect(database, autocommit=True) as owner:
        upkeep.begin_epochs(owner)
        owner.execute("UPDATE watch SET since = 0")

    assert [news.rewound for news in desk.bare().news] == [True]


def test_a_device_put_out_gets_no_quiet_answer_more(hub: Live) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    everybody.scope(ana)
    hub.found(everybody)
    desk = Standing.of(hub, everybody, ana)
    out = everybody.order(DeviceRemoved(ana.device, stolen=True))
    hub.client(everybody.admin).sync(round_of(statements=[out]))

    assert desk.bare().directory == [out]


@guards("server.quiet")
def test_what_one_process_took_another_tells(database: str, tmp_path: Path) -> None:
    everybody = Organisation()
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    with live(database, tmp_path / "hub") as one, live(database, tmp_path / "hub") as other:
        one.found(everybody)
        desk = Standing.of(one, everybody, ben)
        sealed = everybody.seal(ana, file)
        other.client(ana).sync(round_of(push=[sealed]))
        assert bodies(desk.bare(), file) == [sealed.id]
        out = everybody.order(DeviceRemoved(ana.device, stolen=False))
        other.client(everybody.admin).sync(round_of(statements=[out]))
        assert desk.bare().directory == [out]
