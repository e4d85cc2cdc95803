"""sync.P1 to sync.P14: what reconciling costs a desk, beside PouchDB and Anki on the same records.

Real vaults and the real engine over HTTPS to a hub in processes of its own, on PostgreSQL with fsync on.
Bytes are the bodies of requests and answers both ways, `heads` their HTTP heads; of the peers, all that
went over their connections. A time is the median of its repetitions; every line is of this run alone.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

import psycopg
import zstandard

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.reconciling import joining, sticks
from sync.server.embedded import Embedded
from tests.bench.figure import Figure, Watch, percentile
from tests.bench.peers.install import Told, measured
from tests.bench.sync_world import (
    ALBA,
    EVA,
    OMAR,
    Exchange,
    Running,
    Seat,
    a_folder,
    a_hub,
    admitted,
    found,
    let_in,
    texts,
    write,
)

RECORDS: Final = 10_000
RUNS: Final = 3
EDITS: Final = 30
SAVES: Final = 200
FLAT: Final = (1_000, 10_000, 100_000)
FLAT_FULL: Final = (*FLAT, 1_000_000)
MB: Final = 1_000_000


Peers = Mapping[str, Told]


def peers(*, alone: bool) -> Peers:
    """What the peers need for the same records, which takes minutes; nothing where we are measured alone."""
    return {} if alone else _peers()


@cache
def _peers() -> Peers:
    sys.stderr.write("the peers are measured, which takes some minutes\n")
    return measured(list(texts(RECORDS)))


def exchanges(*, alone: bool = False) -> Iterator[Figure]:
    """P1, P2, P8 and P12, on ten thousand records in a hundred files."""
    pushes, firsts, kept = list[Exchange](), list[Exchange](), list[Figure]()
    for run in range(RUNS):
        with a_folder() as folder, a_hub(folder / "hub") as hub:
            alba = Seat.new(folder / "a", ALBA, hub.hub)
            found(alba)
            write(alba, RECORDS)
            pushes.append(alba.round())
            omar = Seat.new(folder / "o", OMAR, hub.hub)
            firsts.append(let_in(alba, omar))
            if run == RUNS - 1:
                kept = list(_kept(hub, alba)) + list(_sticks(folder, alba))
            alba.close()
            omar.close()
    yield from kept
    beside = peers(alone=alone)
    yield from _told(beside, ("sync.P1", "push"), pushes, (2.0, 1.5, 20))
    yield from _told(beside, ("sync.P2", "first"), firsts, (2.5, 1.5, 12))


def one_change(*, alone: bool = False) -> Iterator[Figure]:
    """P3: one field changed at one desk and read at the other, where ten thousand records lie."""
    with a_folder() as folder, a_hub(folder / "hub") as hub:
        alba = Seat.new(folder / "a", ALBA, hub.hub)
        found(alba)
        lasts = write(alba, RECORDS)
        alba.round()
        omar = Seat.new(folder / "o", OMAR, hub.hub)
        let_in(alba, omar)
        ones = _edits(alba, omar, lasts)
        alba.close()
        omar.close()
    yield from _one_change(ones, peers(alone=alone))


def _told(
    beside: Peers, names: tuple[str, str], runs: Sequence[Exchange], bars: tuple[float, float, int]
) -> Iterator[Figure]:
    """The time, the bytes and the requests of an exchange, each beside the peers'."""
    (bench, name), (seconds, size, requests) = names, bars
    laps = [one.seconds for one in runs]
    bodies, heads = [one.bodies / MB for one in runs], int(median(one.heads for one in runs))
    asked = [float(one.requests) for one in runs]
    whole = int(median(one.bodies for one in runs))
    figure = partial(_figure, beside)
    yield figure((bench, "s", seconds), laps, ("seconds", name, 1), (RECORDS, whole))
    yield figure(
        (f"{bench}.bytes", "MB", size), bodies, ("bytes", name, MB), (RECORDS, whole, heads)
    )
    yield figure(
        (f"{bench}.requests", "", requests), asked, ("requests", name, 1), (RECORDS, whole)
    )


