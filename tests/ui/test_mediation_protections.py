"""The mediation page under the hard stop, with what is kept apart, and with two versions of a value."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Exclusion
from pscp_desktop.domain.mediation import MediationProcess, Party, State
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.domain.people import Channel
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.lists.model import spoken
from pscp_desktop.ui.mediation.record_view import ApartView
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import Hand, a_hand
from tests.unit.services.journey import Journey
from tests.world import ALBA, OMAR, Moment, desks_of, exchange, shown

SECRET = "Necesita el dinero antes de mayo"


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.use("en")


def a_file(desk: Desk) -> Journey:
    """Somebody asks at the door about a terrace."""
    told = Request(
        process=MediationProcess(channel="door", dispute="terraces", account="La terraza."),
        requester=Party(role="requesting", name="Lía Prueba", telephone="600 000 001"),
        other=Party(role="requested", name="Bar Ficticio S. L.", nature="company"),
        title="Ruido por la terraza",
    )
    mediation = Mediation(desk)
    dossier = mediation.files.request(told)
    assert told.other is not None
    return Journey(mediation, dossier.id, told.requester.id, told.other.id)


@pytest.fixture
def desks(tmp_path: Path) -> list[Desk]:
    return desks_of(tmp_path, (ALBA, OMAR), now=Moment())


@pytest.fixture
def hand(qtbot: QtBot, furnish: Furnish, desks: list[Desk]) -> Hand:
    return a_hand(qtbot, furnish(desks[0]))


def words_in(widget: QWidget) -> str:
    """All words in sight."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def told_in_timeline(hand: Hand) -> str:
    entries = hand.page.view.timeline.entries
    return "\n".join(entries.told(row).spoken for row in range(entries.rowCount()))


def test_forbidden_violence_stops_everything_and_offers_the_referral_to_support(
    hand: Hand, desks: list[Desk]
) -> None:
    way = a_file(desks[0])
    way.act("start_screening")
    hand.opens(way.dossier)

    hand.next_act()
    hand.clicks("Held alone with this party")
    hand.clicks("Gender violence")
    assert "Mediation is forbidden here" in words_in(hand.sheet)
    hand.clicks("Keep and stop")

    words = words_in(hand.page.view)
    assert "Mediation is forbidden here" in words
    assert "Ley 4/2015, art. 3.1" in words
    assert hand.next_words == "Refer to support"
    possible = {offered.act for offered in hand.shown.standing.acts if offered.possible}
    assert possible <= {"close_for_safety", "refer_to_support"}

    hand.next_act()
    hand.saves()
    assert hand.state == State.REFERRED


def test_no_form_brings_the_parties_together_under_the_hard_stop(
    hand: Hand, desks: list[Desk]
) -> None:
    way = a_file(desks[0])
    way.act("start_screening")
    way.screen(way.alba, sexual_violence=True)
    hand.opens(way.dossier)

    hand.page.show_form("plan", None)
    hand.settle()
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert hand.shown.papers.sessions == ()
    refusal = hand.window.findChildren(QWidget, "")
    assert any("forbid" in words_in(one).lower() for one in refusal if one.isWindow())
    for one in refusal:
        if one.isWindow() and one is not hand.window:
            one.close()


def test_an_act_that_cannot_be_done_yet_says_why_and_what_lifts_it(
    hand: Hand, desks: list[Desk]
) -> None:
    way = a_file(desks[0])
    way.act("start_screening")
    hand.opens(way.dossier)

    offered = hand.shown.offered("find_suitable")
    assert offered is not None
    assert not offered.possible
    hand.page.view.refuse(offered)

    words = words_in(hand.page.view)
    assert "Find it suitable: not yet" in words
    assert "Screen the requesting party alone first." in words
    hand.clicks("Screen a party alone", hand.page.view)
    assert hand.sheet.about == way.alba


def test_what_one_party_says_apart_is_in_no_widget_of_a_colleague(
    qtbot: QtBot, furnish: Furnish, desks: list[Desk]
) -> None:
    alba, omar = desks
    way = a_file(alba).to_mediation()
    way.mediation.sessions.meet_apart(
        way.dossier, SeparateMeeting(party=way.alba, said=SECRET), announced=True
    )
    exchange(alba, omar)
    theirs = a_hand(qtbot, furnish(omar))
    theirs.opens(way.dossier)
    [entry] = [
        one
        for one in theirs.shown.entries
        if one.title == "Separate session" and one.record_type is not None
    ]

    theirs.page.view.entry_opened.emit(entry)
    theirs.settle()

    assert isinstance(theirs.page.room.instead, ApartView)
    assert "Only the mediators of this party" in words_in(theirs.page)
    assert SECRET not in words_in(theirs.page)
    theirs.page.room.leave()
    assert SECRET not in told_in_timeline(theirs)
    theirs.page.board.files.filters.words.setText("dinero")
    theirs.settle()
    qtbot.wait(250)
    theirs.settle()
    assert theirs.page.board.files.rows == []


