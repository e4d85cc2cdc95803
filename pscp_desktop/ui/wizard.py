"""The first run: who works here, what protects the desk, and the words that open it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from pscp_desktop.i18n import LANGUAGES, N_, language, tr
from pscp_desktop.ui.barrios import Barrios
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    Banner,
    Choice,
    Field,
    Part,
    Steps,
    button,
    column,
    emptied,
    mark,
    panel,
    row,
    say,
    text,
)
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.unlock import NAMES
from pscp_desktop.ui.wizard_parts import (
    InvitationChoice,
    Invited,
    OrganisationChoice,
    Remembered,
    WordCells,
)
from pscp_desktop.ui.words import relabel

SHEET: Final = 660
WITH_KEEPER, ALONE = 6, 7
"""How many words open the desk, with a key store of the system beside them and without."""
STEPS: Final = (N_("Welcome"), N_("You"), N_("This laptop"), N_("Passphrase"), N_("Check"))
WELCOME, YOU, LAPTOP, PHRASE, CHECK = range(5)


@dataclass(slots=True, kw_only=True)
class NewDesk:
    """What was answered, for whoever makes the vault."""

    name: str = ""
    role: str = ""
    label: str = ""
    words: tuple[str, ...] = field(default=(), repr=False)
    keeper: str = ""
    organisation: object | None = None
    """The public part of its key, which can open the desk through its custodians."""
    organisation_name: str = ""
    invited: Invited | None = None
    """With an invitation the desk is made to be let in, not to work alone."""

    @property
    def passphrase(self) -> str:
        """The words as they are typed."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What the wizard is handed. All but `roles` and `positions` run in the background."""

    roles: Sequence[tuple[str, str]]
    keeper: Callable[[], str]
    """The name of the key store of this system, empty where there is none to trust."""
    generate: Callable[[int], Sequence[str]]
    organisation: Callable[[Path], tuple[str, object]]
    invitation: Callable[[Path], Invited]
    create: Callable[[NewDesk], object]
    positions: Callable[[int], tuple[int, int]]
    """Two different places among so many words."""


