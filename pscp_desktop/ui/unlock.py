"""The first thing seen: a person, a field, a button. Everything that can go wrong is said beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget

from pscp_desktop.i18n import LANGUAGES, N_, language, tr, trn
from pscp_desktop.settings import PRODUCT, VERSION
from pscp_desktop.ui import ask
from pscp_desktop.ui.barrios import Barrios
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Field, Flow, button, column, mark, panel, row, rule, say, text
from pscp_desktop.ui.restoring import WayBack
from pscp_desktop.ui.secret import SecretEdit
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.words import relabel

SHEET: Final = 540
SECOND: Final = 1000
NAMES: Final = {"es": "Español", "en": "English", "ar": "العربية"}
"""Languages in their own words; these are not translated."""
MORNING, AFTERNOON, EVENING = 6, 14, 21


@dataclass(frozen=True, slots=True)
class Door:
    """A vault on this laptop and what its worker calls it; "—" where that is nobody's business."""

    folder: Path
    label: str

    @property
    def name(self) -> str:
        """The label, if there is one."""
        return "" if self.label == "—" else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the page is handed: the vaults and the three things that can be done with one."""

    doors: Sequence[Door]
    last: str
    hour: Callable[[], int]
    unlock: Callable[[Path, str], object]
    erase: Callable[[Path], object]
    restore: Callable[[Path, str], object]


def greeting(hour: int) -> str:
    """The greeting of this hour."""
    if MORNING <= hour < AFTERNOON:
        return N_("Good morning")
    return N_("Good afternoon") if AFTERNOON <= hour < EVENING else N_("Good evening")


class UnlockPage(QWidget):
    """Opens one of the vaults on this laptop, or leads to what else can be done before that."""

    opened = Signal(object)
    erased = Signal()
    language_chosen = Signal(str)
    new_asked = Signal()
    practice_asked = Signal()
    recovery_asked = Signal(object)
    emergency_asked = Signal()

    def __init__(self, look: Look, tasks: Tasks, has: Opening) -> None:
        super().__init__()
        self._look, self._tasks, self._has = look, tasks, has
        self._wait = 0
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(self._count_down)
        self._hello = text("", "display")
        self._phrase = SecretEdit(look)
        self._phrase.setObjectName("first")
        self._phrase.returnPressed.connect(self._try)
        self._phrase.capitals.connect(self._warn_of_capitals)
        self._phrase.textEdited.connect(self._forgive)
        self._field = Field(look, tr("Passphrase"), self._phrase)
        self._open = button(tr("Open"), "primary")
        self._open.clicked.connect(self._try)
        self._way_back = WayBack(look)
        self._way_back.agreed.connect(self._restore)
        self._doors = QComboBox()
        self._doors.addItems([door.label for door in has.doors])
        self._doors.currentIndexChanged.connect(self._greet)
        names = [door.folder.name for door in has.doors]
        self._doors.setCurrentIndex(names.index(has.last) if has.last in names else 0)
        sheet = panel(self._form(), "sheet")
        sheet.setFixedWidth(SHEET)
        self.setLayout(row(sheet, Barrios(look), gap="none", wide=1))
        QShortcut(QKeySequence("Ctrl+E"), self, self.emergency_asked.emit)
        self._greet()

    def _form(self) -> QBoxLayout:
        look = self._look
        several = Field(look, tr("Whose desk"), self._doors)
        several.setVisible(len(self._has.doors) > 1)
        forgotten = button(tr("I have forgotten it"), "quiet")
        forgotten.clicked.connect(self._forgotten)
        stays = tr("Everything stays on this laptop. You can work without a network.")
        away = text(stays, "muted", wrap=True)
        version = tr("Encrypted on this laptop · version {version}").format(version=VERSION)
        return column(
            row(
                mark(look, "shield", "accent", 24),
                text(PRODUCT, "section"),
                None,
                self._languages(),
            ),
            None,
            self._hello,
            2,
            text(tr("Your desk is closed. Nothing has been lost."), "muted"),
            24,
            several,
            self._field,
            16,
            row(self._open, forgotten, None),
            self._way_back,
            28,
            row(mark(look, "laptop"), away, wide=1),
            None,
            rule(),
            10,
            self._others(),
            6,
            text(version, "caption"),
            gap="none",
            edge=(72, 32, 72, 24),
        )

    def _languages(self) -> QBoxLayout:
        others = [each for each in LANGUAGES if each != language()]
        pressed = [button(NAMES[each], "link") for each in others]
        for each, switch in zip(others, pressed, strict=True):
            switch.setObjectName(f"language.{each}")
            switch.clicked.connect(self._switch)
        return row(mark(self._look, "language"), *pressed, gap="xs")

    def _others(self) -> QWidget:
        acts = (
            (tr("Emergencies"), self.emergency_asked),
            (tr("Practise"), self.practice_asked),
            (tr("New desk"), self.new_asked),
        )
        links = [button(words, "link") for words, _ in acts]
        for link, (_, signal) in zip(links, acts, strict=True):
            link.clicked.connect(signal)
        erase = button(tr("Erase desk"), "link")
        erase.clicked.connect(self._ask_erase)
        erase.setEnabled(bool(self._has.doors))
        return panel(Flow(*links, erase, gap="l"))

    @property
    def first(self) -> QWidget:
        """What has the keyboard first."""
        return self._phrase

    @property
    def door(self) -> Door:
        """The vault that is about to be opened."""
        return self._has.doors[self._doors.currentIndex()]

    @Slot()
    def _greet(self) -> None:
        hello, name = tr(greeting(self._has.hour())), self.door.name
        say(self._hello, f"{hello}, {name}" if name else hello)
        self._field.mark("")

    @Slot()
    def _try(self) -> None:
        phrase = self._phrase.text()
        if not phrase:
            self._field.mark(tr("Type your passphrase. Capitals and accents do not matter."))
            return
        if self._wait or not self._open.isEnabled():
            return
        self._busy(busy=True)
        self._run(tr("Opening"), self._has.unlock)

    def _run(self, title: str, way: Callable[[Path, str], object]) -> None:
        folder, phrase = self.door.folder, self._phrase.text()

        def job(_: Progress) -> object:
            return way(folder, phrase)

        self._tasks.run(title, job, self._opened, owner=self, failed=self._failed)

    @Slot()
    def _restore(self) -> None:
        self._busy(busy=True)
        self._run(tr("Going back to the copy"), self._has.restore)

    def _busy(self, *, busy: bool) -> None:
        self._open.setEnabled(not busy)
        relabel(self._open, tr("Opening…") if busy else tr("Open"))
        self._phrase.setReadOnly(busy)
        self._doors.setEnabled(not busy)

    def _opened(self, desk: object) -> None:
        self._phrase.forget()
        self.opened.emit(desk)

    def _failed(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import said

        self._busy(busy=False)
        what, do = said(error)
        self._field.mark(f"{what} {do}")
        self._way_back.offer(error)
        seconds = getattr(error, "wait_seconds", 0) or getattr(error, "seconds", 0)
        if seconds:
            self._wait = ceil(seconds)
            self._open.setEnabled(False)
            self._show_wait()
            self._clock.start()
        self._phrase.setFocus()
        self._phrase.selectAll()

    @Slot()
    def _count_down(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            self._show_wait()
            return
        self._wait = 0
        self._clock.stop()
        self._open.setEnabled(True)
        relabel(self._open, tr("Open"))

    def _show_wait(self) -> None:
        words = trn("Wait {count} second", "Wait {count} seconds", self._wait)
        relabel(self._open, words.format(count=self._wait))

    @Slot(bool)
    def _warn_of_capitals(self, on: bool) -> None:  # noqa: FBT001 (the signal's own argument)
        if on:
            self._field.advise(tr("Capitals seem to be locked. It makes no difference here."))
        else:
            self._field.advise("")

    @Slot()
    def _forgive(self) -> None:
        if self._field.wrong:
            self._field.mark("")

    @Slot()
    def _switch(self) -> None:
        pressed = self.sender()
        if pressed is not None:
            self.language_chosen.emit(pressed.objectName().removeprefix("language."))

    @Slot()
    def _forgotten(self) -> None:
        question = ask.confirm(
            self,
            self._look,
            tr("If the passphrase is forgotten"),
            tr(
                "Nobody can look it up: not the program, not your IT department. If your desk was "
                "made with your organisation's file, two of its custodians can open it with their "
                "cards. Otherwise only a paper with the words helps."
            ),
            tr("Open with the custodians' cards"),
        )
        question.answered.connect(self._ask_recovery)

    @Slot()
    def _ask_recovery(self) -> None:
        self.recovery_asked.emit(self.door)

    @Slot()
    def _ask_erase(self) -> None:
        question = ask.word(
            self,
            self._look,
            tr("Erase this desk from this laptop"),
            tr(
                "Everything that was not sent to a hub or copied elsewhere is gone for good, and "
                "nobody can bring it back. Nothing else on this laptop is touched."
            ),
            tr("Erase for ever"),
            tr("erase"),
        )
        question.answered.connect(self._erase)

    @Slot()
    def _erase(self) -> None:
        folder = self.door.folder

        def job(_: Progress) -> object:
            return self._has.erase(folder)

        self._busy(busy=True)
        self._tasks.run(tr("Erasing"), job, self._gone, owner=self, failed=self._failed)

    def _gone(self, _: object) -> None:
        self.erased.emit()
