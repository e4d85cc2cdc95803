"""Asking a party what they think of the mediation, at the page itself."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.mediation_sessions import Satisfaction
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.field import FormField
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import a_hand
from tests.ui.test_mediation_protections import a_file
from tests.world import ALBA, Moment, desks_of


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (desk,) = desks_of(tmp_path, (ALBA,), now=Moment())
    return desk


def test_the_answers_of_a_party_are_kept_and_stand_in_the_file(
    qtbot: QtBot, furnish: Furnish, desk: Desk
) -> None:
    i18n.use("en")
    file = a_file(desk)
    hand = a_hand(qtbot, furnish(desk))
    hand.opens(file.dossier)
    hand.page.show_form("survey", file.alba)
    hand.settle()
    assert len([one for one in hand.page.findChildren(FormField) if one.isVisible()]) == 8

    hand.clicks("4", within=hand.field("fairness"))
    hand.clicks("Yes", within=hand.field("recommends"))
    hand.clicks("Keep the answers")
    hand.settle()

    with desk.reading() as session:
        (kept,) = desk.all_in(session, Satisfaction, file.dossier)
    assert (kept.party, kept.fairness, kept.voice, kept.recommends) == (
        file.alba, 4, None, True
    )  # fmt: skip
    titles = [entry.title for entry in Mediation(desk).timeline.of(file.dossier)]
    assert "Satisfaction asked for" in titles
