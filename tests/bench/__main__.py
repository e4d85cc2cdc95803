"""`run.py bench [NAME…] [--records N]`: one line of JSON for each figure; ends with 1 if one is too slow.

NAME is a figure (`desk.save`), an area (`desk`) or `seed`, which only makes the vault.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tests.bench import desk, mapping, risk, saving, searching
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
    "risk.import": mapping.taken,
    "risk.map": mapping.measure,
}


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args(given)
    wanted = tuple(options.names) or ""
    chosen = [name for name in BENCHES if name.startswith(wanted)]
    bare = [name for name in BARE if name.startswith(wanted)]
    if not chosen and not bare and options.names != ["seed"]:
        names = ", ".join((*BENCHES, *BARE))
        parser.error(f"there is no bench of that name; there are: {names}, seed")
    figures = [figure.tell() for name in bare for figure in BARE[name]()]
    if chosen or options.names == ["seed"]:
        vault = seeded(options.records)
        if not chosen:
            sys.stderr.write(f"{vault.folder}: {vault.records} records, {vault.size} bytes\n")
        figures += [figure.tell() for name in chosen for figure in BENCHES[name](vault)]
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
