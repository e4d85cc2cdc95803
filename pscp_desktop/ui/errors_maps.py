"""Words for what a file may do wrong on its way onto the map; the reason itself is the error's own."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.i18n import N_
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.ui.wording import Words

WORDS: Final[Mapping[type[Exception], Words]] = {
    Unreadable: Words(
        N_("This file is not taken onto the map."),
        N_("The help of the map says which files it reads and where the official ones are."),
    ),
}
