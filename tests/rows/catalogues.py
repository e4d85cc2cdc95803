"""Lists and texts: who may change what everybody is offered, and whose a text is."""

from typing import Any

from sqlmodel import col, select

from tests.replacing import Replacements, does_nothing


def _everybodys(_original: object) -> Any:
    """Every text is offered to everybody."""
    from pscp_desktop.domain.catalogues import Snippet

    def mine(_texts: Any, session: Any) -> list[Any]:
        return list(session.exec(select(Snippet).where(col(Snippet.removed).is_(False))))

    return mine


ROWS: dict[str, Replacements] = {
    "services.catalogues.leading": {
        "pscp_desktop.services.catalogues._demand_lead": does_nothing,
    },
    "services.catalogues.own": {
        "pscp_desktop.services.catalogues.Snippets._mine": _everybodys,
    },
}
