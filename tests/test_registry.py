"""The numbers by which changes name tables and fields: each means one thing, for ever."""

from collections import defaultdict
from pathlib import Path

from pscp_desktop.domain import every, registry
from pscp_desktop.i18n import resources
from tests.source import ROOT

SHIPPED = ROOT / "tests" / "golden" / "registry.tsv"


def lines(path: Path) -> list[str]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


def test_every_declared_table_and_field_has_its_number() -> None:
    assert every.__all__
    assert registry.unnumbered() == ()


def test_a_number_means_one_thing() -> None:
    meanings: dict[tuple[str, str], set[str]] = defaultdict(set)
    tables: dict[str, set[str]] = defaultdict(set)
    names = []
    for number, field, table, name in (
        row.split("\t") for row in lines(resources() / "registry.tsv")
    ):
        meanings[number, field].add(f"{table}.{name}")
        tables[table].add(number)
        names.append((table, name))

    assert {pair for pair, meant in meanings.items() if len(meant) > 1} == set()
    assert {table for table, numbers in tables.items() if len(numbers) > 1} == set()
    assert len(names) == len(set(names))


def test_t37_no_number_that_was_shipped_has_changed() -> None:
    assert set(lines(SHIPPED)) - set(lines(resources() / "registry.tsv")) == set()
