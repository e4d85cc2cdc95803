"""What is typed is kept as it is typed: on this laptop, in the vault, until it is saved for good."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import tr
from pscp_desktop.services.desk import Desk
from pscp_desktop.store.cells import Heads
from pscp_desktop.store.drafts import Draft
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.days import short_moment
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Progress, Tasks

PAUSE_MILLISECONDS: Final = 600


@dataclass(frozen=True, slots=True, eq=False)
class FormTools:
    """What every form is handed; one per open desk."""

    look: Look
    desk: Desk
    tasks: Tasks
    changes: Changes
    keepers: "WeakSet[DraftKeeper]" = field(default_factory=WeakSet)

    def flush_drafts(self) -> None:
        """Keep the drafts of every open form, now and here. The lock calls it before it closes."""
        # A form that was left may wait for the sweeper; its keeper has nothing more to keep.
        for keeper in filter(isValid, tuple(self.keepers)):
            keeper.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKey:
    """Which form about what: one draft each."""

    form: str
    dossier: UUID = NAMELESS
    record: UUID = NAMELESS

    @property
    def id(self) -> UUID:
        """Always the same id for the same form about the same thing."""
        said = f"{self.form}|{self.dossier.hex}|{self.record.hex}"
        return UUID(bytes=hashlib.sha256(said.encode()).digest()[:16])


class Typing(Protocol):
    """A form, as the keeper of its draft sees it."""

    def typed(self) -> dict[str, Any]:
        """What was typed and is not saved, by field; empty where there is nothing to keep."""

    def typed_over(self) -> Heads:
        """The writes that were shown in those fields."""

    def retype(self, typed: dict[str, Any], shown: Heads) -> None:
        """Type it again."""


class DraftKeeper(QObject):
    """Keeps the draft of one form, or of several that are saved together."""

    kept = Signal()

    def __init__(self, tools: FormTools, key: DraftKey, forms: Sequence[Typing]) -> None:
        super().__init__()
        self._tools, self._key, self._forms = tools, key, tuple(forms)
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._newest = self._written = 0
        self._fetching = False
        self.saved_at: datetime | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PAUSE_MILLISECONDS)
        self._wait.timeout.connect(self._keep)
        tools.keepers.add(self)

    @property
    def words(self) -> str:
        """Where and when the draft was kept; nothing where there is none."""
        if self.saved_at is None:
            return ""
        when = short_moment(self.saved_at, self._tools.desk.now())
        return tr("Draft kept on this laptop {when}").format(when=when)

    def restore(self) -> bool:
        """Type again what was kept when the form was last left; says whether there was anything."""
        self._fetching = False
        return self._take_up(self._tools.desk.drafts.get(self._key.id))

    def fetch(self) -> None:
        """The same in the background, for a form that is shown before its draft is known.

        The form joins what was kept to what was typed meanwhile; neither is lost.
        """
        drafts, key = self._tools.desk.drafts, self._key.id
        self._fetching = True
        self._tools.tasks.run(
            tr("Looking for a draft"), lambda _: drafts.get(key), self._fetched, owner=self
        )

    @Slot()
    def touch(self) -> None:
        """Something was typed: keep it as soon as there is a pause."""
        self._next()
        self._wait.start()

    @Slot()
    def leave(self) -> None:
        """The form goes out of sight: keep what is not kept yet, in the background."""
        if self._wait.isActive():
            self._wait.stop()
            self._keep()

    def flush(self) -> None:
        """Keep what was typed, here and now, even if a job for it waits: the lock ends all jobs."""
        self._catch_up()
        self._wait.stop()
        if self._written < self._newest:
            turn, typed, shown = self._gathered()
            self._write(turn, typed, shown)
            self._said(self._tools.desk.now() if typed else None)

    def drop(self) -> None:
        """Forget the draft. Runs on any thread, so a save drops it with its own job."""
        self._write(self._next(), {}, {})

    @Slot()
    def forget(self) -> None:
        """Forget the draft, in the background: what was typed is thrown away."""
        self._wait.stop()
        self._run({}, {})

    def rest(self) -> None:
        """What was typed is being saved for good: wait with the draft until more is typed."""
        self._wait.stop()

    def saved(self) -> None:
        """The draft was dropped with the save."""
        self._said(None)

    @Slot()
    def _keep(self) -> None:
        self._catch_up()
        _, typed, shown = self._gathered()
        self._run(typed, shown)

    def _run(self, typed: dict[str, Any], shown: Heads) -> None:
        turn, now = self._next(), self._tools.desk.now()

        def job(_: Progress) -> datetime | None:
            self._write(turn, typed, shown)
            return now if typed else None

        self._tools.tasks.run(tr("Keeping the draft"), job, self._said, owner=self)

    def _fetched(self, draft: Draft | None) -> None:
        if not self._fetching:
            return  # somebody could not wait for it
        self._fetching = False
        meanwhile = any(form.typed() for form in self._forms)
        if self._take_up(draft) and meanwhile:
            self.touch()

    def _catch_up(self) -> None:
        """Nothing is kept over a draft that was not read yet."""
        if self._fetching:
            self.restore()

    def _take_up(self, draft: Draft | None) -> bool:
        if draft is None:
            return False
        for form in self._forms:
            form.retype(dict(draft.values), draft.shown)
        self._wait.stop()
        self.saved_at = draft.saved_at
        self.kept.emit()
        return True

    def _gathered(self) -> tuple[int, dict[str, Any], Heads]:
        turn = self._next()
        typed: dict[str, Any] = {}
        shown: dict[str, Any] = {}
        for form in self._forms:
            typed |= form.typed()
            shown |= form.typed_over()
        return turn, typed, shown

    def _next(self) -> int:
        with self._counting:
            self._newest += 1
            return self._newest

    def _write(self, turn: int, typed: dict[str, Any], shown: Heads) -> None:
        """Write the draft unless something newer was written: jobs and the lock may cross."""
        with self._turn:
            if turn < self._written:
                return
            self._written = turn
            drafts, key = self._tools.desk.drafts, self._key
            if typed:
                drafts.keep(
                    key.id, key.form, typed, dossier=key.dossier, record=key.record, shown=shown
                )
            else:
                drafts.drop(key.id)

    def _said(self, saved_at: datetime | None) -> None:
        self.saved_at = saved_at
        self.kept.emit()
