"""Migrations: each step whole or not at all, and a newer vault is left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from pscp_desktop.domain.errors import VaultNewer
from pscp_desktop.store import migrate, schema
from pscp_desktop.store.engine import writer
from tests.protections import guards
from tests.world import an_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = an_engine(tmp_path / "vault.db", new=True)
    yield engine
    engine.dispose()


def schema_of(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
        )  # fmt: skip
        return [tuple(row) for row in rows]


def meaning_of(engine: Engine) -> list[tuple[Any, ...]]:
    """The same with the columns of each table instead of its text: a later column stands at its end."""
    found = []
    with engine.connect() as connection:
        for kind, name, text in schema_of(engine):
            columns = connection.exec_driver_sql(f"PRAGMA table_info({name})")
            told = sorted((row[1], row[2], row[3], row[5]) for row in columns)
            plain = kind == "table" and "VIRTUAL" not in text
            found.append((kind, name, tuple(told) if plain else text))
    return found


def version_of(engine: Engine) -> int:
    with engine.connect() as connection:
        return migrate.version(connection)


class Killed(Exception):
    """The end a test brings."""


class KilledAt:
    """Lets so many statements pass and ends the step at the next."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("CREATE", "INSERT", "PRAGMA user_version =")):
            self.left -= 1
            if self.left < 0:
                raise Killed


def is_killed(engine: Engine, at: int) -> bool:
    killing = KilledAt(at)
    event.listen(engine, "after_cursor_execute", killing)
    try:
        migrate.upgrade(engine)
    except Killed:
        return True
    finally:
        event.remove(engine, "after_cursor_execute", killing)
    return False


@pytest.mark.slow
@guards("store.migrate.whole")
def test_d12_a_migration_that_ends_at_any_statement_leaves_the_version_before(
    engine: Engine,
) -> None:
    statement, kills, reached, before = 0, 0, 0, schema_of(engine)

    while is_killed(engine, statement):
        if version_of(engine) == reached + 1:
            # The step before is whole: the statements of the next one are counted from its first.
            statement, reached, before = 0, reached + 1, schema_of(engine)
        assert version_of(engine) == reached
        assert schema_of(engine) == before
        statement, kills = statement + 1, kills + 1

    assert kills > 100
    assert version_of(engine) == migrate.newest()


def test_a_vault_that_is_up_to_date_is_left_as_it_is(engine: Engine) -> None:
    assert migrate.upgrade(engine) == (0, migrate.newest())
    before = schema_of(engine)

    assert migrate.upgrade(engine) == (migrate.newest(), migrate.newest())
    assert schema_of(engine) == before


@guards("store.migrate.newer")
def test_d12_a_vault_of_a_newer_program_is_not_touched(engine: Engine) -> None:
    migrate.upgrade(engine)
    with writer(engine).begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {migrate.migrations()[-1][0] + 1}")
    before = schema_of(engine)

    with pytest.raises(VaultNewer):
        migrate.upgrade(engine)

    assert schema_of(engine) == before
    assert version_of(engine) == migrate.migrations()[-1][0] + 1


def test_the_migrations_are_numbered_from_one_without_gaps() -> None:
    numbers = [number for number, _ in migrate.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


def test_a_trigger_is_one_statement_whatever_stands_in_it() -> None:
    script = (
        "CREATE TABLE a (b);\nCREATE TRIGGER t BEFORE INSERT ON a\n  BEGIN SELECT 1;\n  SELECT 2;\n"
        "  END;\nINSERT INTO a VALUES (';');\n"
    )

    found = list(migrate.statements(script))

    assert [statement.split(maxsplit=2)[1] for statement in found] == ["TABLE", "TRIGGER", "INTO"]
    assert "".join(found).count(";") == script.count(";")


def test_a_new_vault_is_what_the_program_declares(engine: Engine, tmp_path: Path) -> None:
    migrate.upgrade(engine)
    declared = an_engine(tmp_path / "declared.db", new=True)
    with writer(declared).begin() as connection:
        for statement in migrate.statements(schema.whole()):
            connection.exec_driver_sql(statement)

    assert meaning_of(engine) == meaning_of(declared)
    declared.dispose()
