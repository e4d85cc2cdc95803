"""A vault opens to its own passphrase on its own laptop, and says what is wrong otherwise."""

import base64
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
    MustWait,
    NotEnoughMemory,
    ReadOnlyFolder,
    SecretMissing,
    SecretStoreChanged,
    SecretWrong,
    SharedFolder,
    VaultExists,
    VaultMissing,
    VaultNewer,
    WeakPassphrase,
    WrongPassphrase,
)
from pscp_desktop.store import backup, keys, relock, tries, vault
from pscp_desktop.store import header as headers
from pscp_desktop.store.engine import writer
from pscp_desktop.store.keys import KdfCost
from pscp_desktop.store.vault import Vault, create, unlock
from tests.protections import guards
from tests.vaults import (
    ALONE,
    OTHER,
    PASSPHRASE,
    Clock,
    FailingSecrets,
    Kept,
    MemorySecrets,
    as_nobody,
    later,
    quick_terms,
    read_notes,
    write_note,
)

NOTES = [f"nota {number} de muestra" for number in range(3)]


def _opened(kept: Kept, passphrase: str = PASSPHRASE) -> Vault:
    return unlock(kept.folder, passphrase, kept.terms)


def _holds(kept: Kept, passphrase: str = PASSPHRASE) -> bool:
    """Whether it opens and everything is in it."""
    opened = _opened(kept, passphrase)
    try:
        return read_notes(opened.engine) == NOTES
    finally:
        opened.close()


def test_a_vault_opens_again_and_holds_what_was_written(kept: Kept) -> None:
    opened = _opened(kept)
    assert read_notes(opened.engine) == NOTES
    assert opened.alarms == ()
    assert opened.has_recovery
    opened.close()
    opened.close()
    names = sorted(file.name for file in kept.folder.iterdir())
    assert names == [opened.header.database_name, "header.json", "mark"]


def test_a_vault_is_made_for_one_user_of_the_system_only(tmp_path: Path) -> None:
    made = create(tmp_path / "vault", PASSPHRASE, quick_terms())
    made.close()
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "vault").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_a_vault_without_an_organisation_says_that_nobody_else_can_open_it(tmp_path: Path) -> None:
    made = create(tmp_path / "vault", PASSPHRASE, quick_terms())
    assert not made.has_recovery
    made.close()


@guards("store.vault.exists")
def test_nothing_is_made_over_what_is_there(kept: Kept) -> None:
    with pytest.raises(VaultExists):
        create(kept.folder, PASSPHRASE, kept.terms)
    (kept.folder / headers.NAME).unlink()
    with pytest.raises(VaultExists):
        create(kept.folder, PASSPHRASE, kept.terms)
    with pytest.raises(VaultMissing) as caught:
        _opened(kept)
    assert caught.value.database_there


def test_what_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    def failing(_engine: Engine) -> None:
        raise DiskFull

    terms = quick_terms(prepare=failing)
    with pytest.raises(DiskFull):
        create(tmp_path / "vault", PASSPHRASE, terms)
    assert list((tmp_path / "vault").iterdir()) == []
    assert isinstance(terms.secrets, MemorySecrets)
    assert terms.secrets.kept == {}


@guards("store.passphrases.check")
def test_a_weak_passphrase_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        create(tmp_path / "vault", "mediacion2026", quick_terms())
    assert not (tmp_path / "vault").exists()


@guards("store.folder.shared")
def test_no_vault_is_made_where_it_would_be_copied_away(tmp_path: Path) -> None:
    with pytest.raises(SharedFolder):
        create(tmp_path / "OneDrive" / "vault", PASSPHRASE, quick_terms())


@guards("store.tries.count")
def test_k02_a_wrong_passphrase_is_counted_and_waited_for(kept: Kept) -> None:
    waits = []
    for count in range(1, 11):
        with pytest.raises(WrongPassphrase) as caught:
            _opened(kept, OTHER)
        assert caught.value.failures == count
        waits.append(caught.value.wait_seconds)
        kept.clock.moment += caught.value.wait_seconds
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128]
    kept.clock.moment -= 1
    with pytest.raises(MustWait):
        _opened(kept)
    kept.clock.moment += 1
    assert _holds(kept)
    assert tries.read(kept.folder).failures == 0


