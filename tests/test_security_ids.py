"""Every id of the security plan has a test that carries it, or stands here with the reason why not.

`python3 run.py python -m tests.test_security_ids` prints which tests prove which id.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from tests.source import everything


def _ids(letter: str, *numbers: int) -> list[str]:
    return [f"{letter}{number:02}" for number in numbers]


PROMISED: Final = (
    *_ids("L", 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13),
    *_ids("K", *range(1, 12), 13, 14, 15),
    *_ids("D", *range(1, 16)),
    *_ids("U", *range(1, 11)),
    *_ids("M", 1, 2),
    *_ids("B", 1, 2, 3, 4, 6, 7, 8),
    *_ids("Q", 1, 2),
    *_ids("P", 1, 2, 3, 8, 9, 10),
    *_ids("N", *range(1, 9)),
    *_ids("H", *range(1, 17)),
    *_ids("A", 1, 2, 3, 4, 5, 8, 9, 10, 11, 12),
    *_ids("R", 1, 2, 3, 4, 5, 6, 7, 9),
    *_ids("G", *range(1, 7)),
    *_ids("I", *range(1, 12)),
    *_ids("S", 1, 2, 3, 4, 5, 6, 8, 9),
)
"""What this version must prove."""

RECONCILED: Final = tuple(_ids("T", *range(1, 49)))
"""What was seen to go wrong in other programs' sync, and is shown not to happen here."""

NOT_HERE: Final[Mapping[str, str]] = {
    "L08": "void: there is no browser engine in the program",
    "Q03": "void: there is no browser engine in the program",
    "M03": "void by decision: the cipher's own memory wiping is off; the new process of the lock "
    "clears memory instead, which M01 proves",
    "M04": "Windows: who may read the memory of the process; never run there",
    "B05": "Windows: the real credential store; here its back end is tested with a stand-in",
    "P04": "there are no updates over a network in this version",
    "P05": "there are no updates over a network in this version",
    "P06": "there is no installer in this version; a newer vault is refused by K13 and D12",
    "A06": "void: nobody signs in at the hub with a code that changes by the minute",
    "A07": "void: nobody signs in at the hub with a browser",
    "R08": "not there: a signed erasure empties the hub's log of a file and every desk leaves it, but no "
    "desk lets its keys, its copy or the local copies of its vault go, so a vault that held the file still "
    "opens it; and no screen orders one",
    "S07": "the hub is not packed as an image of a container in this version",
    "P07": "Windows and macOS: signatures of the packaged files; nothing is signed here",
}
"""Ids nobody need look for, and why."""

CARRIED: Final = re.compile(r"(?:^test|_and)_([a-z]\d{2})(?=_)")


def carried(name: str) -> list[str]:
    """`L01` and `L11` of `test_l01_and_l11_a_day_leaves_nothing`."""
    return [found.upper() for found in CARRIED.findall(name)]


def _all_tests() -> Iterator[tuple[str, str]]:
    """Each test of the project: its module and its name."""
    for module in everything():
        if not module.inside("tests"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield module.path, node.name


@cache
def proofs() -> Mapping[str, Sequence[str]]:
    """The tests by the ids they carry."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, name in _all_tests():
        for one in carried(name):
            found[one].append(f"{path}::{name}")
    return found


def test_every_promised_id_has_a_test() -> None:
    missing = [one for one in (*PROMISED, *RECONCILED) if one not in proofs()]

    assert not missing, f"no test carries {', '.join(missing)}"


def test_every_failure_seen_elsewhere_is_shown_or_excused() -> None:
    every = _ids("T", *range(1, 49))

    assert [one for one in every if one not in RECONCILED and one not in NOT_HERE] == []


def test_no_id_is_both_promised_and_excused() -> None:
    assert not {*PROMISED, *RECONCILED} & set(NOT_HERE)


def test_every_excuse_gives_a_reason() -> None:
    assert all(len(reason) > len("void: no") for reason in NOT_HERE.values())


def test_an_id_is_read_off_a_name() -> None:
    assert carried("test_l01_and_l11_a_whole_day") == ["L01", "L11"]
    assert carried("test_k03_no_flipped_bit") == ["K03"]
    assert carried("test_the_k03_of_somebody") == []


def table() -> str:
    """Which tests prove which id, and what is not proved here."""
    found = proofs()
    lines = [
        f"{one}  {test}"
        for one in (*PROMISED, *RECONCILED)
        for test in found.get(one, ("NO TEST",))
    ]
    return "\n".join([*lines, "", *(f"{one}  {why}" for one, why in NOT_HERE.items())])


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
