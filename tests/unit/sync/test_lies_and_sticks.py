"""Hubs that lie, headers that are altered, and what comes by stick instead."""

from collections.abc import Callable

import pytest
from msgspec import structs

from sync import envelope as envelopes
from sync.engine.loose import Said, Wrapped, frames_of, take_frames
from sync.engine.scopes import withdraw
from sync.ledger import DAMAGED
from sync.protocol import News
from sync.seal import NotOpened
from tests.protections import guards
from tests.sync_model.channel import Lying
from tests.sync_model.community import RECORD, Community, trio

LIES: dict[str, Callable[[News], News]] = {
    "no signature": lambda news: structs.replace(news, signature=bytes(64)),
    "another chain": lambda news: structs.replace(news, chain=bytes(32)),
    "truncated": lambda news: structs.replace(news, entries=news.entries[1:]),
    "reordered": lambda news: structs.replace(news, entries=news.entries[::-1]),
    "another id": lambda news: structs.replace(
        news, entries=[structs.replace(e, id=bytes(32)) for e in news.entries]
    ),
    "altered": lambda news: structs.replace(
        news, entries=[structs.replace(e, raw=e.raw[:-1] + b"\0") for e in news.entries]
    ),
    "gone": lambda news: structs.replace(news, gone=True),
}


@guards("sync.reading.head")
@pytest.mark.parametrize("lie", LIES)
def test_t41_h01_and_h02_a_log_that_does_not_fit_moves_nothing(lie: str) -> None:
    community, ana, blas, _, scope = trio()
    for number in range(3):
        ana.save(scope, 1, number)
        community.round(ana)
    before = blas.ledger.rows.positions[scope]

    receipt = community.round(blas, Lying(community.hub.peer(blas.device), LIES[lie]))

    after = blas.ledger.rows.positions[scope]
    assert (after.seq, after.chain) == (before.seq, before.chain)
    assert blas.alarms() & {"frozen", "withheld"}
    assert not receipt.complete
    assert receipt.requests < 10
    community.settle()
    assert blas.values(scope, 1) == {2}


@guards("sync.envelope.bound")
def test_t42_and_h06_a_header_altered_in_any_byte_opens_nothing() -> None:
    community, ana, _blas, _, scope = trio()
    ana.save(scope, 1, "sealed")
    community.round(ana)
    (kept,) = ana.ledger.envelopes(scope)
    key = ana.ledger.keys(scope)[0].key
    public = ana.desk.signing.public
    for place in range(len(kept.raw) - 64):
        raw = bytearray(kept.raw)
        raw[place] ^= 1
        try:
            altered = envelopes.parse(bytes(raw))
        except envelopes.Malformed:
            continue
        assert not altered.signed_by(public)
        with pytest.raises((NotOpened, envelopes.Malformed)):
            envelopes.contents_of(altered, key)


@guards("sync.merging.seen")
def test_t41_two_who_were_told_different_things_find_it_out_by_stick() -> None:
    community, ana, blas, _carla, scope = trio()
    fork = community.store.backup()
    ana.save(scope, 1, "told to Ana")
    community.round(ana)
    ana.save(scope, 1, "again")
    community.store.restore(fork)
    community.hub = community.new_hub()
    blas.save(scope, 2, "told to Blas")
    community.round(blas)

    take_frames(blas.engine, list(frames_of(ana.engine)))

    assert "fork" in blas.alarms()


@guards("sync.merging.name")
def test_nobody_writes_in_anothers_name() -> None:
    community, ana, blas, carla, scope = trio()
    ana.ledger.save(scope, {1: ("forged", ())}, record=RECORD, user=carla.user)
    community.settle()

    assert not blas.values(scope, 1)
    assert [kept.waits for kept in blas.ledger.waiting(scope)] == [DAMAGED]


def test_two_desks_reconcile_by_stick_alone() -> None:
    community = Community()
    ana, blas = community.person("Ana"), community.person("Blas")
    with ana.ledger.transaction():
        ana.engine.belief.take(community.chain)
    from sync.engine.scopes import begin_scope

    scope = community.name()
    begin_scope(ana.engine, scope, people=[(blas.user, 2)])
    ana.save(scope, 1, "hers")
    take_frames(blas.engine, frames_of(ana.engine))
    assert blas.values(scope, 1) == {"hers"}
    blas.save(scope, 1, "his answer")
    ana.save(scope, 2, "meanwhile")
    known = take_frames(ana.engine, frames_of(blas.engine))
    take_frames(blas.engine, frames_of(ana.engine, known))

    assert ana.values(scope, 1) == {"his answer"} == blas.values(scope, 1)
    assert ana.state(scope) == blas.state(scope)


@guards("sync.engine.relay")
def test_a_courier_carries_what_it_cannot_read() -> None:
    community, ana, blas, _, scope = trio()
    dora = community.person("Dora")
    community.round(dora)
    ana.save(scope, 1, "carried")
    with ana.engine.transaction():
        ana.engine.asker.prepare()

    take_frames(dora.engine, frames_of(ana.engine))
    community.round(dora)
    community.round(blas)

    assert blas.values(scope, 1) == {"carried"}
    assert not dora.ledger.keys(scope)
    assert dora.unsent() == 0


def test_a_key_that_comes_later_by_itself_is_asked_for() -> None:
    community, ana, blas, carla, scope = trio()
    withdraw(ana.engine, scope, carla.user)
    ana.save(scope, 1, "under a new key")
    frames = [f for f in frames_of(ana.engine) if not isinstance(f, Wrapped)]
    assert any(isinstance(frame, Said) for frame in frames)
    take_frames(blas.engine, frames)
    assert not blas.values(scope, 1)

    community.settle([ana, blas])

    assert blas.values(scope, 1) == {"under a new key"}
