"""A referral goes on after it was sent: what is heard of it, when one asks, and what cannot follow."""

from datetime import timedelta

import pytest

from pscp_desktop.domain.dossiers import HEARD, Referral, ReferralState
from pscp_desktop.domain.errors import Invalid, Refused
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.mediation.service import Mediation
from tests.unit.services.journey import Journey, card, one, request

SUPPORT = "Apoyo de ejemplo"


def referred(mediation: Mediation) -> Journey:
    """A file in which violence was told, and whoever asked was sent on to support."""
    way = request(mediation)
    way.act("start_screening")
    way.screen(way.alba, gender_violence=True)
    sent = Referral(dossier=way.dossier, to_service=SUPPORT, person=way.alba)
    mediation.parties.refer(sent, "Violencia de género.")
    return way


def shown(way: Journey) -> Loaded[Referral]:
    desk = way.mediation.desk
    with desk.reading() as session:
        return desk.load(session, Referral, one(desk, Referral, way.dossier).id)


def asked_for(way: Journey) -> list[str]:
    entries = way.mediation.timeline.of(way.dossier)
    return [entry.title for entry in entries if entry.due]


def test_after_ten_days_the_file_asks_what_became_of_it_until_that_is_known(
    mediation: Mediation,
) -> None:
    way = referred(mediation)
    referral = one(mediation.desk, Referral, way.dossier)
    assert referral.stands is ReferralState.SENT
    assert asked_for(way) == ["Ask what became of the referral"]
    assert card(mediation.desk, way.dossier).due_on == mediation.desk.today() + timedelta(days=10)

    mediation.parties.heard(shown(way), ReferralState.NO_ANSWER)
    assert asked_for(way) == ["Ask what became of the referral"]

    mediation.parties.heard(shown(way), ReferralState.ACCEPTED, "La atiende Vera Muestra.")

    assert asked_for(way) == []
    assert card(mediation.desk, way.dossier).due_on is None
    kept = one(mediation.desk, Referral, way.dossier)
    assert (kept.stands, kept.answered_on) == (ReferralState.ACCEPTED, mediation.desk.today())
    (told,) = [e for e in mediation.timeline.of(way.dossier) if e.record_type is Referral]
    assert (told.aspect, told.detail) == ("Accepted", f"{SUPPORT} · La atiende Vera Muestra.")


def test_whoever_turns_it_down_says_why_and_nothing_follows(mediation: Mediation) -> None:
    way = referred(mediation)
    with pytest.raises(Invalid) as refused:
        mediation.parties.heard(shown(way), ReferralState.REJECTED, " ")
    assert refused.value.problems == {"answer": "missing"}
    assert one(mediation.desk, Referral, way.dossier).stands is ReferralState.SENT

    mediation.parties.heard(shown(way), ReferralState.REJECTED, "No es de su distrito.")

    for state in ReferralState:
        with pytest.raises(Refused):
            mediation.parties.heard(shown(way), state, "Otra cosa.")


def test_nobody_receives_a_service_before_it_was_accepted(mediation: Mediation) -> None:
    way = referred(mediation)
    for state in set(ReferralState) - set(HEARD[ReferralState.SENT]):
        with pytest.raises(Refused):
            mediation.parties.heard(shown(way), state, "Así fue.")

    mediation.parties.heard(shown(way), ReferralState.ACCEPTED)
    mediation.parties.heard(shown(way), ReferralState.RECEIVED)

    assert one(mediation.desk, Referral, way.dossier).stands is ReferralState.RECEIVED


def test_a_referral_of_the_first_version_that_has_a_day_was_sent(mediation: Mediation) -> None:
    today = mediation.desk.today()

    assert Referral(to_service=SUPPORT, sent_on=today).stands is ReferralState.SENT
    assert Referral(to_service=SUPPORT).stands is ReferralState.DRAFT
    assert Referral(to_service=SUPPORT, state="of_a_newer_version").stands is ReferralState.SENT
