"""A stick instead of a network: write what others lack, read what they brought."""

from pathlib import Path

from PySide6.QtCore import Slot

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.reconciling import sticks
from pscp_desktop.services.reconciling.told import Receipt
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import EmptyState, button, column, panel, row, text
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.reconciling.telling import receipt_detail
from pscp_desktop.ui.tasks import Progress

KINDS = "(*.sbundle)"


class StickSection(SyncSection):
    """Writing and reading, each one press; both leave a receipt."""

    id = "sticks"
    name = N_("Sticks")
    lead = N_("For places without a network. Whoever finds a stick can read nothing on it.")
    icon = "stick"

    def reload(self) -> None:
        joined = self.linkage.reconciling.joined
        if not joined:
            self.fill(EmptyState(self.look, "offline", tr(
                "This laptop belongs to no organisation yet, so there is nobody to write a stick for. "
                "See under Laptops."
            )))  # fmt: skip
            return
        self.write = button(tr("Write a stick"), "primary", "stick_write", self.look)
        self.write.clicked.connect(self._ask_write)
        self.read = button(tr("Read a stick"), "", "stick_read", self.look)
        self.read.clicked.connect(self._ask_read)
        told = (
            tr("Everything this laptop has that others may lack goes onto it, also what you carry for "
               "colleagues whose files you cannot open."),
            tr("A stick may be read in any order and more than once; what is known already is passed "
               "over."),
        )  # fmt: skip
        words = [text(each, wrap=True) for each in told]
        self.fill(panel(column(*words, 8, row(self.write, self.read, None), gap="s")))

    @Slot()
    def _ask_write(self) -> None:
        kinds = f"{tr('Sync stick')} {KINDS}"
        ask.save_file(self.window(), tr("Write a stick"), "sync.sbundle", kinds, self.write_to)

    @Slot()
    def _ask_read(self) -> None:
        kinds = f"{tr('Sync stick')} {KINDS}"
        ask.open_file(self.window(), tr("Read a stick"), kinds, self.read_from)

    def write_to(self, path: Path) -> None:
        """Write a stick at `path`."""

        def job(_: Progress) -> Receipt:
            return sticks.write(self.linkage.reconciling, self.linkage.blobs, path)

        self.work(tr("Writing the stick"), job, self._told)

    def read_from(self, path: Path) -> None:
        """Read the stick at `path`."""

        def job(_: Progress) -> Receipt:
            return sticks.read(self.linkage.reconciling, self.linkage.blobs, path)

        def then(receipt: Receipt) -> None:
            self._told(receipt)
            # What came may be owed to the hub, and may order this laptop to end.
            self.linkage.round_now()

        self.work(tr("Reading the stick"), job, then)

    def _told(self, receipt: Receipt) -> None:
        words = tr("Stick written.") if receipt.way == "stick out" else tr("Stick read.")
        self.done.emit(f"{words} {receipt_detail(receipt)}")
