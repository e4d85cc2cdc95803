"""The program in a process of its own, watched from inside: each command prints one line of JSON."""

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget

from pscp_desktop.i18n import tr

QUIET_SECONDS: Final = 3.0
AFTERWARDS_SECONDS: Final = 10.0
LONGEST_SECONDS: Final = 60.0
LOOK_MILLISECONDS: Final = 1
ENTRIES: Final = 200
PAGES: Final = 60
FILTERINGS: Final = 12
ORDERINGS: Final = 8
LETTERS: Final = ("am", "lía", "prueba", "00042", "teo")


def tell(**found: object) -> None:
    """Print what was found; whoever started this process reads it."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def until(so: Callable[[], bool], what: str) -> None:
    """Let the program run until something is so, in a loop of events like its own.

    The waiting of Qt's tests would hold back every other thread meanwhile.
    """
    last = time.monotonic() + LONGEST_SECONDS
    loop, timer = QEventLoop(), QTimer()

    def look() -> None:
        # What was so is said by the loop's own answer: by its end the program may have gone on.
        if so():
            loop.exit(0)
        elif time.monotonic() > last:
            loop.exit(1)

    timer.timeout.connect(look)
    timer.start(LOOK_MILLISECONDS)
    if loop.exec():
        raise TimeoutError(what)


class Painted(QObject):
    """Notes when a widget has been painted while something was so, at the end of that paint."""

    def __init__(self, widget: QWidget, so: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self.at = 0
        self._so = so
        widget.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.at and self._so():
            # What is queued now runs when the paint is over.
            QTimer.singleShot(0, self, self._end)
        return False

    def done(self) -> bool:
        """Whether it has been painted."""
        return self.at > 0

    def _end(self) -> None:
        self.at = self.at or time.perf_counter_ns()


class Heartbeat(QObject):
    """The longest time the thread of the windows was not free to answer, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter_ns()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter_ns()
        self.longest = max(self.longest, (now - self._last) / 1e6)
        self._last = now


