"""The mark of what two people wrote apart: a shape and words, wherever a line shows one of the values.

The words stand in the line itself, so that whoever hears it instead of seeing it is told as well.
"""

from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QLabel

from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.undecided import read_undecided
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.words import mark

SHAPE: Final = ("conflict", "warn")
"""The icon of the mark and its tone."""


def undecided_said() -> str:
    """What the mark says."""
    return tr("Two versions")


def marked(detail: str, *, undecided: bool) -> str:
    """The quiet words of a line, after those of the mark where it bears one."""
    return " · ".join(filter(None, (undecided_said() if undecided else "", detail)))


def files_undecided(desk: Desk) -> frozenset[UUID]:
    """The files that bear the mark, for whatever offers files to choose from."""
    with desk.reading() as session:
        return read_undecided(desk, session).files


def lead(
    look: Look, icon: str, tone: str = "muted", size: int = 18, *, undecided: bool = False
) -> QLabel:
    """The icon of a line; the shape of the mark in its place where it bears one."""
    return mark(look, *(SHAPE if undecided else (icon, tone)), size)


__all__ = ["SHAPE", "files_undecided", "lead", "marked", "undecided_said"]
