"""What a mediation document is made of, as plain facts that the mediation service fills in.

Words that come from a code list (roles, kinds, outcomes) are handed over as their English label, marked
with `N_` where the list is declared; the document translates them. Words that a person wrote are a
`Passage`. Nothing here is a record and nothing knows where it came from.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Passage:
    """Words somebody wrote, in Spanish, and their translation where somebody made one."""

    text: str = ""
    translation: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip())


NOTHING_WRITTEN: Final = Passage()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """The body that runs the service, as its documents must name it."""

    name: str = ""
    address: str = ""
    institution: str = ""
    """The mediation institution (Ley 5/2012, art. 5) in whose frame the mediation takes place."""
    registry: str = ""
    telephone: str = ""
    email: str = ""
    controller: str = ""
    """Who answers for the personal data; the institution if nothing else is said."""
    protection_officer: str = ""
    """How to reach the data protection officer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorFacts:
    """One mediator, with what the parties must be told about them."""

    name: str = ""
    qualification: str = ""
    training: str = ""
    experience: str = ""
    body: str = ""
    """The professional body or institution to which they belong."""
    registry: str = ""
    insurance: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """One party, as identified in the act."""

    name: str = ""
    identity_document: str = ""
    domicile: str = ""
    role: str = ""
    """The English label of the role, such as "Requesting party"."""
    language: str = ""
    """A language code, such as "es" or "ar"."""
    representatives: tuple[str, ...] = ()
    interpreter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """The mediation as a whole."""

    number: str = ""
    number_final: bool = False
    requesters: tuple[str, ...] = ()
    """Who asked for the mediation."""
    object: Passage = Passage()
    received_on: date | None = None
    answer_by: date | None = None
    constitute_by: date | None = None
    constituted_on: date | None = None
    ends_by: date | None = None
    """The last day of the maximum duration."""
    programme: Passage = Passage()
    fees: Decimal | None = None
    expenses: Decimal | None = None
    place: str = ""
    languages: tuple[str, ...] = ()
    impartiality_declared: bool = False
    """The mediators have made their declaration on conflicts of interest."""
    disclosed: Passage = Passage()
    """What they disclosed, if anything."""
    disclosure_accepted: bool = False
    accepted: bool = False
    """The parties accept the mediation of their own will."""
    obligations_accepted: bool = False
    told_binding: bool = False
    """The mediator told the parties that the agreement binds them."""
    before_court: bool = False
    """The mediation is tried as the step that must come before a lawsuit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session: when and where, who came and who did not."""

    held_at: datetime | None = None
    place: str = ""
    attended: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFacts:
    """One clause of an agreement."""

    text: Passage = Passage()
    obligor: str = ""
    """Who owes it; all their names where several do."""
    obligors: tuple[str, ...] = ()
    """The names of the parties who owe it, as they stand in the parties."""
    beneficiary: str = ""
    kind: str = ""
    start: date | None = None
    due: date | None = None
    recurrence: str = ""
    evidence: Passage = Passage()


class Outcome(StrEnum):
    """How a mediation ended, as far as the final act has to say it."""

    AGREEMENT = "agreement"
    PARTIAL = "partial"
    NO_AGREEMENT = "no_agreement"
    WITHDRAWN = "withdrawn"
    ENDED_BY_MEDIATOR = "ended_by_mediator"
    EXPIRED = "expired"
    OTHER = "other"


class Papers(StrEnum):
    """What became of the papers the parties had brought."""

    RETURNED = "returned"
    NONE_BROUGHT = "none_brought"


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalActFacts:
    """How the mediation ended."""

    outcome: Outcome | None = None
    ended_on: date | None = None
    place: str = ""
    """Where the act is signed; the law does not ask for it."""
    cause: Passage = Passage()
    """Why, in words; needed where no agreement was reached."""
    sessions: int = 0
    documents: Papers | None = None
    left_open: Passage = Passage()
    """What a partial agreement leaves unsettled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """What a certificate of attempt states about the attempt."""

    asked_by: str = ""
    good_faith: bool = False
    """The mediator can solemnly declare that those who came acted in good faith."""
    summoned_how: Passage = Passage()
    """How the absent party was summoned; needed where somebody did not come."""
    summons_proof: Passage = Passage()
    summons_received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFacts:
    """An appointment, on a slip that may be seen by others at home."""

    starts_at: datetime | None = None
    place: str = ""
    with_whom: str = ""
    bring: Passage = Passage()
    access: Passage = Passage()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFacts:
    """What became of one person's signature. Without one, a line is left for the pen."""

    name: str
    image: bytes = b""
    """A PNG drawn on the screen."""
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a document may draw on; each kind of document says what it needs of it."""

    organisation: OrganisationFacts = OrganisationFacts()
    process: ProcessFacts = ProcessFacts()
    mediators: tuple[MediatorFacts, ...] = ()
    parties: tuple[PartyFacts, ...] = ()
    addressee: PartyFacts | None = None
    """The party for whom this copy is made."""
    session: SessionFacts | None = None
    clauses: tuple[ClauseFacts, ...] = ()
    final: FinalActFacts | None = None
    attempt: AttemptFacts | None = None
    appointment: AppointmentFacts | None = None
    signatures: tuple[SignatureFacts, ...] = ()
    issued_on: date | None = None
    code: str = ""
    """By which this very paper is found again; none before it is to be given out."""
    draft: bool = False
    reprinted_on: date | None = None
    undecided: frozenset[str] = frozenset()
    """Paths into these facts, such as "parties.name": two values stand there, one of them is shown."""

    def signature_of(self, name: str) -> SignatureFacts:
        """What became of the signature of `name`; nothing yet, if nothing is known."""
        return next((one for one in self.signatures if one.name == name), SignatureFacts(name=name))

    @property
    def unsigned_by_choice(self) -> tuple[str, ...]:
        """Who would not sign."""
        return tuple(one.name for one in self.signatures if one.refused)
