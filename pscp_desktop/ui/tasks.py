"""Long work off the main thread: progress, cancellation, and the answer back on it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Final, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
Line = Literal["store", "network", "drawing"]
LINES: Final[tuple[Line, ...]] = ("store", "network", "drawing")
PATIENCE_SECONDS: Final = 1.5
"""How long the end waits for jobs that do not hear that they are unwanted."""


class Cancelled(Exception):
    """Unwinds a job nobody wants any more. Never shown."""


class Progress:
    """Handed to a job. Where it says how far it is, it also learns to stop."""

    def __init__(self, say: Callable[[float], None]) -> None:
        self._say = say
        self._unwanted = Event()

    def __call__(self, done: int, total: int) -> None:
        if self._unwanted.is_set():
            raise Cancelled
        self._say(done / total if total else 0.0)

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._unwanted.set()

    @property
    def unwanted(self) -> bool:
        """Whether the job was asked to stop."""
        return self._unwanted.is_set()


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A job under way, as the person sees it."""

    title: str
    cancel: Callable[[], None]


class Tasks(QObject):
    """Runs jobs in lines, for the store, the network and drawing; answers on the main thread.

    One worker for each line on purpose: the store has one writer, and jobs that queue are easier to
    reason about than jobs that race; a round over the network must not hold up a save, nor either of
    them a picture.
    """

    started = Signal(object)
    progressed = Signal(object, float)
    ended = Signal(object)
    _answered = Signal(object)

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        super().__init__()
        self._on_error = on_error
        self._lines = {
            line: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"task-{line}")
            for line in LINES
        }
        self._under_way: set[Task] = set()
        self._running: set[Future[None]] = set()
        self._closed = False
        self._answered.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any job waits or runs."""
        return bool(self._under_way)

    def run(
        self,
        title: str,
        job: Callable[[Progress], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
        line: Line = "store",
    ) -> Task:
        """Run `job` in the background, then `then(result)` here, if `owner` still lives.

        An error goes to `failed` while the owner lives, else to the one place that shows errors.
        Once closed, nothing is begun any more: the desk is being locked.
        """
        progress = Progress(self._teller(lambda: task))
        task = Task(title, progress.cancel)

        def work() -> None:
            if progress.unwanted:
                self._answered.emit(lambda: self._end(task))
                return
            try:
                result = job(progress)
            except Cancelled:
                pass
            except Exception as error:  # noqa: BLE001 - told again on the main thread
                failure = error
                self._answered.emit(lambda: self._fail(failure, owner, failed))
            else:
                self._answered.emit(lambda: self._answer(progress, owner, then, result))
            self._answered.emit(lambda: self._end(task))

        if self._closed:
            return task
        self._under_way.add(task)
        self.started.emit(task)
        running = self._lines[line].submit(work)
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return task

    def cancel_all(self) -> None:
        """Ask every job to stop; those that cannot stop half-way end first."""
        for task in tuple(self._under_way):
            task.cancel()

    def close(self) -> None:
        """Ask the running jobs to stop, wait for them, and drop the waiting ones.

        A lock does not wait for ever: what a deaf job has under way in the store is undone by the
        store, as after a kill.
        """
        self._closed = True
        self.cancel_all()
        for line in self._lines.values():
            line.shutdown(wait=False, cancel_futures=True)
        wait(tuple(self._running), timeout=PATIENCE_SECONDS)

    def _teller(self, task: Callable[[], Task]) -> Callable[[float], None]:
        def tell(share: float) -> None:
            self.progressed.emit(task(), share)

        return tell

    def _answer(
        self, progress: Progress, owner: QObject, then: Callable[[T], None], result: T
    ) -> None:
        if isValid(owner) and not progress.unwanted:
            then(result)

    def _fail(
        self, error: Exception, owner: QObject, failed: Callable[[Exception], None] | None
    ) -> None:
        if failed is not None and isValid(owner):
            failed(error)
        else:
            self._on_error(error)

    def _end(self, task: Task) -> None:
        self._under_way.discard(task)
        self.ended.emit(task)

    @Slot(object)
    def _call(self, answer: Callable[[], None]) -> None:
        answer()
