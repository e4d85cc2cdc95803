"""What the unlock page and the wizard ask for, done with the real vault. Loaded after the first paint."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pscp_desktop.app.compose import Newcomer, Services, compose, furnish, present, terms
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.errors import CopyRefused, NoSecretStore
from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling import inviting
from pscp_desktop.settings import PRODUCT
from pscp_desktop.store import backup, erasure, organisation, passphrases, recovery, schema, vault
from pscp_desktop.store.folder import new_vault_folder, write_label
from pscp_desktop.store.header import OrganisationKey
from pscp_desktop.store.secrets import SecretStore, system_secrets
from pscp_desktop.ui.wizard import NewDesk
from pscp_desktop.ui.wizard_parts import Invited


@dataclass(frozen=True, slots=True)
class Opened:
    """An open vault with its services, and who works at it: name and team."""

    services: Services
    person: tuple[str, str]


def key_store() -> SecretStore | None:
    """The key store of this system, or none where none can be trusted."""
    try:
        return system_secrets(PRODUCT)
    except NoSecretStore:
        return None


def keeper() -> str:
    """The name of the key store of this system; empty where there is none."""
    found = key_store()
    return found.name if found else ""


def ready() -> None:
    """Prove the libraries and load what opening takes, while nobody is waiting."""
    vault.self_test()
    schema.join()


def unlock(folder: Path, passphrase: str) -> Opened:
    """Open a vault and join the services over it."""
    return introduced(compose(vault.unlock(folder, passphrase, terms(key_store()))))


def introduced(services: Services) -> Opened:
    """The services with the name and the team of whoever works there."""
    worker = services.profile.worker().record
    teams = [team.name for team in services.profile.teams() if team.name != worker.name]
    roles = [tr(role.label) for role in Role if role in worker.held_roles]
    return Opened(services, (worker.name, next(iter([*teams, *roles]), "")))


def recover(folder: Path, cards: Sequence[str], passphrase: str) -> Opened:
    """Open a vault with the custodians' cards, under a new passphrase."""
    return introduced(compose(recovery.recover(folder, cards, passphrase, terms(key_store()))))


def restore(folder: Path, passphrase: str) -> Opened:
    """Open a vault whose database is damaged, with the newest copy of it that is sound."""
    refused = CopyRefused("missing")
    for copy in backup.local_copies(folder):
        try:
            opened = backup.restore(folder, passphrase, copy.name, terms(key_store()))
        except CopyRefused as error:
            refused = error
        else:
            return introduced(compose(opened))
    raise refused


def erase(folder: Path) -> object:
    """Erase a vault from this laptop."""
    return erasure.erase(folder, key_store())


def generate(words: int, language: str) -> Sequence[str]:
    """So many words for a passphrase."""
    return passphrases.generate(words, language).split()


def read_organisation(path: Path) -> tuple[str, object]:
    """The name and the public key of an organisation's file."""
    return organisation.read_public(path.read_bytes())


def read_invitation(path: Path) -> Invited:
    """What an invitation says, before there is a vault. Raises JoiningRefused."""
    found = inviting.read_invitation(path.read_bytes(), int(present().timestamp() * 1000))
    return Invited(found.organisation, found.person, " · ".join(found.words), found)


def create(data_folder: Path, answers: NewDesk) -> Opened:
    """Make the vault that was asked for and move its worker in."""
    folder = new_vault_folder(data_folder)
    key = answers.organisation
    made = vault.create(
        folder,
        answers.passphrase,
        terms(
            key_store() if answers.keeper else None,
            organisation=key if isinstance(key, OrganisationKey) else None,
        ),
    )
    write_label(folder, answers.label)
    invited = answers.invited.invitation if answers.invited else None
    newcomer = Newcomer(
        name=answers.name,
        roles=answers.role,
        team=answers.organisation_name or answers.name,
        organisation=answers.organisation_name,
        invitation=invited if isinstance(invited, inviting.Invitation) else None,
    )
    return introduced(furnish(made, newcomer))
