"""What files of the risk service have a day for, as long as it has not been done."""

from datetime import date
from typing import Final

from pscp_desktop.domain.calendar import Due, days_after, months_after
from pscp_desktop.domain.risk import ANSWER_DAYS, AdviceState
from pscp_desktop.domain.risk_facts import AdviceFacts, ProfileFacts
from pscp_desktop.domain.risk_guards import REVIEW_FROM_MONTHS, REVIEW_UNTIL_MONTHS
from pscp_desktop.domain.risk_states import AFTER_ISSUE, BEFORE_ISSUE, OUT
from pscp_desktop.i18n import N_

FEEDBACK_DAYS: Final = 30
"""Days after which whoever asked is asked what became of the opinion."""

WANTED: Final = N_("The opinion is wanted")
ASK: Final = N_("Ask what became of the opinion")
LOOK_BACK: Final = N_("Look back on what came of it")
OPINION_EXPIRES: Final = N_("The opinion expires")
PROFILE_EXPIRES: Final = N_("The profile expires")
ANSWER: Final = N_("Answer the contestation")


def advice_dues(facts: AdviceFacts, deadline: date | None) -> tuple[Due, ...]:
    """What a file of advice has a day for, soonest first."""
    found: list[Due] = []
    if facts.state in BEFORE_ISSUE and deadline is not None:
        found.append(Due("deadline", WANTED, deadline))
    if facts.state == AdviceState.ISSUED and facts.issued_on is not None and not facts.feedback:
        found.append(Due("feedback", ASK, days_after(facts.issued_on, FEEDBACK_DAYS)))
    if facts.state in AFTER_ISSUE:
        found += _looking_back(facts)
        if facts.opinion is not None and facts.opinion.valid_until is not None:
            found.append(Due("expiry", OPINION_EXPIRES, facts.opinion.valid_until))
    return tuple(sorted(found, key=lambda due: due.on))


def _looking_back(facts: AdviceFacts) -> list[Due]:
    """From half a year on it may be done, at a year it must be: it is due in the middle."""
    if facts.issued_on is None or facts.outcome:
        return []
    middle = (REVIEW_FROM_MONTHS + REVIEW_UNTIL_MONTHS) // 2
    return [Due("outcome", LOOK_BACK, months_after(facts.issued_on, middle))]


def profile_dues(facts: ProfileFacts, contested_on: tuple[date, ...]) -> tuple[Due, ...]:
    """What a profile has a day for, soonest first; `contested_on` of those still to be answered."""
    found = [Due("answer", ANSWER, days_after(day, ANSWER_DAYS)) for day in contested_on]
    until = facts.opinion.valid_until
    if facts.state in OUT and until is not None:
        found.append(Due("expiry", PROFILE_EXPIRES, until))
    return tuple(sorted(found, key=lambda due: due.on))
