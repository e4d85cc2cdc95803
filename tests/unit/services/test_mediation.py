"""Mediation through the service: the law holds at every door, whatever the page does."""

from datetime import timedelta
from uuid import UUID

import pytest

from pscp_desktop.domain.agreements import (
    Clause,
    ConstitutiveAct,
    FollowUp,
    Signature,
    SignedWhat,
)
from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.dossiers import (
    Consent,
    Contact,
    Referral,
)
from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound, Refused
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party, StateChange
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.services.desk import laptop_letters
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.followups import Checked, Voice
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from tests.protections import guards
from tests.unit.services.conftest import TODAY, Office
from tests.unit.services.journey import Journey, card, one, request
from tests.world import Moment


def test_a_request_at_the_door_is_kept_whole_with_its_contact_and_its_card(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation, account="La terraza recoge pasada la medianoche.")

    shown = card(mediation.desk, way.dossier)
    assert (shown.dossier, shown.state) == (office.circle, "requested")
    assert shown.number == f"P-X{laptop_letters(mediation.desk.store.streams.own)}-1"
    assert shown.due_on == TODAY + timedelta(days=15)
    assert one(mediation.desk, Contact, way.dossier).with_party == way.alba
    assert [offered.act for offered in mediation.files.available(way.dossier) if offered.possible]


def test_a_request_that_cannot_be_kept_leaves_nothing(mediation: Mediation) -> None:
    bad = Request(
        process=MediationProcess(dispute="noise", channel="pigeon"),
        requester=Party(role="requesting", name="Alba Ejemplo"),
    )

    with pytest.raises(Invalid) as refused:
        mediation.files.request(bad)

    assert refused.value.problems == {"channel": "unknown_code"}
    assert mediation.boards.count(Filters()) == 0


def test_a_mediation_goes_from_the_door_to_the_closed_file(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation).to_follow_up()
    desk = mediation.desk
    with desk.reading() as session:
        planned = desk.all_in(session, FollowUp, way.dossier)
        clauses = desk.all_in(session, Clause, way.dossier)
    planned.sort(key=lambda follow_up: follow_up.month)
    assert [f.due_on for f in planned] == [months_after(TODAY, m) for m in (1, 3, 6, 12)]
    assert card(desk, way.dossier).due_on == months_after(TODAY, 1)

    for follow_up in planned:
        moment.passes(days=31)
        with desk.reading() as session:
            shown = desk.load(session, FollowUp, follow_up.id)
        mediation.follow_ups.do(
            shown,
            {"relation": "better", "account": "Van bien."},
            tuple(Checked(clause.id, "complied") for clause in clauses),
            (Voice(way.alba, "better"),),
        )
    way.act("close_after_follow_up")

    process = one(desk, MediationProcess, way.dossier)
    assert (process.state, process.outcome) == ("closed", "AGT")
    assert card(desk, way.dossier).closed_on == desk.today()
    with desk.reading() as session:
        assert {c.status for c in desk.all_in(session, Clause, way.dossier)} == {"complied"}
        acts = [change.act for change in desk.all_in(session, StateChange, way.dossier)]
    assert acts[0] == "start_screening"
    assert acts[-1] == "close_after_follow_up"


@pytest.mark.parametrize("flag", ["gender_violence", "sexual_violence"])
def test_violence_found_at_any_time_stops_everything_but_referral(
    mediation: Mediation, flag: str
) -> None:
    way = request(mediation).to_mediation()
    way.screen(way.alba, decision="not_suitable", reason="Lo cuenta a solas.", **{flag: True})

    standing = mediation.files.standing(way.dossier)

    assert standing.stopped is not None
    assert standing.stopped.article == "Ley 4/2015, art. 3.1"
    assert [o.act for o in standing.acts if o.possible] == ["close_for_safety"]
    for forbidden in (
        lambda: way.held("joint"),
        lambda: way.act("reach_agreement"),
        way.write,
        lambda: mediation.sessions.meet_apart(
            way.dossier, SeparateMeeting(party=way.alba), announced=True
        ),
    ):
        with pytest.raises(Forbidden) as refused:
            forbidden()
        assert refused.value.code == "hard_stop"

    mediation.parties.refer(Referral(dossier=way.dossier, to_service="support", person=way.alba))
    process = one(mediation.desk, MediationProcess, way.dossier)
    assert (process.state, process.outcome) == ("referred", "NS")
    way.act("close")
    assert way.state == "closed"


