"""The conditions of a mediation: each asks the facts and answers with a refusal or nothing."""

from typing import Final

from pscp_desktop.domain.agreements import Signed
from pscp_desktop.domain.calendar import answer_due
from pscp_desktop.domain.mediation import Answer, PartyNature
from pscp_desktop.domain.mediation_facts import (
    FEWEST_PARTIES,
    MediationFacts,
    PartyFacts,
    RestorativeFacts,
)
from pscp_desktop.domain.screening import Capacity, Decision
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_

HARD_STOP: Final = Refusal(
    "hard_stop",
    N_(
        "The law forbids any mediation where there is sexual violence or gender violence."
        " Refer the person to support."
    ),
    "Ley 4/2015, art. 3.1",
    final=True,
)

NOT_ANNOUNCED: Final = Refusal(
    "not_announced",
    N_("Tell all parties first that a separate meeting takes place."),
    "Ley 5/2012, art. 21.3",
)
NOT_ENDED: Final = Refusal("not_ended", N_("The mediation has not ended yet."))
ALREADY_SIGNED: Final = Refusal(
    "signed", N_("Somebody has signed it already: write a new one that replaces it.")
)


def no_forbidden_violence(facts: MediationFacts) -> Refusal | None:
    """The hard stop: nobody may lift it, from any state."""
    return HARD_STOP if facts.violence else None


def protection_needed(facts: MediationFacts) -> Refusal | None:
    """Opposite of the hard stop: for the acts that exist only because of it."""
    return None if facts.violence else Refusal("no_stop", N_("No screening stops this mediation."))


def requester_reached(facts: MediationFacts) -> Refusal | None:
    """Whoever asked was spoken with."""
    return (
        None
        if facts.requester_reached
        else Refusal("requester_not_reached", N_("Nobody has spoken with whoever asked yet."))
    )


def askers_suitable(facts: MediationFacts) -> Refusal | None:
    """Everyone who asked was screened alone, and found suitable."""
    if not facts.asking or not all(party.screened_alone for party in facts.asking):
        return Refusal("not_screened_alone", N_("Screen the requesting party alone first."))
    return _in_favour(facts.asking)


def all_suitable(facts: MediationFacts) -> Refusal | None:
    """Every party was screened alone, and found suitable."""
    if not facts.parties or not all(party.screened_alone for party in facts.parties):
        return Refusal("not_all_screened_alone", N_("Screen each party alone first."))
    return _in_favour(facts.parties)


def _in_favour(parties: tuple[PartyFacts, ...]) -> Refusal | None:
    if all(party.suitable for party in parties):
        return None
    return Refusal(
        "screening_not_in_favour", N_("A screening is undecided or found it not suitable.")
    )


def none_unsuitable(facts: MediationFacts) -> Refusal | None:
    """No screening decided against; for states in which one may still be missing."""
    if any(party.decision == Decision.NOT_SUITABLE for party in facts.parties):
        return Refusal("found_unsuitable", N_("A screening found it not suitable."))
    return None


def danger_answered(facts: MediationFacts) -> Refusal | None:
    """Where a screening found danger and still decided in favour, it says with which measures."""
    in_danger = [party for party in facts.parties if party.unsafe and party.suitable]
    if any(p.decision != Decision.WITH_CARE or not p.measures for p in in_danger):
        return Refusal(
            "danger_without_measures",
            N_("Fear, coercion, violence or an order was noted: write the protective measures."),
            "Ley 5/2012, art. 7",
        )
    return None


def everybody_can_decide(facts: MediationFacts) -> Refusal | None:
    """Each party can decide, alone, with support or through a representative."""
    if any(p.capacity == Capacity.LACKING and not p.represented for p in facts.parties):
        return Refusal("cannot_decide", N_("A party cannot decide now and nobody represents them."))
    if any(p.minor and not p.represented for p in facts.parties):
        return Refusal("minor_alone", N_("A party is under 18 and nobody represents them."))
    return None


def matter_disposable(facts: MediationFacts) -> Refusal | None:
    """The law leaves the matter to the parties."""
    if facts.disposable:
        return None
    return Refusal(
        "not_disposable",
        N_("The parties may not decide about this matter."),
        "Ley 5/2012, art. 2.1",
    )


