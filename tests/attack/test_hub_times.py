"""Times of the hub that must not tell, or must not grow: taken here, where the machine is not shared."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Final

import pytest

from pscp_desktop.services.reconciling.identity import Hub
from sync.client import HubClient
from sync.envelope import beginning, linked
from sync.protocol import Denied, Pull
from tests.bench.sync_load import client_of, desks, measure
from tests.bench.sync_world import a_folder, a_hub
from tests.budget import Budget
from tests.hub_world import Desk, Organisation, name, round_of
from tests.hubs import Live, live
from tests.protections import guards

MANY: Final = 30
NOISE: Final = 0.2 * (2 if os.environ.get("CI") else 1)
POLLING: Final = 200
MERGED: Final = 1000
"""Envelopes that a new desk verifies, opens and merges in a second (`bench sync.P2`)."""
BEGINNING: Final = 20
SLOWEST: Final = 0.25 * (4 if os.environ.get("CI") else 1)


@guards("server.door.evenly")
@pytest.mark.attack
def test_a11_a_device_nobody_knows_is_refused_in_the_time_of_one_that_is_known(
    database: str, tmp_path: Path, budget: Budget
) -> None:
    everybody = Organisation()
    known = everybody.desk()
    with live(database, tmp_path / "hub") as hub:
        hub.found(everybody)
        hub.client(known).sync(round_of())
        for _ in budget:
            # Signed by a key that is not theirs: the one device is known, the others are not.
            forged = Desk(known.user, device=known.device)
            times = {True: list[float](), False: list[float]()}
            for _ in range(MANY):
                times[True].append(_refused(hub, forged))
                times[False].append(_refused(hub, Desk(name())))
            there, absent = median(times[True]), median(times[False])
            assert abs(there - absent) <= NOISE * max(there, absent), (there, absent)


def _refused(hub: Live, desk: Desk) -> float:
    """How long it takes until a device hears that it is not known, over a connection that stands."""
    client = hub.client(desk)
    with pytest.raises(Denied):
        client.sync(round_of())
    began = perf_counter()
    with pytest.raises(Denied, match="device"):
        client.sync(round_of())
    taken = perf_counter() - began
    client.close()
    return taken


@pytest.mark.attack
def test_t47_laptops_that_begin_do_not_make_the_others_wait(budget: Budget) -> None:
    with a_folder() as folder, a_hub(folder / "hub", "--processes", "2") as hub:
        asking = desks(hub.hub, POLLING, scopes=2)
        heavy = asking[0].organisation
        beginners = [heavy.desk() for _ in range(BEGINNING)]
        scope = heavy.scope(heavy.admin, *beginners)
        admin = client_of(hub.hub, heavy.admin)
        said = [*heavy.directory.raws[-2 * BEGINNING :], *heavy.scopes[scope].raws]
        admin.sync(round_of(statements=said))
        for _ in range(20):
            push = [heavy.seal(heavy.admin, scope, os.urandom(2000)) for _ in range(100)]
            admin.sync(round_of(push=push))
        admin.close()
        for one in asking:
            one.settle(hub.hub)
        for _ in budget:
            quiet = [[one.sealed(one.quiet()) for _ in range(8)] for one in asking]
            with _beginning(hub.hub, beginners, scope) as read:
                done = measure(hub.hub, quiet, seconds=60, pace=1.0)
            assert done.refused == 0
            assert sum(read) >= BEGINNING
            slow = quantiles(done.laps, n=100)[98]
            assert slow <= SLOWEST, f"p99 of {len(done.laps)} polls: {slow * 1000:.0f} ms"


@contextmanager
def _beginning(hub: Hub, newcomers: list[Desk], scope: bytes) -> Iterator[list[int]]:
    """Newcomers that read a whole log, again and again; how often each of them had read it."""
    over, read = threading.Event(), [0] * len(newcomers)

    def begin(number: int) -> None:
        client = client_of(hub, newcomers[number])
        while not over.is_set():
            _whole(client, scope, over)
            read[number] += 1
        client.close()

    threads = [threading.Thread(target=begin, args=(n,)) for n in range(len(newcomers))]
    for thread in threads:
        thread.start()
    try:
        yield read
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _whole(client: HubClient, scope: bytes, over: threading.Event) -> None:
    """Read a whole log as fast as a desk can, each place checked against the chain."""
    epoch, seq, chain = b"", 0, beginning(scope)
    while True:
        news = client.pull(Pull(scope, epoch, seq, chain))
        for entry in news.entries:
            seq, chain = entry.seq, linked(chain, entry.seq, entry.id)
        epoch = news.epoch
        over.wait(len(news.entries) / MERGED)
        if seq == news.head:
            assert chain == news.chain
            return
        assert news.entries
