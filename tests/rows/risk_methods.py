"""The methods of risk analysis: what is refused, and how ties are broken against the map."""

from typing import Any

import numpy as np

from tests.replacing import Replacements, does_nothing


def _best_ties(_original: object) -> Any:
    return lambda predicted, observed: np.lexsort((-observed, -predicted))


ROWS: dict[str, Replacements] = {
    "risk.metrics.worst_ties": {"pscp_desktop.risk.metrics.ranking": _best_ties},
    "risk.refusals.too_few": {"pscp_desktop.risk.refusals.demand_events": does_nothing},
    "risk.refusals.police": {"pscp_desktop.risk.refusals.demand_reported": does_nothing},
}
