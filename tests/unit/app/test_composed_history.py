"""An old database put back, a lost log, a lost note: the desk opens, and says so before anything else."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.app.compose import Newcomer, Services, compose, furnish
from pscp_desktop.app.compose import terms as usual
from pscp_desktop.app.health import copy_due, looked_over
from pscp_desktop.domain.errors import DatabaseDamaged, HistoryBroken, MarkMissing
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.store import backup, keys, vault
from pscp_desktop.store.engine import writer
from pscp_desktop.store.vault import Terms, unlock
from pscp_desktop.ui.errors import said
from tests.protections import guards
from tests.vaults import PASSPHRASE, MemorySecrets, later

ALBA = Newcomer(name="Alba Ejemplo", roles="mediator", team="Equipo Ficticio")


class Home:
    """A vault somebody lives in, in a folder, with the key store that belongs to it."""

    def __init__(self, folder: Path, terms: Terms) -> None:
        self.folder, self.terms = folder, terms

    def entered(self) -> Services:
        return compose(unlock(self.folder, PASSPHRASE, self.terms))

    def works(self, times: int = 3) -> None:
        services = self.entered()
        for _ in range(times):
            services.desk.looked("print", NAMELESS)
        services.close()

    def kept_aside(self, to: Path) -> Path:
        shutil.copytree(self.folder, to)
        return to

    def forgets(self) -> None:
        """Whoever took the key store's note away; the laptop's secret stays."""
        kept = self.terms.secrets
        assert isinstance(kept, MemorySecrets)
        kept.kept = {name: text for name, text in kept.kept.items() if not name.endswith(".mark")}

    @property
    def database(self) -> Path:
        (found,) = self.folder.glob("d-*.db")
        return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    terms = replace(usual(MemorySecrets(), cost=keys.SMALLEST))
    furnish(vault.create(tmp_path / "vault", PASSPHRASE, terms), ALBA).close()
    lived_in = Home(tmp_path / "vault", later(terms))
    lived_in.works()
    return lived_in


def alarms(home: Home) -> list[type[Exception]]:
    services = home.entered()
    try:
        return [type(alarm) for alarm in services.alarms]
    finally:
        services.close()


def database_alone(home: Home, older: Path) -> None:
    shutil.copy(next(older.glob("d-*.db")), home.database)


def database_and_header(home: Home, older: Path) -> None:
    database_alone(home, older)
    shutil.copy(older / "header.json", home.folder)


def whole_folder(home: Home, older: Path) -> None:
    shutil.rmtree(home.folder)
    shutil.copytree(older, home.folder)


@guards("store.audit.mark")
@pytest.mark.parametrize("put_back", [database_alone, database_and_header, whole_folder])
def test_d03_an_older_database_put_back_is_an_alarm(
    home: Home, tmp_path: Path, put_back: Callable[[Home, Path], None]
) -> None:
    older = home.kept_aside(tmp_path / "older")
    home.works()

    put_back(home, older)

    assert alarms(home) == [HistoryBroken]
    assert alarms(home) == [], "said once; the audit keeps it"
    services = home.entered()
    with services.store.reading() as session:
        kept = session.connection().exec_driver_sql(
            "SELECT detail FROM audit WHERE act = 'history_broken'"
        )
        assert [int(row[0]) for row in kept] == [3]
    services.close()


@guards("store.audit.mark")
def test_d04_a_deleted_log_is_an_alarm(home: Home, tmp_path: Path) -> None:
    services = home.entered()
    for _ in range(5):
        services.desk.looked("print", NAMELESS)
    crashed = Home(home.kept_aside(tmp_path / "crashed"), home.terms)
    services.close()
    crashed.forgets()
    for log in crashed.folder.glob("d-*.db-*"):
        log.unlink()

    assert alarms(crashed) == [HistoryBroken]


@guards("app.compose.mark_missing")
def test_d03_a_note_of_the_history_that_is_gone_is_an_alarm_too(home: Home) -> None:
    (home.folder / "mark").unlink()
    assert alarms(home) == [], "the key store has one as well"
    (home.folder / "mark").unlink()
    home.forgets()

    assert alarms(home) == [MarkMissing]
    assert alarms(home) == [], "said once; from here on there is a note again"
    assert all(said(MarkMissing()))


def test_a_vault_nobody_has_worked_in_has_nothing_to_miss(tmp_path: Path) -> None:
    terms = usual(None, cost=keys.SMALLEST)
    made = furnish(vault.create(tmp_path / "vault", f"{PASSPHRASE} abrazo", terms), ALBA)
    assert made.alarms == ()
    made.close()


def test_going_back_to_a_copy_is_no_alarm(home: Home) -> None:
    services = home.entered()
    copy = backup.take_copy(services.vault)
    services.close()
    home.works()

    backup.restore(home.folder, PASSPHRASE, copy.name, home.terms).close()

    assert alarms(home) == []


def wanted() -> bool:
    return False


def flipped(database: Path, place: int) -> None:
    data = bytearray(database.read_bytes())
    data[place] ^= 1
    database.write_bytes(data)


@guards("store.engine.integrity")
def test_d01_damage_is_found_while_somebody_works_and_no_copy_is_taken_of_it(home: Home) -> None:
    size = home.database.stat().st_size
    flipped(home.database, size - 5000)
    services = home.entered()

    problems = looked_over(services, wanted)

    assert [type(problem) for problem in problems] == [DatabaseDamaged]
    assert "copia" in said(problems[0])[1]
    assert backup.local_copies(home.folder) == ()
    services.close()


@guards("store.audit.chain")
def test_d03_a_line_altered_inside_is_found_while_somebody_works(home: Home) -> None:
    services = home.entered()
    with writer(services.vault.engine).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit SET act = 'nothing' WHERE n = 2")

    (problem,) = looked_over(services, wanted)

    assert isinstance(problem, HistoryBroken)
    services.close()


def test_a_sound_vault_is_copied_once_a_week(home: Home) -> None:
    services = home.entered()
    assert copy_due(services)

    assert looked_over(services, wanted) == ()

    assert len(backup.local_copies(home.folder)) == 1
    assert not copy_due(services)
    assert looked_over(services, wanted) == ()
    assert len(backup.local_copies(home.folder)) == 1
    services.close()


def test_a_check_that_is_no_longer_wanted_ends_and_says_nothing(home: Home) -> None:
    services = home.entered()

    assert looked_over(services, lambda: True) == ()

    assert backup.local_copies(home.folder) == ()
    assert services.vault.check() == ()
    services.close()
