"""Kinds of dispute that the organisation added: offered at the door, shown in the file, a filter."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.catalogues import CatalogueEntry, CatalogueKind
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.ui.forms.field import FormField
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import CTRL, a_hand
from tests.world import ALBA, Moment, a_desk

# The list under a combo box is a window of its own, which the screenless plugin cannot raise.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
OWN = "Pisos turísticos"


def test_a_kind_of_ones_own_is_chosen_at_the_door_and_the_list_is_narrowed_to_it(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("es")
    desk = a_desk(tmp_path, ALBA, now=Moment())
    Catalogues(desk).add(CatalogueEntry(kind=CatalogueKind.DISPUTE.value, words=OWN))
    hand = a_hand(qtbot, furnish(desk))

    hand.key(Qt.Key.Key_N, CTRL)
    hand.types("Lía Prueba")
    hand.goes_to("what.dispute")
    hand.types("pisos turísticos")
    hand.saves()
    hand.settle()

    assert hand.shown.process.dispute == OWN
    assert hand.shown.papers.dossier.title == OWN

    filters = hand.page.board.files.filters
    filters.choose("dispute", "noise")
    hand.settle()
    assert not hand.page.board.files.rows
    filters.choose("dispute", OWN)
    hand.settle()
    assert [row.what for row in hand.page.board.files.rows] == [OWN]
    chips = {chip.text().strip() for chip in filters.findChildren(QPushButton) if chip.isVisible()}
    assert any(OWN in chip for chip in chips)


def test_a_kind_that_is_on_no_list_is_not_taken(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("es")
    hand = a_hand(qtbot, furnish(a_desk(tmp_path, ALBA, now=Moment())))

    hand.key(Qt.Key.Key_N, CTRL)
    hand.types("Lía Prueba")
    hand.goes_to("what.dispute")
    hand.types(OWN)
    hand.key(Qt.Key.Key_Return, CTRL)

    assert hand.page.room.instead is not None
    about = hand.sheet.findChild(FormField, "what.dispute")
    assert about is not None
    assert about.wrong
