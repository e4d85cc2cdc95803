"""Vaults for tests: quick to make, with a key store in memory and plainly fictional contents."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from pscp_desktop.domain.errors import NoSecretStore
from pscp_desktop.store import keys
from pscp_desktop.store.engine import writer
from pscp_desktop.store.slots import RUN
from pscp_desktop.store.vault import Terms, Vault, unlock

PASSPHRASE = "ábaco abdomen abeja abierto abogado abono"
OTHER = "abrazo abrir abuelo abuso acabar academia"
THIRD = "acceso acción aceite acelga acento aceptar"
ALONE = "ábaco abdomen abeja abierto abogado abono abrazo"
NOTES = [f"nota {number} de muestra" for number in range(3)]
"""What the vault that is copied for the tests holds."""
CANARY = "Alba Ejemplo vive en la calle de la Muestra"


@dataclass
class MemorySecrets:
    """A key store that keeps what it is given for as long as the test lasts."""

    name: str = "Memory"
    kept: dict[str, str] = field(default_factory=dict)

    def read(self, account: str) -> str | None:
        return self.kept.get(account)

    def write(self, account: str, text: str) -> None:
        self.kept[account] = text

    def erase(self, account: str) -> None:
        self.kept.pop(account, None)


class FailingSecrets(MemorySecrets):
    """A key store that has stopped answering."""

    def read(self, account: str) -> str | None:
        raise NoSecretStore("failing")

    def write(self, account: str, text: str) -> None:
        raise NoSecretStore("failing")

    def erase(self, account: str) -> None:
        raise NoSecretStore("failing")


class Clock:
    """A wall clock that the test sets."""

    def __init__(self, moment: float = 1_900_000_000.0) -> None:
        self.moment = moment

    def __call__(self) -> float:
        return self.moment


def notes(engine: Engine) -> None:
    """A table to have something to lose."""
    with writer(engine).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, words TEXT)"
        )


def write_note(engine: Engine, words: str = CANARY) -> None:
    with writer(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO note (words) VALUES (?)", (words,))


def read_notes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT words FROM note ORDER BY id")]


def quick_terms(**changes: object) -> Terms:
    """Terms with the cheapest key derivation that is accepted."""
    plain = Terms(secrets=MemorySecrets(), cost=keys.SMALLEST, prepare=notes, now=Clock())
    return replace(plain, **changes)  # type: ignore[arg-type] # each by its own name


def later(terms: Terms) -> Terms:
    """The same surroundings in a later run of the program."""
    return replace(terms, run=f"not-{RUN}")


@dataclass(frozen=True)
class Kept:
    """A closed vault and the surroundings that open it."""

    folder: Path
    terms: Terms

    @property
    def secrets(self) -> MemorySecrets:
        assert isinstance(self.terms.secrets, MemorySecrets)
        return self.terms.secrets

    @property
    def clock(self) -> Clock:
        assert isinstance(self.terms.now, Clock)
        return self.terms.now

    def opened(self, passphrase: str = PASSPHRASE) -> Vault:
        """The vault, unlocked."""
        return unlock(self.folder, passphrase, self.terms)

    def holds(self, passphrase: str = PASSPHRASE) -> bool:
        """Whether it opens and everything is in it."""
        vault = self.opened(passphrase)
        try:
            return read_notes(vault.engine) == NOTES
        finally:
            vault.close()

    def copied(self, folder: Path) -> "Kept":
        shutil.copytree(self.folder, folder)
        fresh = MemorySecrets(kept=dict(self.secrets.kept))
        return Kept(folder, replace(self.terms, secrets=fresh, now=Clock(self.clock())))


def as_nobody(work: Callable[[], None]) -> str:
    """Run `work` in a child that is not the superuser; gives the name of what it raised, or ''.

    The superuser may write anywhere, so a read-only folder means nothing to it.
    """
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        said = "child"
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            work()
            said = ""
        except BaseException as error:  # noqa: BLE001 (it is told to the parent)
            said = type(error).__name__
        finally:
            os.write(writable, said.encode())
            os._exit(0)
    os.close(writable)
    os.waitpid(child, 0)
    with os.fdopen(readable, "rb") as pipe:
        return pipe.read().decode()
