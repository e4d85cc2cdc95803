"""What the law gives a mediation time for, as long as it has not been done."""

from dataclasses import dataclass
from datetime import date

from pscp_desktop.domain.calendar import Due, answer_due, contact_due
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_states import BEFORE_SESSION, RUNNING
from pscp_desktop.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What decides which legal terms of a file run now."""

    state: str
    received_on: date
    stopped: bool = False
    other_contacted: bool = False
    other_received_on: date | None = None
    answered: bool = False
    """Every invited party has answered."""
    expires_on: date | None = None


def legal_dues(terms: Terms) -> tuple[Due, ...]:
    """The legal terms that run now, the first to end first."""
    found = (_contact(terms), _answer(terms), _end(terms))
    return tuple(sorted((due for due in found if due is not None), key=lambda due: due.on))


def _contact(terms: Terms) -> Due | None:
    """The attempt to reach the other party, from the request on."""
    if terms.state not in BEFORE_SESSION or terms.other_contacted or terms.stopped:
        return None
    on = contact_due(terms.received_on)
    return Due("contact", N_("Contact the other party"), on, "Ley 5/2012, art. 4")


def _answer(terms: Terms) -> Due | None:
    """The first meeting or the answer, from the day the other party received the invitation."""
    if terms.state != State.INVITING or terms.answered or terms.other_received_on is None:
        return None
    on = answer_due(terms.other_received_on)
    return Due("answer", N_("Answer of the other party"), on, "Ley 5/2012, art. 4")


def _end(terms: Terms) -> Due | None:
    """The last day of a mediation that runs."""
    if terms.state not in RUNNING or terms.expires_on is None:
        return None
    return Due("end", N_("End of the process"), terms.expires_on, "Ley 5/2012, art. 20")
