"""Waiting to be let in: eight words to compare, what is being waited for, and the ways to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.arriving import Far, Told
from pscp_desktop.ui import ask
from pscp_desktop.ui.barrios import Barrios
from pscp_desktop.ui.dropping import Dropping
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Banner, button, column, emptied, panel, row, rule, scrolled, text
from pscp_desktop.ui.reconciling.telling import arriving
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.wizard_parts import WordCells

SHEET: Final = 660
ACROSS: Final = 4
AGAIN_SECONDS: Final = 5.0
"""Between two looks at the hub."""
REQUEST: Final = "laptop.request"
ADMISSION: Final = "laptop.admission"
IN, ASKED, BY_STICK, NO_CODE, NO_ANSWER = "in", "asked", "by stick", "no code", "no answer"
"""What a look at the hub gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the page is handed. The acts run in the background; `look` gives one of the codes above."""

    organisation: str
    person: str
    words: tuple[str, ...]
    team_words: tuple[str, ...]
    look: Callable[[Told], str]
    request: Callable[[Path], None]
    admission: Callable[[Path], None]
    alone: Callable[[], None]


class AwaitingPage(QWidget):
    """Stands instead of the desk until somebody lets this laptop in; it goes on where it was after a lock."""

    entered = Signal()
    left = Signal()

    def __init__(self, look: Look, tasks: Tasks, asking: Asking) -> None:
        super().__init__()
        self._look, self._tasks, self._asking = look, tasks, asking
        self._state = column(gap="none")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look_now)
        self.save = button(tr("Save the request on a stick"), "primary", "stick_write", look)
        self.save.clicked.connect(self._ask_request)
        self.take = button(tr("Take in an admission"), "", "stick_read", look)
        self.take.clicked.connect(self._ask_admission)
        self.setLayout(row(self._sheet(), Barrios(look), gap="none", wide=1))
        Dropping(self, self.admission)
        self.say(BY_STICK)
        self.look_now()

    @property
    def first(self) -> QWidget:
        """What has the keyboard first."""
        return self.save

    def _sheet(self) -> QWidget:
        asking, look = self._asking, self._look
        cells = WordCells(look, ACROSS)
        cells.show_words(asking.words)
        alone = button(tr("Work alone instead"), "link")
        alone.clicked.connect(self._ask_alone)
        close = button(tr("Close; go on another day"), "quiet")
        close.clicked.connect(self.left)
        who = asking.organisation or tr("The team")
        why = tr(
            "Read them aloud to whoever invited you, in person or on a call you made yourself. Their "
            "screen must show the same."
        )
        inside = panel(column(
            text(tr("Waiting to be let in"), "title", wrap=True),
            text(f"{who} · {asking.person}", "muted", wrap=True),
            6,
            panel(self._state),
            6,
            text(tr("The eight words of this laptop"), "strong"),
            text(why, "muted", wrap=True),
            cells,
            text(tr("The words of the team"), "strong"),
            text(" · ".join(asking.team_words), "value", wrap=True),
            None,
            gap="s",
            edge=(56, 24, 56, 8),
        ))  # fmt: skip
        acts = column(
            rule(),
            4,
            row(self.save, self.take, None, gap="m"),
            row(close, alone, None, gap="m"),
            gap="s",
            edge=(56, 0, 56, 14),
        )
        sheet = panel(column(scrolled(inside, "plain"), panel(acts), gap="none", wide=0), "sheet")
        sheet.setFixedWidth(SHEET)
        return sheet

    def say(self, code: str) -> None:
        """Tell what is being waited for."""
        tone, what, why = {
            ASKED: ("info", tr("The hub has told your colleague that you are here."), tr(
                "Compare the words. As soon as they let you in, this goes on by itself.")),
            NO_CODE: ("warn", tr("The code in this invitation is no longer good."), tr(
                "It is good once, for fifteen minutes. Save the request on a stick, or ask for another "
                "invitation.")),
            NO_ANSWER: ("warn", tr("There is no answer from the hub."), tr(
                "It is asked again by itself. The request can also go by stick.")),
        }.get(code, ("info", tr("Your colleague has to let this laptop in."), tr(
            "Save the request on a stick, bring it to your colleague, compare the words, and bring the "
            "admission back here.")))  # fmt: skip
        emptied(self._state)
        self._state.addWidget(Banner(self._look, tone, what, why))

    @Slot()
    def look_now(self) -> None:
        """Look whether this laptop was let in meanwhile."""
        asking, receiving = self._asking, self._receiving

        def job(progress: Progress) -> str:
            return asking.look(partial(progress.hand_over, receiving))

        self._tasks.run("", job, self._looked, owner=self, line="network")

    def _receiving(self, far: Far) -> None:
        """Somebody has let this laptop in: what it takes to begin is on its way."""
        emptied(self._state)
        self._state.addWidget(Banner(
            self._look, "ok", tr("You have been let in."),
            tr("The desk opens in a moment. {step}").format(step=arriving(far)),
        ))  # fmt: skip

    def _looked(self, code: str) -> None:
        if code == IN:
            self.entered.emit()
            return
        self.say(code)
        if code != BY_STICK:
            self._timer.start(int(AGAIN_SECONDS * 1000))

    # By stick

    @Slot()
    def _ask_request(self) -> None:
        kinds = f"{REQUEST} (*.request)"
        ask.save_file(self, tr("Save the request on a stick"), REQUEST, kinds, self.request)

    def request(self, path: Path) -> None:
        """Write the request to `path`."""
        asking = self._asking

        def job(_: Progress) -> None:
            asking.request(path)

        self._tasks.run(
            tr("Writing the request"), job, self._written, owner=self, failed=self._fail
        )

    def _written(self, _: None) -> None:
        emptied(self._state)
        self._state.addWidget(Banner(
            self._look, "ok", tr("The request is on the stick."),
            tr("Bring it to your colleague's laptop, and compare the eight words there."),
        ))  # fmt: skip

    @Slot()
    def _ask_admission(self) -> None:
        kinds = f"{ADMISSION} (*.admission)"
        ask.open_file(self, tr("Take in an admission"), kinds, self.admission)

    def admission(self, path: Path) -> None:
        """Join with the admission at `path`."""
        asking = self._asking

        def job(_: Progress) -> None:
            asking.admission(path)

        self._tasks.run(
            tr("Joining"), job, self._joined, owner=self, failed=self._fail, line="network"
        )

    def _joined(self, _: None) -> None:
        self.entered.emit()

    def _fail(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import said

        emptied(self._state)
        self._state.addWidget(Banner(self._look, "danger", *said(error)))

    # Without the team

    @Slot()
    def _ask_alone(self) -> None:
        self.question = ask.confirm(
            self, self._look, tr("Work alone, without the team?"),
            tr("This desk then begins on its own. It can still join later, as long as no file was "
               "begun in it; afterwards it cannot."),
            tr("Work alone"),
        )  # fmt: skip
        self.question.answered.connect(self._alone)

    @Slot()
    def _alone(self) -> None:
        asking = self._asking
        self._tasks.run("", lambda _: asking.alone(), self._joined, owner=self)