def _figure(
    told: Peers,
    line: tuple[str, str, float],
    laps: Sequence[float],
    peer: tuple[str, str, float],
    of: tuple[int, ...],
) -> Figure:
    """`line` is a name, a unit and a bar; `peer` a measure, an exchange and a scale.

    `of` counts records, bodies and heads.
    """
    bench, unit, bar = line
    what, name, scale = peer
    records, size, *rest = of
    heads = rest[0] if rest else None
    beside = {one: round(getattr(theirs[name], what) / scale, 5) for one, theirs in told.items()}
    p50 = percentile(laps, 50)
    best = min(beside, key=beside.__getitem__) if beside else None
    return Figure(
        bench=bench, value=p50, unit=unit, peer=best,
        peer_value=beside[best] if best else None,
        ratio=round(p50 / beside[best], 2) if best and beside[best] else None,
        bar=f"<= {bar} {unit}".strip(), ok=p50 <= bar, n=len(laps), p50=p50,
        p95=percentile(laps, 95), records=records, bytes=size, heads=heads, peers=beside or None,
    )  # fmt: skip


def _edits(alba: Seat, omar: Seat, lasts: Sequence[UUID]) -> list[tuple[Exchange, Exchange]]:
    """One field changed at one desk and read at the other, many times."""
    done = []
    desk = alba.services.desk
    for number in range(EDITS):
        with desk.reading() as session:
            shown = desk.load(session, MediationSession, lasts[number])
        desk.save(shown, {"place": f"Otra {number}"})
        done.append((alba.round(), omar.round()))
        with omar.services.desk.reading() as session:
            there = session.get(MediationSession, lasts[number])
        assert there is not None
        assert there.place == f"Otra {number}"
    return done[3:]


def _one_change(ones: Sequence[tuple[Exchange, Exchange]], beside: Peers) -> Iterator[Figure]:
    times = [(a.seconds + b.seconds) * 1000 for a, b in ones]
    bodies = [float(max(a.bodies, b.bodies)) for a, b in ones]
    asked = [float(max(a.requests, b.requests)) for a, b in ones]
    heads, size = int(median(a.heads for a, _ in ones)), int(median(bodies))
    figure = partial(_figure, beside)
    yield figure(("sync.P3", "ms", 40), times, ("seconds", "one", 0.001), (RECORDS, size))
    yield figure(("sync.P3.bytes", "B", 1500), bodies, ("bytes", "one", 2), (RECORDS, size, heads))
    yield figure(("sync.P3.requests", "", 1), asked, ("requests", "one", 2), (RECORDS, size))


def quiet(*, alone: bool = False) -> Iterator[Figure]:
    """P4: a desk with fifty scopes asks, and nothing is new."""
    with a_folder() as folder, a_hub(folder / "hub") as hub:
        alba = Seat.new(folder / "a", ALBA, hub.hub)
        found(alba)
        write(alba, 960, files=48)
        for _ in range(8):
            alba.round()
        assert len(list(alba.services.reconciling.ledger.positions())) == 50
        done = [alba.round() for _ in range(60)]
        alba.close()
    times, size = [one.seconds * 1000 for one in done], int(median(one.bodies for one in done))
    bodies, heads = [float(one.bodies) for one in done], int(median(one.heads for one in done))
    asked = [float(one.requests) for one in done]
    figure = partial(_figure, peers(alone=alone))
    yield figure(("sync.P4", "ms", 5), times, ("seconds", "quiet", 0.001), (960, size))
    yield figure(("sync.P4.bytes", "B", 600), bodies, ("bytes", "quiet", 1), (960, size, heads))
    yield figure(("sync.P4.requests", "", 1), asked, ("requests", "quiet", 1), (960, size))