def no_administration(facts: MediationFacts) -> Refusal | None:
    """No public administration is a party."""
    if any(party.nature == PartyNature.ADMINISTRATION for party in facts.parties):
        return Refusal(
            "administration",
            N_("A public administration is a party: this law does not cover it."),
            "Ley 5/2012, art. 2.2 b)",
        )
    return None


def other_party_named(facts: MediationFacts) -> Refusal | None:
    """There is somebody to invite."""
    if any(party.named for party in facts.others):
        return None
    return Refusal("no_other_party", N_("Write down who the other party is."))


def ties_declared(facts: MediationFacts) -> Refusal | None:
    """Every mediator of the file declared whether something ties them, and none has to withdraw."""
    if not facts.mediators or not all(mediator.declared for mediator in facts.mediators):
        return Refusal(
            "ties_not_declared",
            N_("A mediator has not declared whether anything ties them to the parties."),
            "Ley 5/2012, art. 13.5",
        )
    if any(mediator.withdraws for mediator in facts.mediators):
        return Refusal(
            "mediator_withdraws",
            N_("A mediator withdraws for a tie to a party. Give the file to another."),
            "Ley 5/2012, art. 13.4",
        )
    return None


def ties_accepted(facts: MediationFacts) -> Refusal | None:
    """Where something ties a mediator, every party expressly accepts that they go on."""
    everyone = {party.id for party in facts.parties}
    if all(not m.tied or everyone <= m.accepted_by for m in facts.mediators):
        return None
    return Refusal(
        "ties_not_accepted",
        N_("Not every party has accepted the tie that a mediator declared."),
        "Ley 5/2012, art. 13.5",
    )


def invitation_accepted(facts: MediationFacts) -> Refusal | None:
    """The other side said yes to the initial session."""
    if facts.others and all(party.answer == Answer.ACCEPTED for party in facts.others):
        return None
    return Refusal("invitation_open", N_("The other party has not accepted the invitation yet."))


def invitation_declined(facts: MediationFacts) -> Refusal | None:
    """Somebody on the other side said no."""
    if any(party.answer == Answer.DECLINED for party in facts.others):
        return None
    return Refusal("nobody_declined", N_("No party has declined; write down the answer first."))


def answer_time_over(facts: MediationFacts) -> Refusal | None:
    """The other party was tried, and let the time for an answer pass."""
    if not facts.other_contacted:
        return Refusal(
            "other_not_contacted",
            N_("Nobody has tried to reach the other party yet."),
            "Ley 5/2012, art. 4",
        )
    begins = facts.other_received_on or facts.received_on
    if facts.today <= answer_due(begins):
        return Refusal(
            "answer_time_runs",
            N_("The other party still has days to answer."),
            "Ley 5/2012, art. 4",
        )
    return None


def initial_summoned(facts: MediationFacts) -> Refusal | None:
    """An initial session was at least called."""
    if facts.initial_planned or facts.initial_held:
        return None
    return Refusal("no_initial_session", N_("No initial session has been called."))


def initial_held(facts: MediationFacts) -> Refusal | None:
    """The initial session was held, everybody came, and they were told what the law asks."""
    came = bool(facts.parties) and all(party.came_to_initial for party in facts.parties)
    if facts.initial_held and facts.initial_informed and came:
        return None
    return Refusal(
        "initial_not_held",
        N_("The initial session, with everybody there and informed, is missing."),
        "Ley 5/2012, art. 17.1",
    )


def all_consent(facts: MediationFacts) -> Refusal | None:
    """Each party's consent to take part is there and was not taken back."""
    if len(facts.parties) >= FEWEST_PARTIES and all(party.consents for party in facts.parties):
        return None
    return Refusal(
        "consent_missing",
        N_("A party has not consented to take part, or took it back."),
        "Ley 5/2012, art. 6.1",
    )


def constitutive_signed(facts: MediationFacts) -> Refusal | None:
    """The constitutive act is signed by every party and by a mediator."""
    parties = facts.all_signed(party.constitutive for party in facts.parties)
    mediator = any(mediator.signed_constitutive for mediator in facts.mediators)
    if facts.constitutive_drawn and parties and mediator:
        return None
    return Refusal(
        "constitutive_unsigned",
        N_("The constitutive act is not signed by everybody."),
        "Ley 5/2012, art. 19",
    )


