"""The key store of the operating system, where half of what opens the vault is kept.

Back ends come from a list, made by class and tried out: choosing "the best one", as the library
does by itself, lets any installed package win, and some of those write to a plain file.
"""

import importlib
import secrets
import sys
from collections.abc import Callable
from typing import Any, Final, Protocol

from pscp_desktop.domain.errors import NoSecretStore, SecretStoreLocked

ALLOWED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}
_NAMES: Final = {
    "keyring.backends.Windows": "WinVault",
    "keyring.backends.macOS": "Keychain",
    "keyring.backends.SecretService": "SecretService",
    "keyring.backends.kwallet": "KWallet",
}


class SecretStore(Protocol):
    """Keeps short texts for this user of this machine, and gives them back unchanged."""

    @property
    def name(self) -> str:
        """Which kind it is; written into the header of the vault."""
        ...

    def read(self, account: str) -> str | None: ...

    def write(self, account: str, text: str) -> None: ...

    def erase(self, account: str) -> None: ...


class SystemSecrets:
    """One back end of the keyring library, its errors said in our words."""

    def __init__(self, backend: Any, name: str, service: str) -> None:
        self._backend = backend
        self._name = name
        self._service = service

    @property
    def name(self) -> str:
        return self._name

    def read(self, account: str) -> str | None:
        found = self._asked(lambda: self._backend.get_password(self._service, account))
        return None if found is None else str(found)

    def write(self, account: str, text: str) -> None:
        self._asked(lambda: self._backend.set_password(self._service, account, text))

    def erase(self, account: str) -> None:
        if self.read(account) is not None:
            self._asked(lambda: self._backend.delete_password(self._service, account))

    def _asked(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except Exception as error:  # noqa: BLE001 (each back end raises errors of its own)
            if "Locked" in type(error).__name__ or "Dismissed" in type(error).__name__:
                raise SecretStoreLocked from None
            raise NoSecretStore("failing") from None


def system_secrets(service: str, *, platform: str = sys.platform) -> SecretStore:
    """The key store of this system, tried out. Raises NoSecretStore where none can be trusted.

    `service` is what the system shows as the owner of the entries: a neutral name.
    """
    trouble = NoSecretStore("absent")
    for module, class_name in ALLOWED.get(platform, ()):
        try:
            store = SystemSecrets(_made(module, class_name, service), _NAMES[module], service)
            probe(store)
        except NoSecretStore as error:
            trouble = error if trouble.code == "absent" else trouble
        else:
            return store
    raise trouble


def _made(module: str, class_name: str, service: str) -> Any:
    try:
        kind = getattr(importlib.import_module(module), class_name)
        # A property of the class that raises where the back end cannot work.
        _ = kind.priority
        backend = kind()
    except Exception:  # noqa: BLE001 (no bus, no library, no session: it is not there)
        raise NoSecretStore("absent") from None
    if module == "keyring.backends.Windows":
        # The library's default travels with a domain profile to other machines.
        backend.persist = "local machine"
    else:
        backend.appid = service
    return backend


def probe(store: SecretStore) -> None:
    """Write, read, compare, erase: a back end that loses or alters what it is given is refused."""
    account, text = f"probe-{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    store.write(account, text)
    try:
        if store.read(account) != text:
            raise NoSecretStore("unfaithful")
    finally:
        store.erase(account)
    if store.read(account) is not None:
        raise NoSecretStore("unfaithful")


def keep(store: SecretStore, account: str, text: str) -> None:
    """Write and read back; what is not given back the same is refused."""
    store.write(account, text)
    if store.read(account) != text:
        raise NoSecretStore("unfaithful")
