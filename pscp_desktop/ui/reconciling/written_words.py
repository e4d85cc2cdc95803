"""What somebody wrote, in plain lines that can be read and copied."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.writing import Written
from pscp_desktop.ui.conflicts.telling import called, value_said
from pscp_desktop.ui.days import whole_moment


def in_plain_words(found: Iterable[Written], now: datetime) -> str:
    """Each record with its moment, and beneath it what was written, one field a line."""
    told = [_lines(one, now) for one in found]
    return "\n\n".join("\n".join(lines) for lines in told) or tr("It cannot be opened here.")


def _lines(one: Written, now: datetime) -> list[str]:
    kind = called(one.kind.__name__) if one.kind else tr("record")
    head = f"{kind.capitalize()} · {whole_moment(one.at, now.date())}"
    if one.removed is not None:
        return [head, tr("taken out") if one.removed else tr("brought back")]
    if one.kind is None:
        return [head, tr("A newer version of the program is needed to read it.")]
    return [
        head,
        *(
            f"{tr(field.spec.label)}: {value_said(one.kind, field.name, value, now, {})}"
            for field, value in one.values
            if value not in {None, ""} and not isinstance(value, UUID | bytes)
        ),
    ]
