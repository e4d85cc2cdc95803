"""Words for what can go wrong between the facts of a file and a printed document."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import Unprintable
from pscp_desktop.ui.wording import Words

WORDS: Final[Mapping[type[Exception], Words]] = {
    IncompleteDocument: Words(
        N_("The document still lacks something the law requires."),
        N_("Fill in what the list names; the document can be printed then."),
    ),
    Unprintable: Words(
        N_("The document has characters that cannot be printed: {characters}"),
        N_("Write those words in another alphabet, or take the characters out."),
    ),
}
