"""The lines of the page: who is out, who came back, and what is known of addresses."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.visits import Away, Warned
from pscp_desktop.ui.days import hour
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import SHAPE, lead, marked
from pscp_desktop.ui.parts import (
    Entry,
    StatusPill,
    button,
    face,
    row,
)
from pscp_desktop.ui.visits.lateness import left_said, minutes_left


def _where(away: Away) -> str:
    visit = away.visit
    along = tr("with {name}").format(name=visit.companion) if visit.companion else tr("alone")
    detail = " · ".join(filter(None, (visit.place, along, away.number)))
    return marked(detail, undecided=away.undecided)


def _sign(look: Look, away: Away) -> QWidget:
    """Whose line it is; the shape of the mark where two values stand in it."""
    return lead(look, *SHAPE, 32) if away.undecided else face(away.who)


class OutLine(QWidget):
    """Somebody who is out, with the two things that can be said of it."""

    back = Signal(object)
    longer = Signal(object)

    def __init__(self, look: Look, away: Away, now: datetime) -> None:
        super().__init__()
        self._away = away
        words, tone, icon = left_said(minutes_left(away.visit.back_at, now))
        pill = StatusPill(look, words, tone, icon)
        what = tr("{name} · until {hour}").format(name=away.who, hour=hour(away.visit.back_at))
        more = button(tr("30 min more"), "quiet")
        more.setAccessibleName(tr("30 min more for {name}").format(name=away.who))
        more.clicked.connect(self._longer)
        self.act = button(tr("Has returned"), "", "check", look)
        self.act.setAccessibleName(tr("{name} is back").format(name=away.who))
        self.act.clicked.connect(self._back)
        line = Entry(_sign(look, away), what, _where(away), pill, still=True, wrap=True)
        self.setLayout(row(line, more, self.act, gap="s", wide=0))

    @Slot()
    def _back(self) -> None:
        self.back.emit(self._away)

    @Slot()
    def _longer(self) -> None:
        self.longer.emit(self._away)


def ended_line(look: Look, away: Away) -> QWidget:
    """Somebody who came back: when, or that it was not safe to go on."""
    visit = away.visit
    at = hour(visit.returned_at) if visit.returned_at is not None else ""
    pill = StatusPill(look, tr("Back at {hour}").format(hour=at), "ok", "done")
    if visit.unsafe:
        pill = StatusPill(look, tr("Unsafe to proceed"), "danger", "danger")
    return Entry(_sign(look, away), away.who, _where(away), pill, still=True)


class WarningLine(Entry):
    """An address and what to know of it; pressed, it can be lifted."""

    chosen_one = Signal(object)

    def __init__(self, look: Look, warned: Warned) -> None:
        warning = warned.warning
        tone, alone = ("danger", tr("Never alone")) if warning.two_people else ("warn", "")
        said = " · ".join(filter(None, (alone, warning.warning, warned.number)))
        detail = marked(said, undecided=warned.undecided)
        sign = lead(look, tone, tone, undecided=warned.undecided)
        super().__init__(sign, warning.place, detail, wrap=True)
        self._warned = warned
        self.opened.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        self.chosen_one.emit(self._warned)
