"""`run.py test --unguarded [--minutes N] [ID…]`: switches each protection off and wants its tests red.

Prints a table of id, test and colour. Ends with 1 where a test stays green, a row has no test or a mark
has no row.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.protections import PROTECTIONS
from tests.replacing import Replacements

Colours = Mapping[str, tuple[str, str]]


def run(arguments: Sequence[str]) -> list[dict[str, str]]:
    """What pytest wrote down of the guarding tests when it was called so."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = Path(folder) / "outcomes.jsonl"
        outcomes.touch()
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(
            [*command, f"--outcomes={outcomes}"], capture_output=True, text=True, check=False
        )
        lines = [json.loads(line) for line in outcomes.read_text(encoding="utf-8").splitlines()]
    if done.returncode > 1:
        sys.stdout.write(done.stdout + done.stderr)
    return lines


@dataclass(frozen=True)
class Inspection:
    """One walk through the table; `run` is how it has tests run."""

    table: Mapping[str, Replacements]
    run: Callable[[Sequence[str]], list[dict[str, str]]]
    minutes: float

    def faults(self, beginnings: Sequence[str]) -> int:
        """Print what each test did without its protection; how many proved nothing."""
        marked = self._tests_by_protection()
        chosen = [
            protection
            for protection in sorted({*self.table, *marked})
            if protection.startswith(tuple(beginnings) or "")
        ]
        # Each in a process of its own, as many at once as there are processors to run them.
        with ThreadPoolExecutor(os.cpu_count()) as at_once:
            seen = at_once.map(lambda one: self._rows(one, marked.get(one, ())), chosen)
            doubted = [one for one, rows in zip(chosen, seen, strict=True) if _told(one, rows)]
        if doubted:
            sys.stdout.write("\nOnce more, alone, what was not red beside another:\n")
        # They stand last, so that whoever reads only the end of a long table sees which they are.
        faults = sum(_told(one, self._rows(one, marked.get(one, ()))) for one in doubted)
        sys.stdout.write(f"\n{len(chosen)} protections taken away, {faults} tests prove nothing\n")
        return faults

    def _tests_by_protection(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for line in self.run(["--collect-only", "-m", ""]):
            if "guards" in line:
                found[line["guards"]].append(line["test"])
        return found

    def _rows(self, protection: str, tests: Sequence[str]) -> Colours:
        if protection not in self.table:
            return dict.fromkeys(map(_function, tests), ("fault", "no row in tests/rows"))
        if not tests:
            return {"-": ("fault", "no test names it")}
        return self._colours(protection, tests)

    def _colours(self, protection: str, tests: Sequence[str]) -> Colours:
        """How each test function did without the protection: the best of its cases counts."""
        seen = {_function(test): ("missing", "it did not run") for test in tests}
        options = ["-m", "", f"--without={protection}", f"--minutes={self.minutes}"]
        for line in self.run([*seen, *options]):
            name = _function(line["test"])
            if "colour" in line and seen[name][0] != "red":
                seen[name] = line["colour"], line["why"]
        return seen


def _told(protection: str, rows: Colours) -> int:
    """Print what the tests of one protection did; how many proved nothing."""
    for test, (shade, why) in rows.items():
        sys.stdout.write(f"{protection:<40} {shade.upper():<8} {test} ({why})\n")
    sys.stdout.flush()
    return sum(shade != "red" for shade, _ in rows.values())


def _function(test: str) -> str:
    return test.split("[", 1)[0]


def main(given: Sequence[str]) -> int:
    """Go through the table; say what stayed green."""
    parser = argparse.ArgumentParser(prog="run.py test --unguarded")
    parser.add_argument("--minutes", type=float, default=0.5, help="for the attacks of one id")
    parser.add_argument("ids", nargs="*", help="only the ids that begin with one of these")
    options = parser.parse_args(given)
    return 1 if Inspection(PROTECTIONS, run, options.minutes).faults(options.ids) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
