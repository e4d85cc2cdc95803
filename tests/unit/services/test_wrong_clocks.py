"""A laptop whose clock is a year off: what was said last counts, and of what was said apart the safest."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pscp_desktop.domain.agreements import ConstitutiveAct, Signature
from pscp_desktop.domain.dossiers import Consent
from pscp_desktop.domain.mediation_facts import MediatorFacts, PartyFacts
from pscp_desktop.domain.screening import ConflictConsent, ConflictDeclaration, Screening
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from tests.protections import guards
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.journey import Journey
from tests.unit.services.journey import request as taken
from tests.world import INES, MONDAY, OMAR, a_desk, a_store, exchange, joins

YEAR = timedelta(days=365)


@dataclass
class Two:
    """Inés' laptop, whose clock is right, and Omar's, whose is not."""

    way: Journey
    omar: Mediation

    @property
    def ines(self) -> Mediation:
        return self.way.mediation

    def meet(self) -> None:
        exchange(self.ines.desk, self.omar.desk)

    def party(self, mediation: Mediation) -> PartyFacts:
        facts = mediation.files.standing(self.way.dossier).facts
        return next(one for one in facts.parties if one.id == self.way.alba)

    def mediator(self, mediation: Mediation) -> MediatorFacts:
        facts = mediation.files.standing(self.way.dossier).facts
        return next(one for one in facts.mediators if one.id == INES)

    def consent(self, mediation: Mediation, state: str) -> None:
        mediation.parties.consent(
            Consent(dossier=self.way.dossier, person=self.way.alba, purpose="service", state=state)
        )

    def screen(self, mediation: Mediation, **told: Any) -> None:
        plain = {"alone": True, **told}
        mediation.parties.screen(Screening(dossier=self.way.dossier, party=self.way.alba, **plain))


@pytest.fixture(params=[-YEAR, YEAR], ids=["behind", "ahead"])
def two(tmp_path: Path, request: pytest.FixtureRequest) -> Two:
    ines = a_desk(tmp_path, INES, now=PassingMoment())
    joins(ines, OMAR)
    wrong = PassingMoment(MONDAY + request.param)
    omar = Desk(a_store(tmp_path, OMAR, now=wrong), OMAR)
    way = taken(Mediation(ines))
    exchange(ines, omar)
    return Two(way, Mediation(omar))


@guards("domain.succession")
def test_a_withdrawal_that_knew_the_consent_counts_whatever_the_clocks_say(two: Two) -> None:
    two.consent(two.omar, "given")
    two.meet()
    two.consent(two.ines, "withdrawn")
    two.meet()
    assert not two.party(two.ines).consents
    assert not two.party(two.omar).consents

    two.consent(two.omar, "given")
    two.meet()
    assert two.party(two.ines).consents
    assert two.party(two.omar).consents


def test_of_a_consent_and_a_withdrawal_said_apart_the_withdrawal_counts(two: Two) -> None:
    two.consent(two.ines, "given")
    two.meet()
    two.consent(two.ines, "withdrawn")
    two.consent(two.omar, "given")
    two.meet()

    assert not two.party(two.ines).consents
    assert not two.party(two.omar).consents


def test_a_screening_counts_by_what_it_knew_and_apart_the_careful_one(two: Two) -> None:
    two.screen(two.omar, decision="not_suitable", capacity="lacking")
    two.meet()
    two.screen(two.ines, decision="suitable")
    two.meet()
    assert two.party(two.omar).decision == "suitable"
    assert two.party(two.ines).capacity == "full"

    two.screen(two.ines, decision="suitable")
    two.screen(two.omar, decision="with_care", capacity="supported")
    two.meet()
    for mediation in (two.ines, two.omar):
        assert two.party(mediation).decision == "with_care"
        assert two.party(mediation).capacity == "supported"


def test_of_two_declarations_said_apart_the_tie_stands_and_both_must_be_accepted(two: Two) -> None:
    for mediation, circumstance in ((two.ines, "none"), (two.omar, "acquainted")):
        mediation.parties.declare(
            ConflictDeclaration(dossier=two.way.dossier, mediator=INES, circumstance=circumstance)
        )
    two.meet()
    assert two.mediator(two.ines).tied

    with two.ines.desk.reading() as session:
        said = two.ines.desk.all_in(session, ConflictDeclaration, two.way.dossier)
    (tie,) = [one for one in said if one.circumstance != "none"]
    for mediation, accepts in ((two.ines, True), (two.omar, False)):
        mediation.parties.accept_tie(
            ConflictConsent(
                dossier=two.way.dossier, declaration=tie.id, party=two.way.alba, accepts=accepts
            )
        )
    two.meet()
    assert two.way.alba not in two.mediator(two.omar).accepted_by


def reopened(two: Two) -> Journey:
    """A file that came to an agreement on one laptop and is reopened on the other."""
    two.way.to_follow_up()
    two.meet()
    theirs = Journey(two.omar, two.way.dossier, two.way.alba, two.way.bar)
    theirs.act("reopen", "Vuelve el ruido.")
    two.meet()
    return theirs


@guards("services.mediation.reopened")
def test_a_reopened_file_begins_anew_whatever_the_clock_of_whoever_reopened_it(two: Two) -> None:
    reopened(two)

    for mediation in (two.ines, two.omar):
        papers = mediation.documents.printable(two.way.dossier)
        assert (papers.act, papers.agreement, papers.final_act) == (None, None, None)
        facts = mediation.files.standing(two.way.dossier).facts
        assert not facts.initial_held
        assert facts.sessions_held == 0
        assert facts.agreed_ever


@guards("services.mediation.reopened")
def test_what_is_drawn_up_after_the_reopening_counts_on_both_laptops(two: Two) -> None:
    reopened(two)
    act = two.ines.agreements.draw_up(
        ConstitutiveAct(dossier=two.way.dossier, place="Sala de la Muestra")
    )
    two.meet()

    for mediation in (two.ines, two.omar):
        counting = mediation.documents.printable(two.way.dossier).act
        assert counting is not None
        assert counting.id == act.id


@guards("domain.succession.in_force")
def test_an_act_drawn_up_anew_counts_and_so_does_the_last_answer_of_each_signer(two: Two) -> None:
    two.way.to_initial_session()
    two.way.held("initial", informed=True)
    first = two.omar.agreements
    two.meet()
    first.draw_up(ConstitutiveAct(dossier=two.way.dossier, place="Sala vieja"))
    two.meet()
    anew = two.ines.agreements.draw_up(ConstitutiveAct(dossier=two.way.dossier, place="Sala nueva"))
    two.meet()

    def answers(mediation: Mediation, answer: str) -> None:
        mediation.agreements.sign(
            Signature(dossier=two.way.dossier, act=anew.id, what="constitutive_act",
                      party=two.way.alba, answer=answer)
        )  # fmt: skip

    answers(two.omar, "refused")
    two.meet()
    answers(two.ines, "signed")
    two.meet()
    for mediation in (two.ines, two.omar):
        counting = mediation.documents.printable(two.way.dossier).act
        assert counting is not None
        assert counting.place == "Sala nueva"
        assert two.party(mediation).constitutive == "signed"

    answers(two.omar, "refused")
    answers(two.ines, "signed")
    two.meet()
    assert two.party(two.ines).constitutive == "refused"
    assert two.party(two.omar).constitutive == "refused"
