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
    sync_crowd,
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
    "sync.P3": sync.one_change,
    "sync.P4": sync.quiet,
    "sync.P5": sync.flat,
    "sync.P6": sync_hub.load,
    "sync.P7": sync.saving,
    "sync.P9": sync_hub.removal,
    "sync.P10": sync_blobs.attachment,
    "sync.P11": sync_newcomer.bootstrap,
    "sync.P13": sync_crowd.homecoming,
    "risk.import": mapping.taken,
    "risk.map": mapping.measure,
}
TOGETHER: Final[Mapping[str, Sequence[str]]] = {
    "sync.P1": ("sync.P2", "sync.P8", "sync.P12"),
    "sync.P6": ("sync.P14",),
}
"""Figures that are taken with another: who names one of these gets all of them."""
FULL: Final[Mapping[str, Callable[[], Iterator[Figure]]]] = {
    "sync.P5": partial(sync.flat, full=True),
    "sync.P11": partial(sync_newcomer.bootstrap, full=True),
    "sync.P13": partial(sync_crowd.homecoming, full=True),
}
"""What takes many minutes, as the plan asks for it."""
ALONE: Final[Mapping[str, Callable[[], Iterator[Figure]]]] = {
    "sync.P1": partial(sync.exchanges, alone=True),
    "sync.P3": partial(sync.one_change, alone=True),
    "sync.P4": partial(sync.quiet, alone=True),
}
"""What else is told beside the peers' figures."""


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument(
        "--full", action="store_true", help="sync with a million records, a hundred desks"
    )
    parser.add_argument(
        "--alone", action="store_true", help="without the peers, which take minutes"
    )
    options = parser.parse_args(given)
    benches = dict(BARE)
    if options.full:
        benches |= FULL
    if options.alone:
        benches |= ALONE
    wanted = tuple(options.names)
    chosen = [name for name in BENCHES if _named(wanted)(name)]
    bare = [name for name in BARE if any(map(_named(wanted), (name, *TOGETHER.get(name, ()))))]
    if not chosen and not bare and options.names != ["seed"]:
        names = ", ".join((*BENCHES, *BARE))
        parser.error(f"there is no bench of that name; there are: {names}, seed")
    figures = [figure.tell() for name in bare for figure in _begun(name, benches[name])]
    if chosen or options.names == ["seed"]:
        vault = seeded(options.records)
        if not chosen:
            sys.stderr.write(f"{vault.folder}: {vault.records} records, {vault.size} bytes\n")
        figures += [figure.tell() for name in chosen for figure in BENCHES[name](vault)]
    return 0 if all(figure.ok for figure in figures) else 1


def _named(wanted: Sequence[str]) -> Callable[[str], bool]:
    """Whether a figure is asked for: by its own name, by one of its lines, or by its area."""

    def named(name: str) -> bool:
        return not wanted or any(
            name == one or name.startswith(f"{one}.") or one.startswith(f"{name}.")
            for one in wanted
        )

    return named


def _begun(name: str, bench: Callable[[], Iterator[Figure]]) -> Iterator[Figure]:
    """Say what is being measured: some of it takes minutes before its first line."""
    sys.stderr.write(f"{name}\n")
    yield from bench()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
