"""A long form in parts: one screen of at most nine fields at a time, the list of parts beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.i18n import tr
from pscp_desktop.ui.forms.drafting import DraftKeeper, DraftKey, FormTools
from pscp_desktop.ui.forms.editors import rename
from pscp_desktop.ui.forms.fieldset import MOST_FIELDS, demand_few
from pscp_desktop.ui.forms.foot import FormFoot
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import (
    Part,
    SectionHeader,
    button,
    column,
    panel,
    row,
    rule,
    scrolled,
    text,
)

FORM_WIDTH: Final = 700
MOST_OF_IT: Final = 100
"""The share of the fields of what room there is, up to their greatest width; air takes the rest."""
ASIDE_WIDTH: Final = 248
ASIDE_FROM: Final = 860
"""Pixels from which there is room for the list of parts."""


@dataclass(frozen=True, slots=True, eq=False)
class FormPart:
    """A part of a long form: its title, in the language of the screen, and its fields."""

    title: str
    form: RecordForm
    notice: QWidget | None = None
    """Something to know before going on, under the fields."""


def screens_of(parts: Sequence[FormPart]) -> list[list[int]]:
    """Which parts stand on a screen together: as many in a row as nine fields allow."""
    screens: list[list[int]] = []
    room = 0
    for number, part in enumerate(parts):
        count = len(part.form.fields)
        demand_few(count)
        if count > room or not screens:
            screens.append([])
            room = MOST_FIELDS
        screens[-1].append(number)
        room -= count
    return screens


class SteppedForm(QWidget):
    """The parts of one undertaking, saved together by the page, with one draft for all."""

    submitted = Signal()
    """The person asks for the act: the page saves, then calls `done`, or `mark`."""
    discarded = Signal()

    def __init__(
        self,
        tools: FormTools,
        parts: Sequence[FormPart],
        *,
        act: str,
        key: DraftKey,
        aside: tuple[str, str] = ("", ""),
    ) -> None:
        """`act` names the button that saves; `aside` is the heading of the list and words under it."""
        super().__init__()
        self._look, self._parts = tools.look, tuple(parts)
        self._screens = screens_of(parts)
        self._stack = QStackedWidget()
        for screen in self._screens:
            self._stack.addWidget(self._screen(screen))
        self.keeper = DraftKeeper(tools, key, [part.form for part in parts])
        self.keeper.setParent(self)
        self._next = button("", "")
        self._next.clicked.connect(self.go_on)
        self.foot = FormFoot(tools.look, act, self.keeper, self._next)
        self.foot.acted.connect(self.submitted)
        self.foot.discarded.connect(self._discard)
        self._group = QButtonGroup(self)
        self._aside = self._listed(*aside)
        self._group.idClicked.connect(self.go_to)
        middle = row(self._stack, self._aside, gap="none", wide=0)
        self.setLayout(column(middle, self.foot, gap="none"))
        self.keeper.restore()
        for part in parts:
            part.form.edited.connect(self.keeper.touch)
            part.form.edited.connect(self._tell)
        self._show(0)

    @property
    def showing(self) -> int:
        """Which screen is shown, from 0."""
        return self._stack.currentIndex()

    @Slot(int)
    def go_to(self, part: int) -> None:
        """Show the screen of a part and put the keyboard into its first field."""
        self._show(next(n for n, screen in enumerate(self._screens) if part in screen))
        self._focus(self._parts[part].form)

    @Slot()
    def go_on(self) -> None:
        """Show the next screen; after the last, the first."""
        self.go_to(self._screens[(self.showing + 1) % len(self._screens)][0])

    def begin(self) -> None:
        """Put the keyboard into the first field of the screen."""
        self._focus(self._parts[self._screens[self.showing][0]].form)

    def mark(self, form: RecordForm, error: Invalid) -> bool:
        """Show the part that cannot be kept, and point at its fields."""
        number = next(n for n, part in enumerate(self._parts) if part.form is form)
        self.go_to(number)
        return form.mark(error)

    def done(self) -> None:
        """All of it was saved: forget the draft."""
        self.keeper.forget()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._aside.setVisible(self.width() >= ASIDE_FROM)

    def _screen(self, numbers: Sequence[int]) -> QWidget:
        content: list[Part] = []
        for number in numbers:
            part = self._parts[number]
            notices = [part.notice] if part.notice else []
            fields = column(SectionHeader(part.title), part.form, *notices, gap="m")
            content += [fields, 12]
        body = panel(column(*content, None, gap="m", edge=(32, 20, 32, 20)), "page")
        body.setMaximumWidth(FORM_WIDTH + 64)
        beside = row(body, None, gap="none")
        beside.setStretch(0, MOST_OF_IT)
        return scrolled(panel(beside))

    def _listed(self, heading: str, advice: str) -> QWidget:
        lines: list[Part] = [SectionHeader(heading or tr("Parts"))]
        for number, part in enumerate(self._parts):
            line = as_role(button(part.title, "quiet", "todo", self._look), "place")
            self._group.addButton(line, number)
            lines.append(line)
        if advice:
            lines += [8, rule(), 8, text(advice, "muted", wrap=True)]
        aside = panel(column(*lines, None, gap="xs", edge=(16, 20, 32, 20)), "page")
        aside.setFixedWidth(ASIDE_WIDTH + 48)
        return aside

    def _show(self, screen: int) -> None:
        self._stack.setCurrentIndex(screen)
        after = self._screens[(screen + 1) % len(self._screens)][0]
        title = self._parts[after].title
        forward = screen + 1 < len(self._screens)
        words = tr("Next: {part}") if forward else tr("Back to: {part}")
        rename(self._next, words.format(part=title))
        self._next.setVisible(len(self._screens) > 1)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Say of each part whether it waits, is under way or is done."""
        here = self._screens[self.showing]
        for number, part in enumerate(self._parts):
            icon, tone = "todo", "muted"
            if part.form.dirty:
                icon, tone = ("progress" if number in here else "done"), "accent"
            state = {"todo": tr("to do"), "progress": tr("begun"), "done": tr("filled in")}[icon]
            line = self._group.button(number)
            line.setIcon(self._look.icon(icon, tone))
            line.setAccessibleName(f"{part.title}, {state}")

    @staticmethod
    def _focus(form: RecordForm) -> None:
        if form.fields:
            form.field(form.fields[0]).editor.setFocus()

    @Slot()
    def _discard(self) -> None:
        for part in self._parts:
            part.form.restore()
        self.keeper.forget()
        self._show(0)
        self.discarded.emit()


__all__ = ["FormPart", "SteppedForm", "screens_of"]
