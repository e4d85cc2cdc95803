"""Who looked at what, for those who audit: by laptop and day, checked, to be exported without names."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr, trn
from pscp_desktop.reports.audits import sheet
from pscp_desktop.services.reconciling import auditing
from pscp_desktop.services.reconciling.auditing import Entry as Said
from pscp_desktop.services.reconciling.auditing import Trail
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import long_day, whole_moment
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    SectionHeader,
    StatusPill,
    button,
    column,
    mark,
    panel,
    row,
)
from pscp_desktop.ui.reconciling.section import SyncSection
from pscp_desktop.ui.tasks import Progress

MOST_DAYS: Final = 60
"""Days of one laptop that are listed; the export holds them all."""
LOOKS: Final = {
    "open": N_("files opened"),
    "print": N_("printed"),
    "export": N_("saved outside"),
    "attachment": N_("attached files opened"),
    "show": N_("shown on the screen"),
    "search": N_("searches"),
    "clock": N_("changes of the clock"),
}
"""The acts that are looks, and what becomes of a clock, as they are counted."""
STATES: Final = {
    auditing.WHOLE: (N_("Whole"), "ok", "done"),
    auditing.ALTERED: (N_("Altered on the laptop"), "danger", "danger"),
    auditing.SPOILT: (N_("Does not hold together"), "danger", "danger"),
    auditing.SHORT: (N_("The hub has lost some"), "danger", "danger"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A trail as it is shown: with the codes of its laptop and of its person."""

    trail: Trail
    laptop: str
    person: str
    files: dict[bytes, str]


class AuditSection(SyncSection):
    """Nobody else comes here: the way to it is shown to those who audit alone."""

    id = "audit"
    name = N_("Audits")
    lead = N_(
        "Who opened, printed or saved what, on every laptop. Codes stand for people and files."
    )
    follows_rounds = True
    icon = "shield"

    def reload(self) -> None:
        self.work(tr("Reading the audits"), self._read, self._show)

    def _read(self, _: Progress) -> tuple[Shown, ...]:
        service = self.linkage.reconciling
        code = auditing.coder(service)
        return tuple(
            Shown(
                one, code("L", one.device), code("P", one.user.bytes),
                {e.line.dossier.bytes: code("E", e.line.dossier.bytes) for e in one.entries},
            )
            for one in auditing.trails(service)
        )  # fmt: skip

    def _show(self, found: tuple[Shown, ...]) -> None:
        if not found:
            self.fill(EmptyState(self.look, "shield", tr(
                "No audit has come yet. Each laptop hands over its own at its next round with the hub."
            )))  # fmt: skip
            return
        self.act = button(tr("Export without names"), "", "export", self.look)
        self.act.clicked.connect(self._ask_place)
        self.fill(panel(row(None, self.act)), *(TrailPanel(self, one) for one in found))

    @Slot()
    def _ask_place(self) -> None:
        title, kinds = tr("Export without names"), "CSV (*.csv)"
        ask.save_file(self.window(), title, "registro.csv", kinds, self.export)

    def export(self, path: Path) -> None:
        """Write all audits outside, after that has been written down here."""
        service = self.linkage.reconciling

        def job(_: Progress) -> int:
            rows = list(auditing.exported(service, auditing.trails(service)))
            service.desk.looked("export", NAMELESS, detail=f"audit:{len(rows) - 1}")
            path.write_bytes(sheet(rows))
            return len(rows) - 1

        def then(count: int) -> None:
            said = trn("{n} line exported without names", "{n} lines exported without names", count)
            self.done.emit(said.format(n=count))

        self.work(tr("Exporting"), job, then)


class TrailPanel(QWidget):
    """One laptop: what was found of its audit, and its days with what was looked at."""

    def __init__(self, section: AuditSection, shown: Shown) -> None:
        super().__init__()
        look, today = section.look, section.linkage.tools.desk.today()
        trail, (words, tone, icon) = shown.trail, STATES[shown.trail.state]
        count = trn("{n} line", "{n} lines", trail.last).format(n=trail.last)
        told = whole_moment(trail.receipted, today) if trail.receipted else ""
        said = tr("{count}, receipted by the hub {moment}").format(count=count, moment=told)
        if trail.first_altered:
            differs = tr("the first that differs is number {n}").format(n=trail.first_altered)
            said = f"{said}; {differs}"
        pill = StatusPill(look, tr(words), tone, icon)
        self.title = f"{shown.laptop} · {shown.person}"
        head = Entry(
            mark(look, "laptop", "muted"), self.title, said, pill,
            still=True, wrap=True,
        )  # fmt: skip
        days = [DayLine(section, shown, day, entries) for day, entries in _days(trail)[:MOST_DAYS]]
        titled = [SectionHeader(tr("By day"), len(days))] if days else []
        self.setLayout(column(head, *titled, *days, gap="xs"))


class DayLine(Entry):
    """A day of a laptop: how many looks of each kind, at which files, and the reasons that were given."""

    def __init__(self, section: AuditSection, shown: Shown, day: date, entries: list[Said]) -> None:
        kinds = Counter(one.line.act for one in entries)
        counted = ", ".join(f"{tr(LOOKS[act])}: {number}" for act, number in kinds.most_common())
        named = {one.line.dossier.bytes for one in entries if one.line.dossier != NAMELESS}
        files = ", ".join(sorted(shown.files[one] for one in named))
        reasons = "; ".join(dict.fromkeys(one.line.why for one in entries if one.line.why))
        told = tr("Reasons: {reasons}").format(reasons=reasons) if reasons else ""
        super().__init__(
            mark(section.look, "calendar", "muted"), f"{long_day(day)} · {counted}",
            " · ".join(filter(None, (files, told))), still=True, wrap=True,
        )  # fmt: skip


def _days(trail: Trail) -> list[tuple[date, list[Said]]]:
    """The looks of a trail by day, the last first; within a day in the order of their numbers."""
    looks = [one for one in trail.entries if one.line.act in LOOKS]
    ordered = sorted(looks, key=lambda one: (day_of(one.at), one.life, one.number))
    days = [(day, list(lines)) for day, lines in groupby(ordered, lambda one: day_of(one.at))]
    return days[::-1]
