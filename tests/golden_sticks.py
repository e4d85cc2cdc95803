"""Envelopes and sticks as each version of the protocol made them, kept in `tests/golden/sync-v<version>`.

`python -m tests.golden_sticks` makes those of the present version: once, when it is about to be shipped,
and never again. What lies there is what lies in people's drawers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync import bundle, seal
from sync.changes import Remove
from sync.engine.belief import Desk
from sync.engine.engine import Engine
from sync.engine.loose import Piece, frames_of
from sync.protocol import VERSION
from tests.sync_model.community import RECORD, trio
from tests.sync_model.memory_desk import MemoryDesk
from tests.sync_model.memory_store import Wall

FOLDER: Final = Path(__file__).parent / "golden"
EXPECTED: Final = "expected.json"
STICK: Final = "stick.sbundle"
ENVELOPE: Final = "envelope.bin"
BLOB: Final = b"a golden blob 16"
PIECE: Final = b"una copia de muestra"
VALUES: Final[Mapping[int, Any]] = {
    1: "Ruido en la calle de la Muestra",
    2: 42,
    3: None,
    4: True,
    5: 2.5,
    6: b"\x00\xff",
}


def make(folder: Path) -> None:
    """A stick from Ana to Blas, with a question between Ana and Carla, and one envelope of it."""
    community, ana, blas, carla, scope = trio(seed=VERSION)
    ana.ledger.save(scope, {n: (v, ()) for n, v in VALUES.items()}, record=RECORD, user=ana.user)
    ana.save(scope, 7, "as Ana wrote it")
    carla.save(scope, 7, "as Carla wrote it")
    ana.ledger.save_ops(scope, [Remove(1, RECORD, True, [], [])], user=ana.user)  # noqa: FBT003
    community.settle([ana, carla])
    folder.mkdir(parents=True)
    frames = [*frames_of(ana.engine), Piece(BLOB, 0, 1, PIECE)]
    bundle.write(folder / STICK, ana.engine.belief, [blas.device], frames)
    kept = ana.ledger.kept(scope, ana.ledger.stream(), 1)
    assert kept is not None
    (folder / ENVELOPE).write_bytes(kept.raw)
    expected = {
        "chain": [raw.hex() for raw in community.chain],
        "device": blas.device.hex(),
        "envelope": kept.id.hex(),
        "key": ana.ledger.keys(scope)[0].key.hex(),
        "receiving": blas.desk.receiving.private.hex(),
        "root": community.root.public.hex(),
        "scope": scope.hex(),
        "sender": ana.desk.signing.public.hex(),
        "signing": blas.desk.signing.private.hex(),
        "state": ana.state(scope).hex(),
    }
    text = json.dumps(expected, indent=1, sort_keys=True)
    (folder / EXPECTED).write_text(text + "\n", encoding="utf-8")


@dataclass
class Golden:
    """What one version left, and a desk it was meant for that knows nothing but the directory."""

    folder: Path

    def __post_init__(self) -> None:
        told = json.loads((self.folder / EXPECTED).read_text(encoding="utf-8"))
        self.told = {k: bytes.fromhex(v) for k, v in told.items() if isinstance(v, str)}
        wall = Wall()
        self.ledger = MemoryDesk(self.told["device"], wall)
        desk = Desk(
            self.told["device"],
            seal.pair_of(self.told["signing"]),
            seal.pair_of(self.told["receiving"]),
            self.told["root"],
            wall.milliseconds,
            bytes,
        )
        self.engine = Engine(self.ledger, desk)
        with self.ledger.transaction():
            self.engine.belief.take([bytes.fromhex(raw) for raw in told["chain"]])


if __name__ == "__main__":
    make(FOLDER / f"sync-v{VERSION}")
