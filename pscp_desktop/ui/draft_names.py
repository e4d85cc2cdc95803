"""What an unfinished form is called in a list of drafts."""

from typing import Final

from pscp_desktop.i18n import N_, tr
from pscp_desktop.store.drafts import Draft

FORMS: Final = {
    "request": N_("New request"),
    "party": N_("Party"),
    "screening": N_("Screening"),
    "contact": N_("Contact"),
    "session": N_("Session"),
    "agreement": N_("Agreement"),
    "follow_up": N_("Follow-up"),
    "note": N_("Note"),
    "ties": N_("Declare ties"),
    "conditions": N_("Conditions"),
    "person": N_("Person"),
    "new_person": N_("Add a person"),
    "other_party": N_("The other party"),
    "what": N_("Correct what was asked"),
    "plan": N_("Call a session"),
    "invitation": N_("Invitation"),
    "answer": N_("Answer"),
    "consent": N_("Consent to take part"),
    "referral": N_("Referral"),
    "heard": N_("What became of the referral"),
    "visit": N_("Leave for a visit"),
    "leave": N_("Leave for a visit"),
    "warning": N_("Warn about an address"),
    "warn": N_("Warn about an address"),
    "opening_act": N_("Opening act"),
    "final_act": N_("Final act"),
    "worker": N_("My page"),
    "organisation": N_("Organisation"),
}


def called(draft: Draft) -> str:
    """What a draft is of, in words; the form's own name where it is a new one."""
    named = draft.form.rpartition(".")[2]
    return tr(FORMS.get(named, N_("Unfinished form")))
