"""How far the history of a vault had come cannot be forged, and does not get lost with the folder."""

import base64
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.store import vault
from pscp_desktop.store.vault import create
from tests.protections import guards
from tests.vaults import (
    NOTES,
    PASSPHRASE,
    Kept,
    MemorySecrets,
    quick_terms,
    read_notes,
    write_note,
)


def test_a_mark_is_kept_beside_the_database_and_in_the_key_store(kept: Kept) -> None:
    opened = kept.opened()
    assert opened.last_mark() is None
    for count in range(1, 200):
        opened.mark(count, bytes([count]) * 32)
    assert opened.last_mark() == (199, b"\xc7" * 32)
    assert (kept.folder / "mark").stat().st_size == 73
    opened.close()
    again = kept.opened()
    assert again.last_mark() == (199, b"\xc7" * 32)
    again.close()


@guards("store.mark.seal")
def test_d03_a_mark_that_is_forged_damaged_or_anothers_counts_for_nothing(
    kept: Kept, tmp_path: Path
) -> None:
    opened = kept.opened()
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
        again = kept.opened()
        assert again.last_mark() is None
        again.close()
    path.write_bytes(genuine)
    for wrong_text in ("", "not base64 !", base64.b64encode(bytes(73)).decode()):
        kept.secrets.kept[account] = wrong_text
        again = kept.opened()
        assert again.last_mark() == (5, b"\x05" * 32)
        again.close()


@guards("store.vault.kept_mark")
def test_d03_the_whole_folder_put_back_knows_less_than_the_key_store(
    kept: Kept, tmp_path: Path
) -> None:
    opened = kept.opened()
    opened.mark(1, b"\x01" * 32)
    opened.close()
    shutil.copytree(kept.folder, tmp_path / "older")
    opened = kept.opened()
    opened.mark(8, b"\x08" * 32)
    opened.close()
    shutil.rmtree(kept.folder)
    shutil.copytree(tmp_path / "older", kept.folder)
    again = kept.opened()
    assert again.last_mark() == (8, b"\x08" * 32)
    again.close()


@pytest.mark.parametrize("harm", ["removed", "cut", "flipped"])
def test_d04_a_log_that_lost_commits_knows_less_than_the_mark(
    harm: str, kept: Kept, tmp_path: Path
) -> None:
    opened = kept.opened()
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
    again = crashed.opened()
    known = len(read_notes(again.engine)) - len(NOTES)
    marked = again.last_mark()
    again.close()
    assert marked == (30, bytes(32))
    assert known < 30
