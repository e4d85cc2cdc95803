"""The tables: column for column what the record types declare, no more and no less."""

from pathlib import Path

import pytest

from pscp_desktop.domain.fields import is_list
from pscp_desktop.domain.record import Record, cells_of, record_types
from pscp_desktop.store.schema import table_of
from tests.world import a_store, sql

KINDS = record_types()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_table_has_the_columns_its_type_declares(kind: type[Record], tmp_path: Path) -> None:
    store = a_store(tmp_path)

    found = sql(store, f"PRAGMA table_info({kind.__tablename__})")

    columns = {(name, bool(needed), bool(key)) for _, name, _, needed, _, key in found}
    declared = {
        (column.name, not column.nullable, column.primary_key) for column in table_of(kind).columns
    }
    assert columns == declared
    assert {name for name, _, _ in columns} == set(kind.model_fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_is_a_cell_or_says_where_a_record_belongs(kind: type[Record]) -> None:
    place = {"id", "dossier", "recorded_at", "recorded_by", "removed"}

    assert set(kind.model_fields) == place | set(cells_of(kind))
    assert not any(is_list(field.annotation) for field in kind.model_fields.values())


def test_records_of_a_dossier_are_found_by_an_index(tmp_path: Path) -> None:
    store = a_store(tmp_path)

    for kind in KINDS:
        asked = f"EXPLAIN QUERY PLAN SELECT * FROM {kind.__tablename__} WHERE dossier = ''"  # noqa: S608
        plan = str(sql(store, asked))
        assert "USING INDEX" in plan, kind
