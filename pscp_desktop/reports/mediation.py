"""The seven documents of a mediation: what each must say, whether it can, and the document itself."""

from enum import StrEnum
from typing import Final

from pscp_desktop.reports.composing import Template
from pscp_desktop.reports.contents import Content, Missing
from pscp_desktop.reports.document import PREVAILING, Document
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation_acts import AGREEMENT, CONSTITUTIVE
from pscp_desktop.reports.mediation_closing import FINAL
from pscp_desktop.reports.mediation_opening import INFORMATION, INVITATION
from pscp_desktop.reports.mediation_proofs import APPOINTMENT, CERTIFICATE


class DocumentKind(StrEnum):
    """The documents a mediation can print."""

    INVITATION = "invitation"
    INFORMATION = "information"
    CONSTITUTIVE = "constitutive"
    AGREEMENT = "agreement"
    FINAL = "final"
    CERTIFICATE = "certificate"
    APPOINTMENT = "appointment"

    @property
    def label(self) -> str:
        """Its title in English, marked with `N_` where it is declared."""
        return TEMPLATES[self].title

    @property
    def contents(self) -> tuple[Content, ...]:
        """The table of its legal contents."""
        return TEMPLATES[self].contents


TEMPLATES: Final[dict[DocumentKind, Template]] = {
    DocumentKind(template.kind): template
    for template in (
        INVITATION,
        INFORMATION,
        CONSTITUTIVE,
        AGREEMENT,
        FINAL,
        CERTIFICATE,
        APPOINTMENT,
    )
}


def check(kind: DocumentKind, facts: Facts) -> tuple[Missing, ...]:
    """Every legal content that the document would lack; empty if it can be printed."""
    return TEMPLATES[kind].missing(facts)


def compose(kind: DocumentKind, facts: Facts, language: str = PREVAILING) -> Document:
    """The document in Spanish and, if `language` is another, beside it in that language.

    Raises `IncompleteDocument`, which names what is missing.
    """
    return TEMPLATES[kind].compose(facts, language)
