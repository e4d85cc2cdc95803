"""Local copies stand in for a damaged database, and nothing else can be put in their place."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.domain.errors import CopyRefused, DatabaseDamaged, WrongPassphrase
from pscp_desktop.store import backup, relock
from tests.vaults import CANARY, NOTES, OTHER, PASSPHRASE, Kept, read_notes, write_note


def test_the_last_three_copies_are_kept(kept: Kept) -> None:
    with closing(kept.opened()) as opened:
        write_note(opened.engine)
        taken = [backup.take_copy(opened) for _ in range(5)]
    listed = backup.local_copies(kept.folder)
    assert [copy.name for copy in listed] == [copy.name for copy in reversed(taken[2:])]
    for copy in listed:
        data = (kept.folder / "copies" / copy.name).read_bytes()
        assert CANARY.encode() not in data
        assert len(data) == copy.size


def test_d01_a_damaged_database_is_replaced_by_a_copy_and_kept_aside(kept: Kept) -> None:
    with closing(kept.opened()) as opened:
        copy = backup.take_copy(opened)
        write_note(opened.engine, "después de la copia")
        opened.mark(5, bytes(32))
        incarnation, audit = opened.state.incarnation, opened.keys.audit
    damaged = bytes(len(opened.path.read_bytes()))
    opened.path.write_bytes(damaged)
    with pytest.raises(DatabaseDamaged):
        kept.opened()
    with closing(backup.restore(kept.folder, PASSPHRASE, copy.name, kept.terms)) as restored:
        assert read_notes(restored.engine) == NOTES
        assert restored.state.incarnation == incarnation + 1
        assert restored.keys.audit == audit
        assert restored.last_mark() is None
        assert restored.check() == ()
    (aside,) = kept.folder.glob("aside-*.db")
    assert aside.read_bytes() == damaged
    with closing(kept.opened()) as again:
        assert read_notes(again.engine) == NOTES
        assert again.has_recovery
    assert aside.exists()


def test_a_copy_outlives_a_changed_passphrase(kept: Kept) -> None:
    with closing(kept.opened()) as opened:
        copy = backup.take_copy(opened)
        relock.change_passphrase(opened, PASSPHRASE, OTHER)
    with pytest.raises(WrongPassphrase):
        backup.restore(kept.folder, PASSPHRASE, copy.name, kept.terms)
    backup.restore(kept.folder, OTHER, copy.name, kept.terms).close()


@pytest.mark.parametrize("harm", ["bit", "cut", "empty", "half"])
def test_i11_a_damaged_copy_is_refused_and_the_vault_stays_as_it_is(harm: str, kept: Kept) -> None:
    with closing(kept.opened()) as opened:
        copy = backup.take_copy(opened)
    path = kept.folder / "copies" / copy.name
    data = bytearray(path.read_bytes())
    data[len(data) - 300] ^= 1
    harmed = {
        "bit": bytes(data),
        "cut": bytes(data[:-4096]),
        "empty": b"",
        "half": bytes(data[: len(data) // 2]),
    }
    path.write_bytes(harmed[harm])
    with pytest.raises(CopyRefused) as caught:
        backup.restore(kept.folder, PASSPHRASE, copy.name, kept.terms)
    assert caught.value.code == "damaged"
    with closing(kept.opened()) as again:
        assert read_notes(again.engine) == NOTES


def test_only_copies_can_be_restored(kept: Kept, tmp_path: Path) -> None:
    kept.opened().close()
    for name in ("", "../header.json", "c-00000000-000001.db", "/etc/passwd"):
        with pytest.raises(CopyRefused):
            backup.restore(kept.folder, PASSPHRASE, name, kept.terms)


def test_a_copy_of_another_vault_is_refused(kept: Kept, pattern: Kept, tmp_path: Path) -> None:
    from pscp_desktop.store.vault import create
    from tests.vaults import quick_terms

    with closing(create(tmp_path / "other", PASSPHRASE, quick_terms())) as other:
        foreign = backup.take_copy(other)
    (kept.folder / "copies").mkdir()
    target = kept.folder / "copies" / foreign.name
    target.write_bytes((tmp_path / "other" / "copies" / foreign.name).read_bytes())
    with pytest.raises(CopyRefused):
        backup.restore(kept.folder, PASSPHRASE, foreign.name, kept.terms)


def test_a_copy_needs_no_quiet_moment(kept: Kept) -> None:
    with closing(kept.opened()) as opened, opened.engine.connect() as reader:
        assert len(reader.exec_driver_sql("SELECT * FROM note").all()) == 3
        write_note(opened.engine, "mientras")
        copy = backup.take_copy(opened)
        assert len(reader.exec_driver_sql("SELECT * FROM note").all()) == 3
    restored = backup.restore(kept.folder, PASSPHRASE, copy.name, replace(kept.terms))
    assert read_notes(restored.engine) == [*NOTES, "mientras"]
    restored.close()
