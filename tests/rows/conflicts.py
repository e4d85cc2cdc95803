"""What two people wrote apart is marked wherever it is given out."""

from typing import Any

from tests.replacing import Replacements


def _nothing(_original: object) -> Any:
    return lambda *_: frozenset()


def _no_blocks(_original: object) -> Any:
    return lambda *_: iter(())


ROWS: dict[str, Replacements] = {
    "documents.undecided_known": {"pscp_desktop.reports.mediation_records.undecided_of": _nothing},
    "documents.undecided_said": {"pscp_desktop.reports.composing.Template._undecided": _no_blocks},
}
