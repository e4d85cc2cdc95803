"""A section that holds lists of a few words each: a line is pressed to change it, a button adds one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.undecided import NOTHING, Undecided, read_undecided
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    Part,
    SectionHeader,
    StatusPill,
    button,
    column,
    emptied,
    panel,
    row,
)
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.section import Section
from pscp_desktop.ui.tasks import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One line as it is shown, with what it is about."""

    loaded: Loaded[Any]
    what: str
    detail: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """One list: its name, its lines, what it says while it is empty, and what its button adds."""

    name: str
    icon: str
    empty: str
    lines: tuple[Kept, ...]
    may: bool
    add: str
    kind: Any
    """What tells the section which list a new line is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A form under way, and what it is saved by. `aside` takes the line out of its list, or back in."""

    title: str
    form: RecordForm
    keep: Callable[[], Callable[[], object]]
    """Reads the form, on the main thread, and gives what is done off it. Raises Invalid."""
    aside: str = ""
    put_aside: Callable[[], object] | None = None


class _Line(Entry):
    """A line that knows what it is about."""

    chosen_one = Signal(object)

    def __init__(
        self, icon: QWidget, kept: Kept, detail: str, trail: Sequence[Part], *, still: bool
    ) -> None:
        super().__init__(icon, kept.what, detail, *trail, still=still)
        self._kept = kept
        self.opened.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        self.chosen_one.emit(self._kept)


class _Adding(QWidget):
    """The button under a list; it knows which list it is for."""

    asked = Signal(object)

    def __init__(self, kit: Kit, said: KeptList) -> None:
        super().__init__()
        self._kind = said.kind
        self.act = button(f" {said.add}", "quiet", "plus", kit.tools.look)
        self.act.setAccessibleName(said.add)
        self.act.clicked.connect(self._ask)
        self.setLayout(row(self.act, None))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._kind)


class KeptSection(Section):
    """The lists one under another; while one line is written, its form alone."""

    notice = ""
    """Whoever may not change the lists is told so, marked with `N_`."""
    why = ""
    """And what they can do instead."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._room = column(gap="l")
        self.body.addWidget(panel(self._room))
        self._undecided = NOTHING
        self.editing: Editing | None = None
        self.save_button: QWidget | None = None

    def read(self) -> tuple[KeptList, ...]:
        """The lists as they stand, off the main thread."""
        raise NotImplementedError

    def edit(self, kind: Any, kept: Kept | None) -> Editing:
        """The form for a line, or for a new one of the list `kind`."""
        raise NotImplementedError

    @Slot()
    def reload(self) -> None:
        desk = self.kit.tools.desk

        def job(_: Progress) -> tuple[tuple[KeptList, ...], Undecided]:
            with desk.reading() as session:
                undecided = read_undecided(desk, session)
            return self.read(), undecided

        self.tasks.run(tr("Reading"), job, self._show, owner=self)

    def _show(self, found: tuple[tuple[KeptList, ...], Undecided]) -> None:
        if self.editing is not None:
            return
        lists, self._undecided = found
        emptied(self._room)
        if self.notice and not all(one.may for one in lists):
            self._room.addWidget(Banner(self.look, "info", tr(self.notice), tr(self.why)))
        for one in lists:
            self._room.addWidget(self._list(one))

    def _list(self, said: KeptList) -> QWidget:
        lines: list[Part] = [SectionHeader(said.name, sum(not one.retired for one in said.lines))]
        for kept in said.lines:
            trail = (
                [StatusPill(self.look, tr("Out of use"), "plain", "pause")] if kept.retired else []
            )
            tone = "muted" if kept.retired else "accent"
            undecided = kept.loaded.id in self._undecided
            sign = lead(self.look, said.icon, tone, undecided=undecided)
            detail = marked(kept.detail, undecided=undecided)
            line = _Line(sign, kept, detail, trail, still=not said.may)
            line.chosen_one.connect(self._open)
            lines.append(line)
        if not said.lines:
            lines.append(EmptyState(self.look, said.icon, said.empty))
        if said.may:
            adding = _Adding(self.kit, said)
            adding.asked.connect(self._begin)
            lines += [6, adding]
        return panel(column(*lines, gap="none"))

    @Slot(object)
    def _open(self, kept: Kept) -> None:
        self._edit(self.edit(None, kept))

    @Slot(object)
    def _begin(self, kind: Any) -> None:
        self._edit(self.edit(kind, None))

    def _edit(self, editing: Editing) -> None:
        emptied(self._room)
        self.editing = editing
        back = button(f" {tr('Back to the lists')}", "link", "back", self.look)
        back.clicked.connect(self._leave)
        save = button(tr("Save"), "primary")
        save.setObjectName("save")
        save.clicked.connect(self.save)
        editing.form.submitted.connect(self.save)
        self.save_button = save
        acts: list[Part | None] = []
        if editing.put_aside is not None:
            aside = button(editing.aside, "quiet")
            aside.setObjectName("aside")
            aside.clicked.connect(self.put_aside)
            acts.append(aside)
        foot = row(*acts, None, save, gap="m")
        self._room.addWidget(panel(row(back, None)))
        self._room.addWidget(SectionHeader(editing.title))
        self._room.addWidget(editing.form)
        self._room.addWidget(panel(foot))
        editing.form.setFocus()

    @Slot()
    def save(self) -> None:
        """Keep what was written, in the background."""
        if self.editing is None:
            return
        try:
            self._run(self.editing.keep())
        except Invalid as wrong:
            self.editing.form.mark(wrong)

    @Slot()
    def put_aside(self) -> None:
        """Offer this line no more, or again."""
        if self.editing is not None and self.editing.put_aside is not None:
            self._run(self.editing.put_aside)

    def _run(self, keep: Callable[[], object]) -> None:
        def job(_: Progress) -> None:
            keep()

        assert self.save_button is not None  # noqa: S101 (made together with the form)
        self.save_button.setEnabled(False)
        self.tasks.run(tr("Saving"), job, self._done, owner=self, failed=self._failed)

    def _done(self, _: None) -> None:
        if self.editing is not None:
            self.editing.form.done()
        self.editing = None
        self.reload()

    def _failed(self, error: Exception) -> None:
        assert self.save_button is not None  # noqa: S101 (made together with the form)
        self.save_button.setEnabled(True)
        form = self.editing.form if self.editing is not None else None
        if not (form is not None and isinstance(error, Invalid) and form.mark(error)):
            show(error, self.window())

    @Slot()
    def _leave(self) -> None:
        if self.editing is not None:
            self.editing.form.discard()
        self.editing = None
        self.reload()


__all__ = ["Editing", "Kept", "KeptList", "KeptSection"]
