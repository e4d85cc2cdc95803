"""The first sync on the screen: which step, how many, what is said aloud, where one stands."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop.app.rounds import Rounds
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.mediation.boards import Boards, Filters, Sort
from pscp_desktop.services.reconciling import sticks
from pscp_desktop.services.reconciling.arriving import Far, Step
from pscp_desktop.services.reconciling.blobs import Blobs, Coming
from pscp_desktop.services.reconciling.told import State
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.mediation.board import row_of
from pscp_desktop.ui.pages.sync import SyncPage, place_of
from pscp_desktop.ui.parts import SyncIndicator
from pscp_desktop.ui.rail import Foot
from pscp_desktop.ui.reconciling.arrival import ArrivalPanel
from pscp_desktop.ui.reconciling.section import Linkage
from pscp_desktop.ui.reconciling.state_section import StateSection
from pscp_desktop.ui.reconciling.stick_section import StickSection
from pscp_desktop.ui.reconciling.telling import STEPS, indicator
from tests.linked import Office
from tests.newcomers import Newcomer, a_newcomer, the_files
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.world import ALBA, MONDAY


def said(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel))


def far(step: Step, **counts: tuple[int, int]) -> Far:
    return Far(step, {Step(name): count for name, count in counts.items()})


@pytest.fixture
def aloud(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was given to say."""
    heard: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        heard.append(event.message())  # type: ignore[attr-defined] # of an announcement

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard


@dataclass
class Desk:
    """Omar's desk in its first sync: the page of sync, its rounds, and the foot of the rail."""

    newcomer: Newcomer
    page: SyncPage
    rounds: Rounds
    tools: FormTools
    blobs: Blobs
    qtbot: QtBot
    told: list[Far]
    cut: list[int]
    """After how many requests the network goes, at the next round; empty where it stays."""

    def section(self) -> StateSection:
        self.page.show()
        self.page.go(place_of("state"))
        self.settle()
        section = self.page.section
        assert isinstance(section, StateSection)
        return section

    def round(self) -> None:
        self.rounds.now()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tools.tasks.busy, timeout=15_000)
        self.qtbot.wait(20)