def _first_seen(app: QApplication, window: Callable[[], QWidget | None]) -> None:
    """Say so and end once a window is mapped and the field in it has the keyboard."""

    class Eye(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            focused = app.focusWidget()
            if event.type() is QEvent.Type.Paint and isinstance(focused, QLineEdit):
                shown = window()
                if shown is not None and shown.isActiveWindow():
                    tell(focused=focused.objectName())
                    os._exit(0)
            return False

    eye = Eye()
    app.installEventFilter(eye)
    QTimer.singleShot(int(LONGEST_SECONDS * 1000), lambda: os._exit(3))
    app.exec()


def window(folder: Path) -> None:
    """The first window of the program."""
    from pscp_desktop.app import logs
    from pscp_desktop.app.main import _application
    from pscp_desktop.app.program import Program, Start
    from pscp_desktop.settings import read_policy, read_preferences

    preferences = read_preferences(folder)
    logs.begin(folder / "logs")
    app = _application(preferences)
    policy, fault = read_policy(folder / "policy.json")
    start = Start(folder=folder, preferences=preferences, policy=policy, policy_fault=fault)
    program = Program(app, start)
    program.begin()
    _first_seen(app, lambda: program.window)


class Opened:
    """The program over the vault of the bench, opened by typing its passphrase."""

    def __init__(self, folder: Path) -> None:
        from pscp_desktop import i18n
        from pscp_desktop.app import practice
        from pscp_desktop.app.later import later
        from pscp_desktop.app.main import _application
        from pscp_desktop.app.program import Program, Start
        from pscp_desktop.app.sweeping import Sweeper
        from pscp_desktop.settings import Policy, Preferences
        from tests.bench import seed  # noqa: F401 (not while the clock runs)

        preferences = Preferences(language="es")
        i18n.use(preferences.language)
        self.app = _application(preferences)
        Sweeper(self.app)
        keys = replace(later(folder), unlock=_unlock)
        start = Start(folder=folder, preferences=preferences, policy=Policy())
        self.program = Program(self.app, start, keys)
        self.program.begin()
        self.words = practice.WORDS

    def unlock(self) -> float:
        """Milliseconds from Enter, after the page stood idle, to the end of Today's first paint."""
        from PySide6.QtTest import QTest

        before = time.monotonic()
        until(lambda: self.app.focusWidget() is not None, "the field")
        until(lambda: time.monotonic() - before > QUIET_SECONDS, "a while")
        field = self.app.focusWidget()
        assert isinstance(field, QLineEdit)
        field.setText(self.words)
        gc.collect()
        began = time.perf_counter_ns()
        QTest.keyClick(field, Qt.Key.Key_Return)
        until(lambda: self.session is not None, "the desk")
        page = self.session._rooms._today
        inside = page._body.parentWidget()
        painted = Painted(inside, lambda: page._body.count() > 0)
        until(painted.done, "Today")
        return (painted.at - began) / 1e6

    @property
    def session(self) -> Any:
        """The open desk."""
        return self.program._session

    def rest(self) -> None:
        """Wait until nothing is under way that somebody waits for."""
        unhurried = tr("Checking the database")

        def idle() -> bool:
            return all(task.title == unhurried for task in self.program._tasks._under_way)

        until(idle, "an end of the work")


def _unlock(folder: Path, passphrase: str) -> object:
    from pscp_desktop.app.compose import compose, terms
    from pscp_desktop.app.vaults import introduced
    from pscp_desktop.store import vault
    from tests.bench.seed import PRESENT

    return introduced(compose(vault.unlock(folder, passphrase, terms(None)), now=lambda: PRESENT))


def today(folder: Path) -> None:
    """From the passphrase to Today."""
    tell(ms=Opened(folder).unlock())


def memory(folder: Path) -> None:
    """What the process holds, ten seconds after Today."""
    desk = Opened(folder)
    desk.unlock()
    before = time.monotonic()
    until(lambda: time.monotonic() - before > AFTERWARDS_SECONDS, "a while")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    tell(megabytes=int(line.split()[1]) / 1024)


def file(folder: Path) -> None:
    """Opening files with many entries, each for the first time."""
    from pscp_desktop.domain.dossiers import Note
    from pscp_desktop.services.mediation.boards import Filters

    desk = Opened(folder)
    desk.unlock()
    services = desk.session._services
    chosen = services.mediation.boards.page(Filters())[:21]
    for line in chosen:
        with services.desk.writing(undoable=False) as unit:
            for number in range(ENTRIES):
                unit.create(Note(dossier=line.dossier, text=f"Nota {number} de la muestra."))
    desk.rest()
    desk.session._go("mediation")
    desk.rest()
    laps, blocks = [], []
    page = desk.session._rooms._mediation
    for line in chosen:

        def so(number: str = line.number) -> bool:
            shown = page.view.shown
            return shown is not None and shown.papers.dossier.number == number

        painted, heart = Painted(page.view.timeline.viewport(), so), Heartbeat()
        began = time.perf_counter_ns()
        page.open_file(line.dossier)
        until(painted.done, "the file")
        laps.append((painted.at - began) / 1e6)
        desk.rest()
        blocks.append(heart.longest)
        heart.deleteLater()
    entries = desk.session._rooms._mediation.view.timeline.model().rowCount()
    tell(laps=laps[1:], blocks=blocks[1:], entries=entries)


def _page_further(desk: Opened, lines: QListView) -> float:
    """Milliseconds to the end of the paint of the next page, with what must be fetched for it."""
    bar, before = lines.verticalScrollBar(), lines.verticalScrollBar().value()
    began = time.perf_counter_ns()
    bar.setValue(before + bar.pageStep())
    desk.rest()
    if bar.value() == before:
        # The last line there was stood in sight already: the page begins with what has come.
        until(lambda: bar.maximum() > before, "more lines")
        bar.setValue(before + bar.pageStep())
    lines.viewport().repaint()
    took = (time.perf_counter_ns() - began) / 1e6
    assert bar.value() > before, (bar.value(), bar.maximum())
    return took


def _in_each_order(desk: Opened, pane: Any, lines: QListView, arrived: list[int]) -> list[float]:
    """Milliseconds from the choice of an order, up or down, to the end of the paint of its first page."""
    from pscp_desktop.ui.mediation.board import ORDERS

    laps = []
    for order, descending in [
        (one, down) for one, _ in ORDERS for down in (True, False)
    ] * ORDERINGS:
        arrived.clear()
        began = time.perf_counter_ns()
        pane.files.filters.order_by(order.value, descending=descending)
        until(lambda: bool(arrived), "the lines")
        lines.viewport().repaint()
        laps.append((time.perf_counter_ns() - began) / 1e6)
        desk.rest()
    return laps


def list_(folder: Path) -> None:
    """The list of files: a page further, another order, and a filter, each to the end of the paint.

    Of a filter also the end of the count of all that fit, which is never one that was kept.
    """
    desk = Opened(folder)
    desk.unlock()
    desk.session._go("mediation")
    desk.rest()
    pane = desk.session._rooms._mediation.board
    (lines,) = (one for one in pane.findChildren(QListView) if one.isVisible())
    (filter_,) = (one for one in pane.findChildren(QLineEdit) if one.isVisible())
    scrolled = [_page_further(desk, lines) for _ in range(PAGES)]
    arrived = list[int]()
    pane.files.arrived.connect(lambda: arrived.append(1))
    ordered = _in_each_order(desk, pane, lines, arrived)
    filtered, counted = [], []
    for typed in LETTERS * FILTERINGS:
        desk.session._services.mediation.boards._counted = {}
        arrived.clear()
        with QSignalBlocker(filter_):  # the wait for more letters is no work
            filter_.setText(typed)
        began = time.perf_counter_ns()
        pane.reload()
        until(lambda: bool(arrived), "the lines")
        lines.viewport().repaint()
        filtered.append((time.perf_counter_ns() - began) / 1e6)
        desk.rest()
        counted.append((time.perf_counter_ns() - began) / 1e6)
    files = lines.model().rowCount()
    tell(scrolled=scrolled, ordered=ordered, filtered=filtered, counted=counted, files=files)


COMMANDS: Final = {"window": window, "today": today, "memory": memory, "file": file, "list": list_}


def main(given: Sequence[str]) -> None:
    from pscp_desktop.app.plainly import import_plainly

    import_plainly()  # As the program itself begins.
    COMMANDS[given[0]](Path(given[1]))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
