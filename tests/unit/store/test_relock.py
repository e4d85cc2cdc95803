"""What opens a vault can be changed, and what was changed opens it no more."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.domain.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DiskFull,
    SecretMissing,
    WeakPassphrase,
    WrongPassphrase,
)
from pscp_desktop.store import backup, engine, relock, rotation, slots
from pscp_desktop.store import header as headers
from pscp_desktop.store.engine import connect
from pscp_desktop.store.organisation import Founded
from pscp_desktop.store.vault import create, unlock
from tests.protections import guards
from tests.vaults import (
    ALONE,
    NOTES,
    OTHER,
    PASSPHRASE,
    Kept,
    MemorySecrets,
    quick_terms,
    read_notes,
    write_note,
)


def _opens(kept: Kept, passphrase: str) -> bool:
    try:
        with closing(kept.opened(passphrase)) as opened:
            return read_notes(opened.engine) == NOTES
    except (WrongPassphrase, DatabaseMissing, DatabaseDamaged):
        return False


def test_a_changed_passphrase_rewrites_the_header_and_nothing_else(kept: Kept) -> None:
    opened = kept.opened()
    before = opened.path.read_bytes()
    relock.change_passphrase(opened, PASSPHRASE, OTHER)
    assert opened.path.read_bytes() == before  # the new generation waits in the log
    assert not (kept.folder / headers.OLD_NAME).exists()
    write_note(opened.engine, "mientras tanto")
    opened.close()
    with pytest.raises(WrongPassphrase):
        kept.opened(PASSPHRASE)
    again = kept.opened(OTHER)
    assert read_notes(again.engine) == [*NOTES, "mientras tanto"]
    assert again.has_recovery
    again.close()


def test_it_is_changed_only_by_whoever_knows_the_old_one_and_to_a_good_one(kept: Kept) -> None:
    with closing(kept.opened()) as opened:
        with pytest.raises(WrongPassphrase):
            relock.change_passphrase(opened, OTHER, OTHER)
        with pytest.raises(WeakPassphrase):
            relock.change_passphrase(opened, PASSPHRASE, "Madrid2026Madrid")
    assert _opens(kept, PASSPHRASE)


def test_k12_after_a_mere_change_an_old_header_and_the_old_passphrase_still_open_it(
    kept: Kept,
) -> None:
    """The documented limit, and the reason why there is a rotation."""
    older = (kept.folder / headers.NAME).read_bytes()
    with closing(kept.opened()) as opened:
        relock.change_passphrase(opened, PASSPHRASE, OTHER)
    (kept.folder / headers.NAME).write_bytes(older)
    assert _opens(kept, PASSPHRASE)
    assert "old passphrase" in (relock.change_passphrase.__doc__ or "")


@guards("store.rotation.new_root")
def test_k11_after_a_rotation_an_old_header_and_the_old_passphrase_open_nothing(kept: Kept) -> None:
    older = (kept.folder / headers.NAME).read_bytes()
    before, _ = headers.load(kept.folder)
    rotated = relock.rotate(kept.opened(), PASSPHRASE, new_passphrase=OTHER)
    assert read_notes(rotated.engine) == NOTES
    rotated.close()
    # The thief also gives the new database the name and salt the old header knows.
    if rotated.path.name != before.database_name:
        shutil.copy(rotated.path, kept.folder / before.database_name)
    (kept.folder / headers.NAME).write_bytes(older)
    assert not _opens(kept, PASSPHRASE)


def test_a_rotation_leaves_no_old_database_header_or_copy(kept: Kept) -> None:
    opened = kept.opened()
    backup.take_copy(opened)
    opened.mark(4, bytes(32))
    rotated = relock.rotate(opened, PASSPHRASE)
    assert rotated.last_mark() == (4, bytes(32))
    assert rotated.keys.audit == opened.keys.audit
    assert rotated.keys.backup != opened.keys.backup
    assert rotated.has_recovery
    rotated.close()
    assert sorted(file.name for file in kept.folder.rglob("*")) == [
        "copies", rotated.header.database_name, "header.json", "mark"
    ]  # fmt: skip
    assert _opens(kept, PASSPHRASE)


STEPS = {
    "before the copy": ("pscp_desktop.store.rotation.copy_into", "old"),
    "before the proof": ("pscp_desktop.store.rotation._prove", "old"),
    "before the header": ("pscp_desktop.store.header.save", "old"),
    "after the header": ("pscp_desktop.store.header.forget_old", "new"),
    "before the old one goes": ("pscp_desktop.store.rotation.remove_database", "new"),
}


@pytest.mark.parametrize("step", STEPS)
def test_d06_a_rotation_cut_off_at_any_step_leaves_exactly_one_way_in(
    step: str, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, side = STEPS[step]
    calls = iter(range(100))

    def cut(*_: object) -> None:
        # The first call of remove_database clears the way for the copy.
        if side == "old" or "remove_database" not in name or next(calls) > 0:
            raise Cut

    opened = kept.opened()
    with monkeypatch.context() as patched:
        patched.setattr(name, cut)
        with pytest.raises(Cut):
            relock.rotate(opened, PASSPHRASE, new_passphrase=OTHER)
    right, wrong = (PASSPHRASE, OTHER) if side == "old" else (OTHER, PASSPHRASE)
    assert not _opens(kept, wrong)
    assert _opens(kept, right)
    assert len(list(kept.folder.glob("d-*"))) == 1
    assert list(kept.folder.glob("*.old")) == []


class Cut(Exception):
    """The power went here."""


@guards("store.rotation.proof")
def test_a_copy_that_is_not_whole_never_becomes_the_vault(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying = engine.copy_into

    def lossy(source: object, target: Path, key: object) -> None:
        copying(source, target, key)  # type: ignore[arg-type]
        with closing(connect(target, key)) as copied:  # type: ignore[arg-type]
            copied.execute("DELETE FROM note WHERE id = 2")

    opened = kept.opened()
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "copy_into", lossy)
        with pytest.raises(DatabaseDamaged):
            relock.rotate(opened, PASSPHRASE)
    assert _opens(kept, PASSPHRASE)


@guards("store.folder.room")
def test_d07_a_rotation_without_room_is_refused_before_it_begins(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = kept.opened()
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1024}))
        with pytest.raises(DiskFull) as caught:
            relock.rotate(opened, PASSPHRASE)
    assert caught.value.free == 1024 < caught.value.needed
    assert _opens(kept, PASSPHRASE)


def test_d07_a_passphrase_that_could_not_be_written_is_not_changed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    with closing(kept.opened()) as opened, monkeypatch.context() as patched:
        patched.setattr(headers, "write_whole", full)
        with pytest.raises(DiskFull):
            relock.change_passphrase(opened, PASSPHRASE, OTHER)
    assert not _opens(kept, OTHER)
    assert _opens(kept, PASSPHRASE)


def test_custodians_can_be_given_a_way_in_later(tmp_path: Path, founded: Founded) -> None:
    terms = quick_terms()
    with closing(create(tmp_path / "vault", PASSPHRASE, terms)) as opened:
        with pytest.raises(WrongPassphrase):
            relock.add_recovery(opened, OTHER, founded.key)
        relock.add_recovery(opened, PASSPHRASE, founded.key)
        assert opened.has_recovery
    with closing(unlock(tmp_path / "vault", PASSPHRASE, terms)) as again:
        assert again.has_recovery


def test_the_secret_moves_to_another_key_store_and_back_to_none(kept: Kept) -> None:
    wallet = MemorySecrets(name="KWallet")
    with closing(kept.opened()) as opened:
        relock.change_passphrase(opened, PASSPHRASE, ALONE)
        relock.bind(opened, ALONE, wallet)
        account = opened.header.vault_id.hex()
    assert account not in kept.secrets.kept
    moved = replace(kept.terms, secrets=wallet)
    with closing(unlock(kept.folder, ALONE, moved)) as opened:
        assert opened.header.slots[0].keeper == "KWallet"
        relock.bind(opened, ALONE, wallet)  # nothing to do, and nothing to lose
        relock.bind(opened, ALONE, None)
        assert [slot.kind for slot in opened.header.slots] == ["pass", "org-hpke"]
    assert account not in wallet.kept
    unlock(kept.folder, ALONE, replace(kept.terms, secrets=None)).close()
    with pytest.raises(SecretMissing):
        slots.read_device_secret(opened.header, None)
