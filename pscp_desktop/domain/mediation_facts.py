"""What the rules of a mediation are asked about: plain facts, gathered from one file's records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.agreements import Signed
from pscp_desktop.domain.mediation import Answer, PartyNature, State
from pscp_desktop.domain.screening import Capacity, Decision

FEWEST_PARTIES: Final = 2
"""A dispute has at least two sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """What the rules ask of one principal party; signatures are "", "signed" or "refused"."""

    id: UUID
    asked: bool
    nature: str = PartyNature.PERSON.value
    minor: bool = False
    represented: bool = False
    named: bool = True
    screened_alone: bool = False
    decision: str = Decision.PENDING.value
    capacity: str = Capacity.FULL.value
    unsafe: bool = False
    measures: bool = False
    consents: bool = False
    answer: str = Answer.NONE.value
    came_to_initial: bool = False
    constitutive: str = ""
    agreement: str = ""
    final: str = ""

    @property
    def suitable(self) -> bool:
        """Whether this party's last screening, held alone, decided in favour."""
        return self.screened_alone and self.decision in {Decision.SUITABLE, Decision.WITH_CARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorFacts:
    """What the rules ask of one mediator of the file."""

    id: UUID
    declared: bool = False
    tied: bool = False
    withdraws: bool = False
    accepted_by: frozenset[UUID] = frozenset()
    signed_constitutive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFacts:
    """What the rules ask of one clause of the agreement."""

    worded: bool = True
    obligor: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorativeFacts:
    """The conditions under which victim and offender may meet (Ley 4/2015, art. 15)."""

    facts_acknowledged: bool = False
    victim_informed: bool = False
    victim_consents: bool = False
    offender_consents: bool = False
    safe: bool = False
    not_prohibited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationFacts:
    """Everything the rules of one mediation may ask, as it is now."""

    state: str = State.REQUESTED.value
    today: date
    received_on: date
    violence: bool = False
    """Sexual or gender violence in any screening of the file, whoever told it."""
    disposable: bool = True
    parties: tuple[PartyFacts, ...] = ()
    mediators: tuple[MediatorFacts, ...] = ()
    requester_reached: bool = False
    other_contacted: bool = False
    """Somebody tried to reach the other party."""
    other_received_on: date | None = None
    initial_planned: bool = False
    initial_held: bool = False
    initial_informed: bool = False
    sessions_held: int = 0
    """Joint, separate or shuttle, since the mediation was constituted."""
    constitutive_drawn: bool = False
    restorative: bool = False
    conditions: RestorativeFacts = RestorativeFacts()
    expires_on: date | None = None
    agreement_drawn: bool = False
    agreement_total: bool = True
    told_binding: bool = False
    clauses: tuple[ClauseFacts, ...] = ()
    final_drawn: bool = False
    agreed_ever: bool = False
    referral_made: bool = False
    follow_ups_open: int = 0

    @property
    def asking(self) -> tuple[PartyFacts, ...]:
        """The principal parties on the side that asked."""
        return tuple(party for party in self.parties if party.asked)

    @property
    def others(self) -> tuple[PartyFacts, ...]:
        """The principal parties on the other side."""
        return tuple(party for party in self.parties if not party.asked)

    def all_signed(self, signatures: Iterable[str]) -> bool:
        """Whether there is a signature of every principal party, and of at least two."""
        given = tuple(signatures)
        return len(given) >= FEWEST_PARTIES and all(answer == Signed.SIGNED for answer in given)
