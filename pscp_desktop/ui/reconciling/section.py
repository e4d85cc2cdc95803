"""What every section of the sync page is made of: a head, lines, and work on the network's line."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.ui import errors
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import column, emptied, heading, panel, scrolled
from pscp_desktop.ui.standing import Standing
from pscp_desktop.ui.tasks import Progress
from sync.protocol import Peer

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """What the sections are handed: the services, and how a hub is reached."""

    tools: FormTools
    reconciling: Reconciling
    blobs: Blobs
    reach: Callable[[Hub], AbstractContextManager[Peer]]
    round_now: Callable[[], None]
    """Ask for a round now; what becomes of it is told by the state."""


class SyncSection(QWidget):
    """One section. It reads what it shows when it comes into sight, and again after each act."""

    id: ClassVar[str] = ""
    name: ClassVar[str] = ""
    """What it is called, marked with `N_`."""
    lead: ClassVar[str] = ""
    """What it is for, in a line, marked with `N_`."""
    icon: ClassVar[str] = "sync"
    follows_rounds: ClassVar[bool] = False
    """Whether it is read again after each round; not where something may be half typed."""
    done = Signal(str)
    """Something was done; the words say what."""

    def __init__(self, linkage: Linkage) -> None:
        super().__init__()
        self.linkage = linkage
        self.missed = False
        """Whether the last round failed."""
        self.look, self.tasks = linkage.tools.look, linkage.tools.tasks
        self.body: QBoxLayout = column(gap="m")
        head = panel(column(heading(tr(self.name), tr(self.lead)), edge=(32, 20, 32, 14)), "head")
        inside = panel(column(self.body, None, gap="l", edge=(32, 16, 32, 20)))
        as_role(self, "page")
        self.setLayout(column(head, scrolled(inside), gap="none", wide=1))

    @Slot(bool)
    def round_over(self, failed: bool) -> None:  # noqa: FBT001 (a signal's argument has no name)
        """A round has come through or failed: what is in sight of it is read again."""
        self.missed = failed
        if self.follows_rounds and self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def work(self, title: str, job: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        """Run a job of reconciling, which may wait for a network, beside the work on the store."""
        self.tasks.run(title, job, then, owner=self, failed=self._failed, line="network")

    def fill(self, *parts: QWidget) -> None:
        """Show these parts instead of what was there; whoever stood in it by keyboard stays there."""
        standing = Standing(self)
        emptied(self.body)
        for part in parts:
            self.body.addWidget(part)
        standing.again()

    def _failed(self, error: Exception) -> None:
        errors.show(error, self.window())
        self.reload()
