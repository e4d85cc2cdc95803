"""The lease of a laptop where people see it: above the day, and in the state of sync."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.errors import ContactOwed
from pscp_desktop.domain.lease import DAY, Lease
from pscp_desktop.i18n import tr
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.errors import words_for
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.pages.today import TodayPage
from pscp_desktop.ui.reconciling.leases import lease_line
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA, Moment, a_desk


def said(page: QWidget) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel))


@pytest.fixture
def tools(tmp_path: Path, furnish: Furnish) -> FormTools:
    return furnish(a_desk(tmp_path, ALBA, now=Moment()))


def today(tools: FormTools, qtbot: QtBot, lease: Lease | None) -> Any:
    desk = tools.desk
    page = TodayPage(
        look=tools.look, tasks=tools.tasks, changes=tools.changes, mediation=Mediation(desk),
        day=Day(desk), conflicts=Conflicts(desk), visits=Visits(desk), new_request=lambda: None,
        lease=lambda: lease,
    )  # fmt: skip
    qtbot.addWidget(page)
    page.resize(1142, 768)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: not tools.tasks.busy and "lunes" in said(page).lower())
    return page


@guards("lease.warned")
@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (20, "Quedan 10 días sin contacto"),
        (29, "Queda 1 día sin contacto"),
        (30, "no se abren hasta"),
    ],
)
def test_the_day_warns_from_the_twentieth_day_and_leads_to_the_state(
    tools: FormTools, qtbot: QtBot, spent: int, words: str
) -> None:
    page = today(tools, qtbot, Lease(0, spent * DAY, 0))

    assert words in said(page)
    asked: list[str] = []
    page.sync_wanted.connect(asked.append)
    # What a page showed before is there until the next turn of events.
    way = [b for b in page.findChildren(QPushButton) if "sincronización" in b.text()][-1]
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Space)
    assert asked == ["state"]


@pytest.mark.parametrize("lease", [None, Lease(0, 19 * DAY, 0), Lease(0, 90 * DAY, 0, days=0)])
def test_the_day_says_nothing_of_a_lease_that_is_long(
    tools: FormTools, qtbot: QtBot, lease: Lease | None
) -> None:
    assert "sin contacto" not in said(today(tools, qtbot, lease))


@pytest.mark.parametrize(
    ("lease", "words"),
    [
        (Lease(0, 0, 0), "Quedan 30 días sin contacto"),
        (Lease(0, 40 * DAY, 0), "puede escribir un lápiz"),
        (Lease(0, 40 * DAY, 0, days=0), "Sin plazo"),
    ],
)
def test_the_state_always_says_how_long_it_may_go_on(
    tools: FormTools, qtbot: QtBot, lease: Lease, words: str
) -> None:
    line = lease_line(tools.look, lease)
    qtbot.addWidget(line)

    assert words in said(line)


def test_a_closed_file_says_what_to_do() -> None:
    assert "Lo que usted escribió está a salvo" in tr(words_for(ContactOwed()).do)
