"""The mark of what two people wrote apart, and every value of it in what leaves."""

from typing import Any

from tests.replacing import Replacements, always


def _nothing(_original: object) -> Any:
    return lambda *_: iter(())


ROWS: dict[str, Replacements] = {
    "marks.read": {"pscp_desktop.services.undecided._fields": _nothing},
    "marks.values": {
        "pscp_desktop.ui.map.undecided.values_said": always(""),
        "pscp_desktop.ui.map.sources._open_of": always(""),
        "pscp_desktop.reports.risk_indicators._both": _nothing,
        "pscp_desktop.reports.risk_indicators.share_said": lambda _: _share_said,
    },
}


def _share_said(one: Any, language: str) -> str:
    from pscp_desktop.reports import risk_indicators

    return risk_indicators._share_said(one, language)
