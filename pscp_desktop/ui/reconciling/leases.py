"""The lease of a laptop in words: how long it may go on alone, and what to do before it ends."""

from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.lease import Lease
from pscp_desktop.i18n import tr, trn
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Banner, StatusPill, column, mark, panel, row, text


def lease_said(lease: Lease) -> tuple[str, str, str]:
    """What it comes to, what to do, and the tone."""
    if lease.over:
        return (
            tr("Files are closed until this laptop meets the hub"),
            tr(
                "It was alone for {days} days. What you wrote is safe and can be sent: find a network, "
                "or read a stick of whoever coordinates. You can still write a stick."
            ).format(days=lease.days),
            "danger",
        )
    left = trn("{n} day left without contact", "{n} days left without contact", lease.left)
    if lease.warns:
        return (
            left.format(n=lease.left),
            tr(
                "Then files stay closed until this laptop meets the hub, or reads a stick of whoever "
                "coordinates. What you write is never lost by it."
            ),
            "warn",
        )
    return left.format(n=lease.left), "", "plain"


def lease_banner(look: Look, lease: Lease, act: QWidget) -> Banner:
    """A warning above a page, with the way to what mends it."""
    what, why, tone = lease_said(lease)
    return Banner(look, tone, what, why, act)


def lease_line(look: Look, lease: Lease) -> QWidget:
    """How long this laptop may go on alone, always in sight in the state of sync."""
    what, why, tone = lease_said(lease)
    if not lease.days:
        what, why = tr("No limit: this is the only laptop in use"), ""
    detail = why or tr(
        "The organisation allows {days} days. A round with the hub, or a stick of whoever coordinates, "
        "begins them anew."
    ).format(days=lease.days)
    lead = mark(
        look, {"danger": "danger", "warn": "warn"}.get(tone, "due"), tone if why else "muted"
    )
    pill = StatusPill(
        look, tr("Over") if lease.over else what, tone, "stop" if lease.over else "due"
    )
    head = row(lead, text(tr("Without contact")), None, pill, gap="m")
    body = text(detail, "caption", wrap=True) if lease.days else None
    return panel(column(head, *([body] if body else []), gap="xs", edge=(10, 6, 0, 6)))
