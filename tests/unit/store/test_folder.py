"""Vaults lie in folders of their own, and never where something copies them away."""

from pathlib import Path

import pytest

from pscp_desktop.domain.errors import DiskFull, ReadOnlyFolder, SharedFolder
from pscp_desktop.store import folder as folders
from pscp_desktop.store.folder import (
    check_room,
    check_writable,
    new_vault_folder,
    read_label,
    refuse_shared,
    sweep,
    vaults,
    write_label,
)
from tests.protections import guards
from tests.vaults import as_nobody


def test_every_worker_has_a_folder_of_their_own(tmp_path: Path) -> None:
    assert vaults(tmp_path / "data") == ()
    one, two = new_vault_folder(tmp_path / "data"), new_vault_folder(tmp_path / "data")
    assert one != two
    assert one.stat().st_mode & 0o777 == 0o700
    assert vaults(tmp_path / "data") == ()  # nothing is in them yet
    (one / "header.json").touch()
    (two / "d-00000000.db").touch()
    write_label(one, "  Turno de\ntarde  ")
    (tmp_path / "data" / "vaults" / "notes").mkdir()
    listed = vaults(tmp_path / "data")
    assert [(each.path, each.label) for each in listed] == [(one, "Turno detarde"), (two, "—")]


def test_a_label_is_short_and_plain_whatever_the_file_holds(tmp_path: Path) -> None:
    for written in (b"\xff\xfe\x00", b"", b"\n\n", b"\x1b[2J"):
        (tmp_path / folders.LABEL).write_bytes(written)
        assert read_label(tmp_path).isprintable()
    write_label(tmp_path, "x" * 500)
    assert len(read_label(tmp_path)) == 24


@pytest.mark.parametrize(
    ("path", "keeper"),
    [
        ("/home/muestra/OneDrive/data", "OneDrive"),
        ("/home/muestra/OneDrive - Ayuntamiento/data", "OneDrive"),
        ("/home/muestra/Dropbox/data", "Dropbox"),
        ("/Users/muestra/Library/Mobile Documents/data", "iCloud"),
        ("/Users/muestra/Library/CloudStorage/x/data", "iCloud"),
        ("/home/muestra/Google Drive/data", "Google Drive"),
        ("/home/muestra/GoogleDrive-muestra@example.org/data", "Google Drive"),
        ("/home/muestra/Nextcloud/data", "Nextcloud"),
        ("//server/share/data", "network"),
    ],
)
@guards("store.folder.shared")
def test_a_folder_that_is_copied_away_is_refused(path: str, keeper: str) -> None:
    with pytest.raises(SharedFolder) as caught:
        refuse_shared(Path(path), environment={}, mounts="")
    assert caught.value.keeper == keeper


@guards("store.folder.shared")
def test_a_renamed_folder_is_known_by_its_environment_and_its_marks(tmp_path: Path) -> None:
    with pytest.raises(SharedFolder):
        refuse_shared(tmp_path / "x", environment={"OneDriveCommercial": str(tmp_path)}, mounts="")
    (tmp_path / ".stfolder").mkdir()
    with pytest.raises(SharedFolder):
        refuse_shared(tmp_path / "x", environment={}, mounts="")


MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home/red nfs4 rw 0 0\n/dev/sdb1 /home/red/own ext4 rw 0 0\n"


@guards("store.folder.shared")
def test_a_folder_on_a_network_is_known_by_its_mount() -> None:
    with pytest.raises(SharedFolder):
        refuse_shared(Path("/home/red/data"), environment={}, mounts=MOUNTS)


@pytest.mark.parametrize(
    "path", ["/home/muestra/.local/share/x", "/home/red/own/data", "/home/dropboxes/data"]
)
def test_an_ordinary_folder_is_accepted(path: str) -> None:
    refuse_shared(Path(path), environment={"OneDrive": ""}, mounts=MOUNTS)


def test_d10_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    assert as_nobody(lambda: check_writable(tmp_path)) == ReadOnlyFolder.__name__
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ReadOnlyFolder):
        check_writable(tmp_path / "absent")


@guards("store.folder.room")
def test_d07_want_of_room_is_said_before_the_work_begins(tmp_path: Path) -> None:
    check_room(tmp_path, 1)
    with pytest.raises(DiskFull) as caught:
        check_room(tmp_path, 2**60)
    assert caught.value.needed == 2**60 > caught.value.free > 0


def test_left_overs_of_a_cut_off_change_are_swept_and_nothing_else(tmp_path: Path) -> None:
    kept = {
        "d-11111111.db",
        "d-11111111.db-wal",
        "header.json",
        "mark",
        "aside-22222222.db",
        "label",
    }
    (tmp_path / "copies").mkdir()
    for name in kept | {
        "d-33333333.db",
        "d-33333333.db-wal",
        "d-11111111.db.new",
        "header.json.tmp",
        "copies/c-1.new",
    }:
        (tmp_path / name).touch()
    sweep(tmp_path, "d-11111111.db")
    assert {file.name for file in tmp_path.iterdir()} == kept | {"copies"}
    assert list((tmp_path / "copies").iterdir()) == []
