"""The numbers of tables and fields in changes. Append-only: a number once given never means another.

`resources/registry.tsv` holds one line per table (field 0) and per field. `python -m
pscp_desktop.domain.registry` appends what was declared and has no number yet.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Final

from pscp_desktop.domain.record import Record, cells_of, record_types
from pscp_desktop.i18n import resources

REMOVED: Final = 0
"""The field number of the mark that a record was removed."""


def _path() -> Path:
    return resources() / "registry.tsv"


@cache
def _numbers() -> dict[tuple[str, str], tuple[int, int]]:
    lines = _path().read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(table, name): (int(number), int(field)) for number, field, table, name in rows}


def table_number(record_type: type[Record]) -> int:
    """The number of a record type. KeyError where it was never given one."""
    return _numbers()[str(record_type.__tablename__), ""][0]


def field_number(record_type: type[Record], name: str) -> int:
    """The number of a field of a record type, from 1."""
    return _numbers()[str(record_type.__tablename__), name][1]


@cache
def types_by_number() -> dict[int, type[Record]]:
    """The record types this version knows, by number."""
    return {table_number(kind): kind for kind in record_types()}


@cache
def names_by_number(record_type: type[Record]) -> dict[int, str]:
    """The fields of a record type this version knows, by number."""
    return {field_number(record_type, name): name for name in cells_of(record_type)}


def unnumbered() -> tuple[tuple[str, str], ...]:
    """What is declared and has no number yet: pairs of table and field, the field empty for a table."""
    known = _numbers()
    declared = [
        (str(kind.__tablename__), name) for kind in record_types() for name in ("", *cells_of(kind))
    ]
    return tuple(pair for pair in declared if pair not in known)


def append_missing() -> int:
    """Give numbers to what has none and write them; says how many lines were added."""
    known = dict(_numbers())
    added = []
    for table, name in unnumbered():
        table_no = (
            known[table, ""][0] if name else max((n for n, _ in known.values()), default=0) + 1
        )
        used = [field for (of, _), (_, field) in known.items() if of == table]
        known[table, name] = (table_no, max(used) + 1 if name else 0)
        added.append(f"{table_no}\t{known[table, name][1]}\t{table}\t{name}\n")
    with _path().open("a", encoding="utf-8", newline="\n") as sink:
        sink.writelines(added)
    _numbers.cache_clear()
    return len(added)


if __name__ == "__main__":
    from pscp_desktop.domain import every  # noqa: F401 (declares all record types)

    sys.stdout.write(f"{append_missing()} numbers given\n")
