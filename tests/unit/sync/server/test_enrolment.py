"""Being let in: an invitation opens for one device, once, in time, for who knows the code."""

import os

import pytest

from sync import seal
from sync.protocol import Denied, Invite, Knock, Result
from sync.statements import COORDINATOR
from tests.hub_world import Desk, Organisation, round_of
from tests.hubs import Live
from tests.protections import guards

CODE = bytes(range(16))
MINUTES = 60 * 1000


def _invite(hub: Live, by: Desk, user: bytes) -> Invite:
    told = Invite(os.urandom(16), user, seal.digest(CODE), hub.clock() + 15 * MINUTES)
    assert hub.client(by).invite(told).code == "ok"
    return told


def _knock(hub: Live, invite: Invite, code: bytes = CODE, desk: Desk | None = None) -> Result:
    new = desk or Desk(invite.user)
    told = Knock(invite.id, code, new.device, new.pair.public, new.receiving.public)
    return hub.client(new).knock(told)


def test_who_knows_the_code_is_seen_by_the_inviter_and_let_in_by_a_signature(hub: Live) -> None:
    everybody = Organisation()
    eva = everybody.desk(COORDINATOR)
    hub.found(everybody)
    newcomer = Desk(everybody.desk().user)
    hub.client(everybody.admin).sync(round_of(statements=everybody.statements()))
    invite = _invite(hub, eva, newcomer.user)

    assert _knock(hub, invite, desk=newcomer).code == "ok"
    (seen,) = hub.client(eva).knocks()
    assert (seen.device, seen.signing) == (newcomer.device, newcomer.pair.public)
    with pytest.raises(Denied, match="device"):
        hub.client(newcomer).sync(round_of())

    added = everybody.order(newcomer.added())
    hub.client(eva).sync(round_of(statements=[added]))
    assert hub.client(newcomer).sync(round_of()).directory_seq == len(everybody.directory.raws)


@guards("server.enrolment.code")
def test_a05_a_code_is_good_once_for_a_while_and_for_five_guesses(hub: Live) -> None:
    everybody = Organisation()
    ana, eva = everybody.desk(), everybody.desk(COORDINATOR)
    hub.found(everybody)
    used, guessed, late = (_invite(hub, eva, ana.user) for _ in range(3))

    assert [_knock(hub, used).code for _ in range(2)] == ["ok", "refused"]
    guesses = [_knock(hub, guessed, os.urandom(16)).code for _ in range(5)]
    assert [*guesses, _knock(hub, guessed).code] == ["refused"] * 6
    hub.clock.ahead += 16 * MINUTES
    assert _knock(hub, late).code == "refused"
    assert len(hub.client(eva).knocks()) == 1


def test_a05_nobody_invites_for_another_without_the_rank(hub: Live) -> None:
    everybody = Organisation()
    ana, ben = everybody.desk(), everybody.desk()
    hub.found(everybody)
    told = Invite(os.urandom(16), ben.user, seal.digest(CODE), hub.clock() + MINUTES)

    assert hub.client(ana).invite(told).code == "refused"
    with pytest.raises(Denied, match="scope"):
        _knock(hub, told)


@guards("server.enrolment.keys")
def test_a05_a_knock_is_signed_with_the_keys_it_brings(hub: Live) -> None:
    everybody = Organisation()
    ana, eva = everybody.desk(), everybody.desk(COORDINATOR)
    hub.found(everybody)
    invite = _invite(hub, eva, ana.user)
    mine, other = Desk(ana.user), Desk(ana.user)
    told = Knock(invite.id, CODE, other.device, other.pair.public, other.receiving.public)

    with pytest.raises(Denied, match="device"):
        hub.client(mine).knock(told)
    assert hub.client(eva).knocks() == []
