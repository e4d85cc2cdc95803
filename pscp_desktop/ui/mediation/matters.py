"""What a dispute is about: the kinds every desk knows, and those the organisation added."""

from typing import Final

from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.mediation import DisputeKind
from pscp_desktop.i18n import tr
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.kinds import answers_of

OWN: Final = CatalogueKind.DISPUTE


def of_the_team(tools: FormTools) -> Answers:
    """The kinds of the organisation's list that are in use. A file keeps the words themselves."""
    return [(words, words) for words in Catalogues(tools.desk).offered(OWN)]


def every_kind(own: Answers) -> Answers:
    """Those every desk knows, then the organisation's own."""
    return [*answers_of(DisputeKind), *own]


def matter_said(kind: str) -> str:
    """A kind as people read it: words of the organisation's own stand as they were written."""
    return tr(DisputeKind.label_of(kind)) if kind in set(DisputeKind) else kind
