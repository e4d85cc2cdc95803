"""Deciding one conflict: the versions side by side, both, or a third; with a reason, and to be undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QRadioButton, QWidget

from pscp_desktop.domain.fields import FieldOf
from pscp_desktop.i18n import tr
from pscp_desktop.services.conflicts.found import Opened, Version
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.conflicts.telling import file_of, label_of, pieces, value_said, when, where
from pscp_desktop.ui.conflicts.version_card import VersionCard
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.editors import Editor
from pscp_desktop.ui.forms.field import FieldRow
from pscp_desktop.ui.forms.kinds import editor_for
from pscp_desktop.ui.forms.problems import words_for_problem
from pscp_desktop.ui.layouts import Flow
from pscp_desktop.ui.parts import (
    Field,
    Line,
    Part,
    StatusPill,
    button,
    column,
    heading,
    mark,
    panel,
    row,
    say,
    scrolled,
    text,
)

SAVE_KEYS: Final = ("Ctrl+Return", "Ctrl+S")
CARD_WIDTH: Final = 360
SIDE_BY_SIDE: Final = 2
HINT_FROM: Final = 560
"""Pixels from which the foot has room for words beside its acts."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided: a value, or both."""

    opened: Opened
    reason: str
    value: Any = None
    both: bool = False


