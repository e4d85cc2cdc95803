"""Where vaults live: a folder for each worker, neutral names, nowhere that is copied away."""

import contextlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pscp_desktop.domain.errors import DiskFull, ReadOnlyFolder, SharedFolder
from pscp_desktop.store.files import explained, write_whole

VAULTS = "vaults"
COPIES = "copies"
ATTACHMENTS = "a"
LABEL = "label"
_LONGEST_LABEL = 24
_NO_LABEL = "—"
_FOLDER_NAME = re.compile(r"[0-9a-f]{8}")

_COPIERS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "mi unidad": "Google Drive",
    "cloudstorage": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "megasync": "MEGA",
    "pclouddrive": "pCloud",
}
_MARKS = {".dropbox": "Dropbox", ".stfolder": "Syncthing", ".owncloudsync.log": "ownCloud"}
_NETWORK_KINDS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs2",
        "fuse.gvfsd-fuse",
        "9p",
        "ncpfs",
        "ceph",
        "glusterfs",
    }
)


@dataclass(frozen=True, slots=True)
class VaultFolder:
    """One worker's vault on this laptop and the label its worker gave it."""

    path: Path
    label: str


def vaults(data_folder: Path) -> tuple[VaultFolder, ...]:
    """The vaults on this laptop, by label.

    A label stands in clear beside the vault, because it is shown before any passphrase. It is what
    the worker typed, "—" if nothing: whoever steals the laptop must not learn who works here, so
    a name is never proposed, and the page that asks says who will be able to read it.
    """
    parent = data_folder / VAULTS
    if not parent.is_dir():
        return ()
    found = [
        VaultFolder(path, read_label(path))
        for path in parent.iterdir()
        if _FOLDER_NAME.fullmatch(path.name) and path.is_dir() and _has_vault(path)
    ]
    return tuple(sorted(found, key=lambda each: (each.label, each.path.name)))


def _has_vault(path: Path) -> bool:
    if any((path / name).exists() for name in ("header.json", "header.json.old")):
        return True
    return any(path.glob("d-*.db"))


def new_vault_folder(data_folder: Path) -> Path:
    """A fresh folder for one more worker, readable by this user of the system only."""
    parent = data_folder / VAULTS
    with explained():
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = parent / os.urandom(4).hex()
            with contextlib.suppress(FileExistsError):
                path.mkdir(mode=0o700)
                return path


def read_label(folder: Path) -> str:
    try:
        text = (folder / LABEL).read_bytes()[:200].decode("utf-8", "replace")
    except OSError:
        return _NO_LABEL
    return _tidy(text)


def write_label(folder: Path, label: str) -> None:
    write_whole(folder / LABEL, _tidy(label).encode())


def _tidy(text: str) -> str:
    shown = "".join(letter for letter in text if letter.isprintable()).strip()
    return shown[:_LONGEST_LABEL] or _NO_LABEL


def refuse_shared(
    folder: Path, *, environment: Mapping[str, str] | None = None, mounts: str | None = None
) -> None:
    """Refuse a folder that a cloud service copies away or that lies on a network.

    Two laptops would write the same database, and old versions of it would live on elsewhere.
    """
    surroundings = os.environ if environment is None else environment
    whole = folder.absolute()
    keeper = (
        _copied_by_name(whole)
        or _copied_by_mark(whole)
        or _copied_by_environment(whole, surroundings)
        or _on_network(whole, _mounts() if mounts is None else mounts)
    )
    if keeper:
        raise SharedFolder(keeper)


def _copied_by_name(folder: Path) -> str:
    for part in folder.parts:
        plain = part.casefold()
        for start, keeper in _COPIERS.items():
            # "OneDrive - Ayuntamiento", "GoogleDrive-me@example.org", but not "dropboxes"
            if plain == start or plain.startswith((f"{start} ", f"{start}-", f"{start}_")):
                return keeper
    return ""


def _copied_by_mark(folder: Path) -> str:
    for parent in (folder, *folder.parents):
        for mark, keeper in _MARKS.items():
            if (parent / mark).exists():
                return keeper
    return ""


def _copied_by_environment(folder: Path, environment: Mapping[str, str]) -> str:
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        root = environment.get(name, "")
        if root and folder.is_relative_to(root):
            return "OneDrive"
    return ""


def _on_network(folder: Path, mounts: str) -> str:
    if str(folder).startswith(("\\\\", "//")):
        return "network"
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:  # noqa: PLR2004 - device, place, kind
            continue
        place = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, fields[2]
    return "network" if kind in _NETWORK_KINDS else ""


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def check_writable(folder: Path) -> None:
    """Refuse early when nothing can be written: the database would only say that it cannot open."""
    probe = folder / f"{os.urandom(4).hex()}.tmp"
    try:
        with explained():
            probe.touch(mode=0o600)
    except FileNotFoundError:
        raise ReadOnlyFolder from None
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(needed, free)


def sweep(folder: Path, database_name: str) -> tuple[str, ...]:
    """Remove what a cut-off change left behind: databases the header does not name, half files."""
    kept = {database_name, f"{database_name}-wal", f"{database_name}-shm"}
    stray = [path for path in folder.glob("d-*") if path.name not in kept]
    stray += [*folder.glob("*.tmp"), *(folder / COPIES).glob("*.new*")]
    for path in stray:
        with contextlib.suppress(OSError):
            path.unlink()
    return tuple(sorted(path.name for path in stray))


def remove_database(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
