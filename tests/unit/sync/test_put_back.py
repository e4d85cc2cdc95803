"""A hub put back to an earlier day, and laptops lost beside it: nothing stays with one desk for good."""

import pytest
from msgspec import structs

from sync.directory import Refused
from sync.engine.loose import Sealed, frames_of, take_frames
from sync.engine.scopes import withdraw
from sync.members import MOST_LACKED
from sync.protocol import Answer
from sync.statements import ADMINISTRATOR, Lacked, read
from tests.protections import guards
from tests.sync_model.channel import Reordered
from tests.sync_model.community import Community, Person, trio
from tests.sync_model.memory_hub import Tables
from tests.sync_model.simulator import AT_ONCE
from tests.unit.sync.test_directed import OWN, stands


def put_back(community: Community, tables: Tables) -> None:
    """The hub is as it was then, and nobody is told."""
    community.store.restore(tables)
    community.hub = community.new_hub()


@guards("sync.keyring.lacked")
@pytest.mark.parametrize("gone", [False, True], ids=["who handed it over is there", "is gone"])
def test_a_wrapped_key_that_a_hub_lost_is_asked_for_again(gone: bool) -> None:
    """Another gave the hub back the statement of it, but had no wrapped key of somebody else to give."""
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    second = community.desk_of("Blas", blas.user)
    community.round(carla)
    community.round(carla)  # hands the key over to the new laptop
    community.round(ana)
    put_back(community, old)
    community.round(ana)
    if gone:
        community.people.remove(carla)
    ana.save(scope, OWN, "for all of Blas's laptops")

    community.settle(times=4)

    assert second.values(scope, OWN) == blas.values(scope, OWN) == {"for all of Blas's laptops"}
    assert not ana.engine.belief.members(scope).lacking  # type: ignore[union-attr]


@guards("sync.keyring.lacked")
def test_a_wrapped_key_of_a_circle_that_a_hub_lost_is_asked_for_again() -> None:
    community = Community()
    ana = community.person("Ana", ADMINISTRATOR)
    blas, carla = community.person("Blas"), community.person("Carla")
    community.round(ana)
    circle = community.scope(ana, [blas, carla])
    ana.save(circle, OWN, "the first of the circle")
    community.settle()
    scope = community.scope(ana, circles=[circle])
    old = community.store.backup()
    second = community.desk_of("Blas", blas.user)
    community.round(carla)
    community.round(carla)
    community.round(ana)
    put_back(community, old)
    community.round(ana)
    ana.save(scope, OWN, "in a file of the circle")

    community.settle(times=4)

    assert second.values(scope, OWN) == {"in a file of the circle"}


@guards("sync.members.lacked_often")
def test_nobody_fills_a_chain_with_saying_that_keys_are_lacking() -> None:
    _, ana, blas, _, scope = trio()
    for _ in range(MOST_LACKED):
        blas.engine.belief.say(scope, Lacked())
    with pytest.raises(Refused, match="limit"):
        blas.engine.belief.say(scope, Lacked())
    assert ana.engine.belief.members(scope)


@guards("sync.members.author")
def test_a_stranger_to_a_scope_does_not_say_that_its_keys_are_lacking() -> None:
    community, ana, *_, scope = trio()
    stranger = community.person("Dora")
    community.settle([ana, stranger])
    with stranger.engine.transaction():
        stranger.engine.belief.take(ana.ledger.statements(scope))
    with pytest.raises(Refused, match="right"):
        stranger.engine.belief.say(scope, Lacked())


@guards("sync.sealing.earlier_life")
def test_what_a_copy_had_not_sealed_is_no_fork_of_what_was_given_away_before_it_was_lost() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, OWN, "given away on a stick")
    copied = ana.ledger.backup()
    take_frames(blas.engine, list(frames_of(ana.engine)))
    ana.restored(copied)

    community.settle()

    for person in (ana, blas, carla):
        assert person.values(scope, OWN) == {"given away on a stick"}
        assert not person.alarms()
        assert not person.unsent()


def test_t05_what_was_replaced_after_a_copy_stands_beside_it_and_is_not_lost() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, OWN, "in the copy")
    copied = ana.ledger.backup()
    ana.save(scope, OWN, "after it")
    take_frames(blas.engine, list(frames_of(ana.engine)))
    ana.restored(copied)

    community.settle()

    for person in (ana, blas, carla):
        assert person.values(scope, OWN) == {"in the copy", "after it"}


@guards("sync.sealing.earlier_life")
def test_what_was_saved_after_a_copy_was_put_back_replaces_what_the_copy_had_not_sealed() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, OWN, "in the copy")
    copied = ana.ledger.backup()
    take_frames(blas.engine, list(frames_of(ana.engine)))
    ana.restored(copied)
    ana.save(scope, OWN, "after it was put back")

    community.settle()

    assert ana.values(scope, OWN) == blas.values(scope, OWN) == carla.values(scope, OWN)
    assert "after it was put back" in ana.values(scope, OWN)


@guards("sync.upkeep.owed")
@guards("sync.hub.stood")
def test_what_a_snapshot_on_a_stick_taught_is_told_to_a_hub_that_lost_it_unseen() -> None:
    """Whoever takes the stick sees no hub that lost anything: it is as it was when they met it last."""
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    ana.save(scope, OWN, "lost by the hub")
    community.settle([ana, carla])
    stands(community, ana, carla, scope)
    ana.engine.snapshots.learn(community.hub.peer(ana.device).offered(scope))
    put_back(community, old)
    frames = [frame for frame in frames_of(ana.engine) if not isinstance(frame, Sealed)]
    take_frames(blas.engine, frames)
    assert blas.values(scope, OWN) == {"lost by the hub"}

    other = community.desk_of("Carla, her own laptop lost like Ana's", carla.user)
    for _ in range(4):
        for person in (blas, other):
            community.round(person)
            person.engine.upkeep.tend(community.hub.peer(person.device))

    assert other.values(scope, OWN) == {"lost by the hub"}
    assert not blas.ledger.owed_snapshots()


