"""desk.search: what a person waits for after each key, beside the bare FTS5 query for the same words."""

from collections.abc import Iterator

from pscp_desktop.store import search
from tests.bench.figure import Figure, Watch, percentile
from tests.bench.seed import Seeded, a_copy
from tests.bench.typing import as_typed

BAR = 2.0
ROUNDS = 5
BARE = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 50"


def measure(original: Seeded) -> Iterator[Figure]:
    with a_copy(original) as copy:
        services = copy.open()
        asked, bare, size = Watch(), Watch(), copy.size
        with services.vault.connection() as raw:
            for _ in range(ROUNDS + 1):
                for typed in as_typed():
                    with bare:
                        raw.execute(BARE, (search.query(typed),)).fetchall()
                    with asked:
                        services.finding.files(typed)
        services.close()
    warm = len(list(as_typed()))
    laps, peer_laps = asked.laps[warm:], bare.laps[warm:]
    p95, peer = percentile(laps, 95), percentile(peer_laps, 95)
    yield Figure(
        bench="desk.search", value=p95, unit="ms", peer="the bare FTS5 query", peer_value=peer,
        ratio=round(p95 / peer, 2), bar=f"p95 <= {BAR} x the peer", ok=p95 <= BAR * peer,
        n=len(laps), p50=percentile(laps, 50), p95=p95, records=original.records, bytes=size,
    )  # fmt: skip
