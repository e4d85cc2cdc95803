"""What became of a referral, written down from the line of the file that asks for it."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.dossiers import Referral, ReferralState
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.field import FormField
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.unit.services.journey import one
from tests.unit.services.test_referrals import referred
from tests.world import ALBA, Moment, a_desk


def test_the_answer_of_the_other_service_is_written_down_from_the_due_line(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("es")
    desk = a_desk(tmp_path, ALBA, now=Moment())
    way = referred(Mediation(desk))
    hand = a_hand(qtbot, furnish(desk))
    hand.opens(way.dossier)

    (asked,) = [entry for entry in hand.shown.entries if entry.due]
    hand.page._open_entry(asked)
    hand.settle()
    offered = {
        press.text() for press in hand.field("state").findChildren(QPushButton) if press.isVisible()
    }
    assert offered == {"Aceptada", "Rechazada", "Sin respuesta", "Retirada"}

    hand.clicks("Rechazada", within=hand.field("state"))
    hand.clicks("Guardar lo que se supo")
    reason = hand.sheet.findChild(FormField, "answer")
    assert reason is not None
    assert reason.wrong

    hand.goes_to("answer")
    hand.types("No es de su distrito.")
    hand.clicks("Guardar lo que se supo")

    kept = one(desk, Referral, way.dossier)
    assert (kept.stands, kept.answer) == (ReferralState.REJECTED, "No es de su distrito.")
    assert not [entry for entry in hand.shown.entries if entry.due]


def test_what_was_accepted_is_gone_on_with_from_the_record_itself(
    qtbot: QtBot, tmp_path: Path, furnish: Furnish
) -> None:
    i18n.use("es")
    desk = a_desk(tmp_path, ALBA, now=Moment())
    way = referred(Mediation(desk))
    sent = one(desk, Referral, way.dossier)
    with desk.reading() as session:
        way.mediation.parties.heard(desk.load(session, Referral, sent.id), ReferralState.ACCEPTED)
    hand = a_hand(qtbot, furnish(desk))
    hand.opens(way.dossier)

    hand.page.show_form("record", sent.id)
    hand.settle()
    hand.clicks("Anotar lo que se supo")
    hand.clicks("La persona confirma que recibió el servicio", within=hand.field("state"))
    hand.saves()

    assert one(desk, Referral, way.dossier).stands is ReferralState.RECEIVED
