"""A vault made once and copied for every test that wants one."""

from pathlib import Path

import pytest

from pscp_desktop.store import organisation, vault
from pscp_desktop.store.organisation import Founded
from tests.vaults import NOTES, PASSPHRASE, Kept, later, quick_terms, write_note


@pytest.fixture(scope="session")
def founded() -> Founded:
    return organisation.found("Organización de Muestra")


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, founded: Founded) -> Kept:
    """A vault with a device secret, custodians and three notes, past its first run."""
    terms = quick_terms(organisation=founded.key)
    folder = tmp_path_factory.mktemp("pattern") / "vault"
    made = vault.create(folder, PASSPHRASE, terms)
    for words in NOTES:
        write_note(made.engine, words)
    made.close()
    vault.unlock(folder, PASSPHRASE, later(terms)).close()
    return Kept(folder, later(terms))


@pytest.fixture
def kept(pattern: Kept, tmp_path: Path) -> Kept:
    """A copy of it, closed."""
    return pattern.copied(tmp_path / "vault")
