"""Small parts every page is made of. They say what they are; `look` says how that looks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QSizePolicy,
    QWidget,
)

from pscp_desktop.domain.signs import visible
from pscp_desktop.ui.layouts import (
    Flow,
    Part,
    column,
    emptied,
    fill,
    panel,
    row,
    rule,
    scrolled,
)
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.words import (
    CheckLine,
    Line,
    button,
    compared,
    face,
    hint,
    icon_button,
    mark,
    say,
    text,
)

__all__ = [
    "Banner", "CheckLine", "Choice", "EmptyState", "Entry", "Field", "Flow", "Line", "Part", "SectionHeader",
    "StatusPill", "Steps", "SyncIndicator", "button", "column", "compared",
    "emptied", "face", "fill", "heading", "hint", "icon_button", "mark", "panel", "row", "rule",
    "say", "scrolled", "text",
]  # fmt: skip


def heading(title: str, detail: str, *acts: QWidget, pill: QWidget | None = None) -> QWidget:
    """A page's title, its one line of context, and at the end the one thing to do next."""
    # A state that has no room beside its title goes under it, before the title is cut.
    top = Flow(Line(title, "title"), *filter(None, [pill]), gap="m")
    said = column(top, *([text(detail, "muted", wrap=True)] if detail else []), gap="xs")
    return panel(row(said, *acts, wide=0))


