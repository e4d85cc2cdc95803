"""The first sync in its useful order: who is who, one's teams, open files, closed ones, attachments.

The first answer brings no envelopes: only the directory, the memberships and the keys, which are kept at
once and not told again. Then the teams' own pages are read, and with them the cards of their files: from
here on the desk can be worked at. The cards decide the rest: open files before closed ones, in each the
newest first, a few at a time, so that a cut costs one frame. What was read stands; what is left is asked
for again, and nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import Dossier, DossierCard, DossierKind
from pscp_desktop.domain.workers import Worker
from pscp_desktop.store.ledger.ledger import DeskLedger
from pscp_desktop.store.store import Store
from sync.engine.engine import Engine
from sync.protocol import MOST_ANSWER, MOST_INLINE, News
from sync.statements import read

MARK: Final = "arriving"
FRAME: Final = MOST_INLINE
"""Bytes of envelopes in one answer, about: what a cut can cost."""
AT_ONCE: Final = 50
"""Files asked for in one request, at most."""


class Step(Enum):
    """What is received, in this order."""

    DIRECTORY = "directory"
    TEAM = "team"
    OPEN = "open"
    CLOSED = "closed"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class Far:
    """How far it is: the step under way, and of each step that was reached how many of how many are here."""

    step: Step
    counts: Mapping[Step, tuple[int, int]]

    @property
    def usable(self) -> bool:
        """Whether the desk can be worked at: the teams are here."""
        return self.step not in {Step.DIRECTORY, Step.TEAM}


def receiving(store: Store) -> bool:
    """Whether the first sync of this laptop is not over: what is not here may still come."""
    return bool(store.kept(MARK))


Told = Callable[[Far], None]


def silent(_: Far) -> None:
    """Nobody looks."""


@dataclass(slots=True)
class Arriving:
    """Implements `sync.engine.order.Order` for one desk while `active`; before and after it, as told.

    With `newcomer`, no more is read than it takes to know that person: their teams and the page on which
    they stand.
    """

    ledger: DeskLedger
    active: bool
    newcomer: bytes = b""
    told: Told = silent
    engine: Engine | None = None
    far: Far = field(default_factory=lambda: Far(Step.OPEN, {}))
    """What was told last."""
    _queue: list[bytes] = field(default_factory=list)
    _only: list[bytes] = field(default_factory=list)
    _passed: set[bytes] = field(default_factory=set)
    """What was read, or could not be, since the program was started: not tried twice before the rest."""
    _steps: dict[bytes, Step] = field(default_factory=dict)
    _files: dict[bytes, bytes] = field(default_factory=dict)
    """By scope, the file it is a part of."""
    _coming: Counter[bytes] = field(default_factory=Counter)
    """By file, how many of its scopes are still waited for."""
    _counts: dict[Step, tuple[int, int]] = field(default_factory=dict)

    @property
    def wanted(self) -> list[bytes]:
        return self._only or self._queue[:AT_ONCE]

    @property
    def room(self) -> int:
        if not self.active:
            return MOST_ANSWER
        return FRAME if self._queue or self._only else 0

    @property
    def left(self) -> bool:
        return bool(self._queue)

    def arranged(self, news: Sequence[News]) -> Iterable[News]:
        if self._only:
            return [one for one in news if one.gone or one.scope in self._only]
        if not self.active or not news:
            return news
        return self._go_on(news) if self._queue else self._begin(news)

    @contextmanager
    def watched(self, told: Told) -> Iterator[None]:
        """Tell somebody within."""
        self.told = told
        try:
            yield
        finally:
            self.told = silent

    def rest(self) -> None:
        """A round has ended: where nothing is left, the files are here."""
        self.active = self.active and self.left

    def over(self, store: Store) -> None:
        """Attachments have come too, as far as they come by themselves: the first sync is over."""
        if receiving(store) and not self.active:
            store.keep(MARK, b"")

    def attachments(self, done: int, of: int) -> None:
        """Tell how many of the attachments that come by themselves are here."""
        self._tell(Step.ATTACHMENTS, done, of)

    # The directory and the teams

    def _begin(self, news: Sequence[News]) -> Iterator[News]:
        fresh = {one.scope: one for one in news if not one.gone and one.scope not in self._passed}
        self._note(fresh.values())
        if self.newcomer:
            self._tell(Step.DIRECTORY, 1, 1)
        yield from (one for one in news if one.gone)
        read_now = []
        for scope in self._of_teams(fresh):
            yield fresh[scope]
            read_now.append(scope)
        if self.newcomer:
            self._only = read_now
            return
        self._line_up([scope for scope in fresh if scope not in read_now])
        if not self._queue:
            self.active = False

    def _note(self, news: Iterable[News]) -> None:
        """Keep the memberships and keys that were told, so that they need not be told again."""
        engine = self._engine
        with engine.transaction():
            for one in news:
                if one.head and not one.rewound and self.ledger.position(one.scope) is None:
                    self.ledger.add_wraps(one.wraps, confirmed=True)
                    engine.settle_place(one.scope)

    def _of_teams(self, fresh: Mapping[bytes, News]) -> Iterator[bytes]:
        """The teams one belongs to, and then the page on which everybody stands."""
        everything = self._everything(fresh)
        teams = {circle for scope in everything for circle in self._circles(scope)} & everything
        pages = [one for one in self._pages() if one not in fresh]
        done, of = len(teams - fresh.keys()) + len(pages), len(teams) + 1
        self._tell(Step.TEAM, done, of)
        for scope in sorted(teams & fresh.keys()):
            yield scope
            done += 1
            self._tell(Step.TEAM, done, of)
        yield from self._home({scope for scope in fresh if scope not in teams})
        self._tell(Step.TEAM, of, of)

    def _home(self, scopes: set[bytes]) -> Iterator[bytes]:
        """The organisation's page: known as such, or the oldest that is nobody's file, until one is found."""
        known = self._pages()
        yield from sorted(known & scopes)
        if not self.newcomer:
            return
        files = {one.bytes for (one,) in self.ledger.columns(DossierCard, "of")}
        for scope in sorted(scopes - files - known, key=lambda one: (self._begun(one), one)):
            if self.ledger.knows(Worker, UUID(bytes=self.newcomer)):
                return
            if not self._parent(scope):
                yield scope

    # The files

    def _line_up(self, scopes: Iterable[bytes]) -> None:
        """Put the files in their order, and count."""
        cards = {
            one.bytes: (opened, closed)
            for one, opened, closed in self.ledger.columns(
                DossierCard, "of", "opened_on", "closed_on"
            )
        }
        nobodys = self._teams_known()
        for scope in self._everything(scopes) - nobodys:
            file = self._files[scope] = self._parent(scope) or scope
            closed = cards.get(file, (None, None))[1]
            self._steps[scope] = Step.OPEN if closed is None else Step.CLOSED

        def place(scope: bytes) -> tuple[bool, int, bytes, bool, bytes]:
            file = self._files[scope]
            opened, closed = cards.get(file, (None, None))
            day = closed or opened or self._begun(file)
            late = self._steps[scope] is Step.CLOSED
            return late, -day.toordinal(), file, scope != file, scope

        self._queue = sorted((one for one in scopes if one in self._files), key=place)
        self._coming = Counter(self._files[scope] for scope in self._queue)
        for step in (Step.OPEN, Step.CLOSED):
            files = {file for scope, file in self._files.items() if self._steps[scope] is step}
            if files:
                self._counts[step] = (len(files - self._coming.keys()), len(files))
        self._tell_files()

    def _go_on(self, news: Sequence[News]) -> Iterator[News]:
        """Read what was asked for in its order, as far as the answer had room."""
        asked, used = self._queue[:AT_ONCE], 0
        waiting, here = set(self._queue), {one.scope: one for one in news}
        yield from (one for one in news if one.gone or one.scope not in waiting)
        for scope in asked:
            if used >= FRAME:
                break
            one = here.get(scope)
            if one is not None and not one.gone:
                used += sum(len(entry.raw) for entry in one.entries)
                yield one
            self._queue.remove(scope)
            self._passed.add(scope)
            self._is_here(scope)
        if not self._queue:
            self.active = False

    def _is_here(self, scope: bytes) -> None:
        """A file is here once nothing of it is waited for any more."""
        file, step = self._files[scope], self._steps[scope]
        self._coming[file] -= 1
        if not self._coming[file]:
            done, of = self._counts[step]
            self._counts[step] = (done + 1, of)
        self._tell_files()

    def _tell_files(self) -> None:
        last = Step.CLOSED if Step.CLOSED in self._counts else Step.OPEN
        now = self._steps[self._queue[0]] if self._queue else last
        self._tell(now, *self._counts.get(now, (0, 0)))

    # What is known of a scope

    def _everything(self, scopes: Iterable[bytes]) -> set[bytes]:
        return {*scopes, *(position.scope for position in self.ledger.positions())}

    def _pages(self) -> set[bytes]:
        """The organisation's page, once it is here."""
        kinds = self.ledger.columns(Dossier, "id", "kind")
        return {one.bytes for one, kind in kinds if kind == DossierKind.ORGANISATION}

    def _teams_known(self) -> set[bytes]:
        kinds = self.ledger.columns(Dossier, "id", "kind")
        pages = {DossierKind.ORGANISATION.value, DossierKind.CIRCLE.value}
        return {one.bytes for one, kind in kinds if kind in pages}

    def _circles(self, scope: bytes) -> list[bytes]:
        members = self._engine.belief.members(scope)
        return members.circles() if members else []

    def _parent(self, scope: bytes) -> bytes:
        members = self._engine.belief.members(scope)
        return members.parent if members else b""

    def _begun(self, scope: bytes) -> date:
        """The day on which a scope was begun, as whoever began it signed."""
        first = next(iter(self.ledger.statements(scope)), None)
        at = read(first).statement.at if first else 0
        return datetime.fromtimestamp(at / 1000, UTC).date()

    @property
    def _engine(self) -> Engine:
        if self.engine is None:
            raise RuntimeError("not at work yet")
        return self.engine

    def _tell(self, step: Step, done: int, of: int) -> None:
        if of:
            self._counts[step] = (done, of)
            self.far = Far(step, dict(self._counts))
            self.told(self.far)
