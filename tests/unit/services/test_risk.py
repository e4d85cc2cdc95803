"""The risk service through its front door: places and never persons, whatever the page does."""

from datetime import date
from typing import Any

import pytest

from pscp_desktop.domain.dossiers import DossierCard, PrintedDocument
from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound, Refused
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import (
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    OutcomeReview,
    PeerReview,
    ProfileBand,
    RiskChange,
    RiskProfile,
)
from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Plan
from pscp_desktop.services.risk.service import Risk
from tests.protections import guards
from tests.unit.services.risk_way import (
    OPINION,
    a_layer,
    an_outcome,
    asked,
    profiled,
    risk_at,
    two_layers,
)
from tests.world import ALBA, OMAR, Moment, joins, shown

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4"
    b"\x89\x00\x00\x00\rIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
OVERRIDE = "La comisión pregunta dónde trabajó la policía y la respuesta no se usa para más."


def cards(risk: Risk) -> list[DossierCard]:
    from sqlmodel import select

    with risk.desk.reading() as session:
        return list(session.exec(select(DossierCard)))


def one_of(risk: Risk, kind: type[Any], dossier: Any) -> Any:
    with risk.desk.reading() as session:
        return risk.desk.all_in(session, kind, dossier)[-1]


def test_a_request_goes_from_its_receipt_to_the_review_of_its_outcome(
    risk: Risk, attaching: Attaching, moment: Moment
) -> None:
    way = asked(risk, attaching).issued()
    moment.passes(days=20)
    risk.opinions.feedback(AdviceFeedback(dossier=way.dossier, use="partly", words="En parte."))
    moment.passes(days=200)
    risk.opinions.outcome(
        OutcomeReview(dossier=way.dossier, change="fewer", words="Recuentos con zona de control.")
    )
    way.act("close")

    assert risk.files.standing(way.dossier).facts.state == "closed"
    done = [change.act for change in _changes(risk, way.dossier)]
    assert done == ["accept_scope", "check_data", "begin_analysis", "ask_review", "issue",
                    "record_feedback", "record_outcome", "close"]  # fmt: skip


def _changes(risk: Risk, dossier: Any) -> list[RiskChange]:
    with risk.desk.reading() as session:
        return risk.desk.all_in(session, RiskChange, dossier)


def test_a_question_about_a_person_is_only_declined(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching, target="person")

    with pytest.raises(Forbidden) as refused:
        way.act("accept_scope")

    assert refused.value.code == "persons"
    with pytest.raises(Invalid):
        way.act("decline")
    assert way.act("decline", "No respondemos sobre personas.") == "declined"


def test_a_worker_who_is_no_analyst_moves_nothing(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching)
    joins(risk.desk, ALBA, RoleCode.MEDIATOR)

    mediator = risk_at(Desk(risk.desk.store, ALBA), attaching)

    assert mediator.files.standing(way.dossier).acts == ()
    with pytest.raises(Refused):
        mediator.files.perform(way.dossier, "accept_scope")


def test_whoever_is_not_of_the_team_does_not_know_of_it(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching)
    stranger = risk_at(Desk(risk.desk.store, OMAR), attaching)

    for look in (stranger.timeline.of, stranger.files.standing, stranger.documents.printable):
        with pytest.raises(NotFound):
            look(way.dossier)
    assert stranger.layers.all(way.dossier) == ()
    assert stranger.boards.page() == ()


@guards("services.risk.state_by_acts")
def test_state_and_days_move_by_acts_alone(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching)
    request = one_of(risk, AdviceRequest, way.dossier)

    with pytest.raises(Refused):
        risk.files.correct(
            way.dossier, shown(risk.desk, AdviceRequest, request.id), {"state": "issued"}
        )


@guards("services.risk.own_review")
def test_nobody_reviews_what_they_wrote(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching).to_analysis().analysed().written()
    way.act("ask_review")

    with pytest.raises(Refused):
        risk.opinions.review(PeerReview(dossier=way.dossier, about=NAMELESS, verdict="approves"))
    with pytest.raises(Forbidden) as refused:
        way.act("issue")
    assert refused.value.code == "no_review"


@guards("services.risk.review_of_these_words")
def test_a_review_counts_only_for_the_words_it_was_given_for(
    risk: Risk, attaching: Attaching
) -> None:
    way = profiled(risk, attaching).reviewed()
    profile = one_of(risk, RiskProfile, way.dossier)
    risk.files.correct(
        way.dossier,
        shown(risk.desk, RiskProfile, profile.id),
        {"uncertainty": "Casi ninguna, probablemente."},
    )

    with pytest.raises(Forbidden) as refused:
        way.act("pass_review")

    assert refused.value.code == "no_review"


@guards("services.risk.under_review")
def test_what_is_under_review_or_out_is_not_rewritten(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching).to_analysis().analysed().written()
    way.act("ask_review")

    with pytest.raises(Refused):
        risk.opinions.write(way.dossier, {"findings": "Otra cosa, probable."}, way.opinion())

    way.act("send_back", "Falta una fuente.")
    risk.opinions.write(way.dossier, {"findings": "Otra cosa, probable."}, way.opinion())
    assert way.opinion().record.findings == "Otra cosa, probable."


