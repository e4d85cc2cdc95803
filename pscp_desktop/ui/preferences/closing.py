"""The acts after which the vault is closed under the desk: a new key, and going back to a copy."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.store.backup import LocalCopy
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import short_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.tasks import Progress


class Closing(QObject):
    """Proves the passphrase first, so that a mistyped one closes nothing; then the desk closes."""

    def __init__(self, over: QWidget, kit: Kit) -> None:
        super().__init__(over)
        self._over, self._kit = over, kit

    @Slot(str, str)
    def renew(self, old: str, new: str) -> None:
        """Put everything under a new key and new words."""
        protection = self._kit.protection

        def proof(_: Progress) -> tuple[str, str]:
            protection.prove(old)
            return old, new

        self._kit.tools.tasks.run(
            tr("Checking"), proof, self._renew_proven, owner=self, failed=self._failed
        )

    def _renew_proven(self, words: tuple[str, str]) -> None:
        protection, (old, new) = self._kit.protection, words

        def job(_: Progress) -> None:
            protection.renew_key(old, new)

        self._close_over(tr("Putting everything under a new key"), job)

    @Slot(object)
    def go_back(self, copy: LocalCopy) -> None:
        """Ask for the passphrase, then put a copy in the place of the database."""
        self._copy = copy
        taken = short_moment(datetime.fromtimestamp(copy.taken, UTC), self._kit.tools.desk.now())
        question = ask.passphrase(
            self._over.window(),
            self._kit.tools.look,
            tr("Go back to the copy of {when}?").format(when=taken),
            tr(
                "The desk will hold what it held then. What you wrote since is kept aside on this "
                "laptop, encrypted, but no longer in the desk. The desk closes afterwards."
            ),
            tr("Go back to this copy"),
        )
        question.answered.connect(self._go_back)

    @Slot(str)
    def _go_back(self, passphrase: str) -> None:
        protection = self._kit.protection

        def proof(_: Progress) -> str:
            protection.prove(passphrase)
            return passphrase

        self._kit.tools.tasks.run(
            tr("Checking"), proof, self._back_proven, owner=self, failed=self._failed
        )

    def _back_proven(self, passphrase: str) -> None:
        protection, name = self._kit.protection, self._copy.name

        def job(_: Progress) -> None:
            protection.go_back(passphrase, name)

        self._close_over(tr("Going back to the copy"), job)

    def _close_over(self, title: str, job: Callable[[Progress], None]) -> None:
        """Do what closes the vault: nothing may be typed or read meanwhile, and the desk closes."""
        self._kit.tools.flush_drafts()
        self._over.window().setEnabled(False)
        self._kit.tools.tasks.run(title, job, self._closed, owner=self, failed=self._closed_by)

    def _closed(self, _: None) -> None:
        self._kit.laptop.leave("renewed")

    def _closed_by(self, error: Exception) -> None:
        self._over.window().setEnabled(True)
        # The vault is as it was, and closed: there is only opening it again.
        show(error, self._over.window()).finished.connect(self._leave)

    @Slot()
    def _leave(self) -> None:
        self._kit.laptop.leave("renewed")

    def _failed(self, error: Exception) -> None:
        show(error, self._over.window())
