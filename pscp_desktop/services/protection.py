"""What opens this vault and what guards it, and the acts that change that. Each leaves its audit line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import backup, keys, organisation, passphrases, relock, state
from pscp_desktop.store.backup import LocalCopy
from pscp_desktop.store.header import PASS_AND_DEVICE
from pscp_desktop.store.secrets import SecretStore
from pscp_desktop.store.vault import Vault, prove


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """How things stand with the vault."""

    keeper: str
    """The key store that holds the second key of this laptop; empty where there is none."""
    available: str
    """The key store of this system that could hold it."""
    recovery: str
    """The fingerprint of the organisation that can recover it; empty where nobody can."""
    checked_at: datetime | None
    copies: tuple[LocalCopy, ...]

    @property
    def words(self) -> int:
        """How many generated words a new passphrase has."""
        return passphrases.WORDS_WITH_DEVICE if self.keeper else passphrases.WORDS_ALONE


class Protection:
    """Reads and changes what guards the vault of this desk. All of it takes long: ask in the background."""

    def __init__(
        self, vault: Vault, desk: Desk, key_store: Callable[[], SecretStore | None]
    ) -> None:
        self._vault, self._desk, self._key_store = vault, desk, key_store

    def state(self) -> Guarded:
        """How things stand now."""
        header = self._vault.header
        slot = header.slot(PASS_AND_DEVICE)
        found = self._key_store()
        with self._vault.connection() as connection:
            checked = state.read(connection).checked_at
        return Guarded(
            keeper=slot.keeper if slot else "",
            available=found.name if found else "",
            recovery=keys.key_name(header.organisation.public) if header.organisation else "",
            checked_at=datetime.fromtimestamp(checked, UTC) if checked else None,
            copies=backup.local_copies(self._vault.folder),
        )

    def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase; what is written stays under its key."""
        relock.change_passphrase(self._vault, old, new)
        self._noted("passphrase_changed")

    def prove(self, passphrase: str) -> None:
        """Raises WrongPassphrase where it does not open this vault."""
        prove(self._vault.folder, self._vault.header, passphrase, self._vault.terms)

    def renew_key(self, old: str, new: str) -> None:
        """Everything under a new key and a new passphrase. The vault is closed afterwards.

        Neither the old passphrase nor any old copy opens what is written from now on. Ask `prove`
        first: when this fails, the vault is as it was, and closed.
        """
        self._noted("key_renewed")
        relock.rotate(self._vault, old, new_passphrase=new).close()

    def add_recovery(self, passphrase: str, public_file: Path) -> str:
        """Let the custodians of an organisation open this vault; gives the organisation's name."""
        name, key = organisation.read_public(public_file.read_bytes())
        relock.add_recovery(self._vault, passphrase, key)
        self._noted("recovery_added")
        return name

    def keep_second_key(self, passphrase: str) -> None:
        """Put a second key into the key store of this system, so that stolen files do not open."""
        relock.bind(self._vault, passphrase, self._key_store())
        self._noted("second_key_kept")

    def take_copy(self) -> LocalCopy:
        """Copy the database as it is now, encrypted, on this laptop."""
        copy = backup.take_copy(self._vault)
        self._noted("copy_taken")
        return copy

    def go_back(self, passphrase: str, copy: str) -> None:
        """Put a copy in the place of the database. The vault is closed afterwards.

        What was the database is kept aside. Ask `prove` first: when this fails, the vault is closed.
        """
        self._noted("copy_restored")
        self._vault.close()
        backup.restore(self._vault.folder, passphrase, copy, self._vault.terms).close()

    def check(self) -> tuple[str, ...]:
        """Check every page of the database; () is good."""
        return self._vault.check()

    def _noted(self, act: str) -> None:
        self._desk.looked(act, NAMELESS)
