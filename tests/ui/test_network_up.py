"""A round when a network comes: noticed without a packet, begun shortly, and armed again as ever."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop.app import rounds as rounds_module
from pscp_desktop.app.network_up import NetworkUp, own_addresses
from pscp_desktop.app.rounds import NETWORK_SECONDS, RETRY_SECONDS, Rounds
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.identity import Hub
from sync.protocol import Peer, Unreachable
from tests.linked import Office
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA

HOME, OFFICE = ("192.0.2.20",), ("192.0.2.90", "2001:db8::90")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([(), HOME], 1),
        ([HOME, HOME], 0),
        ([HOME, ()], 0),
        ([HOME, (), HOME], 1),
        ([HOME, OFFICE], 1),
        ([(), (), HOME, HOME, OFFICE], 2),
    ],
)
def test_a_network_is_said_to_come_once_each_time(
    qtbot: QtBot, seen: list[tuple[str, ...]], said: int
) -> None:
    addresses = iter(seen)
    watch = NetworkUp(lambda: next(addresses))
    heard: list[None] = []
    watch.came.connect(lambda: heard.append(None))

    for _ in seen[1:]:
        watch.look()

    assert len(heard) == said


def test_the_systems_own_addresses_are_asked_for_without_an_error() -> None:
    assert all(own_addresses())


@guards("rounds.network")
def test_t18_a_network_that_comes_ends_the_long_wait_after_failures(
    tmp_path: Path, furnish: Furnish, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = Office(tmp_path).first(ALBA)
    tools = furnish(linked.desk)

    def nobody(_: Hub) -> AbstractContextManager[Peer]:
        raise Unreachable

    addresses = iter([(), HOME])
    made = Rounds(
        linked.reconciling, Blobs(linked.desk, tmp_path), tools.tasks, nobody, lambda: 0.5,
        addresses=lambda: next(addresses),
    )  # fmt: skip
    armed: list[float] = []
    real = made._arm

    def arm(seconds: float) -> None:
        armed.append(seconds)
        real(seconds)

    monkeypatch.setattr(made, "_arm", arm)
    for _ in range(4):
        with qtbot.waitSignal(made.failed):
            made.now()
    assert armed[-1] == RETRY_SECONDS * 8

    made._network.look()
    assert armed[-1] == NETWORK_SECONDS
    assert made.armed

    with qtbot.waitSignal(made.failed):
        made.now()
    assert armed[-1] == RETRY_SECONDS
    assert rounds_module.JITTER > 0
    made.rest()
