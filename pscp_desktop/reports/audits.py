"""An audit without names as a sheet: semicolons, UTF-8 with its mark, and no cell taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from pscp_desktop.domain.sheet_cells import guarded


def sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV, the first of them headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