class StatusPill(QFrame):
    """A state told three times: by shape, by word and by colour, so that colour may fail."""

    def __init__(self, look: Look, words: str, tone: str, icon: str) -> None:
        super().__init__()
        as_role(self, "pill", tone=tone)
        ink = "muted" if tone == "plain" else tone
        said = text(words, "tagged")
        self.setLayout(row(mark(look, icon, ink, 14), said, gap="xs", edge=(8, 2, 10, 2)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)
        self.setAccessibleName(words)


class SectionHeader(QWidget):
    """A heading with how many there are and, at the far end, at most one quiet act."""

    def __init__(
        self, words: str, count: int | None = None, act: QWidget | None = None, *, inset: int = 0
    ) -> None:
        super().__init__()
        self._count = text("" if count is None else str(count), "count")
        acts = [act] if act else []
        edge = (inset, 0, inset, 0)
        self.setLayout(row(text(words, "section"), self._count, None, *acts, edge=edge))
        self.setFixedHeight(30)

    def recount(self, count: int) -> None:
        """Say that there are `count` now."""
        say(self._count, str(count))


class Entry(QFrame):
    """One line of a list: what, detail, and at the end a state or a time. Hover instead of grid.

    Pressed by click, Enter or Space it says `opened`; with `still=True` it is only read.
    """

    opened = Signal()

    def __init__(
        self,
        lead: QWidget,
        what: str,
        detail: str,
        *trail: Part,
        chosen: bool = False,
        still: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__()
        as_role(self, "still" if still else "entry", chosen=chosen)
        self._still = still
        if not still:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(visible(f"{what}. {detail}"))
        lines = [Line(what), Line(detail, "caption")]
        said: list[Part] = [*lines]
        if wrap:
            said = [text(what, wrap=True), text(detail, "caption", wrap=True)]
        words = column(*said, gap="none")
        self.setLayout(row(lead, words, *trail, gap="m", edge=(10, 6, 10, 6), wide=1))

    def choose(self, *, chosen: bool) -> None:
        """Show this line as the one that is open, or no longer."""
        as_role(self, "entry", chosen=chosen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._still:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class Banner(QFrame):
    """A thing to know before going on, with its reason and at most one act; one per page."""

    def __init__(
        self, look: Look, tone: str, what: str, why: str, act: QWidget | None = None
    ) -> None:
        super().__init__()
        as_role(self, "tone", tone=tone)
        icon = {"accent": "info", "info": "info", "ok": "done"}.get(tone, tone)
        lead = column(2, mark(look, icon, tone, 18), None, gap="none")
        reasons = [text(why, wrap=True)] if why else []
        words = column(text(what, "strong", wrap=True), *reasons, gap="xs")
        acts = [act] if act else []
        self.setLayout(row(lead, words, *acts, gap="m", edge=(14, 10, 14, 12), wide=1))
        self.setAccessibleName(visible(f"{what} {why}"))


class Field(QWidget):
    """A label over its editor and, under it, what is wrong and the remedy, or a hint."""

    def __init__(
        self, look: Look, words: str, editor: QWidget, *, wrong: str = "", help_: str = ""
    ) -> None:
        super().__init__()
        self.editor, self._help = editor, help_
        editor.setAccessibleName(words)
        label = text(words, "strong")
        label.setBuddy(editor)
        self._sign = mark(look, "danger", "danger", 15)
        self._said = text("", "caption", wrap=True)
        sign = column(2, self._sign, None, gap="none")
        self._below = panel(row(sign, self._said, gap="xs", wide=1))
        self.setLayout(column(label, 2, editor, self._below, None, gap="xs"))
        self.mark(wrong)

    def mark(self, wrong: str) -> None:
        """Say what is wrong and how to mend it; an empty text clears it. What was typed stays."""
        as_role(self.editor, str(self.editor.property("role") or ""), wrong=bool(wrong))
        self._sign.setVisible(bool(wrong))
        words = wrong or self._help
        as_role(self._said, "caption", tone="danger" if wrong else "")
        say(self._said, words)
        self._below.setVisible(bool(words))
        self.editor.setAccessibleDescription(words)

    def advise(self, help_: str) -> None:
        """Change the quiet words under the editor; what is wrong stays in sight before them."""
        self._help = help_
        if not self.wrong:
            self.mark("")

    @property
    def wrong(self) -> bool:
        """Whether something is marked as wrong."""
        return bool(self.editor.property("wrong"))


class Choice(QWidget):
    """A few answers to one question, all visible, each a target big enough for a thumb."""

    picked = Signal(int)

    def __init__(self, look: Look, answers: Sequence[str], chosen: int = 0) -> None:
        super().__init__()
        self._tick = look.icon("check", "accent")
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._mark)
        self._group.idClicked.connect(self.picked)
        for number, words in enumerate(answers):
            answer = button(words, "choice")
            answer.setCheckable(True)
            self._group.addButton(answer, number)
            answer.setChecked(number == chosen)
        self.setLayout(Flow(*self._group.buttons()))
        sizing = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self._hand_over_focus()

    @property
    def chosen(self) -> int:
        """The number of the answer given, or -1."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Give answer `number`; -1 takes the answer back."""
        wanted = self._group.button(number) if number >= 0 else None
        self._group.setExclusive(wanted is not None)
        for answer in self._group.buttons():
            answer.setChecked(answer is wanted)
        self._group.setExclusive(True)
        self._hand_over_focus()

    def shut(self, first: int) -> None:
        """The answers from this one on cannot be given; whoever shows them says why."""
        for number, answer in enumerate(self._group.buttons()):
            answer.setEnabled(number < first)

    @Slot(QAbstractButton, bool)
    def _mark(self, answer: QAbstractButton, on: bool) -> None:  # noqa: FBT001 (Qt's signature)
        answer.setIcon(self._tick if on else QIcon())
        self._hand_over_focus()

    def _hand_over_focus(self) -> None:
        checked = self._group.checkedButton() or next(iter(self._group.buttons()), None)
        if checked is not None:
            self.setFocusProxy(checked)


class SyncIndicator(Entry):
    """What has not left this machine and since when. Always in sight; never in the way.

    Its words may take two lines: they are not cut.
    """

    def __init__(self, look: Look, words: str, since: str, *, tone: str = "warn") -> None:
        icon = {"ok": "sent", "muted": "offline"}.get(tone, "unsent")
        super().__init__(mark(look, icon, tone, 20), words, since, wrap=True)
        hint(self, f"{words}. {since}")


class EmptyState(QWidget):
    """An empty list says why it is empty, and what will fill it."""

    def __init__(
        self, look: Look, icon: str, what: str, act: QWidget | None = None, *, inset: int = 0
    ) -> None:
        super().__init__()
        lead = column(2, mark(look, icon, "muted", 20), None, gap="none")
        words: list[Part] = [text(what, "muted", wrap=True)]
        words += [row(act, None)] if act else []
        self.setLayout(row(lead, column(*words), edge=(inset, 8, inset, 8), wide=1))


class Steps(QWidget):
    """Where the process stands: done, now, to come. Shape and weight tell it without colour."""

    def __init__(self, look: Look, names: Sequence[str], now: int) -> None:
        super().__init__()
        layout = row(gap="s")
        for number, name in enumerate(names):
            icon = "done" if number < now else "progress" if number == now else "todo"
            tone = "muted" if number > now else "accent"
            layout.addWidget(mark(look, icon, tone, 16))
            layout.addWidget(text(name, "now" if number == now else "caption"))
            if number < len(names) - 1:
                layout.addWidget(rule(), 1)
        self.setLayout(layout)
        self.setFixedHeight(24)
        self.setAccessibleName(" · ".join(names[now : now + 1]))
