"""Rules of reconciling that chance seldom tries, each with the one schedule that needs it."""

import copy
from collections.abc import Sequence
from itertools import permutations

import pytest
from msgspec import structs

from sync import seal
from sync.engine.loose import AnyFrame, Sealed, frames_of, take_frames
from sync.engine.scopes import grant, withdraw
from sync.envelope import parse
from sync.ledger import DAMAGED
from sync.protocol import Attestation, News, head_text, sign_message
from sync.seal import Pair
from tests.protections import guards
from tests.sync_model.channel import Lying
from tests.sync_model.community import RECORD, Community, Person, trio

OWN = 1
"""The field that is written about."""


def sealed_by(frames: Sequence[AnyFrame], *devices: bytes) -> list[AnyFrame]:
    """A stick that has only what these devices sealed."""
    return [
        frame
        for frame in frames
        if not isinstance(frame, Sealed) or parse(frame.raw).header.device in devices
    ]


def stands(community: Community, maker: Person, by: Person, scope: bytes) -> None:
    """A snapshot of `maker`, confirmed by another, and the log cut behind it."""
    made = maker.engine.snapshots.make(scope)
    assert made is not None
    assert community.hub.peer(maker.device).offer(made.raw, list(made.pieces)).code == "ok"
    by.engine.snapshots.attest(community.hub.peer(by.device), scope)
    community.store.compact(scope)
    assert community.store.tables.scopes[scope].base


@guards("sync.merge.both")
def test_the_later_clock_does_not_win_over_what_nobody_replaced() -> None:
    community, ana, blas, carla, scope = trio()
    ana.save(scope, OWN, "hers")
    community.wall.now += 3_600_000
    blas.save(scope, OWN, "his, an hour later")

    community.settle()

    for person in (ana, blas, carla):
        assert person.values(scope, OWN) == {"hers", "his, an hour later"}


@guards("sync.hub.chain")
def test_t01_a_hub_put_back_in_silence_is_known_by_its_chain_though_it_has_grown_as_far() -> None:
    community, ana, blas, carla, scope = trio()
    old = community.store.backup()
    ana.save(scope, 1, "taken and read back")
    community.round(ana)
    assert ana.unsent() == 0
    community.store.restore(old)
    community.hub = community.new_hub()
    blas.save(scope, 2, "written first after")
    community.round(blas)
    assert community.store.tables.scopes[scope].head == ana.ledger.rows.positions[scope].seq

    community.settle()

    for person in (ana, blas, carla):
        assert person.values(scope, 1) == {"taken and read back"}
        assert person.values(scope, 2) == {"written first after"}
    assert "rewound" in ana.alarms()


@guards("sync.reading.chain")
def test_t41_a_log_that_a_hub_signs_otherwise_than_it_shows_it_is_not_moved_over() -> None:
    community, ana, blas, _, scope = trio()
    ana.save(scope, OWN, "true")
    community.round(ana)
    before = blas.ledger.rows.positions[scope]

    def lie(news: News) -> News:
        false = structs.replace(news, chain=bytes(32))
        text = head_text(community.organisation, false)
        return structs.replace(false, signature=seal.sign(community.hub_pair, text))

    receipt = community.round(blas, Lying(community.hub.peer(blas.device), lie))

    assert receipt.frozen == {scope: "chain"}
    assert blas.ledger.rows.positions[scope].seq == before.seq
    community.settle()
    assert blas.values(scope, OWN) == {"true"}


@guards("sync.snapshots.quiet")
def test_a_snapshot_holds_nothing_that_the_log_does_not() -> None:
    """A cut log and a snapshot that knew more than it would hide what comes into the log after."""
    community, ana, blas, _carla, scope = trio()
    ana.save(scope, 1, "in the log")
    community.settle()
    ana.save(scope, 1, "on no other laptop")
    assert ana.engine.snapshots.make(scope) is None
    take_frames(blas.engine, list(frames_of(ana.engine)))
    assert blas.values(scope, 1) == {"on no other laptop"}
    assert blas.engine.snapshots.make(scope) is None

    community.settle()

    assert blas.engine.snapshots.make(scope) is not None


@guards("sync.merge.joined")
def test_what_was_replaced_before_it_came_stays_replaced_through_a_snapshot() -> None:
    """Ana's value is known here only as replaced; who begins from the snapshot must know that too."""
    community, ana, blas, carla, scope = trio()
    dora = community.person("Dora")
    community.round(ana)
    grant(ana.engine, scope, dora.user, 2)
    community.settle()
    ana.save(scope, OWN, "Ana's, on her laptop alone")
    take_frames(blas.engine, list(frames_of(ana.engine)))
    blas.save(scope, OWN, "Blas', in its place")
    take_frames(carla.engine, sealed_by(list(frames_of(blas.engine)), blas.device))
    assert carla.values(scope, OWN) == {"Blas', in its place"}
    community.settle([carla, dora])
    stands(community, carla, dora, scope)
    fresh = community.desk_of("Carla", carla.user)
    community.settle([dora, fresh])
    assert fresh.values(scope, OWN) == {"Blas', in its place"}

    community.settle([ana, fresh, blas, carla, dora])

    for person in (ana, blas, carla, dora, fresh):
        assert person.values(scope, OWN) == {"Blas', in its place"}
        assert person.unsent() == 0


