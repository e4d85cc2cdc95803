"""Who has looked, in the page of access: named by what was written, in the reader's language."""

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_states import TABLE
from pscp_desktop.i18n import tr
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.mediation.access_panel import AccessPanel
from pscp_desktop.ui.mediation.looks import fields_said
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.unit.services.journey import request
from tests.world import ALBA, a_desk


def test_the_page_of_access_says_what_was_written_and_which_act_was_done(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("es")
    desk = a_desk(tmp_path, ALBA)
    hand = a_hand(qtbot, furnish(desk))
    way = request(Mediation(desk)).to_mediation()
    hand.opens(way.dossier)

    hand.page.show_form("access", None)
    hand.settle()

    (panel,) = hand.page.findChildren(AccessPanel)
    words = {label.text() for label in panel.findChildren(QLabel)}
    assert {"Nuevo: parte", "Nuevo: valoración inicial"} <= words
    constituted = next(one.label for one in TABLE.transitions if one.act == "constitute")
    assert tr(constituted) in words
    assert "Realizó un acto" not in words


def test_fields_are_named_by_their_labels_and_the_rest_counted() -> None:
    i18n.use("en")
    every = tuple(one.name for one in fields_of(Party))

    assert fields_said(Party, ("name",)) == "Preferred name"
    assert fields_said(Party, every).startswith("Preferred name, ")
    assert fields_said(Party, every).endswith(f" and {len(every) - 3} more")
    assert not fields_said(None, ("name",))
