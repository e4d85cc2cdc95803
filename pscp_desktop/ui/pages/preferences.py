"""Preferences: the sections in a column at the left, the one that is open on the sheet beside them."""

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.store.store import Committed
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import Line, button, column, panel, row
from pscp_desktop.ui.preferences.administrators import AdministratorsSection
from pscp_desktop.ui.preferences.catalogues import CataloguesSection, SnippetsSection
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.laptop import LaptopSection
from pscp_desktop.ui.preferences.person import OrganisationSection, WorkerSection
from pscp_desktop.ui.preferences.protection import ProtectionSection
from pscp_desktop.ui.preferences.screen import ScreenSection
from pscp_desktop.ui.preferences.section import Section
from pscp_desktop.ui.preferences.team import TeamSection

SECTIONS: Final[tuple[type[Section], ...]] = (
    ScreenSection,
    ProtectionSection,
    WorkerSection,
    OrganisationSection,
    TeamSection,
    CataloguesSection,
    SnippetsSection,
    LaptopSection,
    AdministratorsSection,
)
ASIDE: Final = 240
STOOD: Final = "preferences"
RECORDS: Final = frozenset(
    {"Worker", "Organisation", "Circle", "CircleMember", "CatalogueEntry", "Snippet"}
)


class PreferencesPage(Page):
    """One section at a time; each is made when it is first looked at."""

    name = N_("Preferences")
    wanted = Signal()
    """A section was asked for from elsewhere: the window comes here."""

    def __init__(self, *, kit: Kit) -> None:
        tools = kit.tools
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._kit = kit
        self._ways = {each.id: _Way(self, each.id) for each in SECTIONS}
        self._made: dict[str, Section] = {}
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._go)
        self.setLayout(row(self._aside(), self._stack, gap="none", wide=1))
        self.show_part(kit.laptop.stood.get(STOOD, SECTIONS[0].id))

    @property
    def section(self) -> Section:
        """The section in sight."""
        return self._made[self._kit.laptop.stood.get(STOOD, SECTIONS[0].id)]

    def commands(self) -> tuple[Command, ...]:
        return tuple(
            Command(
                id=f"preferences.{each.id}",
                label=each.name,
                icon=each.icon,
                run=self._ways[each.id].go,
            )
            for each in SECTIONS
        )

    def concerned(self, committed: Committed) -> bool:
        return any(kind.__name__ in RECORDS for kind in committed.kinds)

    def reload(self) -> None:
        self.section.reload()

    def show_part(self, name: str) -> None:
        """Show the section of this name; an unknown one is the first."""
        known = [each.id for each in SECTIONS]
        number = known.index(name) if name in known else 0
        self._kit.laptop.stood[STOOD] = known[number]
        if known[number] not in self._made:
            made = SECTIONS[number](self._kit)
            self._made[known[number]] = made
            self._stack.addWidget(made)
        self._stack.setCurrentWidget(self._made[known[number]])
        for at, pressed in enumerate(self._group.buttons()):
            pressed.setChecked(at == number)
            tone = "accent" if at == number else "muted"
            pressed.setIcon(self.look.icon(SECTIONS[at].icon, tone))
            pressed.setFont(self.look.font("strong" if at == number else "body"))
        if self.isVisible():
            self.reload()

    def _aside(self) -> QWidget:
        parts: list[QWidget] = [Line(tr(self.name), "title")]
        for number, each in enumerate(SECTIONS):
            pressed = self._entry(each)
            self._group.addButton(pressed, number)
            parts.append(pressed)
        aside = panel(column(parts[0], 10, *parts[1:], None, gap="none", edge=(16, 22, 16, 16)))
        as_role(aside, "aside")
        aside.setFixedWidth(ASIDE)
        return aside

    def _entry(self, section: type[Section]) -> QPushButton:
        pressed = button(f" {tr(section.name)}", "place", section.icon, self.look)
        pressed.setCheckable(True)
        pressed.setAccessibleName(tr(section.name))
        pressed.setObjectName(f"section.{section.id}")
        return pressed

    @Slot(int)
    def _go(self, number: int) -> None:
        self.show_part(SECTIONS[number].id)


class _Way(QObject):
    """The way to one section, as something that can be connected and dies with its page."""

    def __init__(self, page: PreferencesPage, section: str) -> None:
        super().__init__(page)
        self._page, self._section = page, section

    @Slot()
    def go(self) -> None:
        """Go there."""
        self._page.wanted.emit()
        self._page.show_part(self._section)
