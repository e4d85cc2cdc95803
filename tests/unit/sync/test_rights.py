"""Who may: the directory from its root, memberships, keys after a removal, and late work."""

from typing import Any

import pytest

from sync import seal
from sync.directory import Directory, Refused
from sync.engine.scopes import grant, release, withdraw
from sync.envelope import NOTHING, contents_of, parse
from sync.ledger import KEY, RIGHT
from sync.protocol import Denied, Invite, Knock
from sync.seal import NotOpened
from sync.statements import (
    ADMINISTRATOR,
    COORDINATOR,
    READER,
    ROOT,
    WRITER,
    Act,
    Approved,
    Begun,
    DeviceAdded,
    Erase,
    Granted,
    HubKey,
    Opened,
    Statement,
    User,
    UserLeft,
    Wipe,
    read,
    sign,
)
from tests.protections import guards
from tests.sync_model.community import RECORD, Community, Person, trio

DAY = 24 * 3600 * 1000


def told(community: Community, person: Person, act: Act, **altered: Any) -> Directory:
    """The directory with one more statement by a person; raises what it raises."""
    known = Directory(community.root.public)
    for raw in community.chain:
        known.extend(read(raw))
    given: dict[str, Any] = {
        "seq": known.seq + 1,
        "previous": known.head,
        "by": person.device,
    } | altered
    pair = community.root if given["by"] == ROOT else person.desk.signing
    statement = Statement(
        community.organisation, given["seq"], given["previous"], 0, given["by"], act
    )
    known.extend(read(sign(statement, pair)))
    return known


@guards("sync.directory.author")
def test_h04_and_t40_a_device_that_only_the_hub_added_is_believed_by_nobody() -> None:
    community, ana, *_ = trio()
    ghost, keys = community.name(), community.pair()
    added = DeviceAdded(ghost, ana.user, keys.public, keys.public)
    statement = Statement(community.organisation, ana.engine.belief.directory.seq + 1,
                          ana.engine.belief.directory.head, 0, ROOT, added)  # fmt: skip
    forged = sign(statement, keys)

    with ana.ledger.transaction():
        ana.engine.belief.take([forged])

    assert ghost not in ana.engine.belief.directory.devices
    assert "statement" in ana.alarms()


@guards("sync.directory.rank")
@pytest.mark.parametrize("act", [User(b"u" * 16, 4), HubKey(b"k" * 65), Wipe(b"d" * 16)], ids=str)
def test_h12_and_t43_a_worker_orders_nothing(act: Act) -> None:
    community, _, blas, _, _ = trio()

    with pytest.raises(Refused, match="right"):
        told(community, blas, act)


@guards("sync.directory.author")
def test_h05_a_coordinator_who_was_removed_signs_nothing_more() -> None:
    community, _ana, *_ = trio()
    dora = community.person("Dora", COORDINATOR)
    community.remove(dora)
    keys = community.pair().public

    with pytest.raises(Refused, match="right"):
        told(community, dora, DeviceAdded(community.name(), dora.user, keys, keys))


@guards("sync.directory.follows")
def test_h02_and_t41_a_forked_or_cut_directory_is_refused() -> None:
    community, ana, *_ = trio()
    user = User(community.name(), 2)

    for altered, reason in (({"previous": bytes(32)}, "fork"), ({"seq": 99}, "gap"),
                            ({"seq": 2, "by": ROOT}, "fork")):  # fmt: skip
        with pytest.raises(Refused, match=reason):
            told(community, ana, user, **altered)


def test_a_worker_stands_for_an_own_new_device_and_for_nobody_elses() -> None:
    community, ana, blas, _, _ = trio()
    device, keys = community.name(), community.pair().public

    assert told(community, blas, DeviceAdded(device, blas.user, keys, keys)).active(device)
    with pytest.raises(Refused, match="right"):
        told(community, blas, DeviceAdded(device, ana.user, keys, keys))


@guards("sync.directory.approvals")
def test_h12_and_r07_to_r09_two_persons_stand_behind_erasure_and_break_glass() -> None:
    community, ana, blas, _, scope = trio()
    dora, eva = (community.person(name, COORDINATOR) for name in ("Dora", "Eva"))
    now = community.wall.now
    erase = read(community.say(Erase(scope, [], "term"), ana)).id
    opened = read(community.say(Opened(scope, blas.user, now + DAY, "urgent"), dora)).id
    directory = community.hub.directory

    with pytest.raises(Refused, match="right"):
        told(community, ana, Approved(erase))
    assert not directory().erased(scope)
    community.say(Approved(opened), ana)
    assert not directory().opened(scope, blas.user, now)
    community.say(Approved(opened), eva)
    community.say(Approved(erase), dora)
    assert directory().erased(scope)
    assert directory().opened(scope, blas.user, now)
    assert not directory().opened(scope, blas.user, now + DAY)
    assert not directory().opened(scope, ana.user, now)


