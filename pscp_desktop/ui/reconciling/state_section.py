"""How far this laptop is from the others: last contact, what is unsent, and the receipts."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.reports.receipts import receipt_document
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
from pscp_desktop.ui.reconciling.leases import lease_line
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.reconciling.telling import contact, indicator, receipt_detail, receipt_head
from pscp_desktop.ui.tasks import Progress

Seen = tuple[State, tuple[Receipt, ...]]


class StateSection(SyncSection):
    """The state, the act, and what each round carried."""

    id = "state"
    name = N_("State")
    lead = N_("What has left this laptop and what has come. Without a network you go on working.")
    follows_rounds = True
    icon = "sync"

    def reload(self) -> None:
        self.work(tr("Reading the state of sync"), self._read, self._show)

    def _read(self, _: Progress) -> Seen:
        service = self.linkage.reconciling
        return service.state(), service.receipts(20)

    def _show(self, seen: Seen) -> None:
        state, receipts = seen
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
        parts: list[QWidget] = [
            Banner(self.look, told, words, why, self.act),
            *([] if state.lease is None else [lease_line(self.look, state.lease)]),
            SectionHeader(tr("Receipts"), len(receipts)),
        ]
        if not receipts:
            parts.append(EmptyState(self.look, "sent", tr(
                "After each round, and after each stick, a receipt stays here: what was sent, what "
                "came, and a code that is the same on two laptops that know the same."
            )))  # fmt: skip
        held = self.isAncestorOf(self.window().focusWidget())
        self.fill(*parts, *(self._line(receipt) for receipt in receipts))
        if held:  # it was drawn anew under the keyboard
            self.act.setFocus()

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