def flat(*, full: bool = False) -> Iterator[Figure]:
    """P5: one change and a quiet round cost the same whatever lies in the vault."""
    times, sizes, worked = {}, {}, {}
    for records in FLAT_FULL if full else FLAT:
        with a_folder() as folder, a_hub(folder / "hub") as hub:
            alba = Seat.new(folder / "a", ALBA, hub.hub)
            found(alba)
            lasts = write(alba, records, to_a_saving=max(10, records // 1000))
            alba.round()
            omar = Seat.new(folder / "o", OMAR, hub.hub)
            let_in(alba, omar)
            ones = _edits(alba, omar, lasts)
            times[records] = [(a.seconds + b.seconds) * 1000 for a, b in ones]
            sizes[records] = [float(a.bodies + b.bodies) for a, b in ones]
            worked[records] = median((a.processor + b.processor) * 1000 for a, b in ones)
            alba.close()
            omar.close()
    middle = {records: percentile(laps, 50) for records, laps in times.items()}
    least, most = min(middle.values()), max(middle.values())
    size = {records: median(bodies) for records, bodies in sizes.items()}
    spread = max(size.values()) / min(size.values())
    laps = [lap for every in times.values() for lap in every]
    for bench, value, bar in (("sync.P5", most / least, 1.2), ("sync.P5.bytes", spread, 1.05)):
        yield Figure(
            bench=bench, value=round(value, 3), unit="x", bar=f"<= {bar} from the least to the most",
            ok=value <= bar, n=len(laps), p50=percentile(laps, 50), p95=percentile(laps, 95),
            records=max(times), bytes=int(max(size.values())),
            more={
                f"{records} records": f"{value:.1f} ms, {worked[records]:.1f} ms of them desk's work"
                for records, value in middle.items()
            },
        )  # fmt: skip


def saving() -> Iterator[Figure]:
    """P7: a save on a desk that belongs to an organisation: row, change and what is to be sent."""
    with a_folder() as folder, a_hub(folder / "hub") as hub:
        alba = Seat.new(folder / "a", ALBA, hub.hub)
        found(alba)
        lasts = write(alba, 2000)
        alba.round()
        desk, watch = alba.services.desk, Watch()
        for number in range(SAVES):
            with desk.reading() as session:
                shown = desk.load(session, MediationSession, lasts[number % len(lasts)])
            with watch:
                desk.save(shown, {"place": f"Otra {number}"})
            desk.store.index_pending()
        unsent = desk.store.unsent()[0]
        assert unsent == SAVES, unsent
        alba.close()
    p95 = percentile(watch.laps, 95)
    yield Figure(
        bench="sync.P7", value=p95, unit="ms", bar="p95 <= 5 ms", ok=p95 <= 5, n=SAVES,
        p50=percentile(watch.laps, 50), p95=p95, records=2000, bytes=0,
    )  # fmt: skip


def _kept(hub: Running, alba: Seat) -> Iterator[Figure]:
    """P8: what lies at the hub for each change, beside its plaintext compressed file by file."""
    with closing(
        psycopg.connect(Embedded(hub.folder / "postgresql").url(), autocommit=True)
    ) as owner:
        bodies, every, table = owner.execute(
            "SELECT sum(size), (SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace), pg_total_relation_size('envelope')"
            " FROM envelope"
        ).fetchone() or (0, 0, 0)
    with alba.services.desk.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT scope, body FROM change ORDER BY no")
        plain: dict[bytes, bytes] = {}
        for scope, body in rows:
            plain[bytes(scope)] = plain.get(bytes(scope), b"") + bytes(body)
    packed = sum(len(zstandard.compress(body, 3)) for body in plain.values())
    value = round(float(bodies) / packed, 3)
    yield Figure(
        bench="sync.P8", value=value, unit="x", peer="zstd of the plaintext", peer_value=packed,
        ratio=value, bar="<= 1.3 x the compressed plaintext", ok=value <= 1.3, n=1, p50=value,
        p95=value, records=RECORDS, bytes=int(bodies),
        more={"table and indexes": int(table), "all tables": int(every)},
    )  # fmt: skip


def _sticks(folder: Path, alba: Seat) -> Iterator[Figure]:
    """P12: everything on a stick, and read by a new desk that meets no hub."""
    eva = Seat.new(folder / "e", EVA, alba.hub)
    answer = admitted(alba, eva)
    path, out, back, size = folder / "stick.sbundle", Watch(), Watch(), 0
    for _ in range(RUNS):
        path.unlink(missing_ok=True)
        with out:
            sticks.write(alba.services.reconciling, alba.services.blobs, path)
        size = path.stat().st_size
    with back:
        joining.join(eva.services.reconciling, answer, lambda engine: sticks.first(engine, [path]))
    with eva.services.desk.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT count(*) FROM mediationsession")
        assert rows.scalar_one() == RECORDS
    eva.close()
    for bench, watch in (("sync.P12.export", out), ("sync.P12.import", back)):
        laps = [lap / 1000 for lap in watch.laps]
        p50 = percentile(laps, 50)
        yield Figure(
            bench=bench, value=p50, unit="s", bar="<= 2.5 s, <= 1.5 MB",
            ok=p50 <= 2.5 and size <= 1.5 * MB, n=len(laps), p50=p50, p95=percentile(laps, 95),
            records=RECORDS, bytes=size,
        )  # fmt: skip