def test_the_mediator_of_a_party_reads_what_it_said_apart_and_the_look_is_written_down(
    hand: Hand, desks: list[Desk]
) -> None:
    way = a_file(desks[0]).to_mediation()
    meeting = SeparateMeeting(party=way.alba, said=SECRET)
    way.mediation.sessions.meet_apart(way.dossier, meeting, announced=True)
    hand.opens(way.dossier)
    before = desks[0].store.mark.count

    hand.page.show_form("closed_part", meeting.session)
    hand.settle()

    assert SECRET in words_in(hand.page)
    assert desks[0].store.mark.count > before


def test_a_file_that_is_shut_to_somebody_is_a_card_without_names(
    qtbot: QtBot, furnish: Furnish, desks: list[Desk]
) -> None:
    alba, omar = desks
    way = a_file(alba)
    with alba.writing("tie") as unit:
        unit.create(Exclusion(dossier=way.dossier, worker=OMAR, reason="Familia"))
    exchange(alba, omar)
    theirs = a_hand(qtbot, furnish(omar))
    [row] = theirs.page.board.files.rows

    theirs.page.board.opened.emit(row)
    theirs.settle()

    assert row.shut
    assert row.icon == "lock"
    assert "terraza" not in row.what.lower()
    assert "is not shared with you" in words_in(theirs.page.room)
    assert theirs.page.view.shown is None


def test_two_versions_are_marked_in_list_and_file_and_decided_by_keeping_one(
    hand: Hand, desks: list[Desk]
) -> None:
    alba, omar = desks
    way = a_file(alba)
    exchange(alba, omar)
    for desk, telephone in ((alba, "600 000 002"), (omar, "600 000 003")):
        desk.save(shown(desk, Party, way.alba), {"telephone": telephone})
    exchange(alba, omar)
    hand.page.reload()
    hand.opens(way.dossier)
    hand.settle()

    [row] = hand.page.board.files.rows
    assert row.disputed
    assert "two versions" in spoken(row)
    assert "Two versions" in words_in(hand.page.view)

    hand.clicks("Decide")
    versions = words_in(hand.field("identity.telephone"))
    assert "600 000 002" in versions
    assert "600 000 003" in versions
    hand.clicks("Keep the version of Omar Muestra: 600 000 003")
    hand.saves()

    assert hand.shown.disputed == ()
    assert shown(alba, Party, way.alba).record.telephone == "600 000 003"


def test_a_note_typed_while_somebody_else_writes_keeps_the_keyboard_and_its_words(
    hand: Hand, desks: list[Desk]
) -> None:
    alba, omar = desks
    way = a_file(alba)
    exchange(alba, omar)
    hand.opens(way.dossier)
    hand.page.write_note()
    hand.types("Pide que se le avise ")

    omar.save(shown(omar, Party, way.alba), {"safe_channel": Channel.NONE.value})
    exchange(alba, omar)
    hand.page.reload()
    hand.settle()
    hand.types("en persona.")
    hand.key(Qt.Key.Key_Return)

    [note] = [entry for entry in hand.shown.entries if entry.kind == "note"]
    assert note.detail == "Pide que se le avise en persona."


def test_the_last_act_is_taken_back_with_one_key(hand: Hand, desks: list[Desk]) -> None:
    way = a_file(desks[0])
    hand.opens(way.dossier)
    hand.page.show_form("person", way.bar)
    hand.settle()
    hand.goes_to("identity.domicile")
    hand.types("calle de la Muestra 14")
    hand.saves()
    assert "Undo" in [press.accessibleName() for press in hand.page.view.done.findChildren(QWidget)]

    hand.page.undo()
    hand.settle()

    assert shown(desks[0], Party, way.bar).record.domicile == ""


def test_a_form_that_was_left_finds_its_words_again(hand: Hand, desks: list[Desk]) -> None:
    way = a_file(desks[0])
    hand.opens(way.dossier)
    hand.page.show_form("contact", None)
    hand.settle()
    hand.goes_to("summary")
    hand.types("Nadie abre la puerta.")
    hand.key(Qt.Key.Key_Escape)
    assert hand.page.room.instead is None

    hand.page.show_form("contact", None)
    hand.settle()

    summary = hand.page.room.sheet
    assert summary is not None
    field = summary.findChild(FormField, "summary")
    assert field is not None
    assert field.editor.value() == "Nadie abre la puerta."
