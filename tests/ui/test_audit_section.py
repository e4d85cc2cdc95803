"""The audits on the sync page: there for who audits alone, by laptop and day, exported without names."""

import csv
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling import auditing
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.ui.pages.sync import AUDITS, SyncPage
from pscp_desktop.ui.reconciling.audit_section import AuditSection, DayLine, TrailPanel
from pscp_desktop.ui.reconciling.section import Linkage
from tests.hub_world import Desk as Device
from tests.linked import Linked, Office
from tests.linked_far import far
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA, INES, OMAR, a_case

Paged = Callable[[Linked], SyncPage]


@pytest.fixture
def office(tmp_path: Path, database: str) -> Iterator[Office]:
    """Alba coordinates, Omar has looked into a file, Inés audits; their hub is a real one."""
    office = Office(tmp_path)
    with far(database, tmp_path / "hub", office) as hub:
        office.reach = lambda me: hub.client(Device(me.user, me.device, me.signing, me.receiving))
        alba = office.first(ALBA)
        omar = office.newcomer(OMAR, alba)
        case = a_case(alba.desk)
        office.meet()
        ines = office.newcomer(INES, alba, RoleCode.AUDITOR, team=False)
        omar.desk.open(case.dossier, "sustituyo a una compañera")
        office.moment.passes(days=1)
        omar.desk.open(case.dossier)
        omar.desk.looked("print", case.dossier)
        for one in (alba, omar, ines):
            one.round()
            auditing.exchange(one.reconciling, one.peer())
        yield office


@pytest.fixture
def paged(furnish: Furnish, qtbot: QtBot, tmp_path: Path) -> Paged:
    def page(linked: Linked) -> SyncPage:
        tools = furnish(linked.desk)
        linkage = Linkage(
            tools=tools, reconciling=linked.reconciling, blobs=Blobs(linked.desk, tmp_path),
            reach=lambda _: nullcontext(linked.peer()), round_now=lambda: None,
        )  # fmt: skip
        made = SyncPage(tools=tools, conflicts=Conflicts(linked.desk), linkage=linkage)
        qtbot.addWidget(made)
        made.resize(1142, 768)
        made.show()
        made.reload()
        settle(made, qtbot)
        return made

    return page


def settle(page: SyncPage, qtbot: QtBot) -> None:
    qtbot.wait(40)
    qtbot.waitUntil(lambda: not page.tasks.busy, timeout=15_000)
    qtbot.wait(20)


def audit_of(page: SyncPage, qtbot: QtBot) -> AuditSection:
    way = page._ways.button(AUDITS)
    assert way.isVisible()
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Space)
    settle(page, qtbot)
    assert isinstance(page.section, AuditSection)
    return page.section


def said(page: SyncPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel))


def test_who_audits_sees_each_laptop_by_day_with_its_state(
    office: Office, paged: Paged, qtbot: QtBot
) -> None:
    page = paged(office.desks[INES])
    section = audit_of(page, qtbot)
    code = auditing.coder(office.desks[INES].reconciling)

    panels = section.findChildren(TrailPanel)
    assert len(panels) == 2
    omar = next(p for p in panels if p.title.startswith(code("L", OMAR.bytes)))
    assert code("P", OMAR.bytes) in omar.title
    lines = [one.accessibleName() for one in omar.findChildren(DayLine)]
    assert [line.split(".")[0] for line in lines] == [
        "martes, 3 de marzo de 2026 · expedientes abiertos: 1, impresiones: 1",
        "lunes, 2 de marzo de 2026 · expedientes abiertos: 1",
    ]  # fmt: skip
    assert "sustituyo a una compañera" in lines[1]
    assert "Íntegro" in said(page)
    for name in ("Omar", "Alba", "Patio"):
        assert name not in said(section)  # type: ignore[arg-type] # any widget has labels


@guards("audit.way_hidden")
def test_g04_nobody_else_has_a_way_to_the_audits(office: Office, paged: Paged) -> None:
    for who in (ALBA, OMAR):
        assert not paged(office.desks[who])._ways.button(AUDITS).isVisible()


def test_g06_the_export_by_hand_holds_every_line_and_is_written_down(
    office: Office, paged: Paged, qtbot: QtBot, tmp_path: Path
) -> None:
    ines = office.desks[INES]
    page = paged(ines)
    section = audit_of(page, qtbot)
    qtbot.mouseClick(section.act, Qt.MouseButton.LeftButton)
    (dialog,) = page.window().findChildren(QFileDialog)
    dialog.reject()
    path = tmp_path / "registro.csv"
    section.export(path)
    settle(page, qtbot)

    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    trails = auditing.trails(ines.reconciling)
    assert rows[0] == list(auditing.HEADINGS)
    assert len(rows) == 1 + sum(len(one.entries) for one in trails)
    assert "sustituyo" not in path.read_text("utf-8-sig")
    with ines.desk.reading() as session:
        query = "SELECT act, detail FROM audit ORDER BY n DESC LIMIT 1"
        (last,) = session.connection().exec_driver_sql(query).all()
    assert tuple(last) == ("export", f"audit:{len(rows) - 1}")


def test_before_anything_came_the_section_says_so(
    tmp_path: Path, database: str, paged: Paged, qtbot: QtBot
) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    ines = office.newcomer(INES, alba, RoleCode.AUDITOR, team=False)
    page = paged(ines)
    audit_of(page, qtbot)

    assert "Todavía no ha llegado ningún registro" in said(page)