@pytest.fixture
def desk(tmp_path: Path, furnish: Furnish, qtbot: QtBot) -> Desk:
    """Alba's team has five open files and two closed ones; Omar was let in and has the teams."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    the_files(alba.desk, 5, 2)
    alba.round()
    omar = a_newcomer(office, alba)
    omar.joins()
    linked = omar.linked
    told: list[Far] = []
    cut: list[int] = []
    tools, blobs = furnish(linked.desk), Blobs(linked.desk, tmp_path / "blobs")

    def reach(_: object) -> Any:
        return nullcontext(omar.line(cut.pop() if cut else None))

    rounds = Rounds(linked.reconciling, blobs, tools.tasks, reach, lambda: 0.5)
    page = SyncPage(
        tools=tools, conflicts=Conflicts(linked.desk),
        linkage=Linkage(
            tools=tools, reconciling=linked.reconciling, blobs=blobs, reach=reach,
            round_now=rounds.now,
        ),
    )  # fmt: skip
    rounds.arriving.connect(told.append)
    rounds.arriving.connect(page.arriving)
    rounds.finished.connect(lambda _: page.round_over.emit(False))  # noqa: FBT003 (a signal)
    rounds.failed.connect(lambda: page.round_over.emit(True))  # noqa: FBT003 (a signal)
    qtbot.addWidget(page)
    page.resize(1142, 768)
    return Desk(omar, page, rounds, tools, blobs, qtbot, told, cut)


def test_the_steps_are_counted_in_place_and_the_end_takes_them_away(desk: Desk) -> None:
    section = desk.section()
    panel = section.arrival
    assert panel is not None
    assert "Ya puede trabajar" in said(panel)

    desk.round()

    assert desk.told[-1].step is Step.ATTACHMENTS or desk.told[-1].counts[Step.CLOSED] == (2, 2)
    assert desk.newcomer.linked.reconciling.state().arriving is None
    assert section.arrival is None
    assert "Recibiendo" not in said(section)


def test_a_cut_says_what_happens_next_and_the_next_round_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pscp_desktop.services.reconciling.arriving.AT_ONCE", 2)
    section = desk.section()
    desk.cut.append(2)

    desk.round()

    assert section.arrival is not None
    assert "2 de 5" in said(section.arrival)
    assert "nada se recibe dos veces" in said(section.arrival)
    words, detail, tone = indicator(desk.newcomer.linked.reconciling.state(), MONDAY)
    assert (words, tone) == ("Recibiendo: Expedientes abiertos: 2 de 5", "info")
    assert detail == "Ya puede trabajar."
    desk.round()
    assert section.arrival is None


def test_a_step_is_said_aloud_once_and_no_file_is(
    look: Look, qtbot: QtBot, aloud: list[str]
) -> None:
    panel = ArrivalPanel(look, far(Step.OPEN, team=(2, 2), open=(0, 3)), missed=False)
    qtbot.addWidget(panel)
    for done in (1, 2, 3):
        panel.show_far(far(Step.OPEN, team=(2, 2), open=(done, 3)))
        assert (panel.bar.value(), panel.bar.maximum()) == (done, 3)
        assert panel.bar.accessibleName() == f"Expedientes abiertos: {done} de 3"
    panel.show_far(far(Step.CLOSED, team=(2, 2), open=(3, 3), closed=(0, 4)))
    panel.show_far(far(Step.CLOSED, team=(2, 2), open=(3, 3), closed=(1, 4)))

    assert aloud == ["Expedientes cerrados: 0 de 4"]
    assert len(STEPS) == 5


def test_what_was_written_meanwhile_is_counted_beside(desk: Desk) -> None:
    state = State(
        joined=True, hub="https://hub.invalid", unsent=3, since=None, last_contact=None, attention=0,
        arriving=far(Step.OPEN, open=(1, 5)),
    )  # fmt: skip
    assert indicator(state, MONDAY)[1] == "3 sin enviar"


@guards("arriving.card")
def test_a_card_of_a_file_that_is_on_its_way_says_so_and_not_that_it_is_closed(desk: Desk) -> None:
    board = Boards(desk.newcomer.linked.desk)

    lines = board.page(Filters(), limit=10)
    assert len(lines) == 5
    assert all(line.coming and not line.may_open for line in lines)
    shown = row_of(lines[0], Sort.DUE, MONDAY.date(), frozenset())
    assert shown.detail.endswith("por recibir")

    desk.round()
    assert [line.coming for line in board.page(Filters(), limit=10)] == [False] * 5


def test_whoever_stands_on_the_state_at_the_foot_of_the_rail_stays_there(
    look: Look, qtbot: QtBot
) -> None:
    state = [("Recibiendo: 1", "", "info")]
    foot = Foot(look, ("Omar Muestra", ""), lambda: state[0])
    qtbot.addWidget(foot)
    foot.show()
    before = foot.findChildren(SyncIndicator)[0]
    before.setFocus()
    assert foot.focusWidget() is before
    state[0] = ("Recibiendo: 2", "", "info")

    foot.refresh()
    qtbot.wait(20)

    now = foot.focusWidget()
    assert isinstance(now, SyncIndicator)
    assert now is not before


def test_which_attachments_come_is_chosen_by_keyboard_and_kept(desk: Desk) -> None:
    section = desk.section()
    assert section.coming is not None
    assert section.coming.choice.chosen == 0
    section.coming.setFocus()
    desk.qtbot.keyClick(desk.page.window().focusWidget(), Qt.Key.Key_Right)
    desk.qtbot.keyClick(desk.page.window().focusWidget(), Qt.Key.Key_Space)
    desk.settle()

    assert desk.blobs.coming is Coming.ALL
    assert "También las fotos" in said(section.coming)
    desk.round()
    again = desk.section()
    assert again.coming is not None
    assert again.coming.choice.chosen == 1


@guards("sync.standing")
def test_after_a_stick_was_read_the_keyboard_is_where_it_was(desk: Desk, tmp_path: Path) -> None:
    alba = desk.newcomer.office.desks[ALBA]
    stick = tmp_path / "alba.sbundle"
    sticks.write(alba.reconciling, Blobs(alba.desk, tmp_path / "alba-blobs"), stick)
    desk.page.show()
    desk.page.go(place_of("sticks"))
    desk.settle()
    section = desk.page.section
    assert isinstance(section, StickSection)
    before = section.read
    before.setFocus()

    section.read_from(stick)
    desk.settle()
    section.reload()  # as after every merge

    assert section.read is not before
    assert desk.page.focusWidget() is section.read