class DecidingPane(QFrame):
    """The page of one conflict. `decided` carries a `Decision`; `later` leaves it as it is."""

    decided = Signal(object)
    later = Signal()

    def __init__(self, tools: FormTools, opened: Opened) -> None:
        super().__init__()
        self.opened, self._tools, self._look = opened, tools, tools.look
        self._field: FieldOf = opened.conflict.field
        self._now = tools.desk.now()
        self._group = QButtonGroup(self)
        self.cards = [self._card(version) for version in opened.versions]
        self.both = self._answer(self._both_words()) if self._both_words() else None
        self.editor = self._third_editor()
        other = tr("Another answer") if self._field.spec.codes else tr("Write another version")
        self.third = self._answer(other) if self.editor else None
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self._wrong = text("", "caption", wrap=True, tone="danger")
        self._wrong.hide()
        self.act = button(tr("Save the decision"), "primary")
        self.act.clicked.connect(self._decide)
        self._group.buttonToggled.connect(self._weigh)
        body = panel(column(*self._parts(), None, gap="m", edge=(32, 16, 32, 16)))
        self.setLayout(column(self._head(), scrolled(body), self._foot(), gap="none", wide=1))
        self.setFocusProxy(self.cards[0].keep)
        if not opened.may_decide:
            for each in self._group.buttons():
                each.setEnabled(False)
        self._weigh()

    def _head(self) -> QWidget:
        place = self.opened.conflict.place
        said = " · ".join(filter(None, (file_of(place), where(place, self._now))))
        pill = StatusPill(self._look, _how_many(len(self.cards)), "warn", "conflict")
        head = heading(label_of(self.opened.conflict), said, pill=pill)
        return panel(column(head, edge=(32, 20, 32, 14)), "head")

    def _parts(self) -> list[Part]:
        return [*self._before(), self._beside(), *self._others(), *self._after()]

    def _before(self) -> Iterator[Part]:
        """What there is to know before choosing."""
        if self.opened.protective:
            yield self._said(
                "shield",
                "info",
                tr("Until somebody decides, the most careful of these answers counts everywhere."),
            )
        if self.opened.before not in {None, ""}:
            said = text(self._words(self.opened.before), "muted", wrap=True)
            yield column(text(tr("What it said before"), "strong"), said, gap="xs")

    def _beside(self) -> Part:
        """Two versions share the width, or stand one under another where it is small; more flow."""
        if len(self.cards) != SIDE_BY_SIDE:
            for card in self.cards:
                card.setMinimumWidth(CARD_WIDTH)
            return Flow(*self.cards, gap="l")
        return FieldRow(self.cards)

    def _others(self) -> Iterator[Part]:
        """Keeping both, and writing another."""
        if self.both is not None:
            yield self.both
        if self.third is not None and self.editor is not None:
            yield column(self.third, row(28, self.editor, wide=1), self._wrong, gap="xs")

    def _after(self) -> Iterator[Part]:
        """Why, and who may."""
        help_ = tr("It is kept in the history with your name and the day.")
        yield Field(self._look, tr("Reason (optional)"), self.reason, help_=help_)
        if not self.opened.may_decide:
            words = tr(
                "You may read this file but not write in it. A colleague who writes in it decides."
            )
            yield self._said("lock", "warn", words)

    def _foot(self) -> QWidget:
        later = button(tr("Later"), "quiet")
        later.clicked.connect(self.later)
        for keys in SAVE_KEYS:
            self._keys(keys).activated.connect(self.act.click)
        self._keys("Escape").activated.connect(self.later)
        said = Line(tr("You can undo it: what is not kept stays in the history."), "caption")
        self._hint = (mark(self._look, "info", "muted", 16), said)
        parts = (panel(row(*self._hint, gap="m", wide=1)), later, self.act)
        return panel(row(*parts, gap="m", edge=(32, 12, 32, 12), wide=0), "foot")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Cut to a letter it says nothing; what can be undone is said again once it is done.
        for part in self._hint:
            part.setVisible(self.width() >= HINT_FROM)

    def _keys(self, keys: str) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return made

    def _said(self, icon: str, tone: str, words: str) -> QWidget:
        sign = column(1, mark(self._look, icon, tone, 16), None, gap="none")
        return panel(row(sign, text(words, "body", wrap=True), wide=1))

    def _card(self, version: Version) -> VersionCard:
        others = [one for one in self.opened.versions if one is not version]
        against = others[0].value if len(others) == 1 else self.opened.before
        words = self._words(version.value)
        said = [(words, False)]
        if isinstance(version.value, str) and self._field.spec.codes is None and against:
            said = pieces(words, self._words(against))
        card = VersionCard(
            self._look, version, said, when(version, self._tools.desk.today()), self._group
        )
        card.setAccessibleName(words)
        return card

    def _answer(self, words: str) -> QRadioButton:
        made = QRadioButton(literal(words))
        self._group.addButton(made)
        return made

    def _both_words(self) -> str:
        if self.opened.as_rows:
            return tr("Keep both, as separate clauses")
        if self.opened.as_text and all(version.value for version in self.opened.versions):
            return tr("Keep both, one after the other")
        return ""

    def _third_editor(self) -> Editor | None:
        """The editor of another value, where there can be one beyond those that stand."""
        if any(isinstance(version.value, UUID | bool | bytes) for version in self.opened.versions):
            return None
        kind = self.opened.conflict.place.kind
        try:
            editor = editor_for(kind, self._field, self._look, self._tools.desk.now)
        except TypeError:
            return None
        editor.name(tr("Another version"))
        editor.changed.connect(self._typed)
        return editor

    def _words(self, value: Any) -> str:
        kind, name = self.opened.conflict.place.kind, self._field.name
        return value_said(kind, name, value, self._now, dict(self.opened.names))

    def refuse(self, code: str) -> None:
        """Say why the third version cannot be kept."""
        say(self._wrong, words_for_problem(code))
        self._wrong.setVisible(True)

    @Slot()
    def _typed(self) -> None:
        self._wrong.hide()
        if self.third is not None:
            self.third.setChecked(True)
        self._weigh()

    @Slot()
    def _weigh(self) -> None:
        """The act is offered once something was chosen that can be kept."""
        pressed = self._group.checkedButton()
        wrong = pressed is self.third and self.editor is not None and self.editor.unreadable
        self.act.setEnabled(pressed is not None and self.opened.may_decide and not wrong)

    @Slot()
    def _decide(self) -> None:
        reason = self.reason.text().strip()
        pressed = self._group.checkedButton()
        if pressed is self.both:
            self.decided.emit(Decision(self.opened, reason, both=True))
            return
        if pressed is self.third and self.editor is not None:
            self.decided.emit(Decision(self.opened, reason, self.editor.value()))
            return
        for card in self.cards:
            if card.keep is pressed:
                self.decided.emit(Decision(self.opened, reason, card.version.value))


def _how_many(versions: int) -> str:
    if versions == SIDE_BY_SIDE:
        return tr("Two versions")
    return tr("{n} versions").format(n=versions)
