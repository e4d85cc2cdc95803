"""Work off the main thread: answered on it, once, and only to who still asks."""

import gc
from collections.abc import Callable, Iterator
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from weakref import finalize, ref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pscp_desktop.ui.tasks import Cancelled, Progress, Task, Tasks
from tests.protections import guards


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
def tasks(qapp: QApplication, errors: list[Exception]) -> Iterator[Tasks]:
    tasks = Tasks(errors.append)
    yield tasks
    tasks.close()


def test_the_answer_arrives_on_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    answered: list[object] = []

    with qtbot.waitSignal(tasks.ended):
        tasks.run(
            "Looking",
            lambda _: current_thread(),
            lambda worker: answered.extend((worker, current_thread())),
            owner=tasks,
        )

    assert answered[0] is not main_thread()
    assert answered[1] is main_thread()
    assert not tasks.busy


def test_a_part_is_handed_over_on_the_main_thread_while_the_job_goes_on(
    qtbot: QtBot, tasks: Tasks
) -> None:
    came: list[object] = []
    seen = Event()

    def hear(part: str) -> None:
        came.extend((part, current_thread(), tasks.busy))
        seen.set()

    def job(progress: Progress) -> bool:
        progress.hand_over(hear, "a part")
        return seen.wait(5)

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Reading", job, came.append, owner=tasks)

    assert came == ["a part", main_thread(), True, True]


def test_a_part_nobody_waits_for_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    came: list[str] = []
    cancelled = Event()

    def job(progress: Progress) -> None:
        cancelled.wait(5)
        progress.hand_over(came.append, "a part")

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Reading", job, lambda _: None, owner=tasks).cancel()
        cancelled.set()

    assert came == []


