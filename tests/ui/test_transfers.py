"""Files change hands in the window: one from its menu, several from the list."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.field import FormField
from pscp_desktop.ui.mediation.file_view import RECORDED
from pscp_desktop.ui.mediation.transfer_sheet import ManyTransfersSheet, TransferSheet
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import Hand, a_hand
from tests.unit.services.journey import Journey, request
from tests.world import ALBA, OMAR, a_desk, joins


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path, furnish: Furnish) -> Hand:
    i18n.use("en")
    desk = a_desk(tmp_path, ALBA)
    joins(desk, OMAR)
    return a_hand(qtbot, furnish(desk))


def owner(desk: Desk, way: Journey) -> object:
    with desk.reading() as session:
        found = session.get(Dossier, way.dossier)
        assert found is not None
        return found.owner


def answer(hand: Hand, name: str, value: object) -> None:
    (field,) = [one for one in hand.sheet.findChildren(FormField) if one.objectName() == name]
    field.editor.show_value(value)


def test_a_file_is_given_from_its_menu_and_the_file_says_so(hand: Hand) -> None:
    way = request(Mediation(hand.tools.desk)).to_mediation()
    hand.opens(way.dossier)
    assert "transfer" in {form for form, _, _ in RECORDED}

    hand.page.show_form("transfer", None)
    assert isinstance(hand.sheet, TransferSheet)
    answer(hand, "reason", "Moves to another team")
    hand.saves()

    assert owner(hand.tools.desk, way) == OMAR
    assert any("Given to a colleague" in told for told in told_in(hand))


def test_a_file_that_closes_to_its_giver_is_no_longer_in_sight(hand: Hand) -> None:
    way = request(Mediation(hand.tools.desk))
    hand.opens(way.dossier)

    hand.page.show_form("transfer", None)
    answer(hand, "reason", "Tied to a party")
    answer(hand, "kept", "nothing")
    hand.saves()

    assert owner(hand.tools.desk, way) == OMAR
    assert hand.page.view.shown is None
    assert not hand.page.view.isVisible()


def test_several_files_of_one_colleague_go_at_once_and_one_left_out_stays(hand: Hand) -> None:
    mediation = Mediation(hand.tools.desk)
    ways = [request(mediation) for _ in range(3)]
    hand.page.give_several()
    sheet = hand.sheet
    assert isinstance(sheet, ManyTransfersSheet)
    boxes = sheet.findChildren(QCheckBox)
    assert len(boxes) == len(ways)

    boxes[1].setChecked(False)
    answer(hand, "to", OMAR)
    answer(hand, "reason", "Away for a month")
    hand.saves()
    hand.settle()

    assert sorted(str(owner(hand.tools.desk, way)) for way in ways) == sorted(
        map(str, (OMAR, ALBA, OMAR))
    )
    (notice,) = hand.window.findChildren(QDialog)
    assert notice.accessibleName() == "2 files given"
    notice.accept()


def told_in(hand: Hand) -> list[str]:
    model = hand.page.view.timeline.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]
