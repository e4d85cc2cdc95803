"""Reconciling in words: how far this laptop is, what a round carried, and why something waits."""

from datetime import UTC, date, datetime
from typing import Final

from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.services.reconciling.arriving import Far, Step
from pscp_desktop.services.reconciling.attention import GIVEN_UP, LATE
from pscp_desktop.services.reconciling.naming import Missing
from pscp_desktop.services.reconciling.told import FULL, NEWER, OLD, Attention, Receipt, State
from pscp_desktop.ui.days import whole_moment

OLD_DAYS: Final = 3
VERY_OLD_DAYS: Final = 14
WAYS: Final = {
    "hub": N_("With the hub"),
    "stick out": N_("Stick written"),
    "stick in": N_("Stick read"),
}
STEPS: Final = {
    Step.DIRECTORY: N_("Who belongs to the team"),
    Step.TEAM: N_("Your teams"),
    Step.OPEN: N_("Files that are open"),
    Step.CLOSED: N_("Files that are closed"),
    Step.ATTACHMENTS: N_("Attachments"),
}
"""The steps of a first sync, in their order."""
REASONS: Final = {
    "key": (N_("Waiting for a key"), N_("It opens by itself once a colleague of the file syncs.")),
    "order": (N_("Waiting for what comes before"), N_("It is merged once the rest arrives.")),
    "parts": (N_("Waiting for its other part"), N_("It is merged once the rest arrives.")),
    "damaged": (N_("Cannot be read"), N_("Export it and send it to support. Nothing else waits.")),
    "schema": (N_("From a newer version"), N_("Update the program: what it adds appears then.")),
    "right": (N_("Written without a right to it"), N_("Whoever coordinates decides about it.")),
    "frozen": (N_("The hub's log does not fit"), N_("This file waits. Tell your administrator.")),
    "fork": (N_("Two histories of one file"), N_("Tell your administrator: the hub may be at fault.")),
    "rewound": (N_("The hub was put back"), N_("What it had lost was given back to it.")),
    "audit_altered": (
        N_("The audit of this laptop was altered"),
        N_("Lines the hub had receipted are gone or changed. Tell whoever protects data."),
    ),
    "audit_hub": (
        N_("The hub does not hold the audit it receipted"),
        N_("Tell whoever protects data, and whoever runs the hub."),
    ),
    "clone": (N_("A copy of this laptop exists"), N_("Your work was kept under a new number.")),
    "statement": (N_("A statement was not believed"), N_("Tell your administrator.")),
    "state": (N_("A file differs from a colleague's"), N_("Tell your administrator.")),
    "refused": (
        N_("The hub does not take what you wrote"),
        N_("It stays here. Read it, copy what is needed, and tell whoever coordinates."),
    ),
    "held": (
        N_("What you wrote waits for whoever coordinates"),
        N_("It came after your right to the file had ended. It stays here until it is decided."),
    ),
    "left": (
        N_("A file is closed to you"),
        N_("What you wrote before you could know is not lost. Ask whoever coordinates."),
    ),
}  # fmt: skip


def indicator(state: State, now: datetime) -> tuple[str, str, str]:
    """What stands at the foot of the rail: words, detail and tone."""
    if not state.joined:
        kept = trn(
            "{count} change kept on this laptop",
            "{count} changes kept on this laptop",
            state.unsent,
        )
        return tr("Not connected to a hub yet"), kept.format(count=state.unsent), "muted"
    if state.put_out:
        return (
            tr("This laptop is not let in"),
            tr("The hub does not serve it. Your work stays here: ask whoever coordinates."),
            "danger",
        )
    if state.lease is not None and state.lease.over:
        return tr("Contact needed: files are closed"), contact(state, now), "danger"
    if state.trouble in (FULL, OLD):
        return *_in_the_way(state), "warn"
    return _on_the_way(state, now)


def _on_the_way(state: State, now: datetime) -> tuple[str, str, str]:
    """Nothing stands in the way: what comes for the first time, and what has not left."""
    if state.arriving is not None:
        return _coming(state.arriving, state.unsent)
    return _nothing_left(state, now) if not state.unsent else _left(state, now)


def _coming(far: Far, unsent: int) -> tuple[str, str, str]:
    """A first sync under way; what was written here meanwhile waits for its end."""
    words = tr("Receiving: {step}").format(step=arriving(far))
    if not unsent:
        return words, tr("You can work already."), "info"
    left = trn("{count} not sent", "{count} not sent", unsent).format(count=unsent)
    return words, left, "info"


