"""desk.save: one edit of a session of fifteen fields with 2,000 characters of notes, through the desk.

Beside it, in the same file and by turns, a bare commit of as many bytes. Every save is read back by a
second process: its row, its operation, its line in the audit and its hit in the search.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from pscp_desktop.app.compose import Services
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import cells_of
from tests.bench.figure import Figure, Watch, percentile
from tests.bench.seed import Seeded, a_copy
from tests.bench.typing import typed_notes

SAVES = 300
BAR = 5.0
WARM = 20


def measure(original: Seeded) -> Iterator[Figure]:
    with a_copy(original) as copy:
        services = copy.open()
        saves, bare, expected = _saves(services)
        size = copy.size
        services.close()
        _read_back(copy, expected)
    p50, p95 = percentile(saves, 50), percentile(saves, 95)
    peer = percentile(bare, 95)
    yield Figure(
        bench="desk.save", value=p95, unit="ms", peer="a bare SQLCipher commit of the same bytes",
        peer_value=peer, ratio=round(p95 / peer, 2), bar=f"p95 <= {BAR} ms", ok=p95 <= BAR,
        n=len(saves), p50=p50, p95=p95, records=original.records, bytes=size,
    )  # fmt: skip


def _saves(services: Services) -> tuple[list[float], list[float], list[dict[str, Any]]]:
    assert len(cells_of(MediationSession)) == 15
    desk, chance = services.desk, Random(7)
    sessions = _some_sessions(services, chance)
    watch, bare, expected = Watch(), Watch(), []
    with services.vault.connection() as raw:
        raw.execute("CREATE TABLE bare (body BLOB)")
        for number, record in enumerate(sessions):
            notes = typed_notes(chance, number)
            with desk.reading() as session:
                shown = desk.load(session, MediationSession, record)
            with watch:
                desk.save(shown, {"notes": notes})
            desk.store.index_pending()
            body = chance.randbytes(_bytes_of(services))
            with bare:
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("INSERT INTO bare VALUES (?)", (body,))
                raw.execute("COMMIT")
            expected.append({"record": str(record), "notes": notes})
    return watch.laps[WARM:], bare.laps[WARM:], expected


def _some_sessions(services: Services, chance: Random) -> list[UUID]:
    with services.desk.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT id FROM mediationsession ORDER BY id")
        found = [UUID(row[0]) for row in rows]
    return chance.sample(found, SAVES + WARM)


def _bytes_of(services: Services) -> int:
    """What the last save gave the disk: its row and its change."""
    with services.desk.reading() as session:
        body = session.connection().exec_driver_sql(
            "SELECT length(body) FROM change ORDER BY no DESC LIMIT 1"
        )
        return int(body.scalar_one()) + 2500


def _read_back(copy: Seeded, expected: list[dict[str, Any]]) -> None:
    """Have another process look for every save; raises where it misses one."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.readback", str(copy.folder)],
        input=json.dumps(expected),
        text=True,
        check=True,
    )
