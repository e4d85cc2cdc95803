"""The one thing to do next in a file, and what lifts a refusal."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_
from pscp_desktop.services.risk.files import Offered
from pscp_desktop.ui.risk.shown import RiskShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act to be done, or a form to be filled in."""

    label: str
    """Marked with `N_`."""
    act: str = ""
    form: str = ""
    about: UUID | None = None
    icon: str = "forward"


FORMS: Final = {
    "request": N_("Complete the question"),
    "profile": N_("Write the profile"),
    "analysis": N_("Run an analysis"),
    "opinion": N_("Write the opinion"),
    "review": N_("Review it"),
    "feedback": N_("Write down the feedback"),
    "outcome": N_("Look back on it"),
    "band": N_("Add a part of the area"),
    "driver": N_("Add what it goes with"),
    "propose": N_("Judge what the analysis proposes"),
    "contest": N_("Write down a contestation"),
    "answer": N_("Answer the contestation"),
    "layers": N_("See the layers"),
}
"""What each form is called on a button."""
REMEDIES: Final = {
    "no_purpose": "request", "no_basis": "request", "no_data": "request", "no_layer": "layers",
    "no_analysis": "analysis", "no_review": "review", "no_feedback": "feedback",
    "no_outcome_review": "outcome", "no_bands": "band", "no_drivers": "driver",
    "not_contested": "contest", "unanswered": "answer",
}  # fmt: skip
WORDS: Final = frozenset(
    {"no_findings", "no_limits", "no_resources", "no_expiry", "not_weighed", "wording",
     "no_likelihood", "home", "expired"}
)  # fmt: skip
"""Refusals that are lifted by writing, in the opinion or in the profile."""


def remedy(shown: RiskShown, refusal: Refusal) -> Step | None:
    """The form that lifts a refusal, if one does."""
    form = REMEDIES.get(refusal.code, "")
    if refusal.code in WORDS:
        form = "profile" if shown.profile else "opinion"
    if not form:
        return None
    judged = any(band.analysis is not None for band in shown.papers.bands)
    if form in {"band", "driver"} and shown.analyses and not judged:
        form = "propose"
    about = None
    if form == "answer" and shown.open_contestations:
        about = shown.open_contestations[0].id
    return Step(label=FORMS[form], form=form, about=about, icon="edit")


def step_of(offered: Offered) -> Step:
    """An act as a step."""
    return Step(label=offered.label, act=offered.act, icon="forward")


def next_step(shown: RiskShown) -> Step | None:
    """What the filled button does: the next act, or what is missing for it."""
    offered = shown.standing.next_act
    if offered is None:
        return None
    if offered.act == "take_analysis" and shown.analyses and not shown.papers.bands:
        # What it proposes is judged before anything rests on it.
        return Step(label=FORMS["propose"], form="propose", icon="edit")
    if offered.possible:
        return step_of(offered)
    lifts = remedy(shown, offered.refusals[0])
    # A review is somebody else's: whoever wrote it is told so instead of being led into a refusal.
    own = lifts is not None and lifts.form == "review" and _is_author(shown)
    return None if own else lifts


def _is_author(shown: RiskShown) -> bool:
    said = shown.papers.profile if shown.profile else shown.papers.advice
    return said is not None and said.author == shown.me