@guards("sync.merge.early")
def test_t16_streams_that_build_on_each_other_arrive_in_any_order() -> None:
    """Every order of five envelopes of two people, by stick, against the order in which they were made."""
    community, ana, blas, _, scope = trio()
    for turn in range(3):
        ana.save(scope, OWN, f"hers {turn}")
        take_frames(blas.engine, list(frames_of(ana.engine)))
        if turn < 2:
            blas.save(scope, OWN, f"his {turn}")
            take_frames(ana.engine, list(frames_of(blas.engine)))
    frames = [frame for frame in frames_of(ana.engine) if isinstance(frame, Sealed)]
    assert len(frames) == 5
    assert ana.values(scope, OWN) == {"hers 2"} == blas.values(scope, OWN)
    carla = community.people[2]
    empty = carla.ledger.backup()

    for order in permutations(frames):
        carla.restored(copy.deepcopy(empty), noticed=False)
        for frame in (*order, order[0]):
            take_frames(carla.engine, [frame])
        assert carla.state(scope) == ana.state(scope)
        assert not carla.ledger.waiting(scope)


POISON = ("no change", "a deep nest", "in another's name")


def poisoned(ana: Person, scope: bytes, kind: str, other: Person) -> None:
    """The last saving of a desk becomes what no desk would save."""
    stream = ana.ledger.stream()
    last = max(number for one, number in ana.ledger.rows.own[scope] if one == stream)
    bodies = {"no change": b"poison", "a deep nest": b"\x91" * 5000 + b"\x90"}
    if kind in bodies:
        ana.ledger.rows.own[scope][stream, last] = bodies[kind]
        return
    del ana.ledger.rows.own[scope][stream, last]
    ana.ledger.rows.merged[scope][stream] = last - 1
    ana.ledger.save(scope, {OWN: ("forged", ())}, record=RECORD, user=other.user)


@guards("sync.merging.poison")
@guards("sync.merging.kept")
@pytest.mark.parametrize("kind", POISON)
def test_t19_and_t20_of_a_thousand_one_is_poison_999_arrive_and_it_is_kept(kind: str) -> None:
    community, ana, blas, carla, scope = trio()
    for number in range(1000):
        ana.save(scope, 2 + number % 50, number, ())
        if number == 400:
            poisoned(ana, scope, kind, carla)
        if number % 20 == 0 or number in (399, 400):
            with ana.engine.transaction():
                ana.engine.asker.prepare()
    community.settle()

    for reader in (blas, carla):
        arrived = {v for field in range(2, 52) for v in reader.values(scope, field)}
        assert arrived == set(range(1000)) - {400}
        (kept,) = reader.ledger.waiting(scope)
        assert kept.waits == DAMAGED
        assert (kept.device, kept.first, kept.last) == (ana.device, 401, 401)
        assert parse(kept.raw).signed_by(ana.desk.signing.public), "it can be given out and shown"
    assert ana.unsent() == 0
    community.settle()
    assert len(blas.ledger.waiting(scope)) == 1, "it is not forgotten by the next good round"


@guards("sync.snapshots.another")
def test_a_snapshot_is_confirmed_by_another_persons_true_word_and_nothing_else() -> None:
    community, ana, blas, carla, scope = trio()
    second = community.desk_of("Ana", ana.user)
    community.settle([ana, second, ana, second])
    ana.save(scope, OWN, "standing")
    community.settle()
    made = ana.engine.snapshots.make(scope)
    assert made is not None
    peer = community.hub.peer(ana.device)
    peer.offer(made.raw, list(made.pieces))
    told = carla.engine.snapshots.believed(made.raw)
    assert told is not None

    def word(by: Person, pair: Pair, state: bytes) -> bytes:
        return sign_message(Attestation(told.id, state, by.device, community.wall.now), pair)

    second.engine.snapshots.attest(community.hub.peer(second.device), scope)
    false = [
        word(ana, ana.desk.signing, told.state),
        word(second, second.desk.signing, told.state),
        word(blas, community.hub_pair, told.state),
        word(blas, blas.desk.signing, bytes(32)),
        b"no word at all",
    ]
    for raw in false:
        community.store.attest(told.id, raw[:16], raw)
        (offered,) = community.hub.peer(carla.device).offered(scope)
        assert not carla.engine.snapshots.confirmed(told, offered)
        fresh = community.desk_of("Carla", carla.user)
        assert not fresh.engine.snapshots.join(community.hub.peer(carla.device), scope)

    blas.engine.snapshots.attest(community.hub.peer(blas.device), scope)

    (offered,) = community.hub.peer(carla.device).offered(scope)
    assert carla.engine.snapshots.confirmed(told, offered)


def test_what_somebody_wrote_who_came_and_went_twice_is_the_same_for_all() -> None:
    """Judged by the times they were in, whichever of them it was, and by no clock."""
    community, ana, blas, carla, scope = trio()
    for turn in range(2):
        carla.save(scope, turn + 1, f"written in time {turn}")
        community.settle([carla, ana], 2)
        community.wall.now -= 3_600_000
        withdraw(ana.engine, scope, carla.user)
        community.settle([ana, carla], 2)
        if not turn:
            grant(ana.engine, scope, carla.user, 2)
            community.settle([ana, carla], 2)

    community.settle([blas])

    assert blas.values(scope, 1) == {"written in time 0"}
    assert blas.values(scope, 2) == {"written in time 1"}
    assert not blas.ledger.waiting(scope)
    assert blas.state(scope) == ana.state(scope)