def test_no_coordinator_lifts_the_hard_stop_either(mediation: Mediation) -> None:
    way = request(mediation)
    way.act("start_screening")
    way.screen(way.alba, gender_violence=True)

    for act in ("find_suitable", "find_not_suitable", "record_resolved"):
        with pytest.raises(Forbidden) as refused:
            way.act(act, "se insiste")
        assert refused.value.code == "hard_stop"
    assert way.state == "screening"


@guards("domain.mediation.refusals")
def test_a_refused_act_leaves_neither_state_nor_history(mediation: Mediation) -> None:
    way = request(mediation)
    way.act("start_screening")

    with pytest.raises(Forbidden) as refused:
        way.act("find_suitable")

    assert refused.value.code == "not_screened_alone"
    with mediation.desk.reading() as session:
        changes = mediation.desk.all_in(session, StateChange, way.dossier)
    assert [change.act for change in changes] == ["start_screening"]


def test_an_act_that_wants_a_reason_is_refused_without_one(mediation: Mediation) -> None:
    way = request(mediation)

    with pytest.raises(Invalid) as refused:
        way.act("record_resolved", "  ")
    way.act("record_resolved", "Hablaron entre ellos.")

    assert refused.value.problems == {"reason": "missing"}
    assert one(mediation.desk, MediationProcess, way.dossier).outcome == "RES-PRE"


@guards("services.mediation.state_by_acts")
def test_the_state_is_changed_by_acts_alone(mediation: Mediation) -> None:
    way = request(mediation)
    shown = mediation.files.standing(way.dossier).process

    with pytest.raises(Refused):
        mediation.files.correct(shown, {"state": "constituted"})
    mediation.files.correct(shown, {"dispute": "noise"})

    assert way.state == "requested"
    assert one(mediation.desk, MediationProcess, way.dossier).dispute == "noise"


def test_an_invitation_that_a_rule_forbids_is_not_kept(mediation: Mediation) -> None:
    way = request(mediation)
    way.act("start_screening")
    way.screen(way.alba)
    way.act("find_suitable")

    with pytest.raises(Forbidden) as refused:
        mediation.parties.invite(Invitation(dossier=way.dossier, party=way.bar))

    assert refused.value.code == "ties_not_declared"
    with mediation.desk.reading() as session:
        assert mediation.desk.all_in(session, Invitation, way.dossier) == []


def test_the_answer_is_due_fifteen_days_after_the_other_party_received_it(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation).to_suitable()
    invitation = mediation.parties.invite(Invitation(dossier=way.dossier, party=way.bar))
    moment.passes(days=3)
    mediation.parties.received(invitation.id, way.dossier)
    assert card(mediation.desk, way.dossier).due_on == TODAY + timedelta(days=18)

    moment.passes(days=15)
    with pytest.raises(Forbidden) as refused:
        way.act("record_no_reply")
    moment.passes(days=1)
    way.act("record_no_reply")

    assert refused.value.code == "answer_time_runs"
    assert one(mediation.desk, MediationProcess, way.dossier).outcome == "NR"


def test_a_process_before_court_runs_three_months_from_the_other_partys_receipt(
    mediation: Mediation,
) -> None:
    way = request(mediation, before_court=True).to_mediation()

    assert one(mediation.desk, MediationProcess, way.dossier).expires_on == months_after(TODAY, 3)


