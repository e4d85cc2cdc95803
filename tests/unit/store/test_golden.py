"""Vaults that earlier versions left behind open, hold what they held, and become as new ones are."""

import json
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from pscp_desktop.app.compose import terms
from pscp_desktop.domain import every
from pscp_desktop.store import attachments, audit, keys, migrate, relock, vault
from tests import goldens
from tests.vaults import OTHER, PASSPHRASE, MemorySecrets

VERSIONS = sorted(path.name for path in goldens.FOLDER.glob("vault-v*"))


@pytest.fixture(params=VERSIONS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path / "vault"
    shutil.copytree(goldens.FOLDER / str(request.param), folder)
    expected: dict[str, Any] = json.loads((folder / goldens.EXPECTED).read_text(encoding="utf-8"))
    return folder, expected


def test_there_is_one_of_every_schema() -> None:
    assert {f"vault-v{number}" for number, _ in migrate.migrations()} == set(VERSIONS)


def _schema(engine: Engine) -> set[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        return {(name, " ".join(sql.split())) for name, sql in rows}


def test_k13_a_vault_of_every_version_opens_and_becomes_as_a_new_one(
    golden: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder, expected = golden
    assert every.__all__
    surroundings = terms(MemorySecrets(kept=dict(expected["secrets"])), cost=keys.SMALLEST)
    with closing(
        vault.create(tmp_path / "new", PASSPHRASE, replace(surroundings, secrets=MemorySecrets()))
    ) as new:
        newest = _schema(new.engine)
    with closing(vault.unlock(folder, PASSPHRASE, surroundings)) as opened:
        assert opened.alarms == ()
        assert _schema(opened.engine) == newest
        with opened.engine.connect() as connection:
            assert migrate.version(connection) == migrate.newest()
            told = connection.exec_driver_sql("SELECT title FROM dossier").scalars().all()
            assert goldens.TITLE in told
            assert connection.exec_driver_sql("SELECT text FROM note").scalars().all() == [
                goldens.NOTE
            ]
            mark = audit.Mark(*(opened.last_mark() or (0, b"")))
            assert mark.count == expected["lines"] > 0
            assert audit.holds(connection, mark)
            assert audit.first_break(connection, opened.keys.audit) is None
        assert opened.check() == ()


def test_k13_its_attachments_open_and_its_keys_can_be_renewed(
    golden: tuple[Path, dict[str, Any]],
) -> None:
    folder, expected = golden
    surroundings = terms(MemorySecrets(kept=dict(expected["secrets"])))
    opened = vault.unlock(folder, PASSPHRASE, surroundings)
    with closing(relock.rotate(opened, PASSPHRASE, new_passphrase=OTHER)) as rotated:
        content = attachments.read(
            rotated.folder, expected["blob"], bytes.fromhex(expected["blob_key"])
        )
        assert b"".join(content) == goldens.SCAN