@guards("store.slots.device_secret")
def test_b06_the_passphrase_and_the_disk_do_not_open_it_without_the_laptop(kept: Kept) -> None:
    thief = Kept(kept.folder, replace(kept.terms, secrets=MemorySecrets()))
    with pytest.raises(SecretMissing):
        _opened(thief)
    with pytest.raises(SecretMissing):
        _opened(Kept(kept.folder, replace(kept.terms, secrets=None)))


def test_b06_the_key_store_and_the_disk_do_not_open_it_without_the_passphrase(kept: Kept) -> None:
    """Tried with all that lies there: the secret as the key, and as the passphrase."""
    header, _ = headers.load(kept.folder)
    secret = base64.b64decode(kept.secrets.kept[header.vault_id.hex()])
    slot = header.slots[0]
    stretched = keys.derive(secret, "kek/pass+dev", salt=header.vault_id)
    for key in (secret, stretched, keys.wrapping_key(secret, secret, header.vault_id)):
        with pytest.raises(keys.NotOpened):
            keys.unwrap(key, slot.nonce, slot.sealed, header.bound(slot.kind))
    for passphrase in (secret.hex(), base64.b64encode(secret).decode(), "", header.vault_id.hex()):
        kept.clock.moment += 1000
        with pytest.raises(WrongPassphrase):
            _opened(kept, passphrase)


@guards("store.slots.device_check")
def test_k06_a_secret_that_is_missing_altered_or_anothers_is_named_and_not_counted(
    kept: Kept,
) -> None:
    account = headers.load(kept.folder)[0].vault_id.hex()
    good = kept.secrets.kept[account]
    kept.secrets.kept[account] = base64.b64encode(bytes(32)).decode()
    with pytest.raises(SecretWrong) as caught:
        _opened(kept)
    assert caught.value.code == "other"
    for altered in ("", "not base64 !", base64.b64encode(bytes(31)).decode()):
        kept.secrets.kept[account] = altered
        with pytest.raises(SecretWrong) as caught:
            _opened(kept)
        assert caught.value.code == "malformed"
    del kept.secrets.kept[account]
    with pytest.raises(SecretMissing) as missing:
        _opened(kept)
    assert missing.value.keeper == "Memory"
    assert tries.read(kept.folder).failures == 0
    kept.secrets.kept[account] = good
    assert _holds(kept)


def test_another_kind_of_key_store_is_named(kept: Kept) -> None:
    other = Kept(kept.folder, replace(kept.terms, secrets=MemorySecrets(name="KWallet")))
    with pytest.raises(SecretStoreChanged) as caught:
        _opened(other)
    assert (caught.value.expected, caught.value.found) == ("Memory", "KWallet")


def test_a_secret_is_trusted_only_once_a_later_run_has_read_it(tmp_path: Path) -> None:
    terms = quick_terms()
    folder = tmp_path / "vault"
    made = create(folder, PASSPHRASE, terms)
    made.close()
    broken = replace(terms, secrets=MemorySecrets())
    unlock(folder, PASSPHRASE, broken).close()  # the first run: the passphrase alone still opens
    again = unlock(folder, PASSPHRASE, terms)
    assert [slot.kind for slot in again.header.slots] == ["pass+dev", "pass"]
    again.close()
    last = unlock(folder, PASSPHRASE, later(terms))
    assert [slot.kind for slot in last.header.slots] == ["pass+dev"]
    last.close()
    assert not (folder / headers.OLD_NAME).exists()
    with pytest.raises(SecretMissing):
        unlock(folder, PASSPHRASE, later(broken))


def test_b01_without_a_key_store_seven_words_open_it_alone(tmp_path: Path) -> None:
    terms = quick_terms(secrets=None)
    with pytest.raises(WeakPassphrase):
        create(tmp_path / "vault", PASSPHRASE, terms)
    create(tmp_path / "vault", ALONE, terms).close()
    opened = unlock(tmp_path / "vault", ALONE, terms)
    assert [slot.kind for slot in opened.header.slots] == ["pass"]
    opened.close()


