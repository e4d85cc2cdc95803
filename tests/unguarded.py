"""`run.py test --unguarded [--minutes N] [ID…]`: switches each protection off and wants its tests red.

Prints a table of id, test and colour. Ends with 1 where a test stays green, a row has no test or a mark
has no row.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.protections import PROTECTIONS

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


def tests_by_protection() -> Mapping[str, Sequence[str]]:
    """Which tests name which protection."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in run(["--collect-only", "-m", ""]):
        found[line["guards"]].append(line["test"])
    return found


def colours(protection: str, tests: Sequence[str], minutes: float) -> Colours:
    """How each test function did without the protection: the best of its cases counts."""
    seen = {_function(test): ("missing", "it did not run") for test in tests}
    lines = run([*tests, "-m", "", f"--without={protection}", f"--minutes={minutes}"])
    for line in lines:
        if "colour" in line:
            name = _function(line["test"])
            if seen[name][0] != "red":
                seen[name] = line["colour"], line["why"]
    return seen


def _function(test: str) -> str:
    return test.split("[", 1)[0]


def main(given: Sequence[str]) -> int:
    """Go through the table; say what stayed green."""
    parser = argparse.ArgumentParser(prog="run.py test --unguarded")
    parser.add_argument("--minutes", type=float, default=0.5, help="for the attacks of one id")
    parser.add_argument("ids", nargs="*", help="only the ids that begin with one of these")
    options = parser.parse_args(given)
    marked = tests_by_protection()
    wanted = tuple(options.ids) or ("",)
    faults = 0
    for protection in sorted({*PROTECTIONS, *marked}):
        if protection.startswith(wanted):
            faults += _tell(protection, marked.get(protection, ()), options.minutes)
    sys.stdout.write(f"\n{len(PROTECTIONS)} protections, {faults} without proof\n")
    return 1 if faults else 0


def _tell(protection: str, tests: Sequence[str], minutes: float) -> int:
    """Print the rows of one protection; how many of them are no proof."""
    if protection not in PROTECTIONS:
        rows: Colours = dict.fromkeys(tests, ("fault", "no row in tests/protections.py"))
    elif not tests:
        rows = {"-": ("fault", "no test names it")}
    else:
        rows = colours(protection, tests, minutes)
    for test, (shade, why) in rows.items():
        sys.stdout.write(f"{protection:<40} {shade.upper():<8} {test} ({why})\n")
    sys.stdout.flush()
    return sum(shade != "red" for shade, _ in rows.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