def arriving(far: Far) -> str:
    """The step under way of a first sync, and how many of how many of it are here."""
    done, of = far.counts.get(far.step, (0, 0))
    name = tr(STEPS[far.step])
    return tr("{step}: {done} of {of}").format(step=name, done=done, of=of) if of else name


def _nothing_left(state: State, now: datetime) -> tuple[str, str, str]:
    if state.trouble == NEWER:
        update = tr("Update the program: the hub speaks a newer version.")
        return tr("Everything sent"), update, "info"
    tone = "ok" if state.days_alone(now) < VERY_OLD_DAYS else "warn"
    return tr("Everything sent"), contact(state, now), tone


def _left(state: State, now: datetime) -> tuple[str, str, str]:
    words = trn("{count} not sent", "{count} not sent", state.unsent).format(count=state.unsent)
    since = (now - state.since).days if state.since else 0
    tone = "danger" if since >= VERY_OLD_DAYS else "warn" if since >= OLD_DAYS else "info"
    detail = ""
    if state.since is not None:
        detail = tr("since {when}").format(when=whole_moment(state.since, now.date()))
    return words, detail, tone


def _in_the_way(state: State) -> tuple[str, str]:
    """Why the hub takes nothing now, and what to do."""
    words = trn("{count} not sent", "{count} not sent", state.unsent).format(count=state.unsent)
    if state.trouble == FULL:
        told = tr(
            "The hub is full. Your work stays here and goes once there is room: tell whoever runs it."
        )
    else:
        told = tr(
            "This program is too old for the hub. Your work stays here: update the program, or use a stick."
        )
    return words, told


def contact(state: State, now: datetime) -> str:
    """When the hub was last met."""
    if state.last_contact is None:
        return tr("No contact yet")
    return tr("Last contact: {when}").format(when=whole_moment(state.last_contact, now.date()))


def receipt_head(receipt: Receipt, today: date) -> str:
    """When and how a round went."""
    at = datetime.fromtimestamp(receipt.at / 1000, UTC)
    return " · ".join((whole_moment(at, today), tr(WAYS.get(receipt.way, receipt.way))))


def receipt_detail(receipt: Receipt) -> str:
    """What it carried."""
    parts = [
        trn("{n} sent", "{n} sent", receipt.sent).format(n=receipt.sent),
        trn("{n} received", "{n} received", receipt.received).format(n=receipt.received),
    ]
    blobs = receipt.blobs_sent + receipt.blobs_received
    if blobs:
        parts.append(trn("{n} attachment", "{n} attachments", blobs).format(n=blobs))
    if receipt.refused:
        parts.append(trn("{n} refused", "{n} refused", receipt.refused).format(n=receipt.refused))
    parts.append(trn("{n} left here", "{n} left here", receipt.unsent).format(n=receipt.unsent))
    return " · ".join(parts)


def reason(one: Attention, now: datetime) -> tuple[str, str]:
    """Why something waits, and what to do."""
    if one.missing is not None:
        return _gone(one, one.missing, now)
    if one.code == LATE and one.at is not None:
        when = whole_moment(one.at, now.date())
        ask = tr("Ask {name} to sync, or for a stick; then try again.")
        nobody = tr("Ask whoever coordinates for a stick; then try again.")
        return (
            tr("A part has been missing since {when}").format(when=when),
            ask.format(name=one.writer) if one.writer else nobody,
        )
    what, do = REASONS.get(one.code, (N_("Something to look at"), N_("Tell your administrator.")))
    return tr(what), tr(do)


def _gone(one: Attention, missing: Missing, now: datetime) -> tuple[str, str]:
    """Changes that somebody named and nobody here has: whose, how many, since when."""
    name, n = one.writer or tr("Somebody"), missing.count
    if one.code == GIVEN_UP:
        words = trn("Declared lost: {n} change from {name}'s laptop",
                    "Declared lost: {n} changes from {name}'s laptop", n)  # fmt: skip
        why = tr("{reason} Should it come one day, it is merged as ever.")
        return words.format(n=n, name=name), why.format(reason=one.why)
    words = trn("{n} change from {name}'s laptop is missing",
                "{n} changes from {name}'s laptop are missing", n)  # fmt: skip
    day = whole_moment(one.at, now.date()) if one.at else ""
    do = tr("Named on {day}. Ask {name} to sync, or for a stick. If that laptop is gone, have it written "
            "again, or declare it lost.")  # fmt: skip
    return words.format(n=n, name=name), do.format(day=day, name=name)
