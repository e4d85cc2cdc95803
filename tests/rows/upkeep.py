"""Snapshots that desks make, and what they let go for them."""

# ruff: noqa: FBT003 (truth is a value here)

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.replacing import Replacements, always


def _of_any_moment(_original: object) -> Any:
    """Each read sees what stands just then."""

    @contextmanager
    def looking(_rows: Any) -> Iterator[None]:
        yield

    return looking


def _all_of_it(_original: object) -> Any:
    """Whatever lies below a place goes."""

    def forget(ledger: Any, scope: bytes, seq: int) -> int:
        found = [one for one in ledger.envelopes(scope) if one.seq <= seq]
        for one in found:
            ledger.drop(one)
        return len(found)

    return forget


ROWS: dict[str, Replacements] = {
    "upkeep.one_moment": {"pscp_desktop.store.ledger.rows.Rows.looking": _of_any_moment},
    "upkeep.confirmed_only": {"sync.engine.snapshots.Snapshots.word": always(b"")},
    "upkeep.horizon": {"sync.engine.upkeep.Upkeep._old": always(True)},
    "attention.late": {"pscp_desktop.services.reconciling.attention._late": always(False)},
    "blobs.on_demand": {"pscp_desktop.services.reconciling.blobs._unasked": always(True)},
    "upkeep.kept": {"pscp_desktop.store.ledger.envelopes.EnvelopeRows.forget": _all_of_it},
}