def test_k09_two_vaults_with_the_same_passphrase_have_nothing_in_common(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        made = create(tmp_path / name, PASSPHRASE, quick_terms())
        made.close()
        found.append(made.header)
    one, two = found
    assert one.kdf_salt != two.kdf_salt
    assert one.database_salt != two.database_salt
    assert one.vault_id != two.vault_id
    assert {slot.sealed for slot in one.slots}.isdisjoint(slot.sealed for slot in two.slots)
    first = _blocks((tmp_path / "one" / one.database_name).read_bytes())
    assert first.isdisjoint(_blocks((tmp_path / "two" / two.database_name).read_bytes()))


def _blocks(data: bytes) -> set[bytes]:
    return {data[start : start + 16] for start in range(0, len(data), 16)}


# What is wrong, each with its own name.


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
        _opened(kept)
    assert {name: (kept.folder / name).read_bytes() for name in before} == before


@guards("store.vault.older_header")
def test_k05_an_older_header_beside_a_newer_database_is_an_alarm_and_forces_a_new_key(
    kept: Kept,
) -> None:
    older = (kept.folder / headers.NAME).read_bytes()
    opened = _opened(kept)
    relock.change_passphrase(opened, PASSPHRASE, OTHER)
    newest = opened.header.generation
    opened.close()
    (kept.folder / headers.NAME).write_bytes(older)
    opened = _opened(kept)
    (alarm,) = opened.alarms
    assert isinstance(alarm, HeaderOlder)
    assert alarm.database == newest > alarm.header
    assert opened.header.generation > newest
    assert read_notes(opened.engine) == NOTES
    opened.close()
    (kept.folder / headers.NAME).write_bytes(older)
    with pytest.raises(DatabaseMissing):
        _opened(kept)


def test_the_header_before_opens_it_and_says_so(kept: Kept) -> None:
    shutil.copy(kept.folder / headers.NAME, kept.folder / headers.OLD_NAME)
    (kept.folder / headers.NAME).write_bytes(b"")
    opened = _opened(kept)
    assert [type(alarm) for alarm in opened.alarms] == [HeaderRestored]
    opened.close()
    assert not (kept.folder / headers.OLD_NAME).exists()
    assert _holds(kept)


@guards("store.header.seal")
def test_a_header_that_names_another_database_sweeps_nothing_away(kept: Kept) -> None:
    """Only a header that the root key vouches for may say what is a left-over."""
    header, _ = headers.load(kept.folder)
    forged = replace(header, device_id=b"\x00" * 16)
    (kept.folder / headers.NAME).write_bytes(headers.to_bytes(forged))
    (kept.folder / "d-99999999.db").touch()
    with pytest.raises(HeaderDamaged) as caught:
        _opened(kept)
    assert caught.value.part == "seal"
    assert (kept.folder / "d-99999999.db").exists()


def test_a_database_of_a_newer_program_is_left_alone(kept: Kept) -> None:
    opened = _opened(kept)
    with opened.connection() as connection:
        connection.execute("PRAGMA user_version = 9")
    opened.close()
    with pytest.raises(VaultNewer) as caught:
        unlock(kept.folder, PASSPHRASE, replace(kept.terms, schema=8))
    assert (caught.value.found, caught.value.known) == (9, 8)
    unlock(kept.folder, PASSPHRASE, replace(kept.terms, schema=9)).close()


def test_d12_a_database_is_copied_before_it_is_brought_up_to_date(kept: Kept) -> None:
    with closing(_opened(kept)) as opened, opened.connection() as connection:
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
    for path in (kept.folder, *kept.folder.parents[:3]):
        path.chmod(0o755)
    for file in kept.folder.iterdir():
        file.chmod(0o644)
    assert as_nobody(lambda: _opened(kept).close()) == ReadOnlyFolder.__name__
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
        _opened(kept)
    assert caught.value.mebibytes == 32
    assert tries.read(kept.folder).failures == 0


def test_a_clock_that_went_back_is_told(kept: Kept) -> None:
    kept.clock.moment -= 24 * 3600
    opened = _opened(kept)
    assert [type(alarm) for alarm in opened.alarms] == [ClockBack]
    opened.close()


def test_the_whole_database_is_checked_weekly(kept: Kept) -> None:
    opened = _opened(kept)
    due = [opened.check_due]
    kept.clock.moment += 8 * 24 * 3600
    due.append(opened.check_due)
    assert due == [False, True]
    assert opened.check() == ()
    opened.close()


def test_the_whole_database_is_checked_after_a_crash(kept: Kept) -> None:
    opened = _opened(kept)
    opened.engine.dispose()  # and never closed: the process was killed
    crashed = _opened(kept)
    assert crashed.check_due
    crashed.close()


def test_the_cost_is_measured_where_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "calibrate", lambda: KdfCost(40 * 1024, 1, 2))
    made = create(tmp_path / "vault", PASSPHRASE, quick_terms(cost=None))
    assert made.header.cost == KdfCost(40 * 1024, 1, 2)
    made.close()


# How far its history has come.


