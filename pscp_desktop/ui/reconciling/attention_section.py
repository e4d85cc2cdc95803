"""What did not go by itself: why, what to do, to be exported, tried again or put away."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.reconciling.attention import (
    GIVEN_UP,
    attention,
    declare_lost,
    export,
    look_again,
    put_away,
    retry,
)
from pscp_desktop.services.reconciling.told import Attention
from pscp_desktop.services.reconciling.writing import Written, written
from pscp_desktop.ui import ask
from pscp_desktop.ui.parts import EmptyState, Entry, button, mark, panel, row
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.reconciling.telling import reason
from pscp_desktop.ui.reconciling.written_words import in_plain_words
from pscp_desktop.ui.tasks import Progress

SERIOUS = frozenset(
    {
        "audit_altered",
        "audit_hub",
        "frozen",
        "fork",
        "clone",
        "damaged",
        "state",
        "statement",
        "late",
        "missing",
    }
)


class AttentionSection(SyncSection):
    """Nothing of it stops anything else, and nothing of it is dropped."""

    id = "attention"
    name = N_("Needs attention")
    lead = N_(
        "What arrived and could not be merged yet, or what somebody must know. Nothing is lost."
    )
    follows_rounds = True
    icon = "warn"

    def reload(self) -> None:
        self.work(tr("Reading what needs attention"), self._read, self._show)

    def _read(self, _: Progress) -> tuple[Attention, ...]:
        return attention(self.linkage.reconciling)

    def _show(self, found: tuple[Attention, ...]) -> None:
        if not found:
            self.fill(EmptyState(self.look, "done", tr(
                "Nothing needs attention. What cannot be read yet, because a key or a newer version "
                "of the program is missing, waits here with its reason; the rest goes on."
            )))  # fmt: skip
            return
        again = button(tr("Try all again"), "", "sync", self.look)
        again.clicked.connect(self._retry)
        self.fill(panel(row(None, again)), *(AttentionLine(self, one) for one in found))

    @Slot()
    def _retry(self) -> None:
        self.work(tr("Trying again"), lambda _: retry(self.linkage.reconciling), self._retried)

    def _retried(self, left: int) -> None:
        words = tr("All of it was merged.") if not left else tr("{n} still wait.").format(n=left)
        self.done.emit(words)
        self.reload()

    def export(self, one: Attention) -> None:
        """Put an envelope into a file, sealed as it came."""

        def write(path: Path) -> None:
            self.work(
                tr("Exporting"), lambda _: export(self.linkage.reconciling, one, path),
                lambda _: self.done.emit(tr("Exported, sealed as it came.")),
            )  # fmt: skip

        name = f"{one.envelope.hex()[:12]}.bin"
        ask.save_file(self.window(), tr("Export"), name, f"{tr('Sealed')} (*.bin)", write)

    def read(self, one: Attention) -> None:
        """Show what was written in an envelope, to be copied and written again where it belongs."""
        service = self.linkage.reconciling
        self.work(tr("Opening"), lambda _: written(service, one), self._show_written)

    def _show_written(self, found: tuple[Written, ...]) -> None:
        now = self.linkage.tools.desk.now()
        editor = QPlainTextEdit(in_plain_words(found, now))
        editor.setReadOnly(True)
        editor.setMinimumHeight(200)
        self.question = ask.TypedQuestion(
            self.window(), self.look, tr("What was written"),
            tr("It was not merged by others. To give it to them, write it again in the file's own form."),
            tr("Copy it"), editor, tr("Content"), bool,
        )  # fmt: skip
        self._content = editor
        self.question.answered.connect(self._copy)
        self.question.open()

    @Slot()
    def _copy(self) -> None:
        self._content.selectAll()
        self._content.copy()
        self.done.emit(tr("Copied. It is taken from the clipboard when the program locks."))

    def declare_lost(self, one: Attention) -> None:
        """Ask for the reason before changes are given up."""
        editor = QPlainTextEdit()
        editor.setFixedHeight(80)
        self._lost = one
        self.question = ask.TypedQuestion(
            self.window(), self.look, tr("Declare it lost?"),
            tr("Nobody is asked for it any more. Your reason stays in the trace of this laptop; should the "
               "changes come one day, they are merged as ever."),
            tr("Declare it lost"), editor, tr("Reason"),
            lambda said: len(said.strip()) >= ask.SHORTEST_REASON,
        )  # fmt: skip
        self.question.answered.connect(self._declare_lost)
        self.question.open()

    @Slot(str)
    def _declare_lost(self, why: str) -> None:
        service, one = self.linkage.reconciling, self._lost
        self.work(
            tr("Saving"), lambda _: declare_lost(service, one, why.strip()), lambda _: self._said(
                tr("Declared lost. The reason stays.")
            ),
        )  # fmt: skip

    def look_again(self, one: Attention) -> None:
        """Take the declaration back."""
        service = self.linkage.reconciling
        self.work(
            tr("Saving"), lambda _: look_again(service, one), lambda _: self._said(
                tr("It is asked for again.")
            ),
        )  # fmt: skip

    def _said(self, words: str) -> None:
        self.done.emit(words)
        self.reload()

    def put_away(self, one: Attention) -> None:
        """Somebody has read it."""
        service = self.linkage.reconciling
        self.work(tr("Saving"), lambda _: put_away(service, one.alarm), lambda _: self.reload())


class AttentionLine(QWidget):
    """One thing, its reason, what to do, and the acts there are."""

    def __init__(self, section: AttentionSection, one: Attention) -> None:
        super().__init__()
        self._section, self.one = section, one
        what, do = reason(one, section.linkage.tools.desk.now())
        tone = "danger" if one.code in SERIOUS else "muted" if one.code == GIVEN_UP else "warn"
        about = " · ".join(filter(None, (one.file, "" if one.missing else one.writer)))
        entry = Entry(
            mark(section.look, {"muted": "info"}.get(tone, tone), tone),
            " · ".join(filter(None, (what, about))), do, still=True, wrap=True,
        )  # fmt: skip
        self._does = self._acts()
        self.act = button(self._does[0][0], "link")
        self.act.clicked.connect(self._act)
        self.other = button(self._does[-1][0], "link")
        self.other.clicked.connect(self._act_otherwise)
        acts = [self.act, self.other][: len(self._does)]
        self.setLayout(row(entry, *acts, wide=0))

    @Slot()
    def _act(self) -> None:
        self._does[0][1](self.one)

    @Slot()
    def _act_otherwise(self) -> None:
        self._does[-1][1](self.one)

    def _acts(self) -> list[tuple[str, Callable[[Attention], None]]]:
        section, one = self._section, self.one
        if one.code == GIVEN_UP:
            return [(tr("Look for it again"), section.look_again)]
        if one.missing is not None:
            return [(tr("Declare it lost"), section.declare_lost)]
        if one.envelope:
            return [(tr("Read it"), section.read), (tr("Export"), section.export)]
        return [(tr("Put away"), section.put_away)]