def test_r09_nobody_approves_a_door_for_themselves() -> None:
    community, ana, _, _, scope = trio()
    dora = community.person("Dora", COORDINATOR)
    opened = read(community.say(Opened(scope, dora.user, 1, "urgent"), ana)).id

    with pytest.raises(Refused, match="right"):
        told(community, dora, Approved(opened))


def test_r05_who_has_left_is_out_with_all_devices() -> None:
    community, _ana, blas, _, scope = trio()
    community.say(UserLeft(blas.user))

    assert not community.hub.directory().active(blas.device)
    with pytest.raises(Denied):
        community.hub.peer(blas.device).offered(scope)


def test_r02_and_h13_a_removed_device_is_told_to_wipe_and_nothing_else() -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, 1, "after")
    community.round(ana)
    community.say(Wipe(blas.device), ana)

    receipt = community.round(blas)

    assert blas.device in blas.engine.belief.directory.wiped
    assert receipt.received == 0
    assert not blas.values(scope, 1)


@guards("sync.members.author")
def test_h10_a_right_is_not_taken_but_given() -> None:
    community, ana, blas, carla, _ = trio()
    scope = community.scope(ana, [blas])
    members = ana.engine.belief.members(scope)
    assert members is not None
    for by, act in ((carla, Granted(carla.user, 3)), (blas, Granted(carla.user, 2))):
        statement = Statement(scope, members.seq + 1, members.head, 0, by.device, act)
        result = community.hub.chains.take(sign(statement, by.desk.signing))
        assert (result.code, result.reason) == ("refused", "right")


@guards("sync.hub.judge")
def test_h10_an_outsiders_envelope_is_refused_by_the_hub_and_by_every_desk() -> None:
    community, ana, blas, carla, _ = trio()
    scope = community.scope(ana, [blas])
    leaked = ana.ledger.rows
    carla.ledger.rows.statements[scope] = list(leaked.statements[scope])
    carla.ledger.rows.confirmed[scope] = len(leaked.statements[scope])
    carla.ledger.rows.keys[scope] = list(leaked.keys[scope])
    carla.save(scope, 1, "forged")
    carla.engine.belief.forget()
    key = carla.ledger.keys(scope)[0]
    raw = carla.engine.asker._sealer._made(
        scope, carla.ledger.stream(), list(carla.ledger.unsealed(scope, carla.ledger.stream(), 0, 99)), key
    )  # fmt: skip

    assert community.hub.intake.take([raw], 0)[0].reason == "right"
    from sync.engine.loose import Sealed, take_frames

    take_frames(blas.engine, [Sealed(raw)])
    assert not blas.values(scope, 1)
    assert [kept.waits for kept in blas.ledger.waiting(scope)] == [RIGHT]


@guards("sync.members.stale")
def test_r03_and_t39_who_was_removed_opens_nothing_newer_with_all_real_keys() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, 1, "before")
    community.settle()
    withdraw(ana.engine, scope, blas.user)
    ana.save(scope, 1, "after")
    community.settle()

    keys = [key.key for key in blas.ledger.keys(scope)]
    newest = parse(community.store.tables.rows[scope][-1].raw)
    assert carla.values(scope, 1) == {"after"}
    assert blas.values(scope, 1) == {"before"}
    for key in keys:
        with pytest.raises(NotOpened):
            contents_of(newest, key)
    for wrap in community.store.tables.wraps.values():
        if wrap.commitment == newest.header.key_commitment:
            assert wrap.to != blas.device
    assert scope in blas.ledger.rows.left


def test_a_removed_device_makes_the_next_write_use_another_key() -> None:
    community, ana, blas, carla, scope = trio()
    community.remove(blas, stolen=True)
    community.round(ana)
    ana.save(scope, 1, "after")
    community.settle([ana, carla])

    newest = parse(community.store.tables.rows[scope][-1].raw)
    assert newest.header.key_commitment not in {k.commitment for k in blas.ledger.keys(scope)}
    assert carla.values(scope, 1) == {"after"}


@guards("sync.keyring.circles")
def test_a_circles_key_opens_the_scopes_it_has_a_right_in_and_they_change_with_it() -> None:
    community, ana, blas, carla, _ = trio()
    circle = community.scope(ana, [blas])
    scope = community.scope(ana, [], [circle])
    ana.save(scope, 1, "for the circle")
    community.settle()
    assert blas.values(scope, 1) == {"for the circle"}
    assert scope not in carla.ledger.rows.positions

    withdraw(ana.engine, circle, blas.user)
    ana.save(circle, 1, "the circle moves on")
    community.settle()
    ana.save(scope, 1, "and so does the scope")
    grant(ana.engine, circle, carla.user, WRITER)
    community.settle()

    assert carla.values(scope, 1) == {"and so does the scope"}
    assert blas.values(scope, 1) == {"for the circle"}
    newest = parse(community.store.tables.rows[scope][-1].raw).header.key_commitment
    assert newest not in {key.commitment for key in blas.ledger.keys(scope)}


