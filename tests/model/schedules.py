"""Histories that chance seldom finds: each fails without one rule of the model, and holds with all."""

from collections.abc import Callable, Mapping

from tests.model.machine import Histories
from tests.model.parts import PARTS, RIGHT, Envelope, Write, may_write


def _writes(world: Histories, who: int, field: int = 1) -> None:
    world.open_form(who, field)
    world.save_form(who, 0, 1, poison=False)


def restored_in_silence(world: Histories) -> None:
    """A hub put back has grown again as far as a desk had read: only the chain shows it."""
    _writes(world, 0)
    world.exchange(0, lost=False)
    world.hub_restore(0)
    _writes(world, 1, 2)
    world.exchange(1, lost=False)


def a_courier(world: Histories) -> None:
    """Who brings a stick to the hub is the last who has what was on it."""
    _writes(world, 0)
    world.stick(0, 1)
    world.laptop_lost(0)
    world.exchange(1, lost=False)
    assert len(world.hub.log) == 1, "I9"


def a_snapshot_of_more(world: Histories) -> None:
    """A snapshot with what no log has keeps that from whoever has read the log."""
    _writes(world, 0)
    made = world.desks[0].snapshot()
    if made is not None:
        world.hub.snapshots.append(made)


def replaced_before_it_came(world: Histories) -> None:
    """Of a replaced value the snapshot knows only that; later the value itself comes."""
    first, second, third = world.desks
    _writes(world, 0)
    first.give(second)
    _writes(world, 1)
    second.seal()
    (later,) = (e for e in second.kept.values() if e.stream == second.stream)
    third.keep(later)
    third.merge()
    world.snapshot(2, cut=True)
    world.laptop_lost(2)
    world.exchange(2, lost=False)
    world.exchange(0, lost=False)


def half_a_saving(world: Histories) -> None:
    """The first envelope of a saving in two is not seen before the second."""
    desk, other = world.desks[0], world.desks[1]
    for more in (True, False):
        write = Write(1 + more, f"part {more}", frozenset(), 0, more)
        world.written[desk.save(write)] = write
        desk.seal()
        for envelope in desk.kept.values():
            other.keep(envelope)
        other.merge()
        assert len(other.state.standing()) == (0 if more else 2), "half a saving is seen"
        assert set(other.waits.values()) == ({PARTS} if more else set())


def somebody_outside_writes(world: Histories) -> None:
    """An envelope of somebody who knew that they were out is kept, shown and not merged."""
    world.put_out(1, back=False)
    acts = len(world.hub.acts)
    assert not may_write(world.hub.acts, 1)
    write = Write(1, "from outside", frozenset(), 0)
    world.desks[0].keep(Envelope((1, 0), 1, (write,), 1, acts))
    world.desks[0].merge()
    assert world.desks[0].waits == {((1, 0), 1): RIGHT}
    assert not world.desks[0].state.standing()
    assert world.hub.take(Envelope((1, 0), 1, (write,), 1, acts)) == "held"
    world.desks[0].kept.clear()
    world.desks[0].waits.clear()


def poison_among_good(world: Histories) -> None:
    """What nobody can read is passed over, and stays to be shown."""
    bad = Write(1, "poison", frozenset(), 0, poison=True)
    world.written[world.desks[0].save(bad)] = bad
    _writes(world, 0, 2)
    world.exchange(0, lost=False)
    world.exchange(1, lost=False)
    assert world.desks[1].state.standing()[2]


def two_at_once(world: Histories) -> None:
    """Two people write one field without knowing of each other."""
    world.open_form(0, 1)
    world.open_form(1, 1)
    world.save_form(0, 1, 1, poison=False)
    world.save_form(1, 2, 1, poison=False)


def an_answer_that_never_came(world: Histories) -> None:
    """The hub had taken it, and lost it again before anybody read it back."""
    _writes(world, 0)
    world.exchange(0, lost=True)
    world.hub_restore(0)


def known_by_a_snapshot_alone(world: Histories) -> None:
    """What a hub lost is left nowhere as it was sealed: a snapshot on one laptop has it."""
    _writes(world, 0)
    world.snapshot(0, cut=True)
    world.laptop_lost(0)
    world.exchange(0, lost=False)
    world.hub_restore(0)


def carried_by_a_snapshot(world: Histories) -> None:
    """What a hub lost comes on a stick, in a snapshot, to somebody in whose eyes the hub lost nothing."""
    _writes(world, 0)
    world.snapshot(0, cut=False)
    world.hub_restore(0)
    world.stick(0, 1)
    world.laptop_lost(0)


def a_vault_put_back(world: Histories) -> None:
    """A vault from an earlier copy writes on, and its numbers are used already."""
    world.desk_backup(0)
    _writes(world, 0)
    world.exchange(0, lost=False)
    world.desk_restore(0)
    _writes(world, 0)


def somebody_put_out(world: Histories) -> None:
    """What is written after somebody was put out is closed from them."""
    world.put_out(1, back=False)
    _writes(world, 0)
    world.exchange(0, lost=False)


SCHEDULES: Mapping[str, Callable[[Histories], None]] = {
    "lww": two_at_once,
    "acktrust": an_answer_that_never_came,
    "noowed": carried_by_a_snapshot,
    "noheal": known_by_a_snapshot_alone,
    "samestream": a_vault_put_back,
    "samekey": somebody_put_out,
    "nochain": restored_in_silence,
    "norelay": a_courier,
    "snapunseq": a_snapshot_of_more,
    "nodead": replaced_before_it_came,
    "noparts": half_a_saving,
    "norights": somebody_outside_writes,
    "droppoison": poison_among_good,
}
"""By the rule that they need."""
