"""Two colleagues who write one field apart, and what their screens say of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.record import Record
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.forms.drafting import FormTools
from tests.world import exchange, shown

MARK: Final = "Dos versiones"


def heard(*widgets: QWidget) -> list[str]:
    """Everything that some widgets say: their labels, and what a screen reader says of their parts."""
    said: list[str] = []
    for widget in widgets:
        said += [label.text() for label in widget.findChildren(QLabel)]
        said += [part.accessibleName() for part in widget.findChildren(QWidget)]
    return said


def bears(said: Iterable[str]) -> bool:
    """Whether the mark is said anywhere in it."""
    return any(MARK.casefold() in one.casefold() for one in said)


@contextmanager
def rewritable(kind: type[Record]) -> Iterator[None]:
    """As on a desk of another version, which rewrites what is only added to in this one."""
    declared = kind.append_only
    kind.append_only = False
    try:
        yield
    finally:
        kind.append_only = declared


@dataclass
class Pair:
    """The desk whose screens are read, and a colleague's."""

    desk: Desk
    other: Desk
    tools: FormTools
    qtbot: QtBot
    made: dict[str, Any] = field(default_factory=dict)
    before: dict[tuple[UUID, str], Any] = field(default_factory=dict)

    def apart(self, kind: type[Record], record: UUID, name: str, one: Any, other: Any) -> None:
        """Each writes the field without having seen the other's; then they meet."""
        ours, theirs = shown(self.desk, kind, record), shown(self.other, kind, record)
        self.before[record, name] = getattr(ours.record, name)
        for desk, loaded, value in ((self.desk, ours, one), (self.other, theirs, other)):
            with rewritable(kind), desk.store.writing() as unit:
                unit.set(loaded.record, {name: value}, shown=loaded.heads)
        exchange(self.desk, self.other)

    def decide(self) -> None:
        """Decide every conflict there is, for what was there before."""
        service = Conflicts(self.desk)
        for conflict in service.waiting().conflicts:
            opened = service.open(conflict)
            assert opened is not None
            name, loaded = conflict.field.name, opened.loaded
            with rewritable(conflict.place.kind), self.desk.store.writing() as unit:
                unit.set(loaded.record, {name: self.before[loaded.id, name]}, shown=loaded.heads)
        exchange(self.desk, self.other)

    def settle(self) -> None:
        """Wait until nothing is read or shown any more."""
        self.qtbot.wait(30)
        self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=10_000)
        self.qtbot.wait(30)

    def kept(self, widget: QWidget) -> QWidget:
        """A widget that is taken down after the test."""
        self.qtbot.addWidget(widget)
        return widget


Outlet = Callable[[Pair], list[str]]


def show_the_mark(
    pair: Pair, outlet: Outlet, kind: type[Record], record: UUID, name: str, values: tuple[Any, Any]
) -> None:
    """The mark is there from the meeting until somebody decides, and neither before nor after."""
    assert not bears(outlet(pair)), "before"
    pair.apart(kind, record, name, *values)
    assert bears(outlet(pair)), "while it is not decided"
    pair.decide()
    assert not bears(outlet(pair)), "after it was decided"
