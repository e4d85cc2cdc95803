"""Today, the first page: what is agreed for today, what is due, and what waits on this laptop."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from babel.dates import format_date
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from pscp_desktop.domain.lease import Lease
from pscp_desktop.domain.mediation_sessions import SessionKind
from pscp_desktop.i18n import N_, language, tr, trn
from pscp_desktop.services.conflicts.found import Conflict
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day, Unsent
from pscp_desktop.services.mediation.dues import DueItem
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.reconciling.told import Laptop
from pscp_desktop.services.undecided import NOTHING, Undecided
from pscp_desktop.services.visits import Away, Visits
from pscp_desktop.store.drafts import Draft
from pscp_desktop.ui.beside import Beside
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.days import hour, left_until, near_moment
from pscp_desktop.ui.draft_names import called
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import lead, marked
from pscp_desktop.ui.pages.page import Page, has_keyboard
from pscp_desktop.ui.pages.today_words import ahead, soon
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Entry,
    Part,
    SectionHeader,
    StatusPill,
    button,
    column,
    emptied,
    heading,
    mark,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.reconciling.laptop_words import waits
from pscp_desktop.ui.reconciling.leases import lease_banner
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.visits.lateness import left_said, minutes_left

log = logging.getLogger(__name__)

MOST: Final = 9
"""Lines that a small screen shows at once; the rest is one press away, in the list of files."""
FEWEST: Final = 4
INSET: Final = 10
"""How far words stand in from the ground of a line under the pointer."""
MINUTE_MILLISECONDS: Final = 60_000
ASIDE_WIDTH: Final = 400
SOON: Final = 7
"""Days within which a time limit is shown with a tone of its own."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows, read in one go off the main thread."""

    today: date
    now: datetime
    due: tuple[DueItem, ...]
    disputed: tuple[Conflict, ...]
    drafts: tuple[Draft, ...]
    unsent: Unsent
    overdue: tuple[Away, ...]
    lease: Lease | None
    laptops: tuple[Laptop, ...]
    undecided: Undecided = NOTHING

    def agenda(self, day: date) -> tuple[DueItem, ...]:
        """What has an hour on `day`, in its order."""
        return tuple(item for item in self.due if item.starts_at and item.due.on == day)

    def terms(self) -> tuple[DueItem, ...]:
        """What is due by a day, without an hour; and meetings gone by that nobody wrote up."""
        return tuple(
            item for item in self.due if item.starts_at is None or item.due.on < self.today
        )


class _Line(Entry):
    """A line of the day that knows what it leads to."""

    followed = Signal(object)
    stepped = Signal(int)

    def __init__(
        self, about: object, lead: QWidget, what: str, detail: str, trail: Sequence[Part] = ()
    ) -> None:
        super().__init__(lead, what, detail, *trail)
        self._about = about
        self.opened.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        self.followed.emit(self._about)

    # The area that scrolls would take the arrows for itself.
    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)


