"""How far this laptop is from the others: last contact, what is unsent, and the receipts."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.receipts import receipt_document
from pscp_desktop.services.reconciling.arriving import Far
from pscp_desktop.services.reconciling.blobs import Coming
from pscp_desktop.services.reconciling.told import Receipt, State
from pscp_desktop.ui import ask
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    SectionHeader,
    button,
    mark,
    row,
)
from pscp_desktop.ui.reconciling.arrival import ArrivalPanel
from pscp_desktop.ui.reconciling.coming import ComingChoice
from pscp_desktop.ui.reconciling.leases import lease_line
from pscp_desktop.ui.reconciling.section import Linkage, SyncSection
from pscp_desktop.ui.reconciling.telling import contact, indicator, receipt_detail, receipt_head
from pscp_desktop.ui.tasks import Progress

Seen = tuple[State, tuple[Receipt, ...], Coming]


class StateSection(SyncSection):
    """The state, the act, and what each round carried."""

    id = "state"
    name = N_("State")
    lead = N_("What has left this laptop and what has come. Without a network you go on working.")
    follows_rounds = True
    icon = "sync"

    def __init__(self, linkage: Linkage) -> None:
        super().__init__(linkage)
        self.arrival: ArrivalPanel | None = None
        self.coming: ComingChoice | None = None

    @Slot(object)
    def arriving(self, far: Far) -> None:
        """The first sync has come further."""
        if self.arrival is not None:
            self.arrival.show_far(far)

    def reload(self) -> None:
        self.work(tr("Reading the state of sync"), self._read, self._show)

    def _read(self, _: Progress) -> Seen:
        service = self.linkage.reconciling
        return service.state(), service.receipts(20), self.linkage.blobs.coming

    def _show(self, seen: Seen) -> None:
        state, receipts, coming = seen
        now = self.linkage.tools.desk.now()
        words, detail, tone = indicator(state, now)
        self.act = button(tr("Sync now"), "primary", "sync", self.look)
        self.act.setEnabled(state.joined and bool(state.hub))
        self.act.clicked.connect(self.linkage.round_now)
        told_of = (detail, contact(state, now) if state.joined else "")
        why = " · ".join(dict.fromkeys(filter(None, told_of)))
        told = {"muted": "info", "ok": "ok"}.get(tone, tone)
        if self.missed:
            told = "danger" if told == "danger" else "warn"
            why = " · ".join((tr("The hub was not reached; it is tried again by itself"), why))
        self.arrival = None if state.arriving is None else ArrivalPanel(
            self.look, state.arriving, missed=self.missed
        )  # fmt: skip
        parts: list[QWidget] = [
            Banner(self.look, told, words, why, self.act),
            *([] if self.arrival is None else [self.arrival]),
            *([] if state.lease is None else [lease_line(self.look, state.lease)]),
            SectionHeader(tr("Receipts"), len(receipts)),
        ]
        if not receipts:
            parts.append(EmptyState(self.look, "sent", tr(
                "After each round, and after each stick, a receipt stays here: what was sent, what "
                "came, and a code that is the same on two laptops that know the same."
            )))  # fmt: skip
        lines = [self._line(receipt) for receipt in receipts]
        self.coming = self._choice(coming) if state.joined and state.hub else None
        self.fill(*parts, *lines, *([] if self.coming is None else [self.coming]))

    def _choice(self, coming: Coming) -> ComingChoice:
        made = ComingChoice(self.look, coming)
        made.chosen.connect(self._choose)
        return made

    @Slot(object)
    def _choose(self, coming: Coming) -> None:
        blobs = self.linkage.blobs
        self.work(tr("Saving"), lambda _: blobs.choose(coming), self._chosen)

    def _chosen(self, _: None) -> None:
        self.done.emit(tr("Chosen. It counts from the next round on; what is here already stays."))

    def _line(self, receipt: Receipt) -> QWidget:
        today = self.linkage.tools.desk.today()
        code = tr("code {code}").format(code=receipt.heads[:8])
        detail = f"{receipt_detail(receipt)} · {code}"
        icon, tone = ("done", "ok") if receipt.complete else ("warn", "warn")
        entry = Entry(mark(self.look, icon, tone), receipt_head(receipt, today), detail, still=True)
        return _Line(self, receipt, entry)

    def save(self, receipt: Receipt) -> None:
        """Put the receipt into a PDF somewhere, where it can be printed."""
        desk, device = self.linkage.tools.desk, self.linkage.reconciling.identity.device

        def write(path: Path) -> None:
            with desk.reading() as session:
                worker = desk.me(session).name
            path.write_bytes(Paper(receipt_document(receipt, worker, device.hex()[:8])).pdf())

        ask.save_file(
            self.window(), tr("Save the receipt"), f"{receipt.heads[:12]}.pdf", "PDF (*.pdf)", write
        )


class _Line(QWidget):
    """A receipt and the way to paper."""

    def __init__(self, section: StateSection, receipt: Receipt, entry: Entry) -> None:
        super().__init__()
        self._section, self._receipt = section, receipt
        save = button(tr("Print or save"), "link")
        save.clicked.connect(self._save)
        self.setLayout(row(entry, save, wide=0))

    @Slot()
    def _save(self) -> None:
        self._section.save(self._receipt)
