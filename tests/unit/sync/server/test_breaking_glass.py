"""Break-glass at the hub: with two others behind it, both lines of defence let through what it names."""

import pytest

from sync.protocol import Denied, News, Pull
from sync.statements import COORDINATOR, Approved, Opened, read
from tests.hub_world import Desk, Organisation, round_of
from tests.hubs import Live
from tests.protections import guards

HOUR = 3600 * 1000


@guards("server.opened")
def test_r09_a_door_opens_with_two_others_for_its_time_and_lets_through_what_it_names(
    hub: Live,
) -> None:
    everybody = Organisation()
    ana, eva, dora, blas = (everybody.desk(rank=COORDINATOR) for _ in range(4))
    file, another = everybody.scope(ana), everybody.scope(ana)
    hub.found(everybody)
    sealed = everybody.seal(ana, file)
    hub.client(ana).sync(round_of(push=[sealed, everybody.seal(ana, another)]))
    asked = _said(hub, everybody, dora, Opened(file, blas.user, hub.clock() + HOUR, "urgent"))

    def pulled(scope: bytes) -> News:
        return hub.client(blas).pull(Pull(scope, b"", 0, b""))

    for by in (ana, eva):
        with pytest.raises(Denied, match="scope"):
            pulled(file)
        _said(hub, everybody, by, Approved(asked))

    assert [entry.id for entry in pulled(file).entries] == [sealed.id]
    with pytest.raises(Denied, match="scope"):
        pulled(another)
    assert file not in {news.scope for news in hub.client(eva).sync(round_of()).news}
    hub.clock.ahead = 2 * HOUR
    with pytest.raises(Denied, match="scope"):
        pulled(file)


def _said(hub: Live, everybody: Organisation, by: Desk, act: Opened | Approved) -> bytes:
    raw = everybody.directory.say(act, by.device, by.pair)
    (result,) = hub.client(by).sync(round_of(statements=[raw])).statements
    assert result.code == "ok", result
    return read(raw).id
