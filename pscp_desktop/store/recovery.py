"""Opening a vault whose passphrase is lost, with two of the three custodians' cards.

The laptop writes a request with a key made for this one time; on a machine without a network the
custodians' cards open the root key and seal it to that key; the laptop takes the answer, a new
passphrase, and renews the key of everything. The organisation's private key never comes to the
laptop, and the root key never lies in clear on the custodians' stick.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pscp_desktop.domain.errors import (
    NoRecovery,
    RecoveryRefused,
    SecretMissing,
    SecretStoreChanged,
    SecretWrong,
)
from pscp_desktop.store import header as headers
from pscp_desktop.store import keys, passphrases, rotation, slots, tries
from pscp_desktop.store.header import RECOVERY, Header, canonical
from pscp_desktop.store.organisation import private_from_cards
from pscp_desktop.store.slots import Lock
from pscp_desktop.store.vault import Terms, Vault, reopen, self_test

_LARGEST = 32 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What the laptop asks: `text` goes to the custodians, `private` stays in this process."""

    text: bytes
    code: str
    """Read aloud and compared, so that the custodians open the right laptop's vault."""
    private: bytes = field(repr=False)


def ask(folder: Path) -> Request:
    """Ask the custodians to open the vault in `folder`. Raises NoRecovery where they cannot."""
    header, _ = headers.load(folder)
    if header.slot(RECOVERY) is None:
        raise NoRecovery
    once = keys.new_pair()
    text = canonical({"header": _text(headers.to_bytes(header)), "to": _text(once.public)})
    return Request(text, code_of(text), once.private)


def code_of(request: bytes) -> str:
    """A short code of a request, the same on both machines."""
    name = keys.key_name(request)
    return "-".join(name[start : start + 4] for start in range(0, 12, 4)).upper()


def answer(request: bytes, cards: Sequence[str]) -> bytes:
    """On the custodians' machine: open the root key with the cards, seal it to the laptop."""
    asked = _object(request)
    header = headers.from_bytes(_data(asked, "header"))
    to = _data(asked, "to")
    if not keys.valid_public(to):
        raise RecoveryRefused("request")
    root = _root(header, cards)
    return canonical({"sealed": _text(keys.seal_to(to, root, _bound(header)))})


def _root(header: Header, cards: Sequence[str]) -> bytes:
    slot, organisation = header.slot(RECOVERY), header.organisation
    if slot is None or organisation is None:
        raise NoRecovery
    try:
        pair = keys.pair_from_private(private_from_cards(cards))
        if pair.public != organisation.public:
            raise RecoveryRefused("other")
        root = keys.open_sealed(pair, slot.sealed, header.bound(RECOVERY))
    except keys.NotOpened:
        raise RecoveryRefused("other") from None
    header.check_seal(root)
    return root


def finish(folder: Path, request: Request, answered: bytes, passphrase: str, terms: Terms) -> Vault:
    """On the laptop: take the answer, a new passphrase and a new key for everything."""
    self_test()
    header, _ = headers.load(folder)
    try:
        sealed = _data(_object(answered), "sealed")
        root = keys.open_sealed(keys.pair_from_private(request.private), sealed, _bound(header))
    except keys.NotOpened:
        raise RecoveryRefused("other") from None
    return _renewed(folder, header, root, passphrase, terms)


def recover(folder: Path, cards: Sequence[str], passphrase: str, terms: Terms) -> Vault:
    """All three steps on one machine, where the custodians have come to the laptop."""
    self_test()
    header, _ = headers.load(folder)
    return _renewed(folder, header, _root(header, cards), passphrase, terms)


def _renewed(folder: Path, header: Header, root: bytes, passphrase: str, terms: Terms) -> Vault:
    header.check_seal(root)
    passphrases.check(passphrase, with_device=terms.secrets is not None)
    secret = _device_secret(header, terms)
    lock = Lock(
        passphrase, secret, terms.secrets.name if terms.secrets else "", header.organisation
    )
    fresh, new_root = rotation.rotate(folder, header, root, lock)
    tries.succeeded(folder)
    return reopen(folder, fresh, new_root, terms)


def _device_secret(header: Header, terms: Terms) -> bytes | None:
    """The secret of this laptop as it is, or a new one where it was lost."""
    if terms.secrets is None:
        return None
    try:
        return slots.read_device_secret(header, terms.secrets)
    except (SecretMissing, SecretWrong, SecretStoreChanged):
        return slots.store_device_secret(header.vault_id, terms.secrets)


def _bound(header: Header) -> bytes:
    return b"pscp/v1/recovery" + header.vault_id + header.key_id.encode()


def _object(text: bytes) -> dict[str, Any]:
    if len(text) > _LARGEST:
        raise RecoveryRefused("request")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RecoveryRefused("request") from None
    if not isinstance(found, dict):
        raise RecoveryRefused("request")
    return found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _data(found: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(found[name], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise RecoveryRefused("request") from None
