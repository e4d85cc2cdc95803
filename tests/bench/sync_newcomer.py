"""sync.P11: the most memory that a new laptop's process holds during its first sync of everything.

The newcomer is a process of its own, since what a process once held it does not give back: it prints its
request, reads the admission and prints what it took.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.identity import Hub
from tests.bench.figure import Figure
from tests.bench.sync_world import ALBA, OMAR, Seat, a_folder, a_hub, found, write

RECORDS: Final = 100_000
RECORDS_FULL: Final = 1_000_000
BAR: Final = 300


def bootstrap(*, full: bool = False) -> Iterator[Figure]:
    """Memory, and beside it the seconds."""
    records = RECORDS_FULL if full else RECORDS
    with a_folder() as folder, a_hub(folder / "hub") as hub:
        alba = Seat.new(folder / "a", ALBA, hub.hub)
        found(alba)
        write(alba, records, to_a_saving=100)
        alba.round()
        told = _newcomer(folder, alba, hub.hub)
        alba.close()
    megabytes = float(told["megabytes"])
    yield Figure(
        bench="sync.P11", value=megabytes, unit="MB", bar=f"<= {BAR} MB", ok=megabytes <= BAR, n=1,
        p50=megabytes, p95=megabytes, records=records, bytes=int(told["bytes"]),
        more={"seconds": told["seconds"], "megabytes before it": told["before"]},
    )  # fmt: skip


def _newcomer(folder: Path, alba: Seat, hub: Hub) -> dict[str, float]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sync_newcomer", str(folder / "o"), hub.url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(hub.anchors) + "\n")
        process.stdin.flush()
        asked = bytes.fromhex(process.stdout.readline().strip())
        request = joining.read_request(asked, int(datetime.now(UTC).timestamp() * 1000))
        answer = joining.admit(alba.services.reconciling, request, request.words)
        alba.round()
        process.stdin.write(answer.hex() + "\n")
        process.stdin.flush()
        told: dict[str, float] = json.loads(process.stdout.readline())
    return told


def _most() -> float:
    """The most memory that this process ever held, in megabytes.

    Linux counts to a child in `ru_maxrss` what its parent held when it was begun; its own is in `VmHWM`.
    """
    told = Path("/proc/self/status")
    if not told.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    line = next(one for one in told.read_text("ascii").splitlines() if one.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)


def main(folder: Path, url: str) -> None:
    """The newcomer's side."""
    seat = Seat.new(folder, OMAR, Hub(url, json.loads(sys.stdin.readline())))
    reconciling = seat.services.reconciling
    sys.stdout.write(joining.ask(reconciling, seat.name).hex() + "\n")
    sys.stdout.flush()
    data = bytes.fromhex(sys.stdin.readline().strip())
    answer = joining.read_admission(data, int(datetime.now(UTC).timestamp() * 1000))
    client, before = seat.connected(), _most()
    began = perf_counter()
    joining.join(reconciling, answer, lambda engine: engine.round(client))
    seat.round()
    told = {
        "seconds": round(perf_counter() - began, 2), "megabytes": _most(), "before": before,
        "bytes": client.traffic.sent + client.traffic.received,
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    seat.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
