"""Lines of a file's audit in words: what was done to what, and never what it says."""

from typing import Final

from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation_states import TABLE
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.access import Look
from pscp_desktop.ui.conflicts.telling import called

WRITTEN: Final = {
    "create": N_("New: {record}"),
    "edit": N_("Changed: {record}"),
    "remove": N_("Taken out: {record}"),
    "restore": N_("Brought back: {record}"),
    "void": N_("Made void: {record}"),
}
ACTS: Final = {
    "open": N_("Opened the file"),
    "create": N_("Opened this file for the first time"),
    "edit": N_("Changed what the file is called or who leads it"),
    "print": N_("Printed or saved a document"),
    "export": N_("Saved something outside"),
    "attachment": N_("Opened an attached file"),
    "hand_over": N_("Gave the file to a colleague"),
    "show": N_("Showed a document on the screen"),
    "share_part": N_("Shared a separate meeting"),
    "keep_part": N_("Did not share a separate meeting"),
    "moved_out": N_("Moved an entry to another file"),
    "moved_in": N_("Moved an entry here"),
    "refused_read": N_("Read what others did not take"),
    "declare_lost": N_("Declared changes of a laptop lost"),
}
DONE: Final = "act."
MOST_FIELDS: Final = 3


def said_of(look: Look) -> str:
    """What somebody did: to which record, which act of the file, or which look."""
    if look.kind is not None and look.act in WRITTEN:
        return tr(WRITTEN[look.act]).format(record=called(look.kind.__name__))
    if look.act.startswith(DONE):
        labels = {one.act: one.label for one in TABLE.transitions}
        return tr(labels.get(look.act.removeprefix(DONE), "") or N_("Did an act"))
    return tr(ACTS.get(look.act, N_("Wrote in the file")))


def fields_said(kind: type[Record] | None, names: tuple[str, ...]) -> str:
    """Which fields were written, by their labels; the first few and how many more."""
    labels = {one.name: tr(one.spec.label) for one in fields_of(kind)} if kind else {}
    known = [labels[name] for name in names if labels.get(name)]
    more = len(known) - MOST_FIELDS
    shown = ", ".join(known[:MOST_FIELDS])
    return tr("{fields} and {n} more").format(fields=shown, n=more) if more > 0 else shown
