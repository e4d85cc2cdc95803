"""The one thing to do next in a file: an act that is possible, else what the first act still lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_
from pscp_desktop.services.mediation.process import Offered
from pscp_desktop.ui.mediation.file_shown import FileShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do: a form to fill in, an act to do, or an act and then a form."""

    label: str
    """Marked with `N_`."""
    icon: str = "forward"
    act: str = ""
    form: str = ""
    about: UUID | None = None
    """Whom or what the form is about."""


ACT_ICONS: Final = {
    "contact_requester": "phone", "start_screening": "shield", "find_suitable": "check",
    "invite_other_party": "mail", "open_initial_session": "meeting", "constitute": "scales",
    "begin_mediation": "mediation", "reach_agreement": "agreement", "sign_final_act": "sign",
    "sign_agreement_and_final_act": "sign", "start_follow_up": "calendar", "close": "done",
    "close_after_final_act": "done", "close_after_follow_up": "done", "refer_to_support": "refer",
    "refer": "refer", "reopen": "undo", "only_inform": "info", "find_not_suitable": "close",
}  # fmt: skip

CONTACT: Final = Step(label=N_("Record a contact"), icon="phone", form="contact")
SCREEN: Final = Step(label=N_("Screen a party alone"), icon="shield", form="screening")
DECLARE: Final = Step(label=N_("Declare ties"), icon="scales", form="ties")
ACCEPT_TIE: Final = Step(label=N_("Record their answer to the tie"), icon="scales", form="tie")
ANSWER: Final = Step(label=N_("Record the answer"), icon="message", form="answer")
OTHER_PARTY: Final = Step(label=N_("Name the other party"), icon="user", form="other_party")
REPRESENTATIVE: Final = Step(label=N_("Add who represents them"), icon="user", form="person")
CONSENT: Final = Step(label=N_("Record their consent"), icon="check", form="consent")
CALL_INITIAL: Final = Step(label=N_("Call the initial session"), icon="calendar", form="plan")
CALL_SESSION: Final = Step(label=N_("Call a session"), icon="calendar", form="plan")
WRITE_SESSION: Final = Step(label=N_("Write the session down"), icon="meeting", form="session")
DRAW_UP: Final = Step(label=N_("Draw up the constitutive act"), icon="document", form="opening_act")
SIGN_OPENING: Final = Step(label=N_("Record the signatures"), icon="sign", form="sign_opening")
CONDITIONS: Final = Step(label=N_("Check the conditions"), icon="scales", form="conditions")
AGREEMENT: Final = Step(label=N_("Write the agreement"), icon="agreement", form="agreement")
TELL: Final = Step(label=N_("Tell them that it binds"), icon="agreement", form="agreement")
END: Final = Step(label=N_("Draw up the final act"), icon="document", form="final_act")
SIGN_CLOSING: Final = Step(label=N_("Record the signatures"), icon="sign", form="sign_closing")
FOLLOW_UP: Final = Step(label=N_("Do the follow-up"), icon="calendar", form="follow_up")
REFER: Final = Step(label=N_("Refer to another service"), icon="refer", form="referral")
TO_SUPPORT: Final = Step(label=N_("Refer to support"), icon="refer", form="referral")
NOT_SUITABLE: Final = Step(label=N_("Find it not suitable"), icon="close", act="find_not_suitable")
CLOSE: Final = Step(label=N_("Close the file"), icon="done", act="close_after_final_act")
EXPIRE: Final = Step(label=N_("Record that the time has passed"), icon="due", act="record_expiry")

Remedy = Callable[[FileShown], Step | None]


def next_step(shown: FileShown) -> Step | None:
    """What the filled button does now; nothing where the file asks for nothing."""
    if shown.standing.stopped is not None:
        offered = shown.offered("refer_to_support")
        return TO_SUPPORT if offered else _first_possible(shown)
    due = _session_to_write(shown)
    if due is not None:
        return _about(WRITE_SESSION, due.id)
    return _first_possible(shown) or _first_remedy(shown)


def step_of(offered: Offered) -> Step:
    """An act as something to do; some are done by filling in a form."""
    icon = ACT_ICONS.get(offered.act, "forward")
    form = {
        "invite_other_party": "invitation",
        "contact_requester": "contact",
        "refer": "referral",
        "refer_to_support": "referral",
        "start_screening": "screening",
    }.get(offered.act, "")
    act = "" if offered.act in BY_FORM else offered.act
    return Step(label=offered.label, icon=icon, act=act, form=form)


BY_FORM: Final = frozenset({"invite_other_party", "contact_requester", "refer", "refer_to_support"})
"""Acts that their form does itself when it is saved."""


def remedy(shown: FileShown, refusal: Refusal) -> Step | None:
    """What lifts a refusal, if anything a mediator can do here does."""
    found = REMEDIES.get(refusal.code)
    return found(shown) if found else None


def _first_possible(shown: FileShown) -> Step | None:
    """The first main act that may be done; a screening goes before one more contact."""
    mains = [offered for offered in shown.standing.acts if offered.main and offered.possible]
    known = {offered.act: offered for offered in mains}
    chosen = known.get("start_screening") or next(iter(mains), None)
    if chosen is None:
        return None
    step = step_of(chosen)
    return _screening(shown, step) if chosen.act == "start_screening" else step