def test_a_profile_is_published_contested_answered_and_upheld(
    risk: Risk, attaching: Attaching
) -> None:
    way = profiled(risk, attaching).reviewed()
    way.act("pass_review")
    way.act("publish")
    risk.opinions.contest(
        Contestation(dossier=way.dossier, council="Consejo de ejemplo", words="Falta el mercado.")
    )
    assert risk.files.standing(way.dossier).facts.state == "contested"
    with pytest.raises(Forbidden) as refused:
        way.act("uphold", "Sigue en pie.")
    assert refused.value.code == "unanswered"

    contested = one_of(risk, Contestation, way.dossier)
    loaded = shown(risk.desk, Contestation, contested.id)
    with pytest.raises(Invalid):
        risk.opinions.answer(loaded, "rejected", " ")
    risk.opinions.answer(loaded, "partly", "El mercado entra en la próxima edición.")

    assert way.act("uphold", "Sigue en pie.") == "published"


@guards("services.risk.band_count")
@pytest.mark.parametrize(
    ("counted", "kept"), [(0, None), (4, None), (5, 5), (41, 41), (None, None)]
)
def test_a_part_of_the_area_with_few_events_keeps_no_count(
    risk: Risk, attaching: Attaching, counted: int | None, kept: int | None
) -> None:
    way = profiled(risk, attaching)

    band = risk.opinions.band(
        ProfileBand(dossier=way.dossier, unit="Celda 9-9", band="above", events=counted)
    )

    assert band.events == kept
    with risk.desk.reading() as session:
        found = risk.desk.all_in(session, ProfileBand, way.dossier)
    assert next(one for one in found if one.id == band.id).events == kept


@guards("services.risk.unit")
def test_no_part_of_a_profile_is_an_address(risk: Risk, attaching: Attaching) -> None:
    way = profiled(risk, attaching)

    with pytest.raises(Invalid) as refused:
        risk.opinions.band(
            ProfileBand(dossier=way.dossier, unit="Calle de la Muestra, 12", band="highest")
        )

    assert refused.value.problems == {"unit": "home"}


@guards("services.risk.keep_lawful")
def test_what_police_discovered_is_kept_as_outcome_only_with_its_reason(
    risk: Risk, attaching: Attaching
) -> None:
    way = asked(risk, attaching).to_analysis()
    found = risk.layers.keep(a_layer(title="Actuaciones", origin="discovered"), b"{}", "a.geojson")
    plan = Plan(outcome=found, title="De muestra")

    assert [refusal.code for refusal in risk.analyses.refusals(plan)] == ["discovered"]
    with pytest.raises(Forbidden):
        risk.analyses.keep(way.dossier, plan, an_outcome())

    told = Plan(outcome=found, title="De muestra", override=OVERRIDE, loop_seen=True)
    kept = risk.analyses.keep(way.dossier, told, an_outcome())
    assert kept.override == OVERRIDE


def test_an_analysis_is_kept_with_its_inputs_figures_card_and_surface(
    risk: Risk, attaching: Attaching
) -> None:
    way = asked(risk, attaching).to_analysis().analysed()

    papers = risk.documents.printable(way.dossier)

    assert papers.analysis is not None
    assert [one.role for one in papers.inputs] == ["outcome", "factor"]
    assert [one.measure for one in papers.figures] == ["pai"]
    assert papers.card[0].value == "7"
    assert papers.attributions == ("© Oficina de ejemplo",)
    assert risk.analyses.result(papers.analysis).startswith(b'{"type"')


@guards("services.risk.expired_paper")
def test_nothing_is_printed_after_its_day_nor_before_its_review(
    risk: Risk, attaching: Attaching, moment: Moment
) -> None:
    way = asked(risk, attaching).to_analysis().analysed().written()

    def paper() -> PrintedDocument:
        return PrintedDocument(dossier=way.dossier, kind="risk_advice")

    with pytest.raises(Forbidden) as early:
        risk.documents.printed(paper())
    assert early.value.code == "unfinished"
    way.act("ask_review")
    assert risk.documents.printable(way.dossier).draft
    way.reviewed().act("issue")
    assert risk.documents.printed(paper()).code == ""

    moment.passes(days=400)

    with pytest.raises(Forbidden) as late:
        risk.documents.printed(paper())
    assert late.value.code == "expired"
    assert risk.documents.printable(way.dossier).bar is not None
    papers = risk.documents.printable(way.dossier)
    assert papers.analysis is not None
    with pytest.raises(Forbidden):
        risk.analyses.result(papers.analysis)


def test_cards_tell_the_state_and_the_day_and_no_words(risk: Risk, attaching: Attaching) -> None:
    way = asked(risk, attaching, deadline=date(2026, 3, 20))

    (card,) = [card for card in cards(risk) if card.of == way.dossier]

    assert (card.state, card.due_on, card.service) == ("received", date(2026, 3, 20), "risk")
    (line,) = risk.boards.page()
    assert line.may_open
    assert line.body == "Junta de ejemplo"
    assert risk.boards.page("pasaje") == (line,)


def test_the_timeline_reads_what_is_due_first_and_then_backwards(
    risk: Risk, attaching: Attaching, moment: Moment
) -> None:
    way = asked(risk, attaching, deadline=date(2026, 3, 20))
    moment.passes(days=1)
    way.to_analysis().analysed().written()

    entries = risk.timeline.of(way.dossier)

    assert [entry.due for entry in entries][:2] == [True, False]
    past = [entry.when for entry in entries if not entry.due]
    assert past == sorted(past, reverse=True)
    assert {"The question", "Analysis kept", "Opinion written"} <= {e.title for e in entries}


def test_an_opinion_about_persons_is_not_put_up_for_review(
    risk: Risk, attaching: Attaching
) -> None:
    way = asked(risk, attaching).to_analysis().analysed()
    way.written(findings="Es probable que los delincuentes vuelvan.")

    with pytest.raises(Forbidden) as refused:
        way.act("ask_review")

    assert refused.value.code == "wording"
    assert OPINION["findings"]
    assert two_layers(risk)
