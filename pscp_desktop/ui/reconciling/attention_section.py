"""What did not go by itself: why, what to do, to be exported, tried again or put away."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.reconciling.attention import attention, export, put_away, retry
from pscp_desktop.services.reconciling.told import Attention
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import EmptyState, Entry, button, mark, panel, row
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.reconciling.telling import reason
from pscp_desktop.ui.tasks import Progress

SERIOUS = frozenset(
    {
        "audit_altered",
        "audit_hub",
        "frozen",
        "fork",
        "clone",
        "damaged",
        "state",
        "statement",
        "late",
    }
)


class AttentionSection(SyncSection):
    """Nothing of it stops anything else, and nothing of it is dropped."""

    id = "attention"
    name = N_("Needs attention")
    lead = N_(
        "What arrived and could not be merged yet, or what somebody must know. Nothing is lost."
    )
    follows_rounds = True
    icon = "warn"

    def reload(self) -> None:
        self.work(tr("Reading what needs attention"), self._read, self._show)

    def _read(self, _: Progress) -> tuple[Attention, ...]:
        return attention(self.linkage.reconciling)

    def _show(self, found: tuple[Attention, ...]) -> None:
        if not found:
            self.fill(EmptyState(self.look, "done", tr(
                "Nothing needs attention. What cannot be read yet, because a key or a newer version "
                "of the program is missing, waits here with its reason; the rest goes on."
            )))  # fmt: skip
            return
        again = button(tr("Try all again"), "", "sync", self.look)
        again.clicked.connect(self._retry)
        self.fill(panel(row(None, again)), *(AttentionLine(self, one) for one in found))

    @Slot()
    def _retry(self) -> None:
        self.work(tr("Trying again"), lambda _: retry(self.linkage.reconciling), self._retried)

    def _retried(self, left: int) -> None:
        words = tr("All of it was merged.") if not left else tr("{n} still wait.").format(n=left)
        self.done.emit(words)
        self.reload()

    def export(self, one: Attention) -> None:
        """Put an envelope into a file, sealed as it came."""

        def write(path: Path) -> None:
            self.work(
                tr("Exporting"), lambda _: export(self.linkage.reconciling, one, path),
                lambda _: self.done.emit(tr("Exported, sealed as it came.")),
            )  # fmt: skip

        name = f"{one.envelope.hex()[:12]}.bin"
        ask.save_file(self.window(), tr("Export"), name, f"{tr('Sealed')} (*.bin)", write)

    def put_away(self, one: Attention) -> None:
        """Somebody has read it."""
        service = self.linkage.reconciling
        self.work(tr("Saving"), lambda _: put_away(service, one.alarm), lambda _: self.reload())


class AttentionLine(QWidget):
    """One thing, its reason and what to do, and at most one act."""

    def __init__(self, section: AttentionSection, one: Attention) -> None:
        super().__init__()
        self._section, self.one = section, one
        what, do = reason(one, section.linkage.tools.desk.now())
        tone = "danger" if one.code in SERIOUS else "warn"
        about = " · ".join(filter(None, (one.file, one.writer)))
        entry = Entry(
            mark(section.look, "warn" if tone == "warn" else "danger", tone),
            " · ".join(filter(None, (what, about))), do, still=True, wrap=True,
        )  # fmt: skip
        self.act = button(tr("Put away") if one.alarm else tr("Export"), "link")
        self.act.clicked.connect(self._act)
        self.setLayout(row(entry, self.act, wide=0))

    @Slot()
    def _act(self) -> None:
        if self.one.alarm:
            self._section.put_away(self.one)
        else:
            self._section.export(self.one)
