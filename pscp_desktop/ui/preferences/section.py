"""The frame of every section: what it is, what it is for, and its parts on the sheet."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import (
    Line,
    Part,
    SectionHeader,
    StatusPill,
    column,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.preferences.kit import Kit

WIDTH: Final = 720
LABEL: Final = 216
FIRST: Final = 100
"""So much more does the content ask for the room than what is left beside it."""
MINUTE: Final = 60


class Section(QWidget):
    """One section. It reads what it shows when it comes into sight."""

    id: ClassVar[str] = ""
    name: ClassVar[str] = ""
    """What it is called, marked with `N_`."""
    lead: ClassVar[str] = ""
    """What it is for, in a line or two, marked with `N_`."""
    icon: ClassVar[str] = "settings"

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        as_role(self, "sheet")
        self.kit, self.look, self.tasks = kit, kit.tools.look, kit.tools.tasks
        self.body = column(gap="xl")
        inside = panel(
            column(
                Line(tr(self.name), "title"),
                text(tr(self.lead), "muted", wrap=True),
                16,
                self.body,
                None,
                gap="xs",
                edge=(32, 22, 32, 28),
            )
        )
        inside.setMaximumWidth(WIDTH + 64)
        beside = row(inside, None, gap="none")
        beside.setStretch(0, FIRST)
        self.setLayout(column(scrolled(panel(beside), "sheet")))

    def reload(self) -> None:
        """Read again what is shown."""


def in_minutes(seconds: int) -> str:
    """`3`, `2.5`: minutes without figures that say nothing."""
    return f"{seconds / MINUTE:.1f}".removesuffix(".0")


def group(title: str, *parts: Part) -> QWidget:
    """A heading and what belongs to it."""
    return panel(column(SectionHeader(title), *parts, gap="s"))


def fact(label: str, value: str, pill: StatusPill | None = None) -> QWidget:
    """Something that is so: what it is on the left, how it stands beside it."""
    named = text(label, "muted")
    named.setFixedWidth(LABEL)
    named.setAlignment(Qt.AlignmentFlag.AlignTop)
    said = text(value, wrap=True)
    shown = panel(row(named, said, *filter(None, [pill]), gap="m", wide=1))
    shown.setAccessibleName(f"{label}: {value}")
    return shown