def _screening(shown: FileShown, step: Step) -> Step:
    about = next((party.id for party in shown.asking), None)
    return Step(label=step.label, icon=step.icon, act=step.act, form=step.form, about=about)


def _first_remedy(shown: FileShown) -> Step | None:
    """What the main acts of this state still lack, the most urgent first."""
    refusals = {
        refusal.code: refusal
        for offered in shown.standing.acts
        if offered.main
        for refusal in offered.refusals
    }
    for code in REMEDIES:
        if code in refusals:
            step = remedy(shown, refusals[code])
            if step is not None:
                return step
    return None


def _session_to_write(shown: FileShown) -> MediationSession | None:
    """A planned session whose day has come."""
    planned = [
        session
        for session in shown.papers.sessions
        if session.state == SessionState.PLANNED and day_of(session.starts_at) <= shown.today
    ]
    return min(planned, key=lambda session: session.starts_at, default=None)


def _about(step: Step, about: UUID | None) -> Step:
    return Step(label=step.label, icon=step.icon, act=step.act, form=step.form, about=about)


def _screen_next(shown: FileShown) -> Step:
    """The party that was not screened alone yet, whoever asked first."""
    waiting = [
        facts.id
        for facts in (*shown.standing.facts.asking, *shown.standing.facts.others)
        if not facts.screened_alone or not facts.suitable
    ]
    return _about(SCREEN, next(iter(waiting), None))


def _screened(shown: FileShown) -> Step:
    decided = [one for one in shown.screenings if one.decision == "not_suitable"]
    return NOT_SUITABLE if decided else _screen_next(shown)


def _in_danger(shown: FileShown) -> Step:
    unsafe = [one.party for one in shown.screenings if one.unsafe and not one.measures.strip()]
    return _about(SCREEN, next(iter(unsafe), None))


def _answer(shown: FileShown) -> Step:
    waiting = [one.id for one in shown.papers.invitations if not one.answer]
    return _about(ANSWER, waiting[-1]) if waiting else Step(
        label=N_("Invite again"), icon="mail", form="invitation"
    )  # fmt: skip


def _initial(shown: FileShown) -> Step:
    planned = [
        one.id
        for one in shown.papers.sessions
        if one.kind == SessionKind.INITIAL and one.state == SessionState.PLANNED
    ]
    return _about(WRITE_SESSION, planned[0]) if planned else CALL_INITIAL


def _session(shown: FileShown) -> Step:
    planned = [one.id for one in shown.papers.sessions if one.state == SessionState.PLANNED]
    return _about(WRITE_SESSION, planned[0]) if planned else CALL_SESSION


def _consent(shown: FileShown) -> Step:
    waiting = [facts.id for facts in shown.standing.facts.parties if not facts.consents]
    return _about(CONSENT, next(iter(waiting), None))


def _constitutive(shown: FileShown) -> Step:
    return SIGN_OPENING if shown.standing.facts.constitutive_drawn else DRAW_UP


def _final(shown: FileShown) -> Step:
    return SIGN_CLOSING if shown.standing.facts.final_drawn else END


def _follow_up(shown: FileShown) -> Step:
    return _about(FOLLOW_UP, next((one.id for one in shown.open_follow_ups), None))


def _always(step: Step) -> Remedy:
    def found(_: FileShown) -> Step:
        return step

    return found


def _for_main(step: Step, act: str) -> Remedy:
    def found(shown: FileShown) -> Step | None:
        return step if shown.offered(act) else None

    return found


# In the order in which a mediator does them.
REMEDIES: Final[dict[str, Remedy]] = {
    "requester_not_reached": _always(CONTACT),
    "invitation_open": _answer,
    "not_screened_alone": _screen_next,
    "not_all_screened_alone": _screen_next,
    "found_unsuitable": _for_main(NOT_SUITABLE, "find_not_suitable"),
    "screening_not_in_favour": _screened,
    "danger_without_measures": _in_danger,
    "cannot_decide": _always(REPRESENTATIVE),
    "minor_alone": _always(REPRESENTATIVE),
    "not_disposable": _for_main(NOT_SUITABLE, "find_not_suitable"),
    "administration": _for_main(NOT_SUITABLE, "find_not_suitable"),
    "no_other_party": _always(OTHER_PARTY),
    "ties_not_declared": _always(DECLARE),
    "ties_not_accepted": _always(ACCEPT_TIE),
    "restorative_conditions": _always(CONDITIONS),
    "initial_not_held": _initial,
    "no_initial_session": _always(CALL_INITIAL),
    "consent_missing": _consent,
    "constitutive_unsigned": _constitutive,
    "time_over": _for_main(EXPIRE, "record_expiry"),
    "no_session": _session,
    "no_clauses": _always(AGREEMENT),
    "clause_without_obligor": _always(AGREEMENT),
    "not_told_binding": _always(TELL),
    "agreement_is_partial": _for_main(
        Step(
            label=N_("Record the partial agreement"),
            icon="agreement",
            act="reach_partial_agreement",
        ),
        "reach_partial_agreement",
    ),
    "final_act_open": _final,
    "agreement_unsigned": _always(SIGN_CLOSING),
    "nothing_agreed": _for_main(CLOSE, "close_after_final_act"),
    "follow_ups_open": _follow_up,
    "no_referral": _always(REFER),
}
