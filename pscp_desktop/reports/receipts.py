"""The receipt of a round or a stick as a page: numbers and codes, nothing about anybody."""

from datetime import UTC, datetime

from pscp_desktop.domain.calendar import MADRID
from pscp_desktop.i18n import N_, translated
from pscp_desktop.reports.document import (
    BilingualPair,
    Document,
    Fact,
    FactTable,
    Footer,
    Letterhead,
    Paragraph,
)
from pscp_desktop.services.reconciling.told import Receipt

WAYS = {
    "hub": N_("Exchange with the hub"),
    "stick out": N_("A stick was written"),
    "stick in": N_("A stick was read"),
}


def receipt_document(receipt: Receipt, worker: str, laptop: str) -> Document:
    """A page that says what left this laptop and what came, for whoever wants it on paper."""
    at = datetime.fromtimestamp(receipt.at / 1000, UTC).astimezone(MADRID)
    rows = (
        (N_("Date and time"), f"{at:%d/%m/%Y %H:%M:%S}"),
        (N_("Way"), _said(WAYS.get(receipt.way, receipt.way))),
        (N_("Worker"), worker),
        (N_("Laptop"), laptop),
        (N_("Sent"), str(receipt.sent)),
        (N_("Received"), str(receipt.received)),
        (N_("Attachments sent"), str(receipt.blobs_sent)),
        (N_("Attachments received"), str(receipt.blobs_received)),
        (N_("Refused"), str(receipt.refused)),
        (N_("Left on this laptop"), str(receipt.unsent)),
        (N_("Code of what is known"), receipt.heads),
    )
    facts = tuple(Fact(label=_pair(label), value=BilingualPair(value)) for label, value in rows)
    note = N_("Two laptops whose receipts carry the same code know the same of all their files.")
    return Document(
        kind="receipt",
        title=_pair(N_("Receipt of sync")),
        reference=receipt.heads[:12],
        letterhead=Letterhead(name=""),
        blocks=(FactTable(rows=facts), Paragraph(text=_pair(note))),
        footer=Footer(
            number=BilingualPair(receipt.heads[:12]),
            page_of=_pair(N_("Page {page} of {pages}")),
        ),
    )


def _said(words: str) -> str:
    return translated("es", words)


def _pair(words: str) -> BilingualPair:
    return BilingualPair(_said(words))
