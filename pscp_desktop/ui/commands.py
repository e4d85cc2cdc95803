"""What a person can ask for, as data: menus, shortcuts, the palette and the help page read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to ask for. `label` is marked with `N_`, an act; `run` is a bound method."""

    id: str
    label: str
    run: Callable[[], None]
    keys: str = ""
    icon: str = "right"
    enabled: Callable[[], bool] | None = None

    @property
    def possible(self) -> bool:
        """Whether it can be asked for now."""
        return self.enabled is None or self.enabled()

    @property
    def shown_keys(self) -> str:
        """The keys as this system and the keyboards of the screen's language write them."""
        native = QKeySequence(self.keys).toString(QKeySequence.SequenceFormat.NativeText)
        # Qt's own catalogue says "Control" in Spanish; no key bears that word.
        return native.replace("Control+", "Ctrl+")


def literal(words: str) -> str:
    """`words` for a button or a menu, where Qt would take `&` for a mnemonic."""
    return visible(words).replace("&", "&&")


class CommandAction(QAction):
    """A command under its keys. It keeps the command alive, which a connection alone would not."""

    def __init__(self, command: Command, parent: QWidget) -> None:
        super().__init__(literal(tr(command.label)), parent)
        self._command = command
        self.setObjectName(command.id)
        self.setShortcut(QKeySequence(command.keys))
        self.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.triggered.connect(self._run)

    @Slot()
    def _run(self) -> None:
        if self._command.possible:
            self._command.run()


def actions(commands: Iterable[Command], parent: QWidget) -> dict[str, QAction]:
    """Qt actions owned by `parent` and alive while it is in sight in the window with the keyboard, by id.

    Not only while it has the keyboard itself: a press on the rail must not take a page's keys away.
    """
    made: dict[str, QAction] = {}
    for command in commands:
        action = CommandAction(command, parent)
        parent.addAction(action)
        made[command.id] = action
    return made
