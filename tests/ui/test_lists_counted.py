"""The lines of a list are shown first and counted after, and what was searched is always counted."""

from threading import Event

from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.errors import DiskFull
from pscp_desktop.ui.lists.rows import PAGE, Found, Query
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks
from tests.protections import guards
from tests.ui.lists_hand import Files, a_list, said


def _raised(error: Exception) -> None:
    raise error


class Slow(Files):
    """Whose lines and whose count each come when they are let through."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.lines, self.count = Event(), Event()
        self.counted: list[str] = []

    def __call__(self, query: Query) -> Found:
        found = super().__call__(query)
        self.lines.wait(5)

        def count() -> int:
            self.count.wait(5)
            self.counted.append(query.text)
            return found.counted()

        return Found(found.rows, count)


def test_lines_are_shown_while_all_that_fit_are_still_counted(look: Look, qtbot: QtBot) -> None:
    tasks, files = Tasks(_raised), Slow(250)
    made = a_list(look, files, tasks)
    qtbot.addWidget(made)
    files.lines.set()
    with qtbot.waitSignal(made.arrived):
        made.reload()

    assert made.model.rowCount() == PAGE
    assert tasks.busy
    assert files.counted == []
    with qtbot.waitSignal(made.counted) as counted:
        files.count.set()
    assert counted.args == [250]
    tasks.close()


@guards("ui.lists.counted")
def test_what_was_searched_is_counted_though_somebody_types_on(look: Look, qtbot: QtBot) -> None:
    tasks, files = Tasks(_raised), Slow(250)
    made = a_list(look, files, tasks)
    qtbot.addWidget(made)
    files.count.set()
    made.model.ask(Query(text="patio 1"))
    qtbot.waitUntil(lambda: len(files.asked) == 1)
    made.model.ask(Query(text="patio 24"))
    files.lines.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    tasks.close()

    assert files.counted == ["patio 1", "patio 24"]
    assert made.model.total == 11


def test_lines_that_cannot_be_counted_are_not_left_in_sight(look: Look, qtbot: QtBot) -> None:
    class Broken(Slow):
        def __call__(self, query: Query) -> Found:
            def count() -> int:
                self.count.wait(5)
                raise DiskFull

            return Found(super().__call__(query).rows, count)

    i18n.use("es")
    tasks, files = Tasks(_raised), Broken(3)
    made = a_list(look, files, tasks)
    qtbot.addWidget(made)
    made.show()
    files.lines.set()
    with qtbot.waitSignal(made.arrived):
        made.reload()
    assert made.view.isVisible()
    files.count.set()
    qtbot.waitUntil(lambda: "Volver a intentarlo" in said(made))
    tasks.close()

    assert not made.view.isVisible()
    made.hide()
