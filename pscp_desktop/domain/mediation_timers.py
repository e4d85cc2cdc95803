"""What the law gives a mediation time for, as long as it has not been done."""

from pscp_desktop.domain.calendar import Due, answer_due, contact_due
from pscp_desktop.domain.mediation import Answer, State
from pscp_desktop.domain.mediation_facts import MediationFacts
from pscp_desktop.domain.mediation_states import BEFORE_SESSION, RUNNING
from pscp_desktop.i18n import N_


def legal_dues(facts: MediationFacts) -> tuple[Due, ...]:
    """The legal terms that run now, the first to end first."""
    found = (_contact(facts), _answer(facts), _end(facts))
    return tuple(sorted((due for due in found if due is not None), key=lambda due: due.on))


def _contact(facts: MediationFacts) -> Due | None:
    """The attempt to reach the other party, from the request on."""
    if facts.state not in BEFORE_SESSION or facts.other_contacted or facts.violence:
        return None
    on = contact_due(facts.received_on)
    return Due("contact", N_("Contact the other party"), on, "Ley 5/2012, art. 4")


def _answer(facts: MediationFacts) -> Due | None:
    """The first meeting or the answer, from the day the other party received the invitation."""
    answered = bool(facts.others) and all(p.answer != Answer.NONE for p in facts.others)
    if facts.state != State.INVITING or answered or facts.other_received_on is None:
        return None
    on = answer_due(facts.other_received_on)
    return Due("answer", N_("Answer of the other party"), on, "Ley 5/2012, art. 4")


def _end(facts: MediationFacts) -> Due | None:
    """The last day of a mediation that runs."""
    if facts.state not in RUNNING or facts.expires_on is None:
        return None
    return Due("end", N_("End of the process"), facts.expires_on, "Ley 5/2012, art. 20")
