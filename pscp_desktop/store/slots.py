"""The ways into a vault: the root key wrapped by passphrase and device, or sealed to custodians."""

import base64
import binascii
import secrets as randomness
from dataclasses import dataclass, field, replace

from pscp_desktop.domain.errors import (
    NoSecretStore,
    SecretMissing,
    SecretStoreChanged,
    SecretStoreLocked,
    SecretWrong,
    VaultError,
    WrongPassphrase,
)
from pscp_desktop.store import keys
from pscp_desktop.store.header import (
    PASS_ALONE,
    PASS_AND_DEVICE,
    RECOVERY,
    Header,
    OrganisationKey,
    Slot,
)
from pscp_desktop.store.passphrases import typed
from pscp_desktop.store.secrets import SecretStore, keep

RUN = randomness.token_hex(8)
"""Names this run of the program: what it wrote to a key store only a later run has read back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The root key, and the device secret if it took part."""

    root: bytes = field(repr=False)
    device_secret: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a vault is to be locked with: a passphrase, and this device's secret if it has one."""

    passphrase: str = field(repr=False)
    device_secret: bytes | None = field(default=None, repr=False)
    keeper: str = ""
    organisation: OrganisationKey | None = None
    confirmed: bool = False
    """Whether the device secret was read in a later run than the one that stored it."""


def account_of(header: Header) -> str:
    return header.vault_id.hex()


def read_device_secret(header: Header, store: SecretStore | None) -> bytes:
    """This laptop's secret for the vault, told apart from a missing and from another one."""
    slot = header.slot(PASS_AND_DEVICE)
    keeper = slot.keeper if slot else ""
    if store is None:
        raise SecretMissing(keeper)
    if store.name != keeper:
        raise SecretStoreChanged(keeper, store.name)
    text = store.read(account_of(header))
    if text is None:
        raise SecretMissing(keeper)
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SecretWrong(keeper, "malformed") from None
    if len(secret) != keys.KEY_BYTES:
        raise SecretWrong(keeper, "malformed")
    check = slot.check if slot else b""
    if not keys.same(check, keys.device_check(secret, header.vault_id)):
        raise SecretWrong(keeper, "other")
    return secret


def store_device_secret(vault_id: bytes, store: SecretStore) -> bytes:
    """Make a secret for the vault and put it in the key store, read back at once."""
    secret = keys.random_bytes(keys.KEY_BYTES)
    keep(store, vault_id.hex(), base64.b64encode(secret).decode())
    return secret


def open_root(header: Header, passphrase: str, store: SecretStore | None) -> Opened:
    """The root key. Raises WrongPassphrase, or what is wrong with the device secret.

    In the first run after a vault was made it also opens with the passphrase alone, should the
    key store not give back what it took; after that the secret of the laptop is needed.
    """
    alone = header.slot(PASS_ALONE)
    with_device = header.slot(PASS_AND_DEVICE)
    device_secret: bytes | None = None
    trouble: VaultError | None = None
    if with_device is not None:
        try:
            device_secret = read_device_secret(header, store)
        except (
            SecretMissing,
            SecretWrong,
            SecretStoreChanged,
            SecretStoreLocked,
            NoSecretStore,
        ) as error:
            trouble = error
    if device_secret is None and alone is None:
        raise trouble or WrongPassphrase
    slot = with_device if device_secret is not None else alone
    return Opened(_unwrapped(header, slot, passphrase, device_secret), device_secret)


def _unwrapped(
    header: Header, slot: Slot | None, passphrase: str, device_secret: bytes | None
) -> bytes:
    if slot is None:
        raise WrongPassphrase
    stretched = _stretched(passphrase, header)
    key = keys.wrapping_key(stretched, device_secret, header.vault_id)
    try:
        return keys.unwrap(key, slot.nonce, slot.sealed, header.bound(slot.kind))
    except keys.NotOpened:
        raise WrongPassphrase from None


def _stretched(passphrase: str, header: Header) -> bytes:
    plain = typed(passphrase)
    try:
        return keys.stretch(bytes(plain), header.kdf_salt, header.cost)
    finally:
        plain[:] = bytes(len(plain))


def locked(header: Header, root: bytes, lock: Lock) -> Header:
    """The header with new slots for `root`, a new salt for the passphrase, and its seal."""
    fresh = replace(header, kdf_salt=keys.random_bytes(keys.SALT_BYTES), slots=())
    stretched = _stretched(lock.passphrase, fresh)
    slots = []
    if lock.device_secret is not None:
        slots.append(_device_slot(fresh, root, stretched, lock))
    if lock.device_secret is None or not lock.confirmed:
        slots.append(_alone_slot(fresh, root, stretched))
    if lock.organisation is not None:
        slots.append(_recovery_slot(fresh, root, lock.organisation))
    return replace(fresh, slots=tuple(slots), organisation=lock.organisation).sealed_by(root)


def _device_slot(header: Header, root: bytes, stretched: bytes, lock: Lock) -> Slot:
    secret = lock.device_secret or b""
    key = keys.wrapping_key(stretched, secret, header.vault_id)
    nonce, sealed = keys.wrap(key, root, header.bound(PASS_AND_DEVICE))
    check = keys.device_check(secret, header.vault_id)
    return Slot(PASS_AND_DEVICE, sealed, nonce, lock.keeper, check, RUN)


def _alone_slot(header: Header, root: bytes, stretched: bytes) -> Slot:
    key = keys.wrapping_key(stretched, None, header.vault_id)
    nonce, sealed = keys.wrap(key, root, header.bound(PASS_ALONE))
    return Slot(PASS_ALONE, sealed, nonce, made_by=RUN)


def _recovery_slot(header: Header, root: bytes, organisation: OrganisationKey) -> Slot:
    sealed = keys.seal_to(organisation.public, root, header.bound(RECOVERY))
    return Slot(RECOVERY, sealed, key_name=keys.key_name(organisation.public))


def provisional(header: Header) -> bool:
    """Whether the vault still opens by the passphrase alone although it has a device secret."""
    return header.slot(PASS_ALONE) is not None and header.slot(PASS_AND_DEVICE) is not None


def confirmed(header: Header, run: str = RUN) -> bool:
    """Whether the device secret, just read, was written by an earlier run than this one."""
    slot = header.slot(PASS_AND_DEVICE)
    return slot is not None and slot.made_by != run


def without_provisional(header: Header, root: bytes) -> Header:
    """The same, opening only by passphrase and device together from now on."""
    kept = tuple(slot for slot in header.slots if slot.kind != PASS_ALONE)
    return replace(header, slots=kept, generation=header.generation + 1).sealed_by(root)