def test_consent_taken_back_is_shown_at_once_and_stops_the_agreement(mediation: Mediation) -> None:
    way = request(mediation).to_mediation()
    way.held("joint")
    way.write()
    mediation.parties.consent(
        Consent(dossier=way.dossier, person=way.bar, purpose="service", state="withdrawn")
    )

    assert [r.code for r in mediation.files.standing(way.dossier).violated] == ["consent_missing"]
    with pytest.raises(Forbidden) as refused:
        way.act("reach_agreement")
    assert refused.value.code == "consent_missing"
    way.act("record_withdrawal", "El bar no quiere seguir.")
    assert way.state == "withdrawn"


@guards("services.mediation.signed")
def test_what_was_signed_is_replaced_and_never_rewritten(mediation: Mediation) -> None:
    way = request(mediation).to_follow_up()
    desk = mediation.desk
    with desk.reading() as session:
        clause = desk.load(session, Clause, desk.all_in(session, Clause, way.dossier)[0].id)

    before = clause.record.text

    with pytest.raises(Forbidden) as refused:
        mediation.agreements.save_clause(clause, {"text": "Otra cosa"})
    mediation.agreements.save_clause(clause, {"status": "partly"})

    assert refused.value.code == "signed"
    assert desk.may_undo()
    with desk.reading() as session:
        assert session.get_one(Clause, clause.id).text == before


def test_a_signature_names_exactly_one_signer_and_an_act_of_this_file(
    mediation: Mediation,
) -> None:
    way = request(mediation).to_mediation()
    act = mediation.documents.printable(way.dossier).act
    assert act is not None
    nobody = Signature(dossier=way.dossier, act=act.id, what="constitutive_act")
    elsewhere = Signature(dossier=way.dossier, act=way.bar, what="agreement", party=way.bar)

    with pytest.raises(Invalid):
        mediation.agreements.sign(nobody)
    with pytest.raises(NotFound):
        mediation.agreements.sign(elsewhere)


def test_after_signatures_there_is_nothing_to_undo(mediation: Mediation) -> None:
    way = request(mediation).to_initial_session()
    assert mediation.desk.may_undo()

    mediation.agreements.sign(*way.signatures(*_drawn(way), mediator=True))

    assert not mediation.desk.may_undo()


def _drawn(way: Journey) -> tuple[SignedWhat, UUID]:
    act = way.mediation.agreements.draw_up(ConstitutiveAct(dossier=way.dossier))
    return SignedWhat.CONSTITUTIVE_ACT, act.id


def test_a_follow_up_says_whom_was_asked_or_that_nobody_was_reached(mediation: Mediation) -> None:
    way = request(mediation).to_follow_up()
    desk = mediation.desk
    with desk.reading() as session:
        shown = desk.load(session, FollowUp, desk.all_in(session, FollowUp, way.dossier)[0].id)

    with pytest.raises(Invalid):
        mediation.follow_ups.do(shown, {}, ())
    mediation.follow_ups.do(shown, {"not_reached": True}, ())

    assert one(desk, FollowUp, way.dossier).done_on is None
    with desk.reading() as session:
        assert session.get_one(FollowUp, shown.id).done_on == TODAY


def test_somebody_of_another_file_is_not_screened_in_this_one(mediation: Mediation) -> None:
    one_file, other = request(mediation), request(mediation)

    with pytest.raises(NotFound):
        one_file.screen(other.alba)


def test_an_act_without_signatures_is_taken_back_whole(mediation: Mediation) -> None:
    way = request(mediation)
    way.act("record_resolved", "Hablaron entre ellos.")

    mediation.desk.undo()

    process = one(mediation.desk, MediationProcess, way.dossier)
    assert (process.state, process.outcome, process.ended_on) == ("requested", "", None)
    assert card(mediation.desk, way.dossier).state == "requested"
    with mediation.desk.reading() as session:
        assert mediation.desk.all_in(session, StateChange, way.dossier) == []
