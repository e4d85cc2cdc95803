"""Long work off the main thread: progress, cancellation, and the answer back on it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, Final, Generic, Literal, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
Line = Literal["store", "network", "drawing"]
LINES: Final[tuple[Line, ...]] = ("store", "network", "drawing")
PATIENCE_SECONDS: Final = 1.5
"""How long the end waits for jobs that do not hear that they are unwanted."""


HandOver = Callable[[Callable[[Any], None], Any], None]


class Cancelled(Exception):
    """Unwinds a job nobody wants any more. Never shown."""


class Progress:
    """Handed to a job. Where it says how far it is, it also learns to stop."""

    def __init__(self, say: Callable[[float], None], unwanted: Event, hand_over: HandOver) -> None:
        self._say = say
        self._unwanted = unwanted
        self._hand_over = hand_over

    def __call__(self, done: int, total: int) -> None:
        if self.unwanted:
            raise Cancelled
        self._say(done / total if total else 0.0)

    def hand_over(self, then: Callable[[T], None], part: T) -> None:
        """Have `then(part)` called on the main thread while the job goes on, if it is still wanted."""
        self._hand_over(then, part)

    @property
    def unwanted(self) -> bool:
        """Whether the job was asked to stop."""
        return self._unwanted.is_set()


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A job under way, as the person sees it."""

    title: str
    _unwanted: Event

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._unwanted.set()

    def progress(self, say: Callable[[float], None], hand_over: HandOver) -> Progress:
        """What its job is handed."""
        return Progress(say, self._unwanted, hand_over)

    @property
    def unwanted(self) -> bool:
        """Whether the job was asked to stop."""
        return self._unwanted.is_set()


@dataclass(frozen=True, slots=True, eq=False)
class _Held(Generic[T]):
    """What a job works with and whom it answers."""

    say: Callable[[float], None]
    job: Callable[[Progress], T]
    then: Callable[[T], None]
    owner: QObject
    failed: Callable[[Exception], None] | None
    over: Callable[[object], None]
    part: Callable[[object], None]


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    """A job, what came of it, and who is told.

    It works on a worker's thread and is emptied on the main one. No reference leads round in it,
    and the worker lets go of an empty shell: what belongs to a window must never be let go of on
    another thread, where Qt would take the window apart beside itself.
    """

    task: Task
    held: _Held[T] | None
    done: bool = False
    result: T | None = None
    failure: Exception | None = None

    def work(self) -> None:
        """Do it, and say that it is over."""
        held = self.held
        assert held is not None  # noqa: S101 (it is emptied when it is over)
        over, job = held.over, held.job
        progress = self.task.progress(held.say, self._hand_over)
        del held
        try:
            if not progress.unwanted:
                self.result, self.done = job(progress), True
        except Cancelled:
            pass
        except Exception as error:  # noqa: BLE001 - told again on the main thread
            self.failure = error
        del job, progress
        over(self)

    def _hand_over(self, then: Callable[[Any], None], part: Any) -> None:
        held = self.held
        if held is not None:
            held.part(_Part(self, then, part))

    def takes(self) -> bool:
        """On the main thread: whether anybody still asks for what comes of it."""
        return self.held is not None and isValid(self.held.owner) and not self.task.unwanted

    def tell(self, on_error: Callable[[Exception], None]) -> None:
        """On the main thread: tell what came of it, if anybody still asks; then hold nothing."""
        takes, held, result, failure = self.takes(), self.held, self.result, self.failure
        self.held = self.result = self.failure = None
        if held is None:
            return
        if failure is not None:
            hears = held.failed if held.failed is not None and isValid(held.owner) else on_error
            hears(failure)
        elif self.done and takes:
            held.then(cast("T", result))


class _Part:
    """A part of what a job finds, on its way to the main thread, which empties it."""

    __slots__ = ("_held",)

    def __init__(self, job: _Job[Any], then: Callable[[Any], None], part: Any) -> None:
        self._held: tuple[_Job[Any], Callable[[Any], None], Any] | None = (job, then, part)

    def tell(self) -> None:
        """On the main thread: hand it over, if anybody still asks."""
        held, self._held = self._held, None
        if held is not None:
            job, then, part = held
            if job.takes():
                then(part)


class Tasks(QObject):
    """Runs jobs in lines, for the store, the network and drawing; answers on the main thread.

    One worker for each line on purpose: the store has one writer, and jobs that queue are easier to
    reason about than jobs that race; a round over the network must not hold up a save, nor either of
    them a picture.
    """

    started = Signal(object)
    progressed = Signal(object, float)
    ended = Signal(object)
    _over = Signal(object)
    _part = Signal(object)

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
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._part.connect(self._take, Qt.ConnectionType.QueuedConnection)

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
        task = Task(title, Event())
        if self._closed:
            return task
        say = partial(self.progressed.emit, task)
        held = _Held(say, job, then, owner, failed, self._over.emit, self._part.emit)
        self._under_way.add(task)
        self.started.emit(task)
        running = self._lines[line].submit(_Job(task, held).work)
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

    @Slot(object)
    def _end(self, job: _Job[Any]) -> None:
        try:
            job.tell(self._on_error)
        finally:
            self._under_way.discard(job.task)
            self.ended.emit(job.task)

    @Slot(object)
    def _take(self, part: _Part) -> None:
        part.tell()
