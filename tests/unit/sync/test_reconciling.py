"""What was seen to go wrong elsewhere, each as it happened, between real engines and a hub in memory."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.changes import Change, Remove, SetFields, encode
from sync.engine.loose import Sealed, frames_of, take_frames
from sync.ledger import DAMAGED, ORDER, PARTS, SCHEMA
from sync.merge import Cell, Head
from sync.protocol import Unreachable
from tests.protections import guards
from tests.sync_model.channel import FAULTS, Faulty
from tests.sync_model.community import RECORD, Person, trio

YEAR = 365 * 24 * 3600 * 1000


@guards("sync.engine.heal")
def test_t01_and_t02_a_hub_put_back_in_silence_heals_by_itself() -> None:
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    for number in range(20):
        ana.save(scope, 1 + number % 3, f"a{number}")
        community.round(ana)
    community.store.restore(old)
    community.hub = community.new_hub()
    blas.save(scope, 1, "written first after", [])
    community.round(blas)

    community.settle()

    assert len({one.state(scope) for one in community.people}) == 1
    assert carla.values(scope, 1) == {"written first after", "a18"}
    assert [one.unsent() for one in community.people] == [0, 0, 0]


@guards("sync.engine.lost_chains")
def test_t03_an_emptied_hub_is_filled_again_by_what_desks_hold() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, 1, "kept")
    community.settle()
    community.store.restore(type(community.store)().tables)
    community.hub = community.new_hub()

    community.settle()

    assert [row.device for row in community.store.tables.rows[scope]] == [ana.device]
    assert community.hub.directory().seq == len(community.chain)
    assert scope in carla.ledger.rows.positions
    fresh = community.desk_of("Blas", blas.user)
    community.settle([ana, fresh, ana, fresh])
    assert fresh.values(scope, 1) == {"kept"}


@guards("sync.reading.sole")
def test_t05_a_copied_store_that_nobody_noticed_loses_no_write() -> None:
    community, ana, blas, _, scope = trio()
    copy = ana.ledger.backup()
    ana.save(scope, 1, "on the first")
    community.round(ana)
    ana.restored(copy, noticed=False)
    ana.save(scope, 1, "on the second", [])
    ana.save(scope, 1, "on the second, later")

    community.settle()

    assert blas.values(scope, 1) == {"on the first", "on the second, later"} == ana.values(scope, 1)
    assert "clone" in ana.alarms()
    assert ana.ledger.stream().incarnation == 2
    assert ana.unsent() == 0


@guards("sync.merging.parts")
def test_t11_a_saving_in_parts_is_merged_whole_or_not_yet() -> None:
    _community, ana, blas, _, scope = trio()
    for number in range(1, 4):
        ana.ledger.save(
            scope, {number: (f"part {number}", ())}, record=RECORD, user=ana.user, more=number < 3
        )
        with ana.engine.transaction():
            ana.engine.asker.prepare()
    frames = list(frames_of(ana.engine))
    sealed = [frame for frame in frames if isinstance(frame, Sealed)]
    assert len(sealed) == 3

    for cut in (1, 2):
        take_frames(blas.engine, [*frames[: -len(sealed)], *sealed[:cut]])
        assert not any(blas.values(scope, number) for number in range(1, 4))
        assert {kept.waits for kept in blas.ledger.waiting(scope)} <= {PARTS, ORDER}
    take_frames(blas.engine, sealed)

    assert [blas.values(scope, number) for number in range(1, 4)] == [
        {"part 1"}, {"part 2"}, {"part 3"},
    ]  # fmt: skip


@guards("sync.merging.state")
def test_t12_a_row_that_was_altered_here_is_noticed_by_the_count_of_another() -> None:
    community, ana, blas, _, scope = trio()
    for number in range(16):
        ana.save(scope, 1, number)
        community.round(ana)
        community.round(blas)
    assert "state" not in blas.alarms()
    cells = blas.ledger.rows.cells[scope]
    place = (1, RECORD, 2)
    cells[place] = Cell({next(iter(cells[1, RECORD, 1].heads)): Head("corrupt", 1)})

    for number in range(16):
        ana.save(scope, 1, number)
        community.round(ana)
        community.round(blas)

    assert "state" in blas.alarms()
    assert "state" not in ana.alarms()


def test_t15_ten_who_edit_one_field_are_never_refused() -> None:
    community, ana, *_ = trio()
    people = [community.person(f"P{number}") for number in range(7)]
    scope = community.scope(ana, people)
    for turn in range(3):
        for one in people:
            one.save(scope, 1, f"{one.name} {turn}")
        receipts = [community.round(one) for one in people]
        assert all(receipt.pushed == 1 and receipt.complete for receipt in receipts)


@given(order=st.permutations(range(6)), again=st.lists(st.integers(0, 5)))
@settings(max_examples=25, deadline=None)
def test_t16_and_h15_any_order_and_any_repetition_ends_in_the_same(
    order: list[int], again: list[int]
) -> None:
    community, ana, blas, carla, scope = trio()
    for number in range(6):
        ana.save(scope, 1, number)
        with ana.engine.transaction():
            ana.engine.asker.prepare()
    frames = list(frames_of(ana.engine))
    sealed = [frame for frame in frames if isinstance(frame, Sealed)]

    for number in (*order, *again):
        take_frames(blas.engine, [sealed[number]])
    community.settle([ana, carla, blas])

    assert blas.state(scope) == ana.state(scope) == carla.state(scope)
    assert blas.unsent() == 0


def test_t17_what_was_removed_is_not_created_again_by_a_late_double() -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, 1, "made")
    frames = list(frames_of(ana.engine))
    community.settle()
    shown = sorted(ana.ledger.heads(scope, RECORD, 1))
    ana.ledger.save_ops(scope, [Remove(1, RECORD, True, [], shown)], user=ana.user)  # noqa: FBT003
    community.settle()
    before = blas.state(scope)

    take_frames(blas.engine, frames)
    community.settle()

    assert blas.state(scope) == before
    assert blas.ledger.heads(scope, RECORD, 0)


@guards("sync.engine.read_back")
@pytest.mark.parametrize("fault", FAULTS)
def test_t18_and_t21_and_h09_a_round_that_failed_is_made_good_by_the_next(fault: str) -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, 1, "said once")
    try:
        community.round(ana, Faulty(community.hub.peer(ana.device), fault))
    except Unreachable:
        assert ana.unsent() == 1
    first = [kept.raw for kept in ana.ledger.envelopes(scope)]

    community.round(ana)
    community.round(blas)

    assert [kept.raw for kept in ana.ledger.envelopes(scope)][: len(first)] == first
    assert blas.values(scope, 1) == {"said once"}
    assert len(community.store.tables.rows[scope]) == 1
    assert ana.unsent() == 0


@guards("sync.engine.read_back")
def test_t03_an_envelope_that_was_taken_and_lost_is_not_counted_as_delivered() -> None:
    community, ana, blas, _, scope = trio()
    old = community.store.backup()
    ana.save(scope, 1, "acknowledged")
    with pytest.raises(Unreachable):
        community.round(ana, Faulty(community.hub.peer(ana.device), "drop answer"))
    community.store.restore(old)
    community.hub = community.new_hub()

    assert ana.unsent() == 1
    community.settle()
    assert blas.values(scope, 1) == {"acknowledged"}


def test_t19_and_t20_poison_stops_nobody_and_is_kept_to_be_seen() -> None:
    community, ana, blas, _, scope = trio()
    for number in range(30):
        ana.save(scope, 1 + number % 5, number)
        if number == 12:
            stream = ana.ledger.stream()
            last = max(n for s, n in ana.ledger.rows.own[scope] if s == stream)
            ana.ledger.rows.own[scope][stream, last] = b"poison"
        community.round(ana)
    community.settle()

    assert blas.values(scope, 1) == {25}
    assert blas.values(scope, 5) == {29}
    assert [kept.waits for kept in blas.ledger.waiting(scope)] == [DAMAGED]


def test_t36_what_a_newer_version_wrote_is_kept_and_blocks_no_one() -> None:
    community, ana, blas, _, scope = trio()
    blas.ledger.known_fields = 10
    ana.save(scope, 50, "of a newer version")
    ana.save(scope, 1, "known")
    community.settle()

    assert blas.values(scope, 1) == {"known"}
    assert {kept.waits for kept in blas.ledger.waiting(scope)} == {SCHEMA}
    assert blas.engine.snapshots.make(scope) is None


@pytest.mark.parametrize("jump", [3_600_000, -3_600_000, 2 * YEAR, -2 * YEAR, -50 * YEAR])
def test_t32_and_n06_a_wrong_clock_stops_no_work_and_no_round(jump: int) -> None:
    community, ana, blas, _, scope = trio()
    community.wall.now += jump
    ana.save(scope, 1, "before")
    community.wall.now -= jump
    community.settle()
    blas.save(scope, 1, "after")
    community.settle()

    assert ana.values(scope, 1) == {"after"}


def test_t31_a_desk_away_for_400_days_revives_nothing_and_brings_its_own() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, 1, "old")
    community.settle()
    carla.save(scope, 2, "written away")
    for turn in range(2):
        ana.save(scope, 1, f"new {turn}")
        community.settle([ana, blas])
        made = ana.engine.snapshots.make(scope)
        assert made is not None
        community.hub.peer(ana.device).offer(made.raw, list(made.pieces))
        blas.engine.snapshots.attest(community.hub.peer(blas.device), scope)
        community.store.compact(scope)
    community.wall.now += 400 * 24 * 3600 * 1000

    community.settle([carla, ana, blas])

    assert carla.values(scope, 1) == {"new 1"}
    assert ana.values(scope, 2) == {"written away"} == blas.values(scope, 2)
    assert len({one.state(scope) for one in community.people}) == 1


def test_a_snapshot_counts_once_another_person_stands_behind_it() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, 1, "standing")
    community.settle()
    made = ana.engine.snapshots.make(scope)
    assert made is not None
    hub = community.hub
    hub.peer(ana.device).offer(made.raw, list(made.pieces))
    ana.engine.snapshots.attest(hub.peer(ana.device), scope)
    offered = hub.peer(blas.device).offered(scope)[0]
    told = blas.engine.snapshots.believed(offered.snapshot)
    assert told is not None
    assert not blas.engine.snapshots.confirmed(told, offered)

    blas.engine.snapshots.attest(hub.peer(blas.device), scope)

    assert blas.engine.snapshots.confirmed(told, hub.peer(blas.device).offered(scope)[0])
    altered = replace(made, pieces=(made.pieces[0][:-1] + b"\0",))
    assert not carla.engine.snapshots.take(
        altered.raw, altered.pieces, hub.peer(blas.device).offered(scope)[0].attestations
    )


def unread(person: Person, scope: bytes) -> Change:
    """A change as bytes that say what they are."""
    return Change([SetFields(1, RECORD, {1: ("x", [])})], 0, 0, person.user, (scope, 0, 0), 1)


def test_t46_a_quiet_round_costs_the_same_whatever_is_kept() -> None:
    sizes = []
    for kept in (5, 200):
        community, ana, _, _, scope = trio()
        for number in range(kept):
            ana.save(scope, 1, number)
        community.settle()
        peer = Faulty(community.hub.peer(ana.device))
        receipt = community.round(ana, peer)
        assert receipt.requests == 1
        sizes.append(peer.up + peer.down)
        assert len(encode(unread(ana, scope))) < 200
    assert sizes[0] == sizes[1] < 600
