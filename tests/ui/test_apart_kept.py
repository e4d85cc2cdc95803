"""What was said apart, after a file changed hands: its mediator decides in the page, the file says it."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.transfers import Handing
from pscp_desktop.ui.mediation.apart_kept import KeptLine
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.unit.services.journey import one, request
from tests.world import ALBA, OMAR, a_desk, joins


def test_its_mediator_shares_it_from_the_page_of_who_may_see_the_file(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("en")
    desk = a_desk(tmp_path, ALBA)
    joins(desk, OMAR)
    hand = a_hand(qtbot, furnish(desk))
    way = request(Mediation(desk)).to_mediation()
    meeting = SeparateMeeting(party=way.alba, said="No duerme.")
    way.mediation.sessions.meet_apart(way.dossier, meeting, announced=True)
    way.mediation.transfers.give(way.dossier, Handing(to=OMAR, reason="Baja"))
    hand.opens(way.dossier)

    hand.page.show_form("access", None)
    hand.settle()
    (line,) = hand.page.findChildren(KeptLine)
    assert {press.accessibleName() for press in line.findChildren(QPushButton)} == {
        "Share",
        "Do not share",
    }
    line.share()
    hand.settle()

    omar = Mediation(Desk(desk.store, OMAR))
    (part,) = omar.sessions.parts(way.dossier)
    assert [one.record.said for one in omar.sessions.apart(part)] == ["No duerme."]
    said = one(desk, Note, way.dossier).text
    assert "shared with Omar Muestra" in said
    assert "duerme" not in said