def restorative_conditions(facts: MediationFacts) -> Refusal | None:
    """All conditions of the law for a restorative process hold."""
    met = RestorativeFacts(
        facts_acknowledged=True,
        victim_informed=True,
        victim_consents=True,
        offender_consents=True,
        safe=True,
        not_prohibited=True,
    )
    if not facts.restorative or facts.conditions == met:
        return None
    return Refusal(
        "restorative_conditions",
        N_("The conditions for a meeting of victim and offender are not all met."),
        "Ley 4/2015, art. 15",
    )


def still_running(facts: MediationFacts) -> Refusal | None:
    """The longest duration has not passed."""
    if facts.expires_on is None or facts.today <= facts.expires_on:
        return None
    return Refusal("time_over", N_("The longest duration has passed."), "Ley 5/2012, art. 20")


def time_over(facts: MediationFacts) -> Refusal | None:
    """The longest duration has passed."""
    if facts.expires_on is not None and facts.today > facts.expires_on:
        return None
    return Refusal("time_left", N_("The longest duration has not passed yet."))


def session_held(facts: MediationFacts) -> Refusal | None:
    """The parties met, together or apart, since the mediation was constituted."""
    if facts.sessions_held:
        return None
    return Refusal("no_session", N_("No session has been held since it was constituted."))


def clauses_complete(facts: MediationFacts) -> Refusal | None:
    """There is an agreement, it has clauses, and each says what and who."""
    parties = {party.id for party in facts.parties}
    if not facts.agreement_drawn or not facts.clauses:
        return Refusal(
            "no_clauses", N_("The agreement has no clause yet."), "Ley 5/2012, art. 23.1"
        )
    if not all(clause.worded and clause.obligor in parties for clause in facts.clauses):
        return Refusal(
            "clause_without_obligor",
            N_("A clause does not say what is undertaken or which party undertakes it."),
            "Ley 5/2012, art. 23.1",
        )
    return None


def agreement_total(facts: MediationFacts) -> Refusal | None:
    """The written agreement says it settles everything."""
    if facts.agreement_total:
        return None
    return Refusal("agreement_is_partial", N_("The agreement is written as a partial one."))


def agreement_partial(facts: MediationFacts) -> Refusal | None:
    """The written agreement says it settles a part."""
    if not facts.agreement_total:
        return None
    return Refusal("agreement_is_total", N_("The agreement is written as a full one."))


def agreement_signed(facts: MediationFacts) -> Refusal | None:
    """Every party signed the agreement, knowing that it binds them."""
    if not facts.told_binding:
        return Refusal(
            "not_told_binding",
            N_("Tell the parties that the agreement binds them and may become a notarial deed."),
            "Ley 5/2012, art. 23.3",
        )
    if facts.all_signed(party.agreement for party in facts.parties):
        return None
    return Refusal(
        "agreement_unsigned",
        N_("Not every party has signed the agreement."),
        "Ley 5/2012, art. 23.2",
    )


def final_act_answered(facts: MediationFacts) -> Refusal | None:
    """The final act is drawn up, and each party signed it or is recorded as refusing."""
    answers = {party.final for party in facts.parties}
    if facts.final_drawn and facts.parties and answers <= {Signed.SIGNED, Signed.REFUSED}:
        return None
    return Refusal(
        "final_act_open",
        N_("The final act lacks a signature, or the note that a party refuses to sign."),
        "Ley 5/2012, art. 22.3",
    )


def agreed(facts: MediationFacts) -> Refusal | None:
    """There is an agreement to ask about."""
    if facts.agreed_ever:
        return None
    return Refusal("nothing_agreed", N_("There is no agreement to follow up."))


def nothing_agreed(facts: MediationFacts) -> Refusal | None:
    """There is nothing to follow up, so the file may close at once."""
    if not facts.agreed_ever:
        return None
    return Refusal("agreement_to_follow", N_("There is an agreement: follow it up first."))


def follow_ups_done(facts: MediationFacts) -> Refusal | None:
    """Every planned follow-up was done."""
    if facts.follow_ups_open == 0:
        return None
    return Refusal("follow_ups_open", N_("A follow-up is still to be done."))


def referral_made(facts: MediationFacts) -> Refusal | None:
    """Somebody was sent on, and it is written where to."""
    if facts.referral_made:
        return None
    return Refusal("no_referral", N_("Write down where the person is referred to."))