def test_a_cancelled_task_gives_no_answer(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[int] = []
    cancelled = Event()

    def count(progress: Progress) -> int:
        cancelled.wait(5)
        progress(1, 2)
        return 2

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Counting", count, answers.append, owner=tasks).cancel()
        cancelled.set()

    assert not answers


def test_a_task_cancelled_before_its_turn_never_begins(qtbot: QtBot, tasks: Tasks) -> None:
    begun: list[str] = []
    first = Event()
    tasks.run("First", lambda _: first.wait(5), lambda _: None, owner=tasks)
    second = tasks.run("Second", lambda _: begun.append("second"), lambda _: None, owner=tasks)

    second.cancel()
    with qtbot.waitSignals([tasks.ended, tasks.ended]):
        first.set()

    assert begun == []


def test_an_answer_for_a_closed_window_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[bool] = []
    window = QObject()
    closed = Event()

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Waiting", lambda _: closed.wait(5), answers.append, owner=window)
        delete(window)
        closed.set()

    assert not answers


def test_a_failing_task_is_reported_once(
    qtbot: QtBot, tasks: Tasks, errors: list[Exception]
) -> None:
    def fail(_: Progress) -> None:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Failing", fail, lambda _: None, owner=tasks)

    assert [str(error) for error in errors] == ["no"]


def test_whoever_asked_may_hear_of_the_failure_instead(
    qtbot: QtBot, tasks: Tasks, errors: list[Exception]
) -> None:
    heard: list[Exception] = []

    def fail(_: Progress) -> None:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Failing", fail, lambda _: None, owner=tasks, failed=heard.append)

    assert [str(error) for error in heard] == ["no"]
    assert errors == []


def test_a_round_over_the_network_does_not_hold_up_a_save(qtbot: QtBot, tasks: Tasks) -> None:
    slow = Event()
    saved: list[str] = []
    tasks.run("Round", lambda _: slow.wait(5), lambda _: None, owner=tasks, line="network")

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Save", lambda _: "kept", saved.append, owner=tasks)

    assert saved == ["kept"]
    with qtbot.waitSignal(tasks.ended):
        slow.set()


def test_progress_is_told_while_the_job_runs(qtbot: QtBot, tasks: Tasks) -> None:
    shares: list[float] = []
    tasks.progressed.connect(lambda _, share: shares.append(share))

    def count(progress: Progress) -> None:
        for done in range(3):
            progress(done, 2)

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Counting", count, lambda _: None, owner=tasks)

    assert shares == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("way", ["done", "failed", "cancelled", "unheard"])
@guards("ui.tasks.no_round_references")
def test_a_job_leaves_nothing_to_the_collector(
    qtbot: QtBot, tasks: Tasks, errors: list[Exception], way: str
) -> None:
    """What is left to it may be taken apart on any thread, and Qt's objects bear but one."""

    def job(progress: Progress) -> str:
        if way == "failed":
            raise ValueError("no")
        if way == "cancelled":
            raise Cancelled
        progress(1, 2)
        return way

    gc.collect()
    gc.freeze()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(3):
            with qtbot.waitSignal(tasks.ended):
                tasks.run(way, job, _heard, owner=QObject() if way == "unheard" else tasks)
        errors.clear()
        gc.collect()
        left = [one for one in gc.garbage if _of_a_job(one)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()

    assert left == []


def _of_a_job(one: object) -> bool:
    kinds = (Progress, Task, Tasks, ValueError, FrameType)
    return isinstance(one, kinds) or getattr(one, "__module__", "") == Tasks.__module__


def test_a_window_is_let_go_of_on_the_main_thread_alone(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[str] = []
    begun, asked = Event(), Event()
    owner = QObject()
    finalize(owner, lambda: threads.append(current_thread().name))

    def job(_: Progress) -> None:
        begun.set()
        asked.wait(5)

    with qtbot.waitSignal(tasks.ended):
        tasks.run("Waiting", job, lambda _: None, owner=owner)
        del owner
        begun.wait(5)
        assert threads == []
        asked.set()
    qtbot.waitUntil(lambda: bool(threads))

    assert threads == [main_thread().name]


def _heard(_: str) -> None:
    """What came of it is not looked at."""


class Window(QObject):
    """An owner that says on which thread it ended."""

    def __init__(self, ended: list[Thread]) -> None:
        super().__init__()
        self._ended = ended

    def job(self, progress: Progress) -> int:
        """What windows do: a job that is a method of theirs."""
        progress(1, 1)
        progress.hand_over(self.take, 1)
        return 1

    def failing(self, progress: Progress) -> int:
        """Fail with the window in the frames of the failure."""
        raise ValueError(str(self.job(progress)))

    def take(self, _: object) -> None:
        """Take the answer, or the failure."""

    def __del__(self) -> None:
        self._ended.append(current_thread())


def finished(tasks: Tasks, window: Window) -> None:
    tasks.run("Ends", window.job, window.take, owner=window)


def failed(tasks: Tasks, window: Window) -> None:
    tasks.run("Fails", window.failing, window.take, owner=window)


def failed_and_heard(tasks: Tasks, window: Window) -> None:
    tasks.run("Fails", window.failing, window.take, owner=window, failed=window.take)


def cancelled(tasks: Tasks, window: Window) -> None:
    tasks.run("Unwanted", window.job, window.take, owner=window).cancel()


@pytest.mark.parametrize("what", [finished, failed, failed_and_heard, cancelled])
def test_windows_that_only_their_jobs_knew_end_on_the_main_thread_and_at_once(
    qtbot: QtBot, what: Callable[[Tasks, Window], None]
) -> None:
    """Nothing is collected here: what leads round stays, and fails this as another thread does."""
    ended: list[Thread] = []
    tasks = Tasks(lambda _: None)

    for _ in range(25):
        with qtbot.waitSignal(tasks.ended):
            what(tasks, Window(ended))

    assert ended == [main_thread()] * 25
    unused = ref(tasks)
    tasks.close()
    del tasks
    assert unused() is None, "the line itself leads round"


def test_jobs_that_never_began_let_their_windows_go_when_the_line_closes(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[Thread] = []
    goes_on = Event()
    tasks.run("Deaf", lambda _: goes_on.wait(5), lambda _: None, owner=tasks)
    window = Window(ended)
    tasks.run("Waiting", window.job, window.take, owner=window)
    del window

    monkeypatch.setattr("pscp_desktop.ui.tasks.PATIENCE_SECONDS", 0.01)
    tasks.close()
    goes_on.set()

    assert ended == [main_thread()]
