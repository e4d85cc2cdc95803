"""A parcel of an audit as each version made it, kept in `tests/golden/audit-v<version>`.

`python -m tests.golden_audits` makes that of the present version: once, when it is about to be shipped,
and never again. What lies there is what lies at hubs.
"""

import json
import os
from pathlib import Path
from typing import Final

from sync import audit, seal
from sync.audit import Parcel, Run
from sync.directory import Directory
from sync.protocol import VERSION, decode, encode
from sync.statements import READER, User, read
from tests.hub_world import Organisation

FOLDER: Final = Path(__file__).parent / "golden"
PARCEL: Final = "parcel.bin"
RECEIPT: Final = "receipt.bin"
EXPECTED: Final = "expected.json"
LINES: Final = (b"the first line", b"", b"the third \x00 line")


def make(folder: Path) -> None:
    """A parcel that somebody who audits can open, and the receipt of a hub for it."""
    hub = seal.new_pair(os.urandom)
    everybody = Organisation(hub.public)
    ana, eva = everybody.desk(), everybody.desk(rank=READER)
    everybody.order(User(eva.user, READER, ["auditor"]))
    directory = Directory(everybody.root.public)
    for raw in everybody.directory.raws:
        directory.extend(read(raw))
    run = Run(ana.device, 1, 1, audit.START, LINES)
    parcel = audit.make(directory, run, ana.pair, 1_772_442_000_000, os.urandom)
    folder.mkdir(parents=True)
    (folder / PARCEL).write_bytes(encode(parcel))
    receipt = audit.countersigned(directory.organisation, parcel.claim, hub, 1_772_442_000_001)
    (folder / RECEIPT).write_bytes(receipt)
    told = {
        "chain": [raw.hex() for raw in everybody.directory.raws],
        "device": eva.device.hex(),
        "receiving": eva.receiving.private.hex(),
        "root": everybody.root.public.hex(),
        "sender": ana.pair.public.hex(),
    }
    (folder / EXPECTED).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")


def golden(version: str) -> tuple[Parcel, bytes, dict[str, bytes], Directory]:
    """The parcel, the receipt, the keys, and the directory they are judged by."""
    folder = FOLDER / version
    told = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    names = {name: bytes.fromhex(value) for name, value in told.items() if isinstance(value, str)}
    directory = Directory(names["root"])
    for raw in told["chain"]:
        directory.extend(read(bytes.fromhex(raw)))
    parcel = decode((folder / PARCEL).read_bytes(), Parcel)
    return parcel, (folder / RECEIPT).read_bytes(), names, directory


if __name__ == "__main__":
    make(FOLDER / f"audit-v{VERSION}")
