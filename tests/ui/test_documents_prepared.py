"""The small step before a document: what the mediator confirms, in the page and by their own hand."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.domain.mediation import Invitation
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.sessions import Came
from pscp_desktop.services.profile import Profile
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.mediation.documents_made import MissingLine
from pscp_desktop.ui.mediation.documents_panel import DocumentsPanel
from pscp_desktop.ui.mediation.prepare_sheet import PREPARED, PrepareSheet
from tests.ui.conftest import Furnish
from tests.ui.mediation_hand import Hand, a_hand
from tests.ui.test_documents import furnished
from tests.unit.services.journey import Journey, request
from tests.world import ALBA, Moment, a_desk

CONFIDED = "Me da miedo su hermano"


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path, furnish: Furnish) -> Hand:
    i18n.use("en")
    return a_hand(qtbot, furnish(a_desk(tmp_path, ALBA, now=Moment())))


def attempted(hand: Hand) -> Journey:
    """Somebody was invited, accepted and did not come."""
    desk = hand.tools.desk
    furnished(desk)
    way = request(Mediation(desk), account=CONFIDED, place="calle de la Muestra, 12")
    way.to_initial_session()
    sessions = way.mediation.sessions
    planned = sessions.plan(
        MediationSession(dossier=way.dossier, kind="initial", place="Sala de la Muestra")
    )
    came = (Came(way.alba, attended=True), Came(way.bar, attended=False))
    sessions.not_held(planned.id, way.dossier, came)
    hand.opens(way.dossier)
    return way


def panel(hand: Hand) -> DocumentsPanel:
    found = hand.page.room.instead
    assert isinstance(found, DocumentsPanel)
    return found


def prepared(hand: Hand) -> PrepareSheet:
    assert isinstance(hand.sheet, PrepareSheet)
    return hand.sheet


def shows(hand: Hand, kind: DocumentKind) -> DocumentsPanel:
    hand.page.show_form(f"documents_{kind.value}", None)
    hand.settle()
    return panel(hand)


def goes_where_it_is_written(hand: Hand, content: str) -> None:
    line = next(
        one for one in panel(hand).findChildren(MissingLine) if content in one.accessibleName()
    )
    line.opened.emit()
    hand.settle()


def of(sheet: PrepareSheet, name: str) -> RecordForm:
    return next(form for form in sheet.findChildren(RecordForm) if name in form.fields)


@pytest.mark.parametrize("kind", PREPARED)
def test_no_step_asks_for_more_than_nine_things(hand: Hand, kind: DocumentKind) -> None:
    attempted(hand)
    hand.page.show_form(f"prepare_{kind.value}", None)
    hand.settle()
    sheet = prepared(hand)

    for place in range(sheet.leaves.count()):
        leaf = sheet.leaves.widget(place)
        assert leaf is not None
        assert 0 < sum(len(form.fields) for form in leaf.findChildren(RecordForm)) <= 9


def test_the_object_is_proposed_from_kind_and_place_and_kept_once_confirmed(hand: Hand) -> None:
    attempted(hand)
    shows(hand, DocumentKind.INVITATION)
    goes_where_it_is_written(hand, "Object of the dispute")
    form = of(prepared(hand), "object_for_documents")

    assert form.value("object_for_documents") == "Comercios y terrazas (calle de la Muestra, 12)"
    assert hand.shown.process.object_for_documents == ""
    prepared(hand).save()
    hand.settle()

    assert (
        hand.shown.process.object_for_documents == "Comercios y terrazas (calle de la Muestra, 12)"
    )
    lacking = [one.accessibleName() for one in panel(hand).findChildren(MissingLine)]
    assert all("Object" not in words for words in lacking)
    assert CONFIDED not in hand.shown.process.object_for_documents


def test_the_cost_is_shown_as_nothing_and_confirmed_and_the_last_day_proposed(hand: Hand) -> None:
    attempted(hand)
    hand.page.show_form("prepare_information", None)
    hand.settle()
    form = of(prepared(hand), "fees_cents")

    assert (form.value("fees_cents"), form.value("expenses_cents")) == (0, 0)
    form.put("expenses_cents", 1250)
    prepared(hand).save()
    hand.settle()

    process = hand.shown.process
    assert (process.fees_cents, process.expenses_cents) == (0, 1250)
    assert process.constitute_by is not None
    assert (process.constitute_by - hand.shown.today).days == 15


def test_the_certificate_waits_for_the_declaration_and_for_the_proof_of_the_summons(
    hand: Hand,
) -> None:
    way = attempted(hand)
    shows(hand, DocumentKind.CERTIFICATE)
    assert panel(hand).made is None
    goes_where_it_is_written(hand, "good faith")
    sheet = prepared(hand)
    declared, summons = of(sheet, "good_faith"), of(sheet, "proof")
    declared.put("asked_by", way.alba)
    assert declared.value("good_faith") is False

    sheet.save()
    hand.settle()
    assert prepared(hand) is sheet
    assert not list(hand.shown.papers.attempts)

    declared.put("good_faith", value=True)
    summons.put("received_on", hand.shown.today)
    summons.put("proof", "Acuse 7")
    sheet.save()
    hand.settle()

    (kept,) = hand.shown.papers.attempts
    assert (kept.good_faith, kept.asked_by, kept.mediator) == (True, way.alba, hand.shown.me)
    sent: Invitation = hand.shown.papers.invitations[-1]
    assert (sent.proof, sent.received_on) == ("Acuse 7", hand.shown.today)
    lacking = [one.accessibleName() for one in panel(hand).findChildren(MissingLine)]
    assert all("good faith" not in words and "summoned" not in words for words in lacking)


def test_what_was_typed_before_a_document_is_there_again(hand: Hand) -> None:
    attempted(hand)
    hand.page.show_form("prepare_invitation", None)
    hand.settle()
    of(prepared(hand), "object_for_documents").put("object_for_documents", "Ruido de noche")
    hand.page.room.leave()
    hand.settle()

    hand.page.show_form("prepare_invitation", None)
    hand.settle()

    form = of(prepared(hand), "object_for_documents")
    assert form.value("object_for_documents") == "Ruido de noche"
    assert hand.shown.process.object_for_documents == ""


def test_what_the_service_lacks_is_written_in_its_profile(hand: Hand, qtbot: QtBot) -> None:
    attempted(hand)
    desk = hand.tools.desk
    profile = Profile(desk)
    profile.save_organisation(profile.organisation(), {"institution": ""})
    hand.opens(hand.shown.id)
    shows(hand, DocumentKind.INVITATION)

    with qtbot.waitSignal(hand.page.profile_wanted) as asked:
        goes_where_it_is_written(hand, "Mediation institution")

    assert asked.args == ["organisation"]
