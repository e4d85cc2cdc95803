"""Words for an analysis that cannot be computed; what stands against it is the error's own."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.i18n import N_
from pscp_desktop.ui.wording import Words

CODES: Final[Mapping[tuple[type[Exception], str], Words]] = {
    (Forbidden, "unfit"): Words(
        N_("This cannot be computed with what is chosen."),
        N_("Change what is chosen, or the size of the cells, and run it again."),
    ),
}
