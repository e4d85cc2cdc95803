"""Ends of laptops: what was on one, putting it out with a reason, carrying the order, closing the matter."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from pscp_desktop.domain.laptops import OutReason, Settled
from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling import laptops, sticks
from pscp_desktop.services.reconciling.manifest import manifest
from pscp_desktop.services.reconciling.told import Laptop, Manifest
from pscp_desktop.ui import ask
from pscp_desktop.ui.reconciling import laptop_words as words
from pscp_desktop.ui.reconciling.choosing import ChosenQuestion
from pscp_desktop.ui.reconciling.manifest_view import ManifestView
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.tasks import Progress

ORDER: Final = "order.sbundle"


class Ends(QObject):
    """What is asked and signed about one laptop. `done` says what was done."""

    done = Signal(str)
    read = Signal(object)
    """A manifest that was asked for."""

    def __init__(self, section: SyncSection) -> None:
        super().__init__(section)
        self._section = section
        self.open: Laptop | None = None
        """The laptop whose manifest is looked at; it stays open whatever else is read meanwhile."""

    @Slot(object)
    def look(self, one: Laptop) -> None:
        """Read what was on a laptop."""
        self.open, service = one, self._section.linkage.reconciling

        def job(_: Progress) -> Manifest:
            return manifest(service, one.device)

        self._section.work(tr("Reading what was on the laptop"), job, self.read.emit)

    def view(self, found: Manifest, *, leads: bool) -> ManifestView:
        """What shows a manifest, its acts tied to this."""
        view = ManifestView(self._section.linkage, found, leads=leads)
        view.left.connect(self.leave)
        view.leaving.connect(self.put_out)
        view.settling.connect(self.settle)
        view.carrying.connect(self.carry)
        return view

    @Slot()
    def leave(self) -> None:
        """Go back to all laptops."""
        self.open = None
        self._section.reload()

    @Slot(object)
    def put_out(self, one: Laptop) -> None:
        """Ask why, with what it means, before a laptop is put out."""
        self._one, section = one, self._section
        who = one.worker or tr("Somebody")
        self.question = ChosenQuestion(
            section.window(), section.look, tr("Put out {name}'s laptop?").format(name=who),
            words.warning(one), tr("Put it out"), OutReason, tr("Why"), harm=True,
        )  # fmt: skip
        self.question.answered.connect(self._put_out)
        self.question.open()

    @Slot(str)
    def _put_out(self, reason: str) -> None:
        service, device = self._section.linkage.reconciling, self._one.device
        round_now = self._section.linkage.round_now

        def job(_: Progress) -> None:
            laptops.order(service, device, OutReason(reason))

        def then(_: None) -> None:
            round_now()  # the sooner the hub knows, the sooner the laptop does
            self.done.emit(tr("The laptop is out. It waits below until it says that it obeyed."))

        self._section.work(tr("Putting it out"), job, then)

    @Slot(object)
    def settle(self, one: Laptop) -> None:
        """Ask how the matter of a laptop that does not confirm was closed."""
        self._one, section = one, self._section
        self.question = ChosenQuestion(
            section.window(), section.look, tr("Close the matter of this laptop?"),
            tr("The order stays signed: if the laptop calls one day, it still destroys its vault and says "
               "so. What is closed here waits on no list any more."),
            tr("Close the matter"), Settled, tr("What was done"),
        )  # fmt: skip
        self.question.answered.connect(self._settle)
        self.question.open()

    @Slot(str)
    def _settle(self, how: str) -> None:
        service, device = self._section.linkage.reconciling, self._one.device

        def job(_: Progress) -> None:
            laptops.settle(service, device, Settled(how))

        self._section.work(tr("Saving"), job, lambda _: self.done.emit(tr("The matter is closed.")))

    @Slot(object)
    def carry(self, one: Laptop) -> None:
        """Ask where the order to end is written, for a laptop within reach."""
        self._one, section = one, self._section
        kinds = f"{tr('Order for a laptop')} (*.sbundle)"
        title = tr("Write the order onto a stick")
        ask.save_file(section.window(), title, ORDER, kinds, self.carry_to)

    def carry_to(self, path: Path) -> None:
        """Write the order at `path`: nothing else is on that stick."""
        service, device = self._section.linkage.reconciling, self._one.device

        def job(_: Progress) -> None:
            sticks.write_order(service, device, path)

        self._section.work(tr("Writing the stick"), job, lambda _: self.done.emit(
            tr("The order is on the stick. Read it on that laptop, under Sticks.")
        ))  # fmt: skip