class TodayPage(Page):
    """Reads the day again whenever something was saved, and each minute for what is about to begin."""

    name = N_("Today")
    file_wanted = Signal(object)
    """The id of a file somebody wants to see."""
    draft_wanted = Signal(object)
    """A draft somebody wants to go on with."""
    dispute_wanted = Signal(object)
    visits_wanted = Signal()
    list_wanted = Signal()
    sync_wanted = Signal(str)
    """A section of sync by its id."""

    def __init__(
        self,
        *,
        look: Look,
        tasks: Tasks,
        changes: Changes,
        mediation: Mediation,
        day: Day,
        conflicts: Conflicts,
        visits: Visits,
        new_request: Callable[[], None],
        more: Callable[[date], tuple[DueItem, ...]] = lambda _: (),
        lease: Callable[[], Lease | None] = lambda: None,
        laptops: Callable[[], tuple[Laptop, ...]] = lambda: (),
    ) -> None:
        """`more` gives what is due in other services than mediation."""
        super().__init__(look=look, tasks=tasks, changes=changes)
        self._mediation, self._day, self._visits = mediation, day, visits
        self._conflicts = conflicts
        self._new_request, self._more, self._lease = new_request, more, lease
        self._laptops = laptops
        self.lines: list[_Line] = []
        self._undecided = NOTHING
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MILLISECONDS)
        self._minute.timeout.connect(self._again)
        self._minute.start()
        self._body = column(gap="xl", edge=(32, 22, 32, 24))
        whole = QWidget()
        whole.setLayout(self._body)
        self.setLayout(column(scrolled(whole), gap="none"))

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                id="mediation.new",
                label=N_("New mediation request"),
                run=self._new_request,
                keys="Ctrl+N",
                icon="plus",
            ),
        )

    def reload(self) -> None:
        self.work(tr("Reading the day"), self._read, self._show)

    @Slot()
    def _again(self) -> None:
        if self.isVisible():
            self.reload()

    @Slot(int)
    def _step(self, by: int) -> None:
        self._hold(self._held() + by)

    def _held(self) -> int:
        """Which line has the keyboard, or -1."""
        return next((at for at, one in enumerate(self.lines) if one.hasFocus()), -1)

    def _kept(self, line: _Line) -> _Line:
        line.stepped.connect(self._step)
        self.lines.append(line)
        return line

    def _hold(self, at: int) -> None:
        """Give the keyboard back to the line that had it before the page was read again."""
        if 0 <= at < len(self.lines):
            self.lines[at].setFocus()

    def _read(self, _progress: Progress) -> Seen:
        desk = self._day.desk
        today = desk.today()
        return Seen(
            today,
            desk.now(),
            _in_order(*self._mediation.boards.due(today), *self._more(today)),
            self._conflicts.disputed(),
            self._day.drafts(),
            self._day.unsent(),
            tuple(away for away in self._visits.away() if away.overdue),
            self._lease(),
            self._laptops(),
            self._day.undecided(),
        )

    def _show(self, seen: Seen) -> None:
        held, inside = self._held(), has_keyboard(self)
        self._undecided = seen.undecided
        if not self._body.count():
            log.info("today_shown")
        emptied(self._body)
        self.lines = []
        new = button(tr("New request"), "primary", "plus", self.look)
        new.clicked.connect(self._new_request)
        agenda = seen.agenda(seen.today)
        title = format_date(seen.today, "EEEE, d 'de' MMMM" if language() == "es" else "EEEE, d MMMM",
                            locale=language())  # fmt: skip
        self._body.addWidget(heading(title[:1].upper() + title[1:], ahead(agenda, seen.now), new))
        if seen.overdue:
            see = button(tr("See the visits"), "link")
            see.clicked.connect(self.visits_wanted)
            self._body.addWidget(_late(self.look, seen, see))
        if seen.lease is not None and seen.lease.warns:
            state = button(tr("See the state of sync"), "link")
            state.clicked.connect(self._see_state)
            self._body.addWidget(lease_banner(self.look, seen.lease, state))
        aside = panel(column(*self._waiting(seen), None, gap="l", edge=(0, 12, 0, 0)))
        card = panel(
            column(*self._card(seen, agenda), None, gap="l", edge=(14, 20, 14, 24)), "card"
        )
        self._body.addWidget(Beside(card, aside, ASIDE_WIDTH))
        self._body.setStretch(self._body.count() - 1, 1)
        self.setFocusProxy(new)
        if inside:
            new.setFocus()
            self._hold(held)

    def _card(self, seen: Seen, agenda: tuple[DueItem, ...]) -> Iterable[Part]:
        terms = seen.terms()
        tomorrow = seen.agenda(seen.today + timedelta(days=1))
        most = max(FEWEST, MOST - len(agenda) - len(tomorrow))
        yield self._section(tr("Agenda"), [self._meeting(item, seen.now) for item in agenda],
                            tr("Nothing is arranged for today. Sessions appear here with their "
                               "hour and place as soon as they are planned in a file."))  # fmt: skip
        yield self._section(tr("Follow-ups and time limits"),
                            [self._term(item, seen.today) for item in terms[:most]],
                            tr("Nothing is due in the next two weeks."),
                            everything=len(terms))  # fmt: skip
        if tomorrow:
            yield self._section(
                tr("Tomorrow"), [self._meeting(item, seen.now, pill=False) for item in tomorrow], ""
            )

    def _waiting(self, seen: Seen) -> Iterable[Part]:
        if seen.disputed:
            lines = [self._dispute(each) for each in seen.disputed]
            yield self._section(tr("To decide"), lines, "")
        if seen.laptops:
            waits = [self._laptop(each, seen.today) for each in seen.laptops]
            yield self._section(tr("Laptops"), waits, "")
        yield self._section(tr("Drafts"), [self._draft(each, seen.today) for each in seen.drafts],
                            tr("What you type is kept as you type it; unfinished forms wait here."),
                            icon="draft")  # fmt: skip
        said = tr("Until it is sent, everything is kept, encrypted, on this laptop.")
        yield self._section(tr("Not sent"), [], said, icon="offline",
                            everything=seen.unsent.changes)  # fmt: skip

    def _section(
        self,
        title: str,
        lines: Sequence[QWidget],
        otherwise: str,
        *,
        icon: str = "calendar",
        everything: int = 0,
    ) -> QWidget:
        count = max(everything, len(lines))
        parts: list[Part] = [SectionHeader(title, count, inset=INSET), *lines]
        if lines and count > len(lines):
            more = count - len(lines)
            words = trn("and {n} more, in the list of files", "and {n} more, in the list of files",
                        more).format(n=more)  # fmt: skip
            rest = button(words, "link")
            rest.clicked.connect(self.list_wanted)
            parts.append(row(INSET + 30, rest, None))
        if not lines:
            parts.append(EmptyState(self.look, icon, otherwise, inset=INSET))
        return panel(column(*parts, gap="none"))

    def _meeting(self, item: DueItem, now: datetime, *, pill: bool = True) -> Entry:
        assert item.starts_at is not None  # noqa: S101 (only what has an hour comes here)
        said = soon(item.starts_at, now) if pill else ""
        trail = [StatusPill(self.look, said, "accent", "due")] if said else []
        detail = " · ".join(filter(None, (item.number, item.place)))
        kind = tr(SessionKind.label_of(item.kind)) if item.kind else tr(item.due.label)
        return self._entry(
            _hour(hour(item.starts_at)), f"{kind} · {item.title}", self._bearing(detail, item),
            trail, item.dossier,
        )  # fmt: skip

    def _term(self, item: DueItem, today: date) -> Entry:
        left = (item.due.on - today).days
        tone, icon = ("warn", "warn") if left < 0 else ("info", "due") if left <= SOON else (
            "plain", "due")  # fmt: skip
        said = left_until(item.due.on, today, item.starts_at, legal=bool(item.due.article))
        pill = StatusPill(self.look, said, tone, icon)
        sign = lead(self.look, "calendar", undecided=item.dossier in self._undecided.files)
        detail = self._bearing(" · ".join(filter(None, (item.number, item.title))), item)
        what = tr(item.due.label)
        if item.month:
            what = tr("{what} · month {n}").format(what=what, n=item.month)
        return self._entry(sign, what, detail, [pill], item.dossier)

    def _bearing(self, detail: str, item: DueItem) -> str:
        """The mark where two values stand somewhere in the file: its day or its place may be of them."""
        return marked(detail, undecided=item.dossier in self._undecided.files)

    def _dispute(self, each: Conflict) -> Entry:
        label, number = each.field.spec.label, each.place.number
        lead = mark(self.look, "conflict", "warn", 18)
        entry = _Line(each, lead, tr(label), tr("Two versions · {file}").format(file=number))
        entry.followed.connect(self.dispute_wanted)
        return self._kept(entry)

    @Slot()
    def _see_state(self) -> None:
        self.sync_wanted.emit("state")

    @Slot()
    def _see_laptops(self) -> None:
        self.sync_wanted.emit("laptops")

    def _laptop(self, one: Laptop, today: date) -> Entry:
        entry = _Line(one, mark(self.look, "laptop", "warn", 18), *waits(one, today))
        entry.followed.connect(self._see_laptops)
        return self._kept(entry)

    def _draft(self, draft: Draft, today: date) -> Entry:
        lead = mark(self.look, "draft", "muted", 18)
        saved = tr("Saved {when}").format(when=near_moment(draft.saved_at, today))
        entry = _Line(draft, lead, called(draft), saved)
        entry.followed.connect(self.draft_wanted)
        return self._kept(entry)

    def _entry(
        self, lead: QWidget, what: str, detail: str, trail: Sequence[Part], dossier: UUID
    ) -> Entry:
        entry = _Line(dossier, lead, what, detail, trail)
        entry.followed.connect(self.file_wanted)
        return self._kept(entry)


def _in_order(*items: DueItem) -> tuple[DueItem, ...]:
    return tuple(sorted(items, key=lambda item: item.due.on))


def _hour(words: str) -> QLabel:
    label = text(words, "strong")
    label.setFixedWidth(48)
    return label


def _late(look: Look, seen: Seen, see: QWidget) -> QWidget:
    """One banner for all who are late: who, since when, where."""
    said = [
        tr("{name} should have been back at {hour}.").format(
            name=away.who, hour=hour(away.visit.back_at)
        )
        for away in seen.overdue
    ]
    places = " · ".join(dict.fromkeys(away.visit.place for away in seen.overdue))
    places = marked(places, undecided=any(away.undecided for away in seen.overdue))
    worst = min(minutes_left(away.visit.back_at, seen.now) for away in seen.overdue)
    return Banner(look, left_said(worst)[1], " ".join(said), places, see)
