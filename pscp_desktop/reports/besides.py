"""What each mediation document shows without any law asking for it, and how it is named if undecided."""

from collections.abc import Mapping
from typing import Final

from pscp_desktop.i18n import N_

LABELS: Final[Mapping[str, str]] = {
    "organisation.registry": N_("Number of the institution in the registry"),
    "process.number": N_("Number of the file"),
    "process.number_final": N_("Number of the file"),
    "process.received_on": N_("Day of the request"),
    "process.disclosed": N_("What the mediator disclosed"),
    "process.before_court": N_("Whether it is the step before a lawsuit"),
    "mediators.languages": N_("Languages of the mediator"),
    "mediators.qualification": N_("Mediator's qualification"),
    "mediators.body": N_("Mediator's professional body or institution"),
    "parties.role": N_("Who asked and who was asked"),
    "parties.domicile": N_("Domicile"),
    "parties.representatives": N_("Represented by"),
    "parties.interpreter": N_("Interpreter"),
    "addressee.role": N_("Who asked and who was asked"),
    "addressee.domicile": N_("Domicile"),
    "addressee.language": N_("Language"),
    "addressee.representatives": N_("Represented by"),
    "addressee.interpreter": N_("Interpreter"),
    "clauses.obligors": N_("Undertaken by"),
    "clauses.beneficiary": N_("In favour of"),
    "clauses.kind": N_("Kind"),
    "clauses.start": N_("Starting on"),
    "clauses.recurrence": N_("How often"),
    "clauses.evidence": N_("Shown by"),
    "final.sessions": N_("Number of sessions"),
    "appointment.bring": N_("What to bring"),
    "appointment.access": N_("How to get in"),
}
"""Paths into `Facts`, each with its label."""

_EVERYWHERE: Final = frozenset({"process.number", "process.number_final"})
_PARTIES: Final = frozenset({"parties.role", "parties.representatives", "parties.interpreter"})
_CLAUSES: Final = frozenset({
    "clauses.obligors", "clauses.beneficiary", "clauses.kind", "clauses.start",
    "clauses.recurrence", "clauses.evidence",
})  # fmt: skip
_BODIES: Final = frozenset({"organisation.registry", "mediators.body"})
_CALLED: Final = frozenset({"addressee.language", "addressee.interpreter"})
SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "invitation": frozenset({"process.received_on", "addressee.role", "addressee.domicile"}),
    "information": _CALLED
    | {
        "process.disclosed",
        "process.before_court",
        "mediators.languages",
        "addressee.role",
        "addressee.representatives",
    },
    "constitutive": _BODIES
    | _PARTIES
    | {
        "process.received_on",
        "process.disclosed",
        "process.before_court",
        "mediators.qualification",
    },
    "agreement": _BODIES | _PARTIES | _CLAUSES,
    "final": _BODIES | _PARTIES | _CLAUSES | {"final.sessions"},
    "certificate": frozenset({"parties.role", "parties.domicile"}),
    "appointment": _CALLED | {"appointment.bring", "appointment.access"},
}


def labels_besides(kind: str, undecided: frozenset[str]) -> tuple[str, ...]:
    """How a kind of document names what is undecided of what it shows besides, each once."""
    shown = (_EVERYWHERE | SHOWN[kind]) & undecided
    return tuple(dict.fromkeys(LABELS[path] for path in LABELS if path in shown))


__all__ = ["LABELS", "SHOWN", "labels_besides"]
