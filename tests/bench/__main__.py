"""`run.py bench [NAME…] [--records N]`: one line of JSON for each figure; ends with 1 if one is too slow.

NAME is a figure (`desk.save`), an area (`desk`) or `seed`, which only makes the vault.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from tests.bench import (
    desk,
    mapping,
    risk,
    saving,
    searching,
    sync,
    sync_blobs,
    sync_hub,
    sync_newcomer,
)
from tests.bench.figure import Figure
from tests.bench.seed import Seeded, seeded

Bench = Callable[[Seeded], Iterator[Figure]]

BENCHES: Final[Mapping[str, Bench]] = {
    "desk.save": saving.measure,
    "desk.search": searching.measure,
    "desk.window": desk.window,
    "desk.today": desk.today,
    "desk.file": desk.file,
    "desk.list": desk.listed,
    "desk.memory": desk.memory,
    "desk.package": desk.package,
}
# What needs no vault: none is made for these alone.
BARE: Final[Mapping[str, Callable[[], Iterator[Figure]]]] = {
    "risk.kde": risk.kde,
    "risk.gistar": risk.gistar,
    "risk.knox": risk.knox,
    "risk.features": risk.features,
    "risk.rtm": risk.rtm,
    "risk.accuracy": risk.accuracy,
    "sync.P1": sync.exchanges,
    "sync.P4": sync.quiet,
    "sync.P5": sync.flat,
    "sync.P6": sync_hub.load,
    "sync.P7": sync.saving,
    "sync.P9": sync_hub.removal,
    "sync.P10": sync_blobs.attachment,
    "sync.P11": sync_newcomer.bootstrap,
    "risk.import": mapping.taken,
    "risk.map": mapping.measure,
}


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="sync also with a million records")
    options = parser.parse_args(given)
    full = partial(sync.flat, full=True), partial(sync_newcomer.bootstrap, full=True)
    benches = dict(BARE)
    if options.full:
        benches |= {"sync.P5": full[0], "sync.P11": full[1]}
    wanted = tuple(options.names) or ""
    chosen = [name for name in BENCHES if name.startswith(wanted)]
    bare = [name for name in BARE if name.startswith(wanted)]
    if not chosen and not bare and options.names != ["seed"]:
        names = ", ".join((*BENCHES, *BARE))
        parser.error(f"there is no bench of that name; there are: {names}, seed")
    figures = [figure.tell() for name in bare for figure in benches[name]()]
    if chosen or options.names == ["seed"]:
        vault = seeded(options.records)
        if not chosen:
            sys.stderr.write(f"{vault.folder}: {vault.records} records, {vault.size} bytes\n")
        figures += [figure.tell() for name in chosen for figure in BENCHES[name](vault)]
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
