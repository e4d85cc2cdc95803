"""Erasing a vault from this laptop takes its keys first, and needs no passphrase."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.domain.errors import SecretMissing, VaultMissing
from pscp_desktop.store import backup
from pscp_desktop.store.erasure import erase
from pscp_desktop.store.vault import unlock
from tests.protections import guards
from tests.vaults import PASSPHRASE, FailingSecrets, Kept


@guards("store.erasure.secret")
def test_b07_nothing_of_the_vault_is_left_and_a_copy_of_the_folder_opens_no_more(
    kept: Kept, tmp_path: Path
) -> None:
    with closing(unlock(kept.folder, PASSPHRASE, kept.terms)) as opened:
        backup.take_copy(opened)
        opened.mark(3, bytes(32))
    (kept.folder / "a" / "0f").mkdir(parents=True)
    (kept.folder / "a" / "0f" / "0f00").write_bytes(b"sealed")
    (kept.folder / "header.json.old").write_bytes((kept.folder / "header.json").read_bytes())
    shutil.copytree(kept.folder, tmp_path / "taken before")
    done = erase(kept.folder, kept.secrets)
    assert done.secret
    assert done.left == ()
    assert not kept.folder.exists()
    assert kept.secrets.kept == {}
    with pytest.raises(VaultMissing):
        unlock(kept.folder, PASSPHRASE, kept.terms)
    with pytest.raises(SecretMissing):
        unlock(tmp_path / "taken before", PASSPHRASE, kept.terms)


def test_it_goes_on_when_the_key_store_does_not_answer_or_the_header_is_damaged(kept: Kept) -> None:
    assert not erase(kept.folder, FailingSecrets(kept=kept.secrets.kept)).secret
    assert not kept.folder.exists()
    kept.folder.mkdir()
    (kept.folder / "header.json").write_bytes(b"{")
    (kept.folder / "d-00000000.db").write_bytes(b"x")
    assert not erase(kept.folder, kept.secrets).secret
    assert not kept.folder.exists()
    assert erase(kept.folder, None).left == ()


def test_another_workers_vault_on_the_same_laptop_is_not_touched(
    kept: Kept, tmp_path: Path
) -> None:
    second = kept.copied(tmp_path / "second")
    erase(kept.folder, kept.secrets)
    unlock(second.folder, PASSPHRASE, replace(second.terms)).close()
