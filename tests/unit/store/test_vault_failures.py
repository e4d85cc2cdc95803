"""Each way a vault can be damaged or refused has a name of its own, and nothing is overwritten."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pscp_desktop.domain.errors import (
    ClockBack,
    DatabaseDamaged,
    DatabaseMissing,
    DiskFull,
    HeaderDamaged,
    HeaderOlder,
    HeaderRestored,
    NotEnoughMemory,
    ReadOnlyFolder,
    VaultMissing,
    VaultNewer,
)
from pscp_desktop.store import backup, keys, relock, tries
from pscp_desktop.store import header as headers
from pscp_desktop.store.engine import writer
from pscp_desktop.store.keys import KdfCost
from pscp_desktop.store.vault import create, unlock
from tests.protections import guards
from tests.vaults import (
    NOTES,
    OTHER,
    PASSPHRASE,
    Kept,
    as_nobody,
    quick_terms,
    read_notes,
)


def _no_header(kept: Kept) -> None:
    (kept.folder / headers.NAME).unlink()


def _bad_header(kept: Kept) -> None:
    (kept.folder / headers.NAME).write_bytes(b'{"f":"vault"}')


def _no_database(kept: Kept) -> None:
    next(kept.folder.glob("d-*.db")).unlink()


def _bad_database(kept: Kept) -> None:
    path = next(kept.folder.glob("d-*.db"))
    path.write_bytes(bytes(reversed(path.read_bytes())))


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (_no_header, VaultMissing),
        (_bad_header, HeaderDamaged),
        (_no_database, DatabaseMissing),
        (_bad_database, DatabaseDamaged),
    ],
)
def test_each_kind_of_damage_has_a_name_and_nothing_is_overwritten(
    harm: Callable[[Kept], None], named: type[Exception], kept: Kept
) -> None:
    harm(kept)
    before = {file.name: file.read_bytes() for file in kept.folder.iterdir()}
    with pytest.raises(named):
        kept.opened()
    assert {name: (kept.folder / name).read_bytes() for name in before} == before


@guards("store.vault.older_header")
def test_k05_an_older_header_beside_a_newer_database_is_an_alarm_and_forces_a_new_key(
    kept: Kept,
) -> None:
    older = (kept.folder / headers.NAME).read_bytes()
    opened = kept.opened()
    relock.change_passphrase(opened, PASSPHRASE, OTHER)
    newest = opened.header.generation
    opened.close()
    (kept.folder / headers.NAME).write_bytes(older)
    opened = kept.opened()
    (alarm,) = opened.alarms
    assert isinstance(alarm, HeaderOlder)
    assert alarm.database == newest > alarm.header
    assert opened.header.generation > newest
    assert read_notes(opened.engine) == NOTES
    opened.close()
    (kept.folder / headers.NAME).write_bytes(older)
    with pytest.raises(DatabaseMissing):
        kept.opened()


def test_the_header_before_opens_it_and_says_so(kept: Kept) -> None:
    shutil.copy(kept.folder / headers.NAME, kept.folder / headers.OLD_NAME)
    (kept.folder / headers.NAME).write_bytes(b"")
    opened = kept.opened()
    assert [type(alarm) for alarm in opened.alarms] == [HeaderRestored]
    opened.close()
    assert not (kept.folder / headers.OLD_NAME).exists()
    assert kept.holds()


@guards("store.header.seal")
def test_a_header_that_names_another_database_sweeps_nothing_away(kept: Kept) -> None:
    """Only a header that the root key vouches for may say what is a left-over."""
    header, _ = headers.load(kept.folder)
    forged = replace(header, device_id=b"\x00" * 16)
    (kept.folder / headers.NAME).write_bytes(headers.to_bytes(forged))
    (kept.folder / "d-99999999.db").touch()
    with pytest.raises(HeaderDamaged) as caught:
        kept.opened()
    assert caught.value.part == "seal"
    assert (kept.folder / "d-99999999.db").exists()


def test_a_database_of_a_newer_program_is_left_alone(kept: Kept) -> None:
    opened = kept.opened()
    with opened.connection() as connection:
        connection.execute("PRAGMA user_version = 9")
    opened.close()
    with pytest.raises(VaultNewer) as caught:
        unlock(kept.folder, PASSPHRASE, replace(kept.terms, schema=8))
    assert (caught.value.found, caught.value.known) == (9, 8)
    unlock(kept.folder, PASSPHRASE, replace(kept.terms, schema=9)).close()


def test_d12_a_database_is_copied_before_it_is_brought_up_to_date(kept: Kept) -> None:
    with closing(kept.opened()) as opened, opened.connection() as connection:
        connection.execute("PRAGMA user_version = 1")

    def failing(_engine: Engine) -> None:
        raise DiskFull

    def replaces(engine: Engine) -> None:
        with writer(engine).begin() as connection:
            connection.exec_driver_sql("UPDATE note SET words = 'otra'")
            connection.exec_driver_sql("PRAGMA user_version = 2")

    with pytest.raises(DiskFull):
        unlock(kept.folder, PASSPHRASE, replace(kept.terms, schema=2, prepare=failing))
    newer = replace(kept.terms, schema=2, prepare=replaces)
    with closing(unlock(kept.folder, PASSPHRASE, newer)) as migrated:
        assert set(read_notes(migrated.engine)) == {"otra"}
    unlock(kept.folder, PASSPHRASE, newer).close()
    taken = backup.local_copies(kept.folder)
    assert len(taken) == 2  # one for each time it was tried, none where there was nothing to do
    with closing(backup.restore(kept.folder, PASSPHRASE, taken[0].name, kept.terms)) as before:
        assert read_notes(before.engine) == NOTES


def test_d10_a_folder_that_cannot_be_written_is_named_and_nothing_is_made(kept: Kept) -> None:
    before = sorted(file.name for file in kept.folder.iterdir())
    for path in (kept.folder, *kept.folder.parents):
        if path.stat().st_mode & 0o005 != 0o005:
            path.chmod(0o755)
    for file in kept.folder.iterdir():
        file.chmod(0o644)
    assert as_nobody(lambda: kept.opened().close()) == ReadOnlyFolder.__name__
    assert (
        as_nobody(lambda: create(kept.folder / "new", PASSPHRASE, kept.terms).close())
        == ReadOnlyFolder.__name__
    )
    assert sorted(file.name for file in kept.folder.iterdir()) == before


def test_want_of_memory_is_named_and_not_counted(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small:
        def __init__(self, **_: object) -> None:
            """Whatever is asked for."""

        def derive(self, _: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(keys, "Argon2id", Small)
    with pytest.raises(NotEnoughMemory) as caught:
        kept.opened()
    assert caught.value.mebibytes == 32
    assert tries.read(kept.folder).failures == 0


def test_a_clock_that_went_back_is_told(kept: Kept) -> None:
    kept.clock.moment -= 24 * 3600
    opened = kept.opened()
    assert [type(alarm) for alarm in opened.alarms] == [ClockBack]
    opened.close()


def test_the_whole_database_is_checked_weekly(kept: Kept) -> None:
    opened = kept.opened()
    due = [opened.check_due]
    kept.clock.moment += 8 * 24 * 3600
    due.append(opened.check_due)
    assert due == [False, True]
    assert opened.check() == ()
    opened.close()


def test_the_whole_database_is_checked_after_a_crash(kept: Kept) -> None:
    opened = kept.opened()
    opened.engine.dispose()  # and never closed: the process was killed
    crashed = kept.opened()
    assert crashed.check_due
    crashed.close()


def test_the_cost_is_measured_where_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "calibrate", lambda: KdfCost(40 * 1024, 1, 2))
    made = create(tmp_path / "vault", PASSPHRASE, quick_terms(cost=None))
    assert made.header.cost == KdfCost(40 * 1024, 1, 2)
    made.close()
