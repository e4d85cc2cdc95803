"""What can be done before anybody waits for it: while the unlock page stands idle."""

from datetime import date

import PySide6.QtDBus
import PySide6.QtWidgets
from babel.dates import format_date

from pscp_desktop.i18n import language
from pscp_desktop.store import passphrases
from pscp_desktop.ui import errors_documents, errors_vault

ANY_DAY = date(2026, 1, 1)


def warm() -> None:
    """Load what the first page would otherwise load under the eyes of whoever opens the desk."""
    assert {errors_documents, errors_vault}  # noqa: S101 (loaded is all they need to be)
    passphrases.load()
    format_date(ANY_DAY, "EEEE", locale=language())
    # The bindings make their classes when they are first met, dozens at a time.
    for module in (PySide6.QtWidgets, PySide6.QtDBus):
        for name in dir(module):
            getattr(module, name)
