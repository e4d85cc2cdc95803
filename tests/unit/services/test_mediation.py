"""Mediation through the service: the law holds at every door, whatever the page does."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from sqlmodel import select

from pscp_desktop.domain.agreements import (
    Clause,
    ConstitutiveAct,
    FollowUp,
    Signature,
    SignedWhat,
)
from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.dossiers import (
    Attachment,
    Consent,
    Contact,
    DossierCard,
    PrintedDocument,
    Referral,
)
from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound, Refused
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party, Phase, StateChange
from pscp_desktop.domain.mediation_sessions import MediationSession, SeparateMeeting
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.screening import ConflictDeclaration, Screening
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation import Mediation
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.followups import Checked, Voice
from pscp_desktop.services.mediation.process import Request
from tests.unit.services.conftest import TODAY, Office
from tests.unit.services.journey import Journey, request
from tests.world import INES, LIA, OMAR, Moment

R = TypeVar("R", bound=Record)


def card(desk: Desk, dossier: UUID) -> DossierCard:
    with desk.reading() as session:
        return session.exec(select(DossierCard).where(DossierCard.of == dossier)).one()


def one(desk: Desk, kind: type[R], dossier: UUID) -> R:
    with desk.reading() as session:
        return desk.all_in(session, kind, dossier)[-1]


def test_a_request_at_the_door_is_kept_whole_with_its_contact_and_its_card(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation, account="La terraza recoge pasada la medianoche.")

    shown = card(mediation.desk, way.dossier)
    assert (shown.dossier, shown.state, shown.number) == (office.circle, "requested", "P-X-1")
    assert shown.due_on == TODAY + timedelta(days=15)
    assert one(mediation.desk, Contact, way.dossier).with_party == way.alba
    assert [offered.act for offered in mediation.files.available(way.dossier) if offered.possible]


def test_a_request_that_cannot_be_kept_leaves_nothing(mediation: Mediation) -> None:
    bad = Request(
        process=MediationProcess(dispute="quarrel"),
        requester=Party(role="requesting", name="Alba Ejemplo"),
    )

    with pytest.raises(Invalid) as refused:
        mediation.files.request(bad)

    assert refused.value.problems == {"dispute": "unknown_code"}
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


def test_what_one_party_said_apart_is_known_to_nobody_but_their_mediator(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_mediation()
    mediation.sessions.meet_apart(
        way.dossier,
        SeparateMeeting(party=way.alba, said="Teme perder el sueño y el trabajo."),
        announced=True,
    )
    omar = Mediation(office.desk_of(OMAR))
    part = mediation.sessions.parts(way.dossier)[0]

    assert [m.record.said for m in mediation.sessions.apart(part)] == [
        "Teme perder el sueño y el trabajo."
    ]
    assert omar.files.standing(way.dossier).facts.state == "in_mediation"
    assert omar.sessions.parts(way.dossier) == ()
    with pytest.raises(NotFound):
        omar.sessions.apart(part)
    assert omar.desk.find("perder el sueño") == ()
    assert "sueño" not in repr(omar.timeline.of(way.dossier))
    assert mediation.desk.find("perder el sueño") != ()


def test_a_second_meeting_apart_goes_to_the_same_compartment_and_the_other_party_to_another(
    mediation: Mediation,
) -> None:
    way = request(mediation).to_mediation()
    for party in (way.alba, way.alba, way.bar):
        mediation.sessions.meet_apart(way.dossier, SeparateMeeting(party=party), announced=True)

    parts = mediation.sessions.parts(way.dossier)

    assert sorted(len(mediation.sessions.apart(part)) for part in parts) == [1, 2]


def test_a_meeting_apart_is_announced_to_all_or_not_held(mediation: Mediation) -> None:
    way = request(mediation).to_mediation()

    with pytest.raises(Forbidden) as refused:
        mediation.sessions.meet_apart(way.dossier, SeparateMeeting(party=way.alba), announced=False)

    assert refused.value.article == "Ley 5/2012, art. 21.3"


def test_another_team_sees_nothing_and_changes_nothing(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_suitable()
    lia = Mediation(office.desk_of(LIA))

    for door in (
        lambda: lia.files.standing(way.dossier),
        lambda: lia.files.perform(way.dossier, "record_resolved", "x"),
        lambda: lia.timeline.of(way.dossier),
        lambda: lia.documents.printable(way.dossier),
        lambda: lia.parties.screen(Screening(dossier=way.dossier, party=way.alba)),
    ):
        with pytest.raises(NotFound):
            door()
    assert lia.boards.page(Filters()) == ()


def test_an_excluded_colleague_sees_the_card_without_title_or_matter(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation)
    mediation.desk.exclude(way.dossier, OMAR, "Es vecino del local.")

    (line,) = Mediation(office.desk_of(OMAR)).boards.page(Filters())

    assert (line.number, line.state, line.may_open) == ("P-X-1", "requested", False)
    assert (line.title, line.dispute, line.district) == ("", "", "")
    assert mediation.boards.page(Filters())[0].title == "Ruido por la terraza"


def test_the_new_mediator_of_a_file_declares_their_own_ties_first(
    mediation: Mediation, office: Office
) -> None:
    way = request(mediation).to_initial_session()
    mediation.files.hand_over(way.dossier, OMAR, "Inés está de baja.")

    assert [r.code for r in mediation.files.standing(way.dossier).violated] == ["ties_not_declared"]
    omar = Mediation(office.desk_of(OMAR))
    omar.parties.declare(ConflictDeclaration(dossier=way.dossier))
    assert omar.files.standing(way.dossier).violated == ()
    assert card(mediation.desk, way.dossier).owner == OMAR


def test_a_reopened_file_needs_new_acts_and_keeps_the_old_ones_readable(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation).to_follow_up()
    way.act("stop_follow_up", "Se mudan.")
    moment.passes(days=40)
    way.act("reopen", "Vuelven a pedir ayuda.")
    moment.passes(days=1)

    printable = mediation.documents.printable(way.dossier)

    assert card(mediation.desk, way.dossier).closed_on is None
    assert printable.act is None
    assert printable.agreement is None
    offered = {o.act: o.possible for o in mediation.files.available(way.dossier)}
    assert offered["start_screening"]
    assert offered["start_follow_up"]


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


def test_the_timeline_reads_what_is_due_first_and_then_backwards(
    mediation: Mediation, moment: Moment
) -> None:
    way = request(mediation)
    moment.passes(days=2)
    mediation.parties.contacted(
        Contact(dossier=way.dossier, kind="call", outcome="no_answer", with_party=way.bar)
    )
    moment.passes(days=1)
    mediation.sessions.plan(
        MediationSession(dossier=way.dossier, kind="preparation", place="Sede de Centro")
    )

    entries = mediation.timeline.of(way.dossier)

    assert [entry.due for entry in entries][:2] == [True, False]
    assert entries[1].aspect == "No answer"
    past = [entry.when for entry in entries if not entry.due]
    assert past == sorted(past, reverse=True)


def test_today_shows_sessions_terms_and_follow_ups_of_my_files(
    mediation: Mediation, office: Office, moment: Moment
) -> None:
    terms = request(mediation)
    followed = request(mediation).to_follow_up()
    moment.passes(days=20)
    met = request(mediation).to_initial_session()
    mediation.sessions.plan(
        MediationSession(dossier=met.dossier, kind="initial", place="Sede de Centro")
    )

    items = mediation.boards.due(mediation.desk.today())

    found = {(item.due.code, item.dossier) for item in items}
    assert found >= {
        ("contact", terms.dossier),
        ("follow_up", followed.dossier),
        ("session", met.dossier),
    }
    assert items[0].due.code == "contact"
    assert items[0].due.overdue(mediation.desk.today())
    assert Mediation(office.desk_of(OMAR)).boards.due(mediation.desk.today()) == ()


def test_a_board_filters_by_phase_word_and_neighbourhood(mediation: Mediation) -> None:
    first = request(mediation)
    second = request(mediation).to_suitable()

    def found(**filters: object) -> set[UUID]:
        return {line.dossier for line in mediation.boards.page(Filters(**filters))}  # type: ignore[arg-type]

    assert found() == {first.dossier, second.dossier}
    assert found(phases=frozenset({Phase.SCREENING})) == {second.dossier}
    assert found(text="ficticio") == {first.dossier, second.dossier}
    assert found(text="P-X-2") == {second.dossier}
    assert found(district="sol") == set()
    assert mediation.boards.count(Filters()) == 2
    assert mediation.boards.states() == {"requested": 1, "suitable": 1}


def test_a_printed_document_is_noted_and_its_signed_copy_takes_its_place(
    mediation: Mediation,
) -> None:
    way = request(mediation)
    printed = mediation.documents.printed(
        PrintedDocument(dossier=way.dossier, kind="information_sheet", code="ABCD")
    )
    scan = mediation.desk.add(Attachment(dossier=way.dossier, blob=b"b", key=b"k", name="acta.pdf"))
    mediation.documents.came_back(printed.id, scan)

    (kept,) = mediation.documents.all_of(way.dossier)

    assert kept.signed_scan == scan.id
    assert kept.code == "ABCD"
    assert kept.recorded_by == INES


def test_somebody_of_another_file_is_not_screened_in_this_one(mediation: Mediation) -> None:
    one_file, other = request(mediation), request(mediation)

    with pytest.raises(NotFound):
        one_file.screen(other.alba)
