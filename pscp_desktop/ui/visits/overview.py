"""What the page shows while no form stands in its place: who is out, who is back, which addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.visits import Away, Warned
from pscp_desktop.ui.beside import Beside
from pscp_desktop.ui.days import hour
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.marks import marked
from pscp_desktop.ui.parts import (
    Banner,
    EmptyState,
    Part,
    SectionHeader,
    button,
    column,
    emptied,
    heading,
    panel,
)
from pscp_desktop.ui.visits.lateness import GRACE, minutes_left, out_said
from pscp_desktop.ui.visits.lines import OutLine, WarningLine, ended_line

ASIDE_WIDTH: Final = 332
INSET: Final = 10
"""How far words stand in from the ground of a line under the pointer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows, read in one go off the main thread."""

    now: datetime
    away: tuple[Away, ...]
    ended: tuple[Away, ...]
    warnings: tuple[Warned, ...]


class Overview(QWidget):
    """Says it all again each time; what is pressed in it goes to the page."""

    leaving = Signal()
    warned = Signal()
    back = Signal(object)
    longer = Signal(object)
    lifted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._body = column(gap="xl", edge=(32, 22, 32, 24))
        self.setLayout(self._body)

    def show_seen(self, seen: Seen, done: str) -> None:
        """Show what was read, and in the first line what was just done."""
        inside = self.isAncestorOf(self.window().focusWidget())
        emptied(self._body)
        go = button(tr("Leave for a visit"), "primary", "visit", self._look)
        go.clicked.connect(self.leaving)
        self.setFocusProxy(go)
        self._body.addWidget(heading(tr("Visits"), self._context(seen, done), go))
        for banner in self._alarms(seen):
            self._body.addWidget(banner)
        card = panel(column(*self._people(seen), None, gap="l", edge=(14, 20, 14, 24)), "card")
        aside = panel(column(*self._addresses(seen), None, gap="s", edge=(0, 12, 0, 0)))
        self._body.addWidget(Beside(panel(column(card, None)), aside, ASIDE_WIDTH))
        self._body.setStretch(self._body.count() - 1, 1)
        if inside:
            go.setFocus()

    def _context(self, seen: Seen, done: str) -> str:
        words = out_said(len(seen.away))
        coming = [away for away in seen.away if not away.overdue]
        if coming:
            first = hour(coming[0].visit.back_at)
            words += " " + tr("The next is back at {hour}.").format(hour=first)
        return " ".join(filter(None, (done, words)))

    def _alarms(self, seen: Seen) -> Sequence[QWidget]:
        found: list[QWidget] = []
        for away in seen.away:
            if minutes_left(away.visit.back_at, seen.now) <= -GRACE:
                what = tr("{name} should have been back at {hour}.").format(
                    name=away.who, hour=hour(away.visit.back_at)
                )
                why = tr(
                    "Call them now. If they do not answer, call whoever went along, then 112 with "
                    "this address: {place}."
                ).format(place=away.visit.place)
                found.append(
                    Banner(self._look, "danger", marked(what, undecided=away.undecided), why)
                )
        return found

    def _people(self, seen: Seen) -> Sequence[Part]:
        out: list[Part] = [SectionHeader(tr("Out now"), len(seen.away), inset=INSET)]
        for away in seen.away:
            line = OutLine(self._look, away, seen.now)
            line.back.connect(self.back)
            line.longer.connect(self.longer)
            out.append(line)
        if not seen.away:
            said = tr(
                "Nobody is at a door. Whoever sets out says here where, with whom and until when, "
                "so that somebody notices if they do not come back."
            )
            out.append(EmptyState(self._look, "visit", said, inset=INSET))
        parts: list[Part] = [panel(column(*out, gap="none"))]
        if seen.ended:
            ended: list[Part] = [SectionHeader(tr("Back today"), len(seen.ended), inset=INSET)]
            ended += [ended_line(self._look, away) for away in seen.ended]
            parts.append(panel(column(*ended, gap="none")))
        return parts

    def _addresses(self, seen: Seen) -> Sequence[Part]:
        add = button(tr("Add"), "link")
        add.setAccessibleName(tr("Warn about an address"))
        add.clicked.connect(self.warned)
        parts: list[Part] = [
            SectionHeader(tr("Addresses to mind"), len(seen.warnings), add, inset=INSET)
        ]
        for warned in seen.warnings:
            line = WarningLine(self._look, warned)
            line.chosen_one.connect(self.lifted)
            parts.append(line)
        if not seen.warnings:
            said = tr(
                "No warning stands. A loose dog, a broken stair, somebody who threatened: what one "
                "of you has seen, the next one should know before knocking."
            )
            parts.append(EmptyState(self._look, "warn", said, inset=INSET))
        return parts
