"""What a search finds, as lines of the palette: the file, where in it the words stand, and its mark."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import Service
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.finding import Found as FoundFile
from pscp_desktop.ui.marks import SHAPE, marked
from pscp_desktop.ui.palette import Found

FOUND_IN: Final = {
    "Party": N_("a person"),
    "Note": N_("a note"),
    "Contact": N_("a contact"),
    "MediationSession": N_("a session"),
    "Visit": N_("a visit"),
    "Clause": N_("the agreement"),
    "Attachment": N_("an attachment"),
    "PrintedDocument": N_("a document"),
    "AddressWarning": N_("a warning"),
}
"""Where in a file the words stand, as far as it helps."""


def line_of(found: FoundFile, enter: Callable[[UUID], None]) -> Found:
    """The line of one file; taken, it enters the file."""
    places = [tr(FOUND_IN[kind.__name__]) for kind in found.kinds if kind.__name__ in FOUND_IN]
    detail = " · ".join(filter(None, (tr("File {number}").format(number=found.number), *places)))
    icon = "map" if found.service == Service.RISK else "mediation"
    return Found(
        what=found.title or found.number,
        detail=marked(detail, undecided=found.undecided),
        icon=SHAPE[0] if found.undecided else icon,
        open=partial(enter, found.dossier),
    )


__all__ = ["FOUND_IN", "line_of"]
