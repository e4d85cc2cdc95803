"""The one place where an exception becomes words.

Tables of words stand here for what every part can meet, and in `errors_<area>.py` beside it for the
rest; each such module has a dictionary `WORDS` of error types and, where an error carries a code,
`CODES` of (error type, code).
"""

import logging
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from PySide6.QtWidgets import QWidget

from pscp_desktop.domain import errors
from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.ask import Notice
from pscp_desktop.ui.wording import Words

__all__ = ["BUG", "CODES", "WORDS", "Words", "said", "show", "words_for"]

log = logging.getLogger(__name__)

BUG: Final = Words(
    N_("Something went wrong in the program."),
    N_("Your saved work is safe. Make a diagnostics file in Preferences and send it to support."),
)
WORDS: Final[Mapping[type[Exception], Words]] = {
    errors.PscpError: Words(
        N_("This could not be done."),
        N_("Nothing was changed. Try again, or ask your coordinator."),
    ),
    errors.Invalid: Words(
        N_("Some answers need attention."), N_("They are marked, with what to change.")
    ),
    errors.Refused: Words(
        N_("Your role does not allow this here."),
        N_("Ask the colleague who leads this file, or your coordinator."),
    ),
    errors.Forbidden: Words(
        N_("The rules do not allow this now."), N_("Look at what the file says is still missing.")
    ),
    errors.NotFound: Words(
        N_("This is not on this laptop, or it is not shared with you."),
        N_("Ask the colleague who leads the file."),
    ),
    errors.NotUndoable: Words(
        N_("This can no longer be undone."), N_("Write a correction instead; both will be kept.")
    ),
    # Faults of the program: the person can do nothing about them but tell.
    errors.Unannounced: BUG,
    errors.NotShown: BUG,
    errors.NotRewritten: Words(
        N_("What was recorded is not rewritten."),
        N_("Correct it: the correction stands beside it, with your name and the day."),
    ),
    errors.Incomplete: Words(
        N_("A change arrived before others that it stands on."),
        N_("It waits by itself until they are here. There is nothing to do."),
    ),
    OSError: Words(
        N_("A file or a folder could not be used."),
        N_("Check that there is room, that the folder still exists and that you may write in it."),
    ),
}
CODES: Final[Mapping[tuple[type[Exception], str], Words]] = {
    (errors.NotUndoable, "newer"): Words(
        N_("Something newer stands on this, so it cannot be undone."),
        N_("Undo the newer change first, or write a correction."),
    ),
    (errors.NotUndoable, "signed"): Words(
        N_("What was signed or printed is not undone."),
        N_("Write a correction; the signed text stays as it is."),
    ),
    (errors.NotUndoable, "nothing"): Words(N_("There is nothing to undo."), N_("Go on working.")),
}


@cache
def _tables() -> tuple[dict[type[Exception], Words], dict[tuple[type[Exception], str], Words]]:
    """All words there are: those above and those of every `errors_<area>` beside this module."""
    by_type, by_code = dict(WORDS), dict(CODES)
    package = import_module(__package__)
    for found in iter_modules(package.__path__):
        if found.name.startswith("errors_"):
            area = import_module(f"{__package__}.{found.name}")
            by_type.update(getattr(area, "WORDS", {}))
            by_code.update(getattr(area, "CODES", {}))
    return by_type, by_code


def words_for(error: Exception) -> Words:
    """The words of the error's code, else of its nearest known ancestor; without any, a bug."""
    by_type, by_code = _tables()
    code = str(getattr(error, "code", ""))
    for kind in type(error).__mro__:
        if (kind, code) in by_code:
            return by_code[kind, code]
    return next((by_type[kind] for kind in type(error).__mro__ if kind in by_type), BUG)


def said(error: Exception) -> tuple[str, str]:
    """What happened and what to do, in the language of the screen, with the error's own facts."""
    if isinstance(error, errors.Forbidden) and error.words:
        return _forbidden(error)
    words = words_for(error)
    facts = {name: getattr(error, name) for name in getattr(error, "__dataclass_fields__", ())}
    return tr(words.what).format(**facts), tr(words.do).format(**facts)


def _forbidden(error: errors.Forbidden) -> tuple[str, str]:
    """The rule's own words, and the law it is from."""
    do = tr(words_for(error).do)
    if error.article:
        do = f"{tr('The law says so: {article}.').format(article=error.article)} {do}"
    return tr(error.words), do


def show(error: Exception, parent: QWidget | None = None) -> Notice:
    """Tell the person. Faults of the program are logged by type and place; refusals are not."""
    if words_for(error) is BUG:
        log.error("unexpected", exc_info=error)
    notice = Notice(parent, *said(error))
    notice.open()
    return notice