def test_a_mark_is_kept_beside_the_database_and_in_the_key_store(kept: Kept) -> None:
    opened = _opened(kept)
    assert opened.last_mark() is None
    for count in range(1, 200):
        opened.mark(count, bytes([count]) * 32)
    assert opened.last_mark() == (199, b"\xc7" * 32)
    assert (kept.folder / "mark").stat().st_size == 73
    opened.close()
    again = _opened(kept)
    assert again.last_mark() == (199, b"\xc7" * 32)
    again.close()


@guards("store.mark.seal")
def test_d03_a_mark_that_is_forged_damaged_or_anothers_counts_for_nothing(
    kept: Kept, tmp_path: Path
) -> None:
    opened = _opened(kept)
    opened.mark(5, b"\x05" * 32)
    opened.close()
    account = vault.mark_account(opened.header)
    path, genuine = kept.folder / "mark", (kept.folder / "mark").read_bytes()
    foreign = create(tmp_path / "other", PASSPHRASE, quick_terms())
    foreign.mark(9, b"\x09" * 32)
    foreign.close()
    del kept.secrets.kept[account]
    for wrong in (genuine[:-1], genuine + b"x", bytes(73), genuine[:8] + b"\x01" + genuine[9:],
                  (tmp_path / "other" / "mark").read_bytes(), b""):  # fmt: skip
        path.write_bytes(wrong)
        kept.secrets.kept.pop(account, None)
        again = _opened(kept)
        assert again.last_mark() is None
        again.close()
    path.write_bytes(genuine)
    for wrong_text in ("", "not base64 !", base64.b64encode(bytes(73)).decode()):
        kept.secrets.kept[account] = wrong_text
        again = _opened(kept)
        assert again.last_mark() == (5, b"\x05" * 32)
        again.close()


@guards("store.vault.kept_mark")
def test_d03_the_whole_folder_put_back_knows_less_than_the_key_store(
    kept: Kept, tmp_path: Path
) -> None:
    opened = _opened(kept)
    opened.mark(1, b"\x01" * 32)
    opened.close()
    shutil.copytree(kept.folder, tmp_path / "older")
    opened = _opened(kept)
    opened.mark(8, b"\x08" * 32)
    opened.close()
    shutil.rmtree(kept.folder)
    shutil.copytree(tmp_path / "older", kept.folder)
    again = _opened(kept)
    assert again.last_mark() == (8, b"\x08" * 32)
    again.close()


@pytest.mark.parametrize("harm", ["removed", "cut", "flipped"])
def test_d04_a_log_that_lost_commits_knows_less_than_the_mark(
    harm: str, kept: Kept, tmp_path: Path
) -> None:
    opened = _opened(kept)
    for number in range(30):
        write_note(opened.engine, f"más {number}" * 100)
        opened.mark(number + 1, bytes(32))
    shutil.copytree(kept.folder, tmp_path / "crashed")
    opened.close()
    crashed = Kept(
        tmp_path / "crashed",
        replace(kept.terms, secrets=MemorySecrets(kept=dict(kept.secrets.kept))),
    )
    crashed.secrets.kept.pop(vault.mark_account(opened.header), None)
    log = next(crashed.folder.glob("*-wal"))
    data = bytearray(log.read_bytes())
    if harm == "removed":
        log.unlink()
    elif harm == "cut":
        log.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        log.write_bytes(data)
    again = _opened(crashed)
    known = len(read_notes(again.engine)) - len(NOTES)
    marked = again.last_mark()
    again.close()
    assert marked == (30, bytes(32))
    assert known < 30


def test_a_key_store_that_stopped_answering_keeps_nothing_from_closing(kept: Kept) -> None:
    opened = _opened(kept)
    opened.mark(3, bytes(32))
    opened.terms = replace(opened.terms, secrets=FailingSecrets())
    assert opened.last_mark() == (3, bytes(32))
    opened.close()
    assert _holds(kept)


def test_two_workers_on_one_laptop_cannot_open_each_others_vault(
    kept: Kept, tmp_path: Path
) -> None:
    shared = MemorySecrets(kept=dict(kept.secrets.kept))
    terms = replace(quick_terms(secrets=shared), now=Clock())
    create(tmp_path / "second", OTHER, terms).close()
    with pytest.raises(WrongPassphrase):
        unlock(tmp_path / "second", PASSPHRASE, terms)
    with pytest.raises(WrongPassphrase):
        unlock(kept.folder, OTHER, replace(kept.terms, secrets=shared))
