"""The first sync: what is told of it is exact, and what stands is not fetched again."""

from typing import Any

from tests.replacing import Replacements, does_nothing


def _counts_twice(original: object) -> Any:
    """A file is counted once more than there is of it."""

    def is_here(self: Any, scope: bytes) -> None:
        original(self, scope)  # type: ignore[operator]
        done, of = self._counts[self._steps[scope]]
        self._counts[self._steps[scope]] = (done + 1, of)
        self._tell_files()

    return is_here


def _closed_to_all(_original: object) -> Any:
    """What is not here is taken for what is not shared."""
    from sqlalchemy import false

    return lambda _file: false()


ROWS: dict[str, Replacements] = {
    "arriving.counts": {
        "pscp_desktop.services.reconciling.arriving.Arriving._is_here": _counts_twice
    },
    "arriving.card": {"pscp_desktop.store.rights.still_coming": _closed_to_all},
    "sync.standing": {"pscp_desktop.ui.standing.Standing.again": does_nothing},
    "blobs.chosen": {"pscp_desktop.services.reconciling.blobs.Blobs.choose": does_nothing},
    "arriving.stands": {"pscp_desktop.services.reconciling.arriving.Arriving._note": does_nothing},
}
