"""One record of a file, read whole; and putting it right where it was kept wrongly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.agreements import Agreement, Clause, ConstitutiveAct, FinalAct, FollowUp
from pscp_desktop.domain.dossiers import HEARD, Consent, Contact, Note, Referral, Transfer, Visit
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import Invitation, StateChange
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.screening import ConflictDeclaration, Screening
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.corrections import MOVABLE, Corrections
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import near_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.choices import ComboEditor
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.forms.saying import in_words
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.marks import SHAPE, files_undecided, marked, undecided_said
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Bench, Done, Job, Leaf, Sheet
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Field,
    StatusPill,
    button,
    column,
    heading,
    icon_button,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.tasks import Progress

NAMES: Final[dict[type[Record], str]] = {
    Note: N_("Note"),
    Contact: N_("Contact"),
    Visit: N_("Visit"),
    Screening: N_("Screening"),
    ConflictDeclaration: N_("Declaration of ties"),
    Consent: N_("Consent"),
    Referral: N_("Referral"),
    Invitation: N_("Invitation"),
    StateChange: N_("Act"),
    ConstitutiveAct: N_("Constitutive act"),
    Agreement: N_("Agreement"),
    FinalAct: N_("Final act"),
    FollowUp: N_("Follow-up"),
    Clause: N_("Clause"),
    SeparateMeeting: N_("Separate meeting"),
    Transfer: N_("Given to a colleague"),
}
WIDEST: Final = 720
WITHIN: Final = frozenset({"follows", "leaves"})
"""What says how records hang together and nothing to a reader."""


class RecordView(QWidget):
    """All that was written, who wrote it and when. Nothing is rewritten here."""

    left = Signal()
    finished = Signal(object)
    asked = Signal(str, object)

    def __init__(self, bench: Bench, shown: FileShown, loaded: Loaded[Any]) -> None:
        super().__init__()
        as_role(self, "page")
        self._bench, self._shown, self._loaded = bench, shown, loaded
        self._look = bench.tools.look
        record = loaded.record
        self._back = icon_button(self._look, "back", tr("Back to the file"))
        self._back.clicked.connect(self.left)
        title = tr(NAMES.get(type(record), N_("Entry")))
        who = shown.workers.get(record.recorded_by, "")
        when = near_moment(record.recorded_at, shown.today)
        head = heading(title, " · ".join(filter(None, (who, when))))
        lines = panel(column(*self._lines(record), None, gap="l", edge=(32, 20, 32, 20)))
        lines.setMaximumWidth(WIDEST)
        body = scrolled(panel(row(lines, None, gap="none")))
        self.setLayout(
            column(
                panel(row(self._back, head, gap="m", edge=(24, 16, 32, 14), wide=1), "head"),
                body,
                panel(row(*self._acts(), gap="s", edge=(32, 12, 32, 12)), "foot"),
                gap="none",
                wide=1,
            )
        )

    def begin(self) -> None:
        """Put the keyboard where one goes back from."""
        self._back.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _lines(self, record: Record) -> list[Part]:
        lines: list[Part] = []
        now = self._bench.tools.desk.now()
        for declared in fields_of(type(record)):
            if declared.name in WITHIN:
                continue
            values = self._shown.undecided.both(record, declared.name)
            told = [self._words(record, declared.name, value, now) for value in values]
            if len(values) == 1 and (values[0] is False or not told[0]):
                continue
            parts: list[Part] = [text(tr(declared.spec.label), "label")]
            if len(values) > 1:
                pill = StatusPill(self._look, undecided_said(), *SHAPE[::-1])
                parts = [row(*parts, pill, None, gap="s")]
            for said in told:
                words = text(said or tr("(empty)"), wrap=True)
                words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
                parts.append(words)
            lines.append(panel(column(*parts, gap="xs")))
        if not lines:
            lines.append(EmptyState(self._look, "note", tr("Nothing was written here.")))
        return lines

    def _words(self, record: Record, name: str, value: Any, now: datetime) -> str:
        if isinstance(value, UUID):
            return self._shown.names.of(value)
        return "" if isinstance(value, bytes) else in_words(type(record), name, value, now)

    def _acts(self) -> list[Part]:
        record = self._loaded.record
        acts: list[Part] = [None]
        if isinstance(record, Note):
            more = button(tr("Add to this note"), "", "note", self._look)
            more.clicked.connect(self._amend)
            acts.append(more)
        if isinstance(record, Referral) and HEARD.get(record.stands):
            heard = button(tr("Write down what was heard"), "", "message", self._look)
            heard.clicked.connect(self._hear)
            acts.append(heard)
        if type(record) in MOVABLE:
            move = button(tr("It belongs to another file"), "", "move", self._look)
            move.clicked.connect(self._move)
            void = button(tr("Make it void"), "", "close", self._look)
            void.clicked.connect(self._ask_void)
            acts += [void, move]
        if len(acts) == 1:
            said = tr("This is kept as it was written. What changes is written anew.")
            acts.insert(0, text(said, "muted"))
        return acts

    @Slot()
    def _amend(self) -> None:
        self.asked.emit("amend", self._loaded.id)

    @Slot()
    def _hear(self) -> None:
        self.asked.emit("heard", self._loaded.id)

    @Slot()
    def _move(self) -> None:
        self.asked.emit("move", self._loaded.id)

    @Slot()
    def _ask_void(self) -> None:
        question = ask.reason(
            self.window(), self._look, tr("Make this entry void?"),
            tr("It leaves the file; what it said stays in the history, with your reason."),
            tr("Make it void"),
        )  # fmt: skip
        question.answered.connect(self.void)

    @Slot(str)
    def void(self, reason: str) -> None:
        """Void the record, with the reason that was given."""
        corrections, loaded = Corrections(self._bench.tools.desk), self._loaded

        def job(_: Progress) -> None:
            corrections.void(loaded, reason)

        self._bench.tools.tasks.run(
            tr("Saving"), job, self._voided, owner=self, failed=self._failed
        )

    def _voided(self, _: None) -> None:
        words = tr("Void: it stays in the history with your reason")
        self.finished.emit(Done(words=words, undoable=False, dossier=self._shown.id))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())


class AmendSheet(Sheet):
    """More for a note: a new one that names the old."""

    title = N_("Add to a note")
    verb = N_("Add")
    done = N_("Added to the note")
    draft = "mediation.amend"
    undoable = False

    def build(self) -> Sequence[Leaf]:
        self._note = self.kept(RecordForm(self.bench.tools, Note, ["text"], dossier=self.dossier))
        return [Leaf(tr("Note"), [self._note])]

    def job(self) -> Job:
        self.demand(self._note, "text")
        note, desk = self._note.new_record(amends=self.about), self.bench.tools.desk

        def keep() -> object:
            desk.add(note)
            return None

        return keep


class MoveSheet(Sheet):
    """A record that was kept in the wrong file goes to the right one, with its reason."""

    title = N_("Move to the right file")
    verb = N_("Move it")
    done = N_("Moved; both files keep the trace")
    undoable = False
    kinds: tuple[type[Record], ...] = tuple(MOVABLE)

    def build(self) -> Sequence[Leaf]:
        lines = self.bench.mediation.boards.page(Filters())
        undecided = files_undecided(self.bench.tools.desk)
        answers = [
            (
                line.dossier,
                marked(f"{line.number} · {line.title}", undecided=line.dossier in undecided),
            )
            for line in lines
            if line.may_open and line.dossier != self.dossier
        ]
        self._to = ComboEditor(self.look, answers, empty=None, may_be_empty=False)
        self._field = Field(self.look, tr("The file it belongs to"), self._to)
        self._why = RecordForm(
            self.bench.tools, StateChange, ["reason"], prefix="why.", dossier=self.dossier
        )
        return [Leaf(tr("Move"), [self._field, self._why])]

    def job(self) -> Job:
        to = self._to.value()
        if to is None:
            self._field.mark(tr("Choose the file, by its number or a piece of its title."))
            raise Invalid
        if not self._why.value("reason"):
            self._why.mark(Invalid({"reason": "missing"}))
            raise Invalid
        desk, reason, loaded = self.bench.tools.desk, str(self._why.value("reason")), self._loaded()
        corrections = Corrections(desk)

        def keep() -> object:
            corrections.move(loaded, to, reason)
            return None

        return keep

    def _loaded(self) -> Loaded[Any]:
        assert self.about is not None  # noqa: S101 (it was opened)
        return load_any(self.bench, self.about, self.kinds)


def load_any(bench: Bench, record: UUID, kinds: Sequence[type[Record]]) -> Loaded[Any]:
    """A record of one of several types, by its id alone."""
    desk = bench.tools.desk
    with desk.reading() as session:
        for kind in kinds:
            if session.get(kind, record) is not None:
                return desk.load(session, kind, record)
    raise NotFound(record)


class ApartView(QWidget):
    """What one party said apart, for whoever may open it; for the others only that it is closed."""

    left = Signal()

    def __init__(self, bench: Bench, shown: FileShown, meetings: Sequence[SeparateMeeting]) -> None:
        super().__init__()
        as_role(self, "page")
        self._back = icon_button(bench.tools.look, "back", tr("Back to the file"))
        self._back.clicked.connect(self.left)
        look, parts = bench.tools.look, []
        for meeting in meetings:
            parts += [
                *_undecided(look, undecided=meeting.id in shown.undecided),
                text(shown.names.of(meeting.party), "section"),
                *_told(tr("What they said"), meeting.said),
                *_told(tr("What they need"), meeting.interests),
                *_told(tr("What they allow to be passed on"), meeting.may_pass_on
                       or tr("Nothing: it stays in this meeting.")),
            ]  # fmt: skip
        if not meetings:
            words = tr(
                "Kept apart. Only the mediators of this party can open what was said; not even the"
                " rest of the team of this file can."
            )
            parts.append(EmptyState(look, "lock", words))
        care = Banner(
            look, "warn", tr("Confidential even towards the other party"),
            tr("Pass on only what this party allows. Ley 5/2012, art. 21.3."),
        )  # fmt: skip
        top = heading(tr("Separate meeting"), shown.papers.dossier.number)
        inside = panel(column(*([care] if meetings else []), *parts, None, gap="m",
                              edge=(32, 20, 32, 20)))  # fmt: skip
        inside.setMaximumWidth(WIDEST)
        self.setLayout(
            column(
                panel(row(self._back, top, gap="m", edge=(24, 16, 32, 14), wide=1), "head"),
                scrolled(panel(row(inside, None, gap="none"))),
                gap="none", wide=1,
            )
        )  # fmt: skip

    def begin(self) -> None:
        """Put the keyboard where one goes back from."""
        self._back.setFocus()


def _undecided(look: Look, *, undecided: bool) -> list[Part]:
    return [row(StatusPill(look, undecided_said(), *SHAPE[::-1]), None)] if undecided else []


def _told(label: str, words: str) -> list[Part]:
    return [text(label, "label"), text(words, wrap=True)] if words else []


__all__ = ["AmendSheet", "ApartView", "MoveSheet", "RecordView", "load_any"]
