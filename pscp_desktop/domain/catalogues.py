"""What a team writes down once and offers again: places, other services, and pieces of text.

A record keeps the words it was given, never a reference to a line of a list. A line that is no longer
offered therefore stands unchanged wherever it was used.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pscp_desktop.domain.access import LEADING
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import N_


class CatalogueKind(Code):
    """The lists that whoever coordinates keeps."""

    DISPUTE = "dispute", N_("What disputes are about")
    VENUE = "venue", N_("Rooms and places")
    DESTINATION = "destination", N_("Where people are referred to")


class CatalogueEntry(Record, table=True):
    """One line of a list that is offered while somebody types. Lies in the organisation's dossier."""

    kind: Annotated[str, Spec(label=N_("List"), codes=CatalogueKind, write=LEADING)]
    words: Annotated[
        str,
        Spec(
            label=N_("As it is offered and printed"),
            help=N_("With the address, as it has to stand on an invitation or a referral."),
            listed=True,
            write=LEADING,
        ),
    ] = ""
    details: Annotated[
        str,
        Spec(
            label=N_("What is good to know"),
            help=N_("Hours, telephone, steps at the door. It is shown here alone."),
            long=True,
            write=LEADING,
        ),
    ] = ""
    retired_on: Annotated[date | None, Spec(label=N_("Out of use since"), write=LEADING)] = None


class Snippet(Record, table=True):
    """A piece of text that a few letters stand for. Lies in the team's dossier."""

    abbreviation: Annotated[
        str,
        Spec(
            label=N_("Letters that stand for it"),
            help=N_("A few letters or figures without spaces, such as «conf»."),
            listed=True,
        ),
    ] = ""
    words: Annotated[str, Spec(label=N_("Text"), long=True)] = ""
    owner: Annotated[UUID, Spec(label=N_("Whose it is"))] = NAMELESS
    """Whoever alone is offered it; the whole team where nobody is named."""
