"""The frame of a form: its head, its leaves with their list, and the foot; it keeps nothing itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedWidget, QWidget

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.file_head import title_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet_parts import BODY, LeafLink, first_field, leaf_of, relabel
from pscp_desktop.ui.parts import (
    button,
    column,
    emptied,
    heading,
    icon_button,
    mark,
    panel,
    row,
    rule,
    scrolled,
    text,
)

ASIDE: Final = 216
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every form of this page works with."""

    tools: FormTools
    mediation: Mediation


@dataclass(frozen=True, slots=True)
class Leaf:
    """One screen of a form: its name in the list of parts, and what is on it."""

    name: str
    """In the language of the screen."""
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a form did: the words for it, and whether it can be taken back."""

    words: str
    undoable: bool = True
    dossier: UUID = NAMELESS
    closes: bool = False
    """Whether the file may not be opened any more by this worker."""
    then: str = ""
    """The form or panel that is shown next, instead of the file."""


class SheetFrame(QWidget):
    """What every form looks like; what it keeps, and how, is for those that stand on it."""

    finished = Signal(object)
    left = Signal()

    title: ClassVar[str] = ""
    verb: ClassVar[str] = N_("Save")
    done: ClassVar[str] = N_("Saved")
    draft: ClassVar[str] = ""
    undoable: ClassVar[bool] = True
    first_is_enough: ClassVar[bool] = False
    """Whether the first part can be kept without the others, which are then one press away."""
    advice: ClassVar[str] = ""
    """A word of care beside the form, marked with `N_`."""

    def __init__(self, bench: Bench, shown: FileShown | None, about: UUID | None = None) -> None:
        super().__init__()
        as_role(self, "page")
        self.bench, self.shown, self.about = bench, shown, about
        self.look = bench.tools.look
        self.leaves = QStackedWidget()
        self.leaves.setMaximumWidth(BODY)
        self._list = column(gap="s")
        self._names: list[str] = []
        self._saved_at = text("", "muted")
        self._mark = mark(self.look, "done", "ok", 16)
        self.act = button(tr(self.verb), "primary")
        self.act.setObjectName("save")
        self.act.clicked.connect(self._act)
        self._next = button("", "quiet")
        self._next.clicked.connect(self._turn_on)
        self._discard = button(tr("Discard"), "quiet")
        self._discard.clicked.connect(self.discard)

    def furnish(self) -> None:
        """Put the leaves of this form into their frame."""
        for leaf in self.build():
            self._names.append(leaf.name)
            self.leaves.addWidget(leaf_of(leaf.parts))
        self.setLayout(self._whole())

    def build(self) -> Sequence[Leaf]:
        """The leaves of this form. Forms that keep a draft are taken in with `kept`."""
        raise NotImplementedError

    def save(self) -> None:
        """Keep everything."""
        raise NotImplementedError

    def discard(self) -> None:
        """Throw away what was typed."""
        raise NotImplementedError

    def heading(self) -> tuple[str, str]:
        """The title and the line under it."""
        if self.shown is None:
            return tr(self.title), ""
        number = self.shown.papers.dossier.number
        return tr(self.title), " · ".join(filter(None, (number, title_of(self.shown))))

    @Slot(int)
    def turn_to(self, number: int) -> None:
        """Show one leaf and put the keyboard where it is filled in."""
        self.leaves.setCurrentIndex(number)
        self._stand_on(number)
        first = first_field(self.leaves.currentWidget())
        if first is not None:
            first.setFocus()

    def begin(self) -> None:
        """The sheet is in sight: put the keyboard into it."""
        self.turn_to(self.leaves.currentIndex())

    def _stand_on(self, number: int) -> None:
        self.name_act(self._verb_of(number))
        after = self._names[(number + 1) % len(self._names)]
        relabel(self._next, tr("Next: {part}").format(part=after))
        self._next.setVisible(self.first_is_enough and number < len(self._names) - 1)
        for place in range(self.leaves.count()):
            # A leaf out of sight must not make the others as tall as itself.
            fits = QSizePolicy.Policy.Preferred if place == number else QSizePolicy.Policy.Ignored
            leaf = self.leaves.widget(place)
            if leaf is not None:
                leaf.setSizePolicy(QSizePolicy.Policy.Preferred, fits)
        self._draw_list()

    @Slot()
    def _turn_on(self) -> None:
        self.turn_to((self.leaves.currentIndex() + 1) % self.leaves.count())

    def name_act(self, words: str) -> None:
        """Say what the filled button does now."""
        relabel(self.act, words)

    def _turn_to_form(self, form: QWidget) -> None:
        for number in range(self.leaves.count()):
            leaf = self.leaves.widget(number)
            if leaf is not None and leaf.isAncestorOf(form):
                self.leaves.setCurrentIndex(number)
                self._stand_on(number)

    def _verb_of(self, number: int) -> str:
        last = number == self.leaves.count() - 1
        return tr(self.verb) if last or self.first_is_enough else tr("Continue")

    def _whole(self) -> QBoxLayout:
        back = icon_button(self.look, "back", tr("Back to the file"))
        back.clicked.connect(self.left)
        title, detail = self.heading()
        head = panel(
            row(back, heading(title, detail), gap="m", edge=(24, 16, 32, 14), wide=1), "head"
        )
        body: list[Part] = [self.leaves, 8]
        if len(self._names) > 1 or self.advice:
            body.append(self._aside())
        body.append(None)
        foot = row(
            self._mark, self._saved_at, None, self._discard, self._next, self.act,
            gap="m", edge=(32, 12, 32, 12),
        )  # fmt: skip
        laid = row(*body, gap="xl", edge=(32, 20, 24, 20))
        # The form takes what it may before the air beside it takes the rest.
        laid.setStretch(0, 100)
        inside = panel(laid)
        return column(head, scrolled(inside), panel(foot, "foot"), gap="none", wide=1)

    def _aside(self) -> QWidget:
        parts: list[Part] = [self._list]
        if self.advice:
            more: list[Part] = [8, rule(), 12] if len(self._names) > 1 else []
            parts += [*more, text(tr(self.advice), "muted", wrap=True)]
        aside = panel(column(*parts, None, gap="none"))
        aside.setFixedWidth(ASIDE)
        return aside

    def _draw_list(self) -> None:
        """The parts of the form: what is done, what is left, so that it has no hidden end."""
        emptied(self._list)
        if len(self._names) < 2:  # noqa: PLR2004 (one part is no list)
            return
        here = self.leaves.currentIndex()
        self._list.addWidget(text(tr("Parts of this form"), "section"))
        self._list.addSpacing(4)
        for number, name in enumerate(self._names):
            icon = "done" if number < here else "progress" if number == here else "todo"
            line = LeafLink(self.look, number, name, icon, chosen=number == here)
            line.picked.connect(self.turn_to)
            self._list.addWidget(line)

    @Slot()
    def _act(self) -> None:
        if not self.first_is_enough and self.leaves.currentIndex() < self.leaves.count() - 1:
            self.turn_to(self.leaves.currentIndex() + 1)
        else:
            self.save()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
