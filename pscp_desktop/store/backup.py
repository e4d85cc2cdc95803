"""Copies of the database on the same laptop, encrypted, and going back to one of them.

Against a damaged file, not against a lost laptop: they lie in the same folder and open with the
same root key. Attachments are not copied; they are never rewritten and lie beside.
"""

import contextlib
from dataclasses import replace
from pathlib import Path

from pscp_desktop.domain.errors import CopyRefused, DatabaseDamaged, DatabaseMissing, VaultError
from pscp_desktop.store import audit, keys, mark, rotation, slots, state
from pscp_desktop.store import header as headers
from pscp_desktop.store.copies import NAME, LocalCopy, local_copies, take
from pscp_desktop.store.engine import connect
from pscp_desktop.store.files import replace as put_in_place
from pscp_desktop.store.folder import COPIES
from pscp_desktop.store.header import Header
from pscp_desktop.store.vault import Terms, Vault, lock_of, mark_account, prove, reopen, self_test

__all__ = ["LocalCopy", "local_copies", "restore", "take_copy"]


def take_copy(vault: Vault) -> LocalCopy:
    """Copy the open vault as it is now."""
    with vault.connection() as source:
        return take(vault.folder, vault.header.key_id, vault.keys.backup, source)


def restore(folder: Path, passphrase: str, name: str, terms: Terms) -> Vault:
    """Put a local copy in the place of the database, and open it.

    What was the database is kept aside under the name `aside-…`, never overwritten. The vault
    begins a new incarnation, so that others can tell its new work from what the copy forgot.
    """
    self_test()
    header, _ = headers.load(folder)
    opened = prove(folder, header, passphrase, terms)
    source_path = folder / COPIES / name
    if not NAME.fullmatch(name) or not source_path.is_file():
        raise CopyRefused("missing")
    working = keys.working_keys(opened.root, header.key_id, header.database_salt)
    raised = replace(header, generation=header.generation + 1, key_id=keys.random_bytes(4).hex())
    lock = lock_of(header, passphrase, opened, terms)
    fresh = slots.locked(raised, opened.root, lock)
    _bring_back(folder, source_path, fresh, opened.root, working)
    headers.save(folder, fresh)  # from here on the copy is the vault
    headers.forget_old(folder)
    _set_aside(folder, header)
    _forget_mark(folder, header, terms)
    restored = reopen(folder, fresh, opened.root, terms)
    _mark_anew(restored)
    return restored


def _mark_anew(vault: Vault) -> None:
    """From now on the history is known as far as the copy had it."""
    with vault.engine.connect() as connection:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'audit'"
        if connection.exec_driver_sql(tables).scalar_one():
            found = audit.last(connection)
            vault.mark(found.count, found.head)


def _bring_back(
    folder: Path, copy: Path, fresh: Header, root: bytes, working: keys.WorkingKeys
) -> None:
    key = keys.database_key(root, fresh.key_id, fresh.database_salt)
    target = folder / fresh.database_name
    try:
        source = connect(copy, keys.copy_key(working.copies, copy.name))
    except (DatabaseDamaged, DatabaseMissing):
        raise CopyRefused("damaged") from None
    with contextlib.closing(source):
        try:
            state.read(source)
            rotation.new_database(folder, source, target, key, fresh.generation)
        except DatabaseDamaged:
            raise CopyRefused("damaged") from None
    with contextlib.closing(connect(target, key)) as restored:
        state.begin_incarnation(restored)


def _forget_mark(folder: Path, header: Header, terms: Terms) -> None:
    """The copy knows less than the mark, and this once that was asked for."""
    (folder / mark.NAME).unlink(missing_ok=True)
    if terms.secrets is not None:
        with contextlib.suppress(VaultError):
            terms.secrets.erase(mark_account(header))


def _set_aside(folder: Path, header: Header) -> None:
    for suffix in ("", "-wal", "-shm"):
        path = folder / (header.database_name + suffix)
        if path.exists():
            put_in_place(path, folder / f"aside-{header.database_name[2:]}{suffix}")
