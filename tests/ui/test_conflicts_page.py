"""The page on which conflicts are decided, by hand and by keyboard, on two real vaults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.domain.screening import Screening
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.desk import Desk
from pscp_desktop.ui.conflicts.deciding import DecidingPane
from pscp_desktop.ui.conflicts.looking import KeptPane, LookingPane
from pscp_desktop.ui.conflicts.telling import pieces
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.pages.sync import SyncPage
from tests.ui.conftest import Furnish
from tests.world import Moment, a_case, a_desk, exchange, shown, two_desks


@dataclass
class Side:
    """One of two colleagues before the page."""

    desk: Desk
    tools: FormTools
    page: SyncPage
    qtbot: QtBot

    def read(self) -> None:
        """Come to the page and let it read."""
        if not self.page.isVisible():
            self.page.show()
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        self.qtbot.wait(80)
        self.qtbot.waitUntil(lambda: not self.tools.tasks.busy)
        self.qtbot.wait(10)

    def leave(self) -> None:
        """Go out of sight, as when the other works."""
        self.page.hide()

    @property
    def deciding(self) -> DecidingPane:
        pane = self.page.pane
        assert isinstance(pane, DecidingPane)
        return pane

    def press(self, control: Any) -> None:
        self.qtbot.mouseClick(control, Qt.MouseButton.LeftButton)

    def keep(self, value: str) -> None:
        """Keep the version that says this, and save."""
        card = next(card for card in self.deciding.cards if card.version.value == value)
        self.press(card)
        self.press(self.deciding.act)
        self.settle()

    def said(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel))


@dataclass
class Two:
    alba: Side
    omar: Side
    dossier: UUID
    clause: UUID
    screening: UUID

    def apart(self, kind: type[Any], record: UUID, alba: Any, omar: Any) -> None:
        ours, theirs = (shown(side.desk, kind, record) for side in (self.alba, self.omar))
        self.alba.desk.save(ours, alba)
        self.omar.desk.save(theirs, omar)
        self.meet()

    def meet(self) -> None:
        exchange(self.alba.desk, self.omar.desk)

    def text(self, side: Side) -> str:
        return str(shown(side.desk, Clause, self.clause).record.text)


@pytest.fixture
def two(tmp_path: Path, furnish: Furnish, qtbot: QtBot) -> Two:
    desks = two_desks(tmp_path, now=Moment())
    alba = desks[0]
    where = a_case(alba).dossier
    agreement = alba.add(Agreement(dossier=where))
    clause = alba.add(Clause(dossier=where, agreement=agreement.id, text="Cierra a las 00:30."))
    screening = alba.add(Screening(dossier=where, party=clause.id, decision="suitable"))
    exchange(*desks)
    sides = []
    for desk in desks:
        tools = furnish(desk)
        page = SyncPage(tools=tools, conflicts=Conflicts(desk))
        qtbot.addWidget(page)
        page.resize(1142, 768)
        sides.append(Side(desk, tools, page, qtbot))
        sides[-1].settle()
    return Two(sides[0], sides[1], where, clause.id, screening.id)


OURS, THEIRS = {"text": "Cierra a las 23:30."}, {"text": "Cierra a las 23:00."}


def test_an_empty_page_says_what_will_fill_it(two: Two) -> None:
    two.alba.read()

    assert "No hay nada por decidir" in two.alba.said()
    assert two.alba.page.waiting() == 0


def test_a_page_that_was_destroyed_hears_no_news(
    tmp_path: Path, furnish: Furnish, qtbot: QtBot
) -> None:
    desk = a_desk(tmp_path)
    tools = furnish(desk)
    page = SyncPage(tools=tools, conflicts=Conflicts(desk))
    qtbot.waitUntil(lambda: not tools.tasks.busy)
    delete(page)

    with qtbot.captureExceptions() as raised:
        a_case(desk)
        qtbot.wait(40)

    assert raised == []


def test_where_the_window_is_small_the_versions_stand_one_under_another(two: Two) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.page.resize(611, 384)  # what is left of 1366x768 beside the rail, at twice the size
    two.alba.read()
    first, second = two.alba.deciding.cards

    assert second.y() >= first.geometry().bottom()
    assert first.width() == second.width() >= two.alba.deciding.width() - 80
    for card in (first, second):
        said = {label.text() for label in card.findChildren(QLabel)}
        assert card.version.writer in " ".join(said)

    two.alba.page.resize(1142, 768)
    two.alba.settle()
    assert first.y() == second.y()


def test_t23_both_values_stand_side_by_side_and_one_is_kept_by_hand(two: Two) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.read()
    assert two.alba.page.waiting() == 1
    names = {card.keep.accessibleName() for card in two.alba.deciding.cards}
    assert names == {
        "Conservar la versión de Alba Ejemplo · usted: Cierra a las 23:30.",
        "Conservar la versión de Omar Muestra: Cierra a las 23:00.",
    }
    assert "Cierra a las 00:30." in two.alba.said()
    assert not two.alba.deciding.act.isEnabled()

    two.alba.keep("Cierra a las 23:00.")
    two.meet()

    assert two.text(two.alba) == two.text(two.omar) == "Cierra a las 23:00."
    assert two.alba.page.waiting() == 0
    assert "No hay nada por decidir" in two.alba.said()


def test_a_third_version_is_written_and_saved_by_the_keyboard_alone(two: Two, qtbot: QtBot) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.omar.read()
    line = two.omar.page._list.lines[0]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    two.omar.settle()
    two.omar.deciding.setFocus()
    assert two.omar.deciding.cards[0].keep.hasFocus()
    editor = two.omar.deciding.editor
    assert editor is not None
    control = editor.findChild(QPlainTextEdit)
    assert control is not None
    control.setFocus()
    qtbot.keyClicks(control, "A las 23:15.")
    two.omar.deciding.reason.setFocus()
    qtbot.keyClicks(two.omar.deciding.reason, "Lo acordaron por la tarde")
    qtbot.keyClick(two.omar.deciding.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    two.omar.settle()
    two.meet()

    assert two.text(two.alba) == two.text(two.omar) == "A las 23:15."


def test_both_clauses_are_kept_as_two(two: Two) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.read()
    assert two.alba.deciding.both is not None
    two.alba.deciding.both.setChecked(True)
    two.alba.press(two.alba.deciding.act)
    two.alba.settle()

    with two.alba.desk.reading() as session:
        lines = two.alba.desk.all_in(session, Clause, two.dossier)
    assert {line.text for line in lines} == {OURS["text"], THEIRS["text"]}


def test_a_decision_is_taken_back_and_both_stand_again(two: Two, qtbot: QtBot) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.read()
    two.alba.keep("Cierra a las 23:00.")

    two.alba.page.undo()
    two.alba.settle()

    assert {card.version.value for card in two.alba.deciding.cards} == {
        OURS["text"],
        THEIRS["text"],
    }
    assert two.alba.page.waiting() == 1


def test_t29_two_people_deciding_differently_meet_one_new_conflict(two: Two) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.read()
    two.alba.keep(OURS["text"])
    two.alba.leave()
    two.omar.read()
    two.omar.keep(THEIRS["text"])
    two.omar.leave()
    two.meet()

    for side in (two.alba, two.omar):
        side.read()
        assert side.page.waiting() == 1
        assert {card.version.value for card in side.deciding.cards} == {
            OURS["text"],
            THEIRS["text"],
        }
        side.leave()

    two.alba.read()
    two.alba.keep(THEIRS["text"])
    two.meet()
    assert two.text(two.alba) == two.text(two.omar) == THEIRS["text"]


def test_t25_what_waits_is_counted_out_of_sight_and_after_a_hundred_meetings(two: Two) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    for _ in range(100):
        two.meet()
    two.omar.settle()

    assert two.omar.page.waiting() == 1


def test_what_is_typed_stays_when_something_else_comes_in(two: Two, qtbot: QtBot) -> None:
    two.apart(Clause, two.clause, OURS, THEIRS)
    two.alba.read()
    editor = two.alba.deciding.editor
    assert editor is not None
    qtbot.keyClicks(editor.findChild(QPlainTextEdit), "A las 23:15")
    two.omar.desk.save(shown(two.omar.desk, Screening, two.screening), {"fear": True})
    two.meet()
    two.alba.settle()

    assert two.alba.deciding.editor is editor
    assert editor.value() == "A las 23:15"


def test_fields_written_apart_are_looked_at_and_gone(two: Two) -> None:
    two.apart(Screening, two.screening, {"fear": True}, {"minors": True})
    two.alba.read()
    assert two.alba.page.waiting() == 0
    pane = two.alba.page.pane
    assert isinstance(pane, LookingPane)

    two.alba.press(pane.act)
    two.alba.settle()
    two.meet()

    assert Conflicts(two.omar.desk).waiting().joints == ()


def test_t30_what_one_removed_while_the_other_wrote_is_kept_by_hand(two: Two) -> None:
    views = [shown(side.desk, Clause, two.clause) for side in (two.alba, two.omar)]
    with two.alba.desk.writing() as unit:
        unit.remove(views[0].record, shown=views[0].heads)
    two.omar.desk.save(views[1], THEIRS)
    two.meet()
    two.omar.read()
    pane = two.omar.page.pane
    assert isinstance(pane, KeptPane)
    assert "Alba Ejemplo" in two.omar.said()

    two.omar.press(pane.keep)
    two.omar.settle()
    two.meet()

    assert two.text(two.alba) == THEIRS["text"]
    assert Conflicts(two.alba.desk).waiting().count == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "marked"),
    [
        ("Cierra a las 23:30 de lunes", "Cierra a las 23:00 de lunes", ["23:30"]),
        ("Cierra", "Cierra y recoge", []),
        ("Cierra y recoge las mesas", "Cierra las mesas", ["y recoge"]),
        ("", "Cierra", []),
    ],
)
def test_where_two_texts_differ_is_marked(ours: str, theirs: str, marked: list[str]) -> None:
    found = pieces(ours, theirs)

    assert "".join(said for said, _ in found) == ours
    assert [said for said, differs in found if differs] == marked
