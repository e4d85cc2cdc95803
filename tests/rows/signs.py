"""Signs that cannot be seen, from wherever they came."""

import re

from tests.replacing import Replacements, always, value

NEVER = re.compile(r"(?!)")

ROWS: dict[str, Replacements] = {
    "signs.shown": {"pscp_desktop.domain.signs._DOUBTFUL": value(NEVER)},
    "signs.isolates": {"pscp_desktop.domain.signs._loose": always(frozenset())},
    "signs.field_says": {"pscp_desktop.ui.forms.field.hidden_in": always(())},
}
