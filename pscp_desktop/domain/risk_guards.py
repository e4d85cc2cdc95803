"""The conditions of this service: each asks the facts and answers with a refusal or nothing.

Places, never persons: what these rules refuse nobody lifts, except where a written reason is named.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pscp_desktop.domain.blurring import SMALLEST_INSIDE_M
from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.risk_analysis import InputRole
from pscp_desktop.domain.risk_facts import (
    AdviceFacts,
    AnalysisFacts,
    InputFacts,
    OpinionFacts,
    ProfileFacts,
    RiskFacts,
)
from pscp_desktop.domain.risk_layers import EVENTS, NEVER_FACTORS, Origin
from pscp_desktop.domain.risk_words import (
    names_a_home,
    names_an_address,
    overclaims,
    tells_likelihood,
    traits_in,
)
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_

FEWEST_EVENTS: Final = 30
"""Below this no analysis says more than chance would."""
SHORTEST_REASON: Final = 40
"""Letters below which a reason is none."""
REVIEW_FROM_MONTHS: Final = 6
REVIEW_UNTIL_MONTHS: Final = 12
"""When an outcome is looked back on: not before the first, and no later than the second."""

NEVER_PERSONS: Final = Refusal(
    "persons",
    N_("This service answers about places. It never rates a person, a family or a home."),
    "Regulation (EU) 2024/1689, art. 5.1 d)",
    final=True,
)
NO_HOMES: Final = Refusal(
    "home",
    N_("An address or a dwelling is named. Speak of a cell or a neighbourhood."),
    "Regulation (EU) 2016/679, art. 5.1 c)",
)
NO_TRAITS: Final = Refusal(
    "trait",
    N_(
        "A factor stands for nationality, ethnicity, religion or living on benefits. What people are is"
        " no cause of what happens at a place."
    ),
    "Regulation (EU) 2016/679, art. 9",
    final=True,
)
DISCOVERED: Final = Refusal(
    "discovered",
    N_(
        "These events were discovered by police: they say where police looked. Look at what follows from"
        " that, and write the reason if they are to be used all the same."
    ),
)
PSYCHOSOCIAL: Final = Refusal(
    "psychosocial",
    N_("A psychosocial layer shows where support is needed. It is not used to predict events."),
)


def about_places(facts: AdviceFacts) -> Refusal | None:
    """Nobody asks about a person, a family or a dwelling."""
    return NEVER_PERSONS if facts.about_person else None


def purpose_lawful(facts: AdviceFacts) -> Refusal | None:
    """The purpose is written and stands on a legal basis."""
    if not facts.question.strip() or not facts.purpose.strip():
        return Refusal("no_purpose", N_("Write the question and what the answer will be used for."))
    if not facts.legal_basis:
        return Refusal(
            "no_basis", N_("Say on what legal basis this is asked."),
            "Regulation (EU) 2016/679, art. 6",
        )  # fmt: skip
    return None


def data_named(facts: AdviceFacts) -> Refusal | None:
    """It is written which data may be used."""
    if facts.data_allowed.strip():
        return None
    return Refusal("no_data", N_("Write which data may be used for this."))


def layers_known(facts: RiskFacts) -> Refusal | None:
    """There is at least one layer of which source, licence and date are known."""
    if facts.layers:
        return None
    return Refusal("no_layer", N_("No layer with its source, licence and date is at hand."))


def analysis_kept(facts: RiskFacts) -> Refusal | None:
    """An analysis was kept in this file."""
    return None if facts.analysis else Refusal("no_analysis", N_("No analysis is kept here yet."))


def analysis_lawful(facts: RiskFacts) -> Refusal | None:
    """What went into the analysis may go into one."""
    if facts.analysis is None:
        return None
    return next(analysis_refusals(facts.analysis), None)


def analysis_refusals(analysis: AnalysisFacts) -> Iterator[Refusal]:
    """Everything that stands against an analysis, asked before it is run and whenever it is used."""
    outcomes = [one for one in analysis.inputs if one.role == InputRole.OUTCOME]
    if not outcomes or any(one.origin not in EVENTS for one in outcomes):
        yield Refusal("no_outcome", N_("Choose a layer of events at places as the outcome."))
    for one in analysis.inputs:
        yield from _input_refusals(one)
    if any(one.origin == Origin.DISCOVERED for one in outcomes) and not _overridden(analysis):
        yield DISCOVERED
    if analysis.cell_m < SMALLEST_INSIDE_M:
        yield Refusal("cell", N_("A cell is smaller than 50 metres: it would show single homes."))
    if analysis.events < FEWEST_EVENTS:
        yield Refusal("few", N_("Fewer than 30 events: no method says more than chance here."))


def _input_refusals(one: InputFacts) -> Iterator[Refusal]:
    if one.role != InputRole.OUTCOME and traits_in(one.name):
        yield NO_TRAITS
    if one.role == InputRole.FACTOR and one.origin in NEVER_FACTORS:
        yield PSYCHOSOCIAL
    if not (one.source.strip() and one.licence.strip() and one.dated_on):
        yield Refusal("unknown_layer", N_("A layer has no source, no licence or no date."))


def _overridden(analysis: AnalysisFacts) -> bool:
    """Whether somebody wrote why, after having been shown what follows."""
    return len(analysis.override.strip()) >= SHORTEST_REASON and analysis.loop_seen


def opinion_complete(facts: RiskFacts) -> Refusal | None:
    """What is found, its limits, what protects the place, and until when it holds are written."""
    said = _opinion(facts)
    if said is None or not said.said.strip():
        return Refusal("no_findings", N_("Write what is found."))
    if not said.limits.strip():
        return Refusal("no_limits", N_("Write the limits of the data and the method."))
    if not said.resources.strip():
        return Refusal("no_resources", N_("Name what protects the place, beside the risks."))
    if said.valid_until is None:
        return Refusal("no_expiry", N_("Say until when it holds."))
    return None


def options_weighed(facts: AdviceFacts) -> Refusal | None:
    """What may be done stands beside what speaks against it."""
    said = facts.opinion
    if said is None or not said.options.strip() or not said.against.strip():
        return Refusal(
            "not_weighed", N_("Write what may be done, and the reasons against using this opinion.")
        )
    return None


def uncertainty_told(facts: ProfileFacts) -> Refusal | None:
    """A profile has bands, drivers, and says how uncertain they are."""
    if not facts.bands or not facts.opinion.uncertainty.strip():
        return Refusal("no_bands", N_("Write the bands, and how uncertain they are."))
    if not facts.drivers:
        return Refusal("no_drivers", N_("Name at least one thing the likelihood goes with."))
    return None


def worded_as_likelihood(facts: RiskFacts) -> Refusal | None:
    """It speaks of how likely events at places are: of no persons, without certainty or brand."""
    said = _opinion(facts)
    if said is None:
        return None
    if overclaims(said.everything):
        return Refusal(
            "wording",
            N_(
                "The words speak of persons, claim certainty or brand a place. Say how likely events are."
            ),
        )
    if not tells_likelihood(said.said):
        return Refusal(
            "no_likelihood", N_("Say how likely events are: likely, less likely, alike.")
        )
    return None


def no_homes(facts: RiskFacts) -> Refusal | None:
    """No part of what is said is an address or a dwelling."""
    said = _opinion(facts)
    area = facts.area if isinstance(facts, ProfileFacts) else ""
    units = (*(said.units if said else ()), area)
    written = said.everything if said else ""
    if any(names_a_home(unit) for unit in units) or names_an_address(written):
        return NO_HOMES
    return None


def not_expired(facts: RiskFacts) -> Refusal | None:
    """Neither what is said nor the analysis under it has passed its day."""
    said = _opinion(facts)
    days = [said.valid_until if said else None]
    days.append(facts.analysis.expires_on if facts.analysis else None)
    if any(day is not None and day < facts.today for day in days):
        return Refusal("expired", N_("It has expired: look again before it is used or printed."))
    return None


def second_person(facts: RiskFacts) -> Refusal | None:
    """Somebody else than its author reviewed what stands there now."""
    said = _opinion(facts)
    if facts.reviewer is None or said is None:
        return Refusal("no_review", N_("A second person has not let it go out yet."))
    if facts.reviewer == said.author:
        return Refusal("own_review", N_("Whoever wrote it cannot review it."))
    return None


def feedback_given(facts: AdviceFacts) -> Refusal | None:
    """Whoever asked said what became of it."""
    return None if facts.feedback else Refusal("no_feedback", N_("Write down the feedback first."))


def outcome_looked_at(facts: AdviceFacts) -> Refusal | None:
    """Somebody looked back, and not before half a year had passed."""
    if facts.issued_on is not None and facts.today < months_after(
        facts.issued_on, REVIEW_FROM_MONTHS
    ):
        return Refusal("too_early", N_("Half a year must pass before the outcome can be seen."))
    return None if facts.outcome else Refusal("no_outcome_review", N_("Write down what changed."))


def contested(facts: ProfileFacts) -> Refusal | None:
    """Somebody contests it."""
    if facts.contestations:
        return None
    return Refusal("not_contested", N_("Write down who contests it, and why."))


def answered(facts: ProfileFacts) -> Refusal | None:
    """Every contestation was answered with its reason."""
    if not facts.open_contestations:
        return None
    return Refusal("unanswered", N_("A contestation has not been answered yet."))


def day_passed(facts: ProfileFacts) -> Refusal | None:
    """The day until which it holds is over."""
    until: date | None = facts.opinion.valid_until
    if until is not None and until < facts.today:
        return None
    return Refusal("still_valid", N_("It is still valid."))


def _opinion(facts: RiskFacts) -> OpinionFacts | None:
    return facts.opinion
