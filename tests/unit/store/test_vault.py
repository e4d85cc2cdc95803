"""A vault opens to its own passphrase on its own laptop, and says what is wrong otherwise."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pscp_desktop.domain.errors import (
    DiskFull,
    MustWait,
    SecretMissing,
    SecretStoreChanged,
    SecretWrong,
    SharedFolder,
    VaultExists,
    VaultMissing,
    WeakPassphrase,
    WrongPassphrase,
)
from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, tries
from pscp_desktop.store.vault import create, unlock
from tests.protections import guards
from tests.vaults import (
    ALONE,
    NOTES,
    OTHER,
    PASSPHRASE,
    Clock,
    FailingSecrets,
    Kept,
    MemorySecrets,
    later,
    quick_terms,
    read_notes,
)


def test_a_vault_opens_again_and_holds_what_was_written(kept: Kept) -> None:
    opened = kept.opened()
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
        kept.opened()
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
            kept.opened(OTHER)
        assert caught.value.failures == count
        waits.append(caught.value.wait_seconds)
        kept.clock.moment += caught.value.wait_seconds
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128]
    kept.clock.moment -= 1
    with pytest.raises(MustWait):
        kept.opened()
    kept.clock.moment += 1
    assert kept.holds()
    assert tries.read(kept.folder).failures == 0


@guards("store.slots.device_secret")
def test_b06_the_passphrase_and_the_disk_do_not_open_it_without_the_laptop(kept: Kept) -> None:
    thief = Kept(kept.folder, replace(kept.terms, secrets=MemorySecrets()))
    with pytest.raises(SecretMissing):
        thief.opened()
    with pytest.raises(SecretMissing):
        Kept(kept.folder, replace(kept.terms, secrets=None)).opened()


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
            kept.opened(passphrase)


@guards("store.slots.device_check")
def test_k06_a_secret_that_is_missing_altered_or_anothers_is_named_and_not_counted(
    kept: Kept,
) -> None:
    account = headers.load(kept.folder)[0].vault_id.hex()
    good = kept.secrets.kept[account]
    kept.secrets.kept[account] = base64.b64encode(bytes(32)).decode()
    with pytest.raises(SecretWrong) as caught:
        kept.opened()
    assert caught.value.code == "other"
    for altered in ("", "not base64 !", base64.b64encode(bytes(31)).decode()):
        kept.secrets.kept[account] = altered
        with pytest.raises(SecretWrong) as caught:
            kept.opened()
        assert caught.value.code == "malformed"
    del kept.secrets.kept[account]
    with pytest.raises(SecretMissing) as missing:
        kept.opened()
    assert missing.value.keeper == "Memory"
    assert tries.read(kept.folder).failures == 0
    kept.secrets.kept[account] = good
    assert kept.holds()


def test_another_kind_of_key_store_is_named(kept: Kept) -> None:
    other = Kept(kept.folder, replace(kept.terms, secrets=MemorySecrets(name="KWallet")))
    with pytest.raises(SecretStoreChanged) as caught:
        other.opened()
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


def test_a_key_store_that_stopped_answering_keeps_nothing_from_closing(kept: Kept) -> None:
    opened = kept.opened()
    opened.mark(3, bytes(32))
    opened.terms = replace(opened.terms, secrets=FailingSecrets())
    assert opened.last_mark() == (3, bytes(32))
    opened.close()
    assert kept.holds()


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
