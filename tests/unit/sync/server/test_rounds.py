"""Rounds over real HTTPS against a real PostgreSQL: what arrives, in what order, and for whom."""

import pytest

from sync.protocol import Denied, Position, Pull
from tests.hub_world import Organisation, bodies, codes, round_of
from tests.hubs import Live


def test_two_desks_exchange_through_the_hub(hub: Live) -> None:
    everybody = Organisation(hub.service._pair.public)
    ana, ben, eva = everybody.desk(), everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    hub.found(everybody)
    one, two = everybody.seal(ana, file), everybody.seal(ben, file)

    assert codes(hub.client(ana).sync(round_of(push=[one]))) == ["ok"]
    answer = hub.client(ben).sync(round_of(push=[two]))

    assert codes(answer) == ["ok"]
    assert bodies(answer, file) == [one.id, two.id]
    assert hub.client(eva).sync(round_of()).news == []
    with pytest.raises(Denied, match="scope"):
        hub.client(eva).pull(Pull(file, b"", 0, b""))
    again = hub.client(ana).sync(round_of(push=[one, one]))
    assert codes(again) == ["dup", "dup"]


def test_a_quiet_round_is_one_small_request(hub: Live) -> None:
    everybody = Organisation()
    ana = everybody.desk()
    files = [everybody.scope(ana) for _ in range(50)]
    hub.found(everybody)
    client = hub.client(ana)
    answer = client.sync(round_of())
    positions = [Position(n.scope, n.epoch, n.head, n.chain, n.members_head) for n in answer.news]
    assert len(positions) == len(files)