class Wizard(QWidget):
    """Five short pages. Nothing is written to the disk before the last one."""

    made = Signal(object)
    practice_asked = Signal()
    language_chosen = Signal(str)
    left = Signal()

    def __init__(self, look: Look, tasks: Tasks, has: Founding) -> None:
        super().__init__()
        self._look, self._tasks, self._has = look, tasks, has
        self.answers = NewDesk(role=has.roles[0][0])
        self._now = WELCOME
        self._progress = column(gap="none")
        self._pages = QStackedWidget()
        self._prepare()
        for page in (self._welcome, self._you, self._laptop, self._phrase, self._check):
            self._pages.addWidget(page())
        self._back = button(tr("Back"), "quiet", "back", look)
        self._back.clicked.connect(self._go_back)
        self._next = button(tr("Begin"), "primary")
        self._next.clicked.connect(self._go_on)
        sheet = panel(
            column(
                panel(self._progress),
                28,
                self._pages,
                row(self._back, None, self._next, gap="m"),
                gap="none",
                edge=(56, 32, 56, 32),
                wide=2,
            ),
            "sheet",
        )
        sheet.setFixedWidth(SHEET)
        self.setLayout(row(sheet, Barrios(look), gap="none", wide=1))
        self._turn_to(WELCOME)

    def _prepare(self) -> None:
        """The editors that several methods look at."""
        self._name, self._label = QLineEdit(), QLineEdit()
        self._role = Choice(self._look, [tr(label) for _, label in self._has.roles])
        self._name_field = Field(
            self._look, tr("Your name, as it will stand in documents"), self._name
        )
        self._keeping = text(tr("Looking at this laptop…"), "body", wrap=True)
        self._organisation = OrganisationChoice(self._look, self._tasks, self._has.organisation)
        self._invitation = InvitationChoice(self._look, self._tasks, self._has.invitation)
        self._invitation.read.connect(self._invite)
        self._cells = WordCells(self._look)
        self._remembered = Remembered(self._look)
        self._failure = column(gap="none")
        for editor in (self._name, self._label):
            editor.returnPressed.connect(self._go_on)
        self._remembered.entered.connect(self._go_on)

    @property
    def first(self) -> QWidget:
        """What has the keyboard first."""
        return self._next

    # The pages, in their order.

    def _welcome(self) -> QWidget:
        picks = Choice(self._look, [NAMES[each] for each in LANGUAGES], LANGUAGES.index(language()))
        picks.picked.connect(self._pick_language)
        practise = button(tr("Practise with made-up people first"), "link")
        practise.clicked.connect(self.practice_asked)
        why = tr(
            "Your desk is a notebook that only you can open. It lies encrypted on this laptop and works "
            "without a network. Setting it up takes about five minutes; have paper and a pen at hand."
        )
        return _page(
            tr("Welcome"),
            why,
            Field(self._look, tr("Screen language"), picks),
            16,
            self._invitation,
            8,
            row(practise, None),
        )

    def _you(self) -> QWidget:
        shown = tr("Anybody who opens this laptop can read this. Leave it empty to show nothing.")
        label = Field(self._look, tr("Greeting on the opening page"), self._label, help_=shown)
        return _page(
            tr("Who works here"),
            tr("Every document you print carries your name and your profession."),
            self._name_field,
            8,
            Field(self._look, tr("Your profession"), self._role),
            8,
            label,
        )

    def _laptop(self) -> QWidget:
        return _page(
            tr("What protects this desk"),
            "",
            row(mark(self._look, "key", "accent", 20), self._keeping, gap="m", wide=1),
            16,
            self._organisation,
        )

    def _phrase(self) -> QWidget:
        other = button(tr("Other words"), "quiet", "sync", self._look)
        other.clicked.connect(self._generate)
        why = tr(
            "These words open your desk. Write them on paper, in this order, and keep the paper away from "
            "this laptop. They are not shown again. Capitals and accents do not matter."
        )
        return _page(
            tr("Your passphrase"), why, self._cells, row(other, None), panel(self._failure)
        )

    def _check(self) -> QWidget:
        return _page(
            tr("Is it on the paper?"),
            tr("Look at your paper and type two of the words."),
            self._remembered,
        )

    @Slot(object)
    def _invite(self, invited: Invited | None) -> None:
        """An invitation was read, or put away again."""
        self.answers.invited = invited
        if invited is not None and not self._name.text():
            self._name.insert(invited.person)

    # Going on and back.

    def _turn_to(self, number: int) -> None:
        self._now = number
        self._pages.setCurrentIndex(number)
        emptied(self._progress)
        self._progress.addWidget(Steps(self._look, [tr(step) for step in STEPS], number))
        names = {
            WELCOME: tr("Begin"),
            PHRASE: tr("I have written them down"),
            CHECK: _last_act(invited=self.answers.invited is not None),
        }
        relabel(self._next, names.get(number, tr("Go on")))
        first: dict[int, QWidget] = {YOU: self._name, CHECK: self._remembered}
        first.get(number, self._next).setFocus()

    @Slot()
    def _go_back(self) -> None:
        if self._now == WELCOME:
            self.left.emit()
        else:
            self._turn_to(self._now - 1)

    @Slot()
    def _go_on(self) -> None:
        leave = {YOU: self._leave_you, LAPTOP: self._leave_laptop, PHRASE: self._leave_phrase,
                 CHECK: self._finish}.get(self._now)  # fmt: skip
        if leave is None or leave():
            self._turn_to(self._now + 1)

    def _leave_you(self) -> bool:
        name = self._name.text().strip()
        self._name_field.mark(
            "" if name else tr("Write your name: no document is valid without it.")
        )
        if not name:
            self._name.setFocus()
            return False
        self.answers.name, self.answers.label = name, self._label.text().strip()
        self.answers.role = self._has.roles[max(0, self._role.chosen)][0]
        self._tasks.run(
            tr("Looking at this laptop"), self._ask_keeper, self._say_keeper, owner=self
        )
        return True

    def _leave_laptop(self) -> bool:
        self.answers.organisation = self._organisation.key
        self.answers.organisation_name = self._organisation.name
        if not self.answers.words:
            self._generate()
        return True

    def _leave_phrase(self) -> bool:
        words = self.answers.words
        if words:
            self._remembered.ask_for(words, self._has.positions(len(words)))
        return bool(words)

    def _finish(self) -> bool:
        if self._remembered.right():
            self._next.setEnabled(False)
            relabel(self._next, tr("Making your desk…"))
            self._tasks.run(
                tr("Making your desk"), self._create, self._done, owner=self, failed=self._failed
            )
        return False

    # What runs in the background, and its answers.

    def _ask_keeper(self, _: Progress) -> str:
        return self._has.keeper()

    def _say_keeper(self, keeper: str) -> None:
        changed = self.answers.keeper != keeper
        self.answers.keeper = keeper
        if changed:
            self.answers.words = ()
        said = tr(
            "This laptop keeps a second key in its own key store ({keeper}). A stolen copy of the files "
            "is worth nothing without it. Six words are enough."
        ).format(keeper=keeper)
        alone = tr(
            "This laptop has no key store that can be trusted, so the passphrase stands alone and has "
            "seven words instead of six."
        )
        say(self._keeping, said if keeper else alone)

    @Slot()
    def _generate(self) -> None:
        count = WITH_KEEPER if self.answers.keeper else ALONE

        def job(_: Progress) -> Sequence[str]:
            return self._has.generate(count)

        self._tasks.run(tr("Choosing words"), job, self._show_words, owner=self)

    def _show_words(self, words: Sequence[str]) -> None:
        self.answers.words = tuple(words)
        self._cells.show_words(words)

    def _create(self, _: Progress) -> object:
        return self._has.create(self.answers)

    def _done(self, desk: object) -> None:
        self.answers = NewDesk()
        self._cells.show_words(())
        self._remembered.forget()
        self.made.emit(desk)

    def _failed(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import said

        self._next.setEnabled(True)
        self._turn_to(PHRASE)
        emptied(self._failure)
        self._failure.addWidget(Banner(self._look, "danger", *said(error)))

    @Slot(int)
    def _pick_language(self, number: int) -> None:
        self.language_chosen.emit(LANGUAGES[number])


def _page(title: str, why: str, *parts: Part) -> QWidget:
    reasons: list[Part] = [text(why, "muted", wrap=True), 16] if why else [8]
    return panel(column(text(title, "display", wrap=True), *reasons, *parts, None))


def _last_act(*, invited: bool) -> str:
    return tr("Make it and ask to be let in") if invited else tr("Make my desk")
