"""sync.P6, P9 and P14: what a hub bears, and what removing somebody costs.

The hub runs in two processes on the same two cores as the load and PostgreSQL, with every check on: the
signature and the nonce of each request, its pace, rights, and for each envelope its signature and place.
"""

from collections.abc import Iterator
from time import perf_counter
from typing import Final

import psutil
from msgspec import structs

from sync.engine.engine import Engine
from sync.engine.scopes import begin_scope, withdraw
from sync.protocol import encode
from sync.statements import ROOT, WRITER, DeviceAdded, Statement, User, read, sign
from tests.bench.figure import Figure, percentile
from tests.bench.sync_load import PUSHED, SCOPES, Done, desks, measure
from tests.bench.sync_world import Running, a_folder, a_hub
from tests.sync_model.community import Community

CONNECTIONS: Final = 16
SECONDS: Final = 6.0
PUSHES: Final = 100
LONG: Final = 120.0
"""All pushes are sent: each follows the one before."""
ROUNDS: Final = 3
DEVICES: Final = 1000
REGISTERED: Final = 5000
EACH: Final = 60.0


def load() -> Iterator[Figure]:
    """P6: quiet rounds and pushes of twenty, over sixteen connections; P14 from the cost of the rounds."""
    polls, pushes = list[Done](), list[Done]()
    with a_folder() as folder, a_hub(folder / "hub", "--processes", "2") as hub:
        asking = desks(hub.hub, CONNECTIONS)
        spent = 0.0
        for _ in range(ROUNDS):
            quiet = [[one.sealed(one.quiet()) for _ in range(1200)] for one in asking]
            before = _processor(hub)
            polls.append(measure(hub.hub, quiet, SECONDS))
            spent += _processor(hub) - before
        for _ in range(ROUNDS):
            sealed = [[one.sealed(told) for told in one.pushes(PUSHES)] for one in asking]
            pushes.append(measure(hub.hub, sealed, LONG))
    assert not any(done.refused for done in (*polls, *pushes))
    yield _rate("sync.P6.polls", polls, 1, 1500, 25)
    yield _rate("sync.P6.envelopes", pushes, PUSHED, 10_000, None)
    each = spent / sum(len(done.laps) for done in polls)
    share = each * REGISTERED / EACH
    yield Figure(
        bench="sync.P14", value=round(100 * share, 2), unit="% of a core",
        bar="<= 15 % of a core", ok=share <= 0.15, n=sum(len(done.laps) for done in polls),
        p50=round(each * 1000, 3), p95=round(each * 1000, 3), records=REGISTERED, bytes=0,
        more={"processor time of hub and database for a quiet round": f"{each * 1000:.3f} ms"},
    )  # fmt: skip


def _rate(bench: str, done: list[Done], each: int, bar: int, p99: float | None) -> Figure:
    rates = [each * len(one.laps) / one.seconds for one in done]
    laps = [lap * 1000 for one in done for lap in one.laps]
    value, slow = percentile(rates, 50), percentile(laps, 99)
    words = f">= {bar}/s" + (f", p99 < {p99} ms" if p99 else "")
    return Figure(
        bench=bench, value=value, unit="/s", bar=words,
        ok=value >= bar and (p99 is None or slow < p99), n=len(laps), p50=percentile(laps, 50),
        p95=percentile(laps, 95), records=CONNECTIONS * SCOPES, bytes=0,
        more={"p99": f"{slow} ms", "each run": [round(rate) for rate in rates]},
    )  # fmt: skip


def _processor(hub: Running) -> float:
    """Seconds of processor time that the hub's processes and its database have used."""
    ours = psutil.Process(hub.process.pid)
    named = {one.pid: one for one in (ours, *ours.children(recursive=True))}
    for one in psutil.process_iter(["name", "cmdline"]):
        if str(hub.folder) in " ".join(one.info["cmdline"] or ()):
            named |= {each.pid: each for each in (one, *one.children(recursive=True))}
    return sum(sum(one.cpu_times()[:2]) for one in named.values())


def removal() -> Iterator[Figure]:
    """P9: a member of a scope with a thousand laptops is taken out, and the next key is made for all."""
    everybody = Community(9)
    founder = everybody.person("founder")
    engine = founder.engine
    users = [everybody.name() for _ in range(DEVICES - 1)]
    with engine.transaction():
        engine.belief.take(_directory_of(everybody, users))
    scope = everybody.name()
    begin_scope(engine, scope, people=[(user, WRITER) for user in users])
    _told(engine)
    laps, size = list[float](), 0
    for user in users[:5]:
        began = perf_counter()
        withdraw(engine, scope, user)
        with engine.transaction():
            engine.keyring.to_write_with(scope)
        laps.append(perf_counter() - began)
        size = _told(engine)
    p50 = percentile(laps, 50)
    yield Figure(
        bench="sync.P9", value=p50, unit="s", bar="<= 0.3 s, <= 120 KB",
        ok=p50 <= 0.3 and size <= 120_000, n=len(laps), p50=p50, p95=percentile(laps, 95),
        records=DEVICES, bytes=size,
    )  # fmt: skip


def _directory_of(everybody: Community, users: list[bytes]) -> list[bytes]:
    """The statements that enter these people, with a laptop each."""
    last = read(everybody.chain[-1])
    said = list[bytes]()
    for user in users:
        keys = everybody.pair().public, everybody.pair().public
        for act in (User(user, WRITER), DeviceAdded(everybody.name(), user, *keys)):
            seq = last.statement.seq + 1
            told = Statement(everybody.organisation, seq, last.id, everybody.wall.now, ROOT, act)
            said.append(sign(told, everybody.root))
            last = read(said[-1])
    return said


def _told(engine: Engine) -> int:
    """What there is to say to a hub goes out and was heard; its bytes."""
    with engine.transaction():
        asked, _ = engine.asker.ask(pushes=False, whole=False)
        engine.ledger.confirm_wraps(asked.wraps)
        for chain, seq, _ in list(engine.ledger.unconfirmed()):
            engine.ledger.confirm(chain, seq)
    return len(encode(structs.replace(asked, positions=[])))
