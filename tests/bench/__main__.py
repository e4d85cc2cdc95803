"""`run.py bench [NAME…] [--records N]`: one line of JSON for each figure; ends with 1 if one is too slow.

NAME is a figure (`desk.save`), an area (`desk`) or `seed`, which only makes the vault.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tests.bench import desk, saving, searching
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


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args(given)
    chosen = [name for name in BENCHES if name.startswith(tuple(options.names) or "")]
    if not chosen and options.names != ["seed"]:
        parser.error(f"there is no bench of that name; there are: {', '.join(BENCHES)}, seed")
    vault = seeded(options.records)
    if options.names == ["seed"]:
        sys.stderr.write(f"{vault.folder}: {vault.records} records, {vault.size} bytes\n")
        return 0
    figures = [figure.tell() for name in chosen for figure in BENCHES[name](vault)]
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