@guards("sync.belief.let_go")
def test_t01_a_statement_whose_place_another_took_after_the_hub_was_put_back_is_said_again() -> (
    None
):
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    second = community.desk_of("Blas", blas.user)
    community.settle([carla, carla, blas])  # Carla hands over the key, and the hub has her word
    put_back(community, old)
    third = community.desk_of("Carla", carla.user)
    community.settle([ana, ana], 1)  # and so does Ana, who knows nothing of it
    ana.save(scope, OWN, "for all")

    community.settle(times=5)

    for person in (ana, blas, carla, second, third):
        assert person.values(scope, OWN) == {"for all"}
    chains = {tuple(p.ledger.statements(scope)) for p in (ana, blas, carla, second, third)}
    assert len(chains) == 1


@guards("sync.belief.rights_stay")
def test_h04_no_other_chain_does_away_with_the_end_of_a_right() -> None:
    """A hub that shows a chain without a removal, signed by somebody who had not heard of it, is refused."""
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    withdraw(ana.engine, scope, carla.user)
    community.settle([ana, blas], 2)
    put_back(community, old)
    community.desk_of("Carla", carla.user)
    with carla.engine.transaction():
        carla.engine.belief.take(community.chain)
        carla.engine.keyring.hand_over(scope)
    assert community.hub.chains.take(carla.ledger.statements(scope)[-1]).code == "ok"

    blas.engine.belief.forked.add(scope)
    community.settle([blas], 2)

    members = blas.engine.belief.members(scope)
    assert members is not None
    assert not members.role(carla.user, blas.engine.belief.members)
    assert "statement" in blas.alarms()


@guards("sync.belief.hear")
def test_a_right_through_a_circle_is_known_in_whatever_order_a_hub_tells_it() -> None:
    community = Community()
    ana, blas = community.person("Ana", ADMINISTRATOR), community.person("Blas")
    community.round(ana)
    circle = community.scope(ana, [blas])
    ana.save(circle, OWN, "the first of the circle")
    community.settle()
    scope = community.scope(ana, circles=[circle])
    community.settle()
    blas.save(scope, OWN, "sealed with a key that Blas made")
    with blas.engine.transaction():
        blas.engine.keyring.renew(scope)
    community.settle()
    late = community.desk_of("Blas", blas.user)

    def first_files(answer: Answer) -> Answer:
        return structs.replace(answer, news=sorted(answer.news, key=lambda n: n.scope == circle))

    community.round(late, Reordered(community.hub.peer(late.device), first_files))

    assert not late.alarms()
    assert late.ledger.statements(scope) == ana.ledger.statements(scope)


@guards("sync.asking.in_order")
def test_what_two_sticks_brought_in_the_wrong_order_is_delivered_in_one_round() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, OWN, "first")
    first = list(frames_of(ana.engine))
    ana.save(scope, OWN, "second")
    second = [frame for frame in frames_of(ana.engine) if frame not in first]
    take_frames(blas.engine, second)
    take_frames(blas.engine, first)

    community.round(blas)

    assert not blas.unsent()
    community.round(carla)
    assert carla.values(scope, OWN) == {"second"}


@guards("sync.hub.heals_confirmed")
def test_a_snapshot_that_nobody_confirmed_takes_no_envelopes_place() -> None:
    """Its maker may have seen more than the log holds by now: the envelope itself is still to come."""
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    carla.save(scope, OWN, "hers")
    community.settle()
    made = ana.engine.snapshots.make(scope)
    assert made is not None
    put_back(community, old)
    assert community.hub.peer(ana.device).offer(made.raw, list(made.pieces)).code == "ok"

    community.settle()

    for person in (ana, blas, carla):
        assert not person.unsent()
        assert person.values(scope, OWN) == {"hers"}
    assert [row.device for row in community.store.tables.rows[scope]] == [carla.device]


@guards("sync.hub.chain")
def test_a_log_that_only_a_snapshot_stood_for_is_known_to_be_another_when_it_is_lost_again() -> (
    None
):
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    carla.save(scope, OWN, "hers")
    _tend(community, blas, carla)
    community.store.compact(scope)
    _tend(community, ana)
    for _ in range(2):
        put_back(community, old)
        _tend(community, ana, blas, carla)

    late = community.desk_of("Blas", blas.user)
    _tend(community, ana, late)

    assert late.values(scope, OWN) == {"hers"}


def _tend(community: Community, *people: Person) -> None:
    """These meet the hub one after the other, and make and confirm snapshots at once."""
    for person in people * 3:
        person.engine.upkeep.limits = AT_ONCE
        community.round(person)
        person.engine.upkeep.tend(community.hub.peer(person.device))


def test_a_fork_on_a_stick_that_is_seen_only_behind_its_place_breaks_nothing() -> None:
    community, ana, blas, carla, scope = trio()
    second = community.desk_of("Carla", carla.user)
    for person in (ana, blas):
        with person.engine.transaction():
            person.engine.belief.take(community.chain)
            person.engine.keyring.hand_over(scope)
    withdraw(ana.engine, scope, second.user)
    ours = blas.ledger.statements(scope)

    behind = [read(raw) for raw in ana.ledger.statements(scope)][-1]
    assert behind.statement.seq == len(ours) + 1
    with blas.engine.transaction():
        blas.engine.belief.take([behind.raw], confirmed=False)

    assert blas.ledger.statements(scope) == ours
