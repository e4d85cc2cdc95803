"""Erasing a vault from this laptop, without its passphrase: for whoever is in danger with it.

What makes it unreadable is the loss of the keys, so they go first: the laptop's secret, then the
header. On such disks as are built today an overwritten file may live on in a spare block; without
the secret in the key store it opens to nobody, unless the old header and the passphrase are known
in a vault that has no such secret.
"""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pscp_desktop.domain.errors import HeaderDamaged, VaultError, VaultMissing
from pscp_desktop.store import header as headers
from pscp_desktop.store.secrets import SecretStore
from pscp_desktop.store.slots import account_of
from pscp_desktop.store.vault import mark_account


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: whether the laptop's secret is gone, and which files would not go."""

    secret: bool
    left: tuple[str, ...]


def erase(folder: Path, secrets: SecretStore | None) -> Erased:
    """Erase everything of the vault in `folder`, keys first, going on whatever fails."""
    secret = _erase_secret(folder, secrets)
    for name in (headers.NAME, headers.OLD_NAME):
        _overwrite(folder / name)
    for path in sorted(folder.glob("header.json*")) + sorted(folder.glob("d-*")):
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)
    left = tuple(sorted(str(path.relative_to(folder)) for path in folder.rglob("*")))
    return Erased(secret, left)


def _erase_secret(folder: Path, secrets: SecretStore | None) -> bool:
    if secrets is None:
        return False
    try:
        header, _ = headers.load(folder)
        secrets.erase(account_of(header))
        with contextlib.suppress(VaultError):
            secrets.erase(mark_account(header))
    except (VaultError, VaultMissing, HeaderDamaged):
        return False
    return True


def _overwrite(path: Path) -> None:
    with contextlib.suppress(OSError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))
            file.flush()
            os.fsync(file.fileno())