def test_t44_a_new_device_reads_history_once_it_was_handed_the_keys() -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, 1, "old")
    community.settle()
    second = community.desk_of("Blas", blas.user)
    community.round(second)
    assert second.ledger.waiting(scope)[0].waits == KEY
    assert not second.values(scope, 1)

    community.settle([ana, second])

    assert second.values(scope, 1) == {"old"}
    assert not second.ledger.waiting(scope)


@guards("sync.members.late")
def test_late_work_of_a_transferred_member_is_taken_and_of_a_thief_is_held() -> None:
    community, ana, blas, carla, scope = trio()
    blas.save(scope, 1, "before he could know")
    carla.save(scope, 2, "on a stolen laptop")
    withdraw(ana.engine, scope, blas.user)
    community.settle([ana])
    community.remove(carla, stolen=True)

    with_blas = community.round(blas)
    held = community.round(carla)
    community.settle([ana])

    assert with_blas.pushed == 1
    assert ana.values(scope, 1) == {"before he could know"}
    assert held.held
    assert not ana.values(scope, 2)
    (waiting,) = community.store.tables.holds.values()
    release(ana.engine, scope, waiting.id, accepted=True)
    community.settle([ana])
    assert ana.values(scope, 2) == {"on a stolen laptop"}
    assert not community.store.tables.holds


def test_a_reader_reads_and_writes_nothing() -> None:
    community, ana, blas, carla, _ = trio()
    scope = community.scope(ana, [blas])
    grant(ana.engine, scope, carla.user, READER)
    ana.save(scope, 1, "to be read")
    community.settle()
    carla.save(scope, 1, "to be written", [])
    community.settle()

    assert carla.values(scope, 1) == {"to be read", "to be written"}
    assert ana.values(scope, 1) == {"to be read"}
    assert carla.unsent()


def test_t38_two_who_renew_the_key_at_once_both_keep_their_work() -> None:
    community, ana, blas, carla, scope = trio()
    dora = community.person("Dora", ADMINISTRATOR)
    community.settle([ana])
    grant(ana.engine, scope, dora.user, COORDINATOR)
    community.settle()
    withdraw(ana.engine, scope, carla.user)
    community.settle([ana, blas, dora], 1)
    for one in (ana, blas, dora):
        one.save(scope, 1, one.name, [])
        with one.engine.transaction():
            one.engine.asker.prepare()

    community.settle([ana, blas, dora])

    for one in (ana, blas, dora):
        assert one.values(scope, 1) == {"Ana", "Blas", "Dora"}
        assert one.unsent() == 0


def test_h07_a_wrapped_key_for_somebody_else_or_of_another_scope_opens_nothing() -> None:
    community, ana, blas, carla, scope = trio()
    other = community.scope(ana, [blas])
    wraps = list(community.store.tables.wraps.values())
    for wrap in wraps:
        if wrap.to == carla.device:
            with pytest.raises(NotOpened):
                seal.unwrap(blas.desk.receiving, wrap.sealed, b"pscp/v1/wrap" + other)
    swapped = [w for w in wraps if w.to == blas.device and w.scope == scope]
    with blas.ledger.transaction():
        blas.ledger.rows.keys.pop(other)
        for wrap in swapped:
            own = next(w for w in wraps if w.scope == other and w.to == blas.device)
            blas.ledger.rows.wraps[own.scope, own.commitment, own.to + own.under] = type(own)(
                other, own.commitment, own.to, wrap.sealed
            )
        assert not blas.engine.keyring.open_new([other])


def test_a05_a_newcomer_is_shown_to_who_invited_and_to_nobody_else() -> None:
    community, ana, blas, carla, _ = trio()
    invite = Invite(community.name(), blas.user, bytes(32), community.wall.now + DAY)
    assert community.hub.peer(carla.device).invite(invite).reason == "right"
    assert community.hub.peer(ana.device).invite(invite).code == "ok"
    knock = Knock(invite.id, b"code", community.name(), carla.desk.signing.public, b"")

    community.store.add_knock(knock)

    assert community.hub.peer(ana.device).knocks() == [knock]
    assert community.hub.peer(carla.device).knocks() == []


def test_a_scope_is_begun_once_and_not_by_those_outside() -> None:
    community, ana, *_ = trio()
    statement = Statement(community.name(), 1, NOTHING, 0, community.name(), Begun(b""))

    result = community.hub.chains.take(sign(statement, ana.desk.signing))

    assert (result.code, result.reason) == ("refused", "right")
    assert RECORD
