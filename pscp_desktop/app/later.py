"""The acts of the entrance, each importing what it needs when it is first done, off the main thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pscp_desktop import i18n
from pscp_desktop.app.entrance import Keys

if TYPE_CHECKING:
    from pscp_desktop.ui.wizard import NewDesk
    from pscp_desktop.ui.wizard_parts import Invited


@dataclass(frozen=True, slots=True)
class _Acts:
    """Bound to the folder of this user's data."""

    folder: Path

    def ready(self) -> None:
        # The session is imported here as well, so that opening does not wait for it.
        from pscp_desktop.app import session, vaults, warming  # noqa: F401

        vaults.ready()
        warming.warm()

    def unlock(self, vault: Path, passphrase: str) -> object:
        from pscp_desktop.app import vaults

        return vaults.unlock(vault, passphrase)

    def erase(self, vault: Path) -> object:
        from pscp_desktop.app import vaults

        return vaults.erase(vault)

    def create(self, answers: "NewDesk") -> object:
        from pscp_desktop.app import vaults

        return vaults.create(self.folder, answers)

    def practise(self) -> object:
        from pscp_desktop.app import practice

        return practice.practise(self.folder)

    def keeper(self) -> str:
        from pscp_desktop.app import vaults

        return vaults.keeper()

    def generate(self, words: int) -> Sequence[str]:
        from pscp_desktop.app import vaults

        return vaults.generate(words, i18n.language())

    def organisation(self, path: Path) -> tuple[str, object]:
        from pscp_desktop.app import vaults

        return vaults.read_organisation(path)

    def invitation(self, path: Path) -> "Invited":
        from pscp_desktop.app import vaults

        return vaults.read_invitation(path)

    def recover(self, vault: Path, cards: Sequence[str], passphrase: str) -> object:
        from pscp_desktop.app import vaults

        return vaults.recover(vault, cards, passphrase)

    def restore(self, vault: Path, passphrase: str) -> object:
        from pscp_desktop.app import vaults

        return vaults.restore(vault, passphrase)


def later(folder: Path) -> Keys:
    """The acts over the vaults in `folder`."""
    acts = _Acts(folder)
    return Keys(
        ready=acts.ready,
        unlock=acts.unlock,
        erase=acts.erase,
        create=acts.create,
        practise=acts.practise,
        keeper=acts.keeper,
        generate=acts.generate,
        organisation=acts.organisation,
        invitation=acts.invitation,
        recover=acts.recover,
        restore=acts.restore,
    )
