"""What stands before the desk: the cover with its PIN, and a page that says nothing."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRegularExpression, Signal, Slot
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from pscp_desktop.i18n import tr, trn
from pscp_desktop.ui.ask import Question
from pscp_desktop.ui.lock_clock import PIN_DIGITS, LockClock, well_formed
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.parts import (
    Field,
    SectionHeader,
    button,
    column,
    mark,
    panel,
    row,
    say,
    text,
)

CARD: Final = 400


def pin_editor() -> QLineEdit:
    """A field for six figures that are not shown."""
    editor = QLineEdit()
    editor.setEchoMode(QLineEdit.EchoMode.Password)
    editor.setMaxLength(PIN_DIGITS)
    figures = QRegularExpression(f"[0-9]{{0,{PIN_DIGITS}}}")
    editor.setValidator(QRegularExpressionValidator(figures, editor))
    return editor


class PinEntry(QWidget):
    """Six figures and what became of the last try; it asks as soon as the sixth is typed."""

    def __init__(self, look: Look, clock: LockClock, attempt: Callable[[str], object]) -> None:
        super().__init__()
        self._clock, self._attempt = clock, attempt
        self._editor = pin_editor()
        self._editor.textEdited.connect(self._typed)
        self._field = Field(look, tr("PIN of this session"), self._editor)
        self.setFocusProxy(self._editor)
        self.setLayout(column(self._field))

    def begin(self) -> None:
        """Empty the field, ready for the first figure."""
        self._editor.clear()
        self._field.mark("")
        self._editor.setFocus()

    @Slot(str)
    def _typed(self, digits: str) -> None:
        if len(digits) < PIN_DIGITS:
            return
        self._editor.clear()
        left = self._clock.tries_left
        self._attempt(digits)
        if self._clock.tries_left < left:
            left = self._clock.tries_left
            said = trn(
                "That is not the PIN. One try left; then the desk locks.",
                "That is not the PIN. {left} tries left; then the desk locks.",
                left,
            )
            self._field.mark(said.format(left=left))


class Cover(QWidget):
    """Hides the desk from whoever passes by. Nothing of it can be seen or reached behind."""

    locked = Signal()

    def __init__(self, look: Look, clock: LockClock, attempt: Callable[[str], object]) -> None:
        super().__init__()
        as_role(self, "page")
        self._clock = clock
        self._pin = PinEntry(look, clock, attempt)
        self._why = text("", "muted", wrap=True)
        lock = button(tr("Lock the desk"), "quiet", "lock", look)
        lock.clicked.connect(self.locked)
        self._lock = lock
        card = panel(
            column(
                row(mark(look, "shield", "accent", 24), text(tr("Covered"), "title"), None),
                self._why,
                8,
                self._pin,
                row(lock, None),
                gap="m",
                edge=(28, 24, 28, 20),
            ),
            "card",
        )
        card.setFixedWidth(CARD)
        self.setLayout(column(None, row(None, card, None), None))

    def begin(self) -> None:
        """Say what opens it, and wait for that."""
        has_pin = self._clock.has_pin
        say(
            self._why,
            tr("Your desk is open behind this page. Your PIN shows it again.")
            if has_pin
            else tr(
                "There is no PIN in this session. Lock the desk and open it with your passphrase."
            ),
        )
        self._pin.setVisible(has_pin)
        if has_pin:
            self._pin.begin()
        else:
            self._lock.setFocus()


class NeutralPage(QWidget):
    """An empty page of notes, for when somebody comes near. What is typed into it is thrown away."""

    def __init__(self) -> None:
        super().__init__()
        as_role(self, "sheet")
        self._notes = QPlainTextEdit()
        self._notes.setAccessibleName(tr("Notes"))
        self._notes.setPlaceholderText(tr("Write here"))
        as_role(self._notes, "finder")
        self.setLayout(column(SectionHeader(tr("Notes")), self._notes, edge=(48, 36, 48, 36)))

    def begin(self) -> None:
        """Show an empty page."""
        self._notes.clear()
        self._notes.setFocus()


class PinQuestion(Question):
    """Chooses the PIN of this session, typed twice."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(
            parent,
            look,
            tr("A PIN for this session"),
            tr(
                "Six figures that show the desk again after a short absence. It is forgotten when "
                "the desk locks, and three wrong ones lock it."
            ),
            tr("Use this PIN"),
        )
        self._first, self._second = pin_editor(), pin_editor()
        self.ask_for(Field(look, tr("Six figures"), self._first))
        self._again = Field(look, tr("The same again"), self._second)
        self.ask_for(self._again)
        for editor in (self._first, self._second):
            editor.textChanged.connect(self._weigh)
        self.answered.connect(self._choose)
        self._weigh()
        self._first.setFocus()

    @Slot()
    def _weigh(self) -> None:
        first, second = self._first.text(), self._second.text()
        good, same = well_formed(first), first == second
        self.allow(allowed=good and same)
        if len(first) == PIN_DIGITS and not good:
            self._again.mark(tr("Six times the same figure is too easy. Choose another."))
        elif len(second) == PIN_DIGITS and not same:
            self._again.mark(tr("The two are not the same. Type them again."))
        else:
            self._again.mark("")

    @Slot(str)
    def _choose(self, _: str) -> None:
        self.chosen.emit(self._first.text())


class ParticipantMode(QWidget):
    """The laptop in somebody else's hands: one thing to read or sign, and no way out but the PIN."""

    ended = Signal()

    def __init__(self, look: Look, clock: LockClock, prove: Callable[[str], bool]) -> None:
        super().__init__()
        as_role(self, "sheet")
        self._prove = prove
        self._content: QWidget | None = None
        self._room = column(gap="none")
        self._give_back = button(tr("Give the laptop back"), "quiet", "back", look)
        self._give_back.clicked.connect(self._ask)
        self._pin = PinEntry(look, clock, self._attempt)
        self._pin.setFixedWidth(CARD)
        foot = panel(row(self._give_back, self._pin, None, gap="l", edge=(32, 12, 32, 12)), "foot")
        # Whatever the size of what is shown, the way back stays at the foot.
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        shown = panel(self._room)
        shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setLayout(column(shown, foot, gap="none", wide=0))

    def begin(self, content: QWidget) -> None:
        """Show `content` and nothing else of the program."""
        self._content = content
        self._room.addWidget(content)
        self._pin.hide()
        self._give_back.show()
        content.setFocus()

    @Slot()
    def _ask(self) -> None:
        self._pin.show()
        self._pin.begin()

    def _attempt(self, digits: str) -> None:
        if self._prove(digits):
            self._let_go()
            self.ended.emit()

    def _let_go(self) -> None:
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
            self._content = None
        self._pin.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What the content does not use ends here, and means nothing to the window around it.
        event.accept()
