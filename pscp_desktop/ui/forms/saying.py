"""A stored value in words, for wherever it is shown without an editor."""

from datetime import date, datetime
from typing import Any

from pscp_desktop.domain.fields import codes_of
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import tr
from pscp_desktop.ui.days import long_day, short_moment
from pscp_desktop.ui.forms.choices import Answers


def in_words(
    record_type: type[Record], name: str, value: Any, now: datetime, answers: Answers | None = None
) -> str:
    """`value` of the field `name` as people read it; nothing where it is empty."""
    if answers is not None:
        return next((words for known, words in answers if known == value), "")
    codes, several = codes_of(record_type).get(name, (None, False))
    if codes is not None and isinstance(value, str):
        labels = [codes.label_of(code) for code in (value.split() if several else [value])]
        return ", ".join(tr(label) for label in labels if label)
    match value:
        case None:
            words = ""
        case bool():
            words = tr("Yes") if value else tr("No")
        case datetime():
            words = short_moment(value, now)
        case date():
            words = long_day(value)
        case _:
            words = str(value)
    return words
