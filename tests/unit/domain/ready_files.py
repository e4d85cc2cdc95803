"""The facts of a mediation file in which everything was done as it should be."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_facts import (
    ClauseFacts,
    MediationFacts,
    MediatorFacts,
    PartyFacts,
    RestorativeFacts,
)

TODAY = date(2026, 3, 17)
ALBA, BAR, INES = UUID(int=1), UUID(int=2), UUID(int=3)

MET = RestorativeFacts(
    facts_acknowledged=True,
    victim_informed=True,
    victim_consents=True,
    offender_consents=True,
    safe=True,
    not_prohibited=True,
)


def party(who: UUID, **changes: Any) -> PartyFacts:
    ready = PartyFacts(
        id=who,
        asked=who == ALBA,
        screened_alone=True,
        decision="suitable",
        consents=True,
        answer="accepted",
        came_to_initial=True,
        constitutive="signed",
        agreement="signed",
        final="signed",
    )
    return replace(ready, **changes)


def facts(state: str = State.REQUESTED, **changes: Any) -> MediationFacts:
    """A file in which everything was done as it should be."""
    ready = MediationFacts(
        state=state,
        today=TODAY,
        received_on=TODAY - timedelta(days=30),
        parties=(party(ALBA), party(BAR)),
        mediators=(MediatorFacts(id=INES, declared=True, signed_constitutive=True),),
        requester_reached=True,
        other_contacted=True,
        other_received_on=TODAY - timedelta(days=20),
        initial_planned=True,
        initial_held=True,
        initial_informed=True,
        sessions_held=2,
        constitutive_drawn=True,
        expires_on=TODAY + timedelta(days=40),
        agreement_drawn=True,
        told_binding=True,
        clauses=(ClauseFacts(obligor=BAR), ClauseFacts(obligor=ALBA)),
        final_drawn=True,
        agreed_ever=True,
    )
    return replace(ready, **changes)
