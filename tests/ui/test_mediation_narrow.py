"""In a small window there is one thing at a time: the list, then the file, then the way back."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.services.mediation.service import Mediation
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.unit.services.journey import request
from tests.world import ALBA, a_desk


def test_a_small_window_shows_the_list_or_the_file_and_the_way_back(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("en")
    desk = a_desk(tmp_path, ALBA)
    hand = a_hand(qtbot, furnish(desk))
    way = request(Mediation(desk))
    page = hand.page
    hand.opens(way.dossier)
    assert page.board.isVisible()
    assert page.view.isVisible()

    hand.window.resize(736, 600)
    hand.settle()
    assert page.view.isVisible()
    assert not page.board.isVisible()
    assert page.view.head.next is not None
    assert page.view.head.next.width() >= page.view.head.next.sizeHint().width()

    hand.clicks("Back to the list")
    assert page.board.isVisible()
    assert not page.view.isVisible()
    hand.opens(way.dossier)
    assert page.view.isVisible()
    assert not page.board.isVisible()
    page.show_form("contact", None)
    assert page.room.isVisible()
    assert not page.board.isVisible()

    hand.window.resize(1154, 768)
    hand.settle()
    assert page.board.isVisible()
    assert page.room.isVisible()
