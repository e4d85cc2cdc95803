"""The clauses of an agreement while they are written: one open at a time, the others as lines."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.agreements import Clause
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.store.cells import Heads
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.marks import marked
from pscp_desktop.ui.parts import Entry, button, column, emptied, panel, row, text

FIELDS: Final = ("text", "obligor", ("recurrence", "due_on"), "kind", "measure")


class ClauseLine(Entry):
    """A clause that is not open, in one line."""

    picked = Signal(int)

    def __init__(self, number: int, said: str, who: str) -> None:
        super().__init__(text(str(number + 1), "strong"), said, who)
        self._number = number
        self.opened.connect(self._pick)

    @Slot()
    def _pick(self) -> None:
        self.picked.emit(self._number)


class Clauses(QWidget):
    """The pile of clauses. For its draft it counts as one form."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, tools: FormTools, dossier: UUID, parties: Answers) -> None:
        super().__init__()
        self._tools, self._dossier, self._parties = tools, dossier, parties
        self._forms: list[RecordForm] = []
        self._known: dict[int, Loaded[Any]] = {}
        self._removed: list[Loaded[Any]] = []
        self._open = 0
        self._body = column(gap="s")
        self._add = button(tr("Another clause"), "", "plus", tools.look)
        self._add.setObjectName("another")
        self._add.clicked.connect(self.add)
        self._take = button(tr("Take this one out"), "quiet")
        self._take.clicked.connect(self.take_out)
        self.setLayout(column(self._body, row(self._add, self._take, None), gap="m"))

    def start(self, known: Sequence[Loaded[Any]]) -> None:
        """Begin with the clauses that are written already, or with one empty one."""
        for loaded in known:
            self._known[len(self._forms)] = loaded
            self._append(loaded)
        if not self._forms:
            self._append(None)
        self.open(0)

    @Slot()
    def add(self) -> None:
        """One more clause, open and with the keyboard in it."""
        self._append(None)
        self.open(len(self._forms) - 1)
        self._forms[-1].field("text").editor.setFocus()
        self.edited.emit()

    @Slot()
    def take_out(self) -> None:
        """Take the open clause out."""
        if self._open in self._known:
            self._removed.append(self._known[self._open])
        gone = self._forms.pop(self._open)
        gone.hide()
        gone.deleteLater()
        self._known = {
            number - (number > self._open): loaded
            for number, loaded in self._known.items()
            if number != self._open
        }
        if not self._forms:
            self._append(None)
        self.open(min(self._open, len(self._forms) - 1))
        self.edited.emit()

    @Slot(int)
    def open(self, number: int) -> None:
        """Open one clause and close the others into lines."""
        self._open = number
        for form in self._forms:
            form.setParent(self)
            form.hide()
        emptied_but(self._body)
        for place, form in enumerate(self._forms):
            if place == number:
                head = text(tr("Clause {n}").format(n=place + 1), "section")
                self._body.addWidget(panel(column(head, gap="none", edge=(0, 8, 0, 0))))
                self._body.addWidget(form)
                form.show()
            else:
                who = marked(self._who(form), undecided=form.disputed)
                line = ClauseLine(place, self._said(form), who)
                line.picked.connect(self.open)
                self._body.addWidget(line)
        self._take.setVisible(len(self._forms) > 1)
        self.setFocusProxy(self._forms[number].field("text").editor)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 (Qt's signature)
        """Walk as the eye does: what is made later would else come last in the window."""
        shown = [self._body.itemAt(place) for place in range(self._body.count())]
        parts = [item.widget() for item in shown if item is not None]
        stops = [each for part in parts if part is not None for each in walked(part)]
        stops += [each for each in (self._add, self._take) if each.isVisible()]
        focused = self.window().focusWidget()
        if focused not in stops:
            return super().focusNextPrevChild(forward)
        place = stops.index(focused) + (1 if forward else -1)
        wanted = stops[place] if 0 <= place < len(stops) else self._outside(forward=forward)
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _outside(self, *, forward: bool) -> QWidget:
        """Where Tab stops after all clauses, or before them."""
        widget: QWidget = self
        while True:
            after = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
            widget = after or self
            if widget is self or (
                not self.isAncestorOf(widget) and takes_tab(widget) and widget.isVisible()
            ):
                return widget

    @property
    def forms(self) -> tuple[RecordForm, ...]:
        """The clauses, in their order."""
        return tuple(self._forms)

    def written(self) -> list[tuple[RecordForm, Loaded[Any] | None]]:
        """Every clause that says something, with what it stands on where it was kept before."""
        return [
            (form, self._known.get(number))
            for number, form in enumerate(self._forms)
            if form.value("text") or number in self._known
        ]

    @property
    def taken_out(self) -> tuple[Loaded[Any], ...]:
        """The kept clauses that were taken out."""
        return tuple(self._removed)

    def show_wrong(self, form: RecordForm) -> None:
        """Open the clause in which something is wrong."""
        self.open(self._forms.index(form))

    # The draft's side

    def typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for form in self._forms:
            typed |= form.typed()
        return typed

    def typed_over(self) -> Heads:
        over: dict[str, Any] = {}
        for form in self._forms:
            over |= form.typed_over()
        return over

    def retype(self, typed: dict[str, Any], shown: Heads) -> None:
        places = [int(key[1:].partition(".")[0]) for key in typed if key[:1] == "c" and "." in key]
        while places and len(self._forms) <= max(places):
            self._append(None)
        for form in self._forms:
            form.retype(typed, shown)
        self.open(self._open)

    def _append(self, loaded: Loaded[Any] | None) -> None:
        form = RecordForm(
            self._tools, Clause, FIELDS, loaded=loaded,
            dossier=self._dossier, prefix=f"c{len(self._forms)}.",
            words=FormWords(
                answers={"obligor": self._parties},
                labels={"text": N_("What is undertaken"), "due_on": N_("By when")},
            ),
        )  # fmt: skip
        form.setParent(self)
        form.hide()
        form.edited.connect(self.edited)
        form.submitted.connect(self.submitted)
        self._forms.append(form)

    def _said(self, form: RecordForm) -> str:
        said = " ".join(str(form.value("text") or "").split())
        return said or tr("(nothing written yet)")

    def _who(self, form: RecordForm) -> str:
        chosen = form.value("obligor")
        names = dict(self._parties)
        return names.get(chosen, "") or tr("Nobody undertakes it yet")


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops at a widget itself."""
    stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return stops and widget.isEnabled() and widget.focusProxy() is None


def walked(part: QWidget) -> list[QWidget]:
    """Where Tab stops in a part, in its order."""
    found = [part] if takes_tab(part) else []
    widget: QWidget | None = part.nextInFocusChain()
    while widget is not None and widget is not part and part.isAncestorOf(widget):
        if takes_tab(widget) and widget.isVisible():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def emptied_but(layout: Any) -> None:
    """Empty a layout of what it made, leaving the forms, which have another parent by now."""
    kept = [layout.itemAt(n).widget() for n in range(layout.count())]
    for widget in kept:
        if isinstance(widget, RecordForm):
            layout.removeWidget(widget)
    emptied(layout)
