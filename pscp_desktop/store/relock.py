"""Changing what opens a vault: passphrase, laptop, custodians, or the key of everything."""

import contextlib
from dataclasses import replace

from pscp_desktop.domain.errors import VaultError
from pscp_desktop.store import header as headers
from pscp_desktop.store import passphrases, rotation, slots, state
from pscp_desktop.store.header import OrganisationKey
from pscp_desktop.store.secrets import SecretStore
from pscp_desktop.store.slots import Lock
from pscp_desktop.store.vault import Vault, lock_of, prove, reopen


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Another passphrase. Only the header is written; all that is written stays as it is.

    Whoever knows the old passphrase and has an old copy of the header and the database can still
    open that copy, and the database as long as its key is not renewed: `rotate` does that.
    """
    opened = prove(vault.folder, vault.header, old, vault.terms)
    passphrases.check(new, with_device=opened.device_secret is not None)
    _relock(vault, opened.root, lock_of(vault.header, new, opened, vault.terms))


def add_recovery(vault: Vault, passphrase: str, organisation: OrganisationKey) -> None:
    """Let the custodians of the organisation open this vault from now on."""
    opened = prove(vault.folder, vault.header, passphrase, vault.terms)
    lock = lock_of(vault.header, passphrase, opened, vault.terms)
    _relock(vault, opened.root, replace(lock, organisation=organisation))


def bind(vault: Vault, passphrase: str, store: SecretStore | None) -> None:
    """Put the laptop's secret into another key store, or do without one."""
    opened = prove(vault.folder, vault.header, passphrase, vault.terms)
    passphrases.check(passphrase, with_device=store is not None)
    lock = lock_of(vault.header, passphrase, opened, vault.terms)
    before = vault.terms.secrets
    moved = before is None or store is None or before.name != store.name
    if not moved:
        return  # never overwrite the one secret that opens the present header
    secret = slots.store_device_secret(vault.header.vault_id, store) if store else None
    name = store.name if store else ""
    changed = replace(lock, device_secret=secret, keeper=name, confirmed=False)
    _relock(vault, opened.root, changed)
    vault.terms = replace(vault.terms, secrets=store)
    if before is not None:
        with contextlib.suppress(VaultError):
            before.erase(slots.account_of(vault.header))


def _relock(vault: Vault, root: bytes, lock: Lock) -> None:
    raised = replace(vault.header, generation=vault.header.generation + 1)
    header = slots.locked(raised, root, lock)
    headers.save(vault.folder, header)
    headers.forget_old(vault.folder)  # it would still open with what was just replaced
    vault.header = header
    with vault.connection() as connection:
        state.set_generation(connection, header.generation)


def rotate(vault: Vault, passphrase: str, *, new_passphrase: str | None = None) -> Vault:
    """A new key for everything; gives the vault opened again. The given one is closed.

    When it fails, the vault is as it was, and closed: `unlock` opens it.
    """
    terms, folder = vault.terms, vault.folder
    opened = prove(folder, vault.header, passphrase, terms)
    chosen = passphrase if new_passphrase is None else new_passphrase
    if new_passphrase is not None:
        passphrases.check(new_passphrase, with_device=opened.device_secret is not None)
    vault.close()
    lock = lock_of(vault.header, chosen, opened, terms)
    fresh, root = rotation.rotate(folder, vault.header, opened.root, lock)
    return reopen(folder, fresh, root, terms)
