"""The last word of a laptop that was ordered to destroy its vault: whose it is, and what it counts for."""

import pytest

from sync.directory import Refused
from sync.statements import COORDINATOR, DeviceAdded, Vouched, Wipe, Wiped
from tests.protections import guards
from tests.sync_model.community import Community, Person, trio
from tests.unit.sync.test_rights import told


def _ordered(community: Community, ana: Person, blas: Person) -> None:
    community.say(Wipe(blas.device), ana)
    community.round(blas)


def test_r02_a_wiped_device_says_so_once_and_says_nothing_else() -> None:
    community, ana, blas, _, _ = trio()
    _ordered(community, ana, blas)
    keys = community.pair().public
    for act in (Vouched(), DeviceAdded(community.name(), blas.user, keys, keys), Wiped(-1)):
        with pytest.raises(Refused):
            told(community, blas, act)

    done = told(community, blas, Wiped(3)).ended[blas.device]
    community.say(Wiped(3), blas)

    assert done.unsent == 3
    assert community.hub.directory().ended[blas.device].unsent == 3
    community.round(ana)
    assert not ana.engine.belief.directory.owes_end(blas.device)
    with pytest.raises(Refused, match="right"):
        told(community, blas, Wiped(3))


@guards("sync.directory.ends")
@pytest.mark.parametrize("who", ["nobody was ordered", "an administrator", "another that is out"])
def test_r02_nobody_else_confirms_a_wipe(who: str) -> None:
    community, ana, blas, carla, _ = trio()
    if who == "another that is out":
        community.remove(carla)
    if who != "nobody was ordered":
        _ordered(community, ana, blas)
    speaker = {"nobody was ordered": blas, "an administrator": ana}.get(who, carla)

    with pytest.raises(Refused, match="right"):
        told(community, speaker, Wiped(0))


@guards("sync.directory.unvouched")
def test_the_last_word_of_a_coordinators_lost_laptop_renews_no_lease() -> None:
    community, ana, *_ = trio()
    dora = community.person("Dora", COORDINATOR)
    _ordered(community, ana, dora)

    community.say(Wiped(0), dora)

    assert dora.device not in community.hub.directory().spoken
