"""Who takes part: contacts, screening alone, the mediator's ties, consent, invitation, referral."""

from typing import Any, Final, TypeVar
from uuid import UUID

from pscp_desktop.domain.dossiers import (
    HEARD,
    SAYING_WHY,
    Consent,
    Contact,
    Referral,
    ReferralState,
)
from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.mediation import Answer, Invitation, Party, State
from pscp_desktop.domain.record import EPOCH, NAMELESS, Record
from pscp_desktop.domain.screening import (
    ConflictConsent,
    ConflictDeclaration,
    RestorativeConditions,
    Screening,
)
from pscp_desktop.domain.succession import QUESTIONS
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.mediation.process import Files
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import answering, at_work, change
from pscp_desktop.store.unit import Unit

R = TypeVar("R", bound=Record)

ON_CARD: Final[frozenset[type[Record]]] = frozenset({Contact, Screening})
"""What changes the terms of a file, and so its card."""


class Parties:
    """The people of a file. Each method keeps one thing and says who, where it names somebody."""

    def __init__(self, desk: Desk, files: Files) -> None:
        self._desk = desk
        self._files = files

    def add(self, party: Party) -> Party:
        """Somebody more takes part."""
        with at_work(self._desk, party.dossier) as unit:
            return unit.create(party)

    def save(self, shown: Loaded[Party], changes: dict[str, Any]) -> None:
        """Change what is known of a party."""
        with at_work(self._desk, shown.record.dossier) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def leave(self, shown: Loaded[Party], reason: str) -> None:
        """A party takes part no longer; what they did stays."""
        with at_work(self._desk, shown.record.dossier, reason) as unit:
            unit.set(shown.record, {"left_on": self._desk.today()}, shown=shown.heads)

    def contacted(self, contact: Contact) -> Contact:
        """Keep a contact, or the attempt at one."""
        if contact.at == EPOCH:
            contact.at = self._desk.now()
        return self._kept(contact, contact.with_party)

    def screen(self, screening: Screening) -> Screening:
        """Keep what one party told alone. The rules are asked again by everything after it."""
        screening.held_on = screening.held_on or self._desk.today()
        return self._kept(screening, screening.party)

    def correct_screening(
        self, shown: Loaded[Screening], changes: dict[str, Any], why: str
    ) -> None:
        """Correct a screening, with the reason on record."""
        with at_work(self._desk, shown.record.dossier, why) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def declare(self, declaration: ConflictDeclaration) -> ConflictDeclaration:
        """A mediator says what ties them, or that nothing does."""
        if declaration.mediator == NAMELESS:
            declaration.mediator = self._desk.worker
        declaration.declared_on = declaration.declared_on or self._desk.today()
        return self._kept(declaration, None)

    def accept_tie(self, consent: ConflictConsent) -> ConflictConsent:
        """A party accepts a declared tie, or does not."""
        consent.on = consent.on or self._desk.today()
        return self._kept(consent, consent.party)

    def consent(self, consent: Consent) -> Consent:
        """A party agrees, refuses or takes back: always a new consent."""
        consent.on = consent.on or self._desk.today()
        return self._kept(consent, consent.person)

    def check_conditions(self, conditions: RestorativeConditions) -> RestorativeConditions:
        """Keep whether the conditions of a restorative process hold."""
        conditions.checked_on = conditions.checked_on or self._desk.today()
        return self._kept(conditions, None)

    def save_conditions(
        self, shown: Loaded[RestorativeConditions], changes: dict[str, Any]
    ) -> None:
        """Change the conditions; each of the two may take their consent back at any time."""
        with at_work(self._desk, shown.record.dossier) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def invite(self, invitation: Invitation) -> Invitation:
        """Invite a party. From a suitable file this is also the act that moves it on.

        Raises Forbidden where a rule stands against inviting; then no invitation is kept.
        """
        invitation.sent_on = invitation.sent_on or self._desk.today()
        with at_work(self._desk, invitation.dossier) as unit:
            kept = self._create(unit, invitation, invitation.party)
            state = FileRecords(unit.session, invitation.dossier).process.state
            if state == State.SUITABLE:
                self._files.perform_in(unit, invitation.dossier, "invite_other_party")
        return kept

    def received(self, invitation: UUID, dossier: UUID) -> None:
        """The invitation reached its party today: their fifteen days begin."""
        self._answer(invitation, dossier, {"received_on": self._desk.today()})

    def save_invitation(self, shown: Loaded[Invitation], changes: dict[str, Any]) -> None:
        """Write down how an invitation was sent, when it arrived and what proves it."""
        with at_work(self._desk, shown.record.dossier) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def answered(self, invitation: UUID, dossier: UUID, answer: Answer, words: str = "") -> None:
        """The invited party answered."""
        today = self._desk.today()
        self._answer(
            invitation,
            dossier,
            {"answer": answer.value, "answered_on": today, "words": words},
        )

    def refer(self, referral: Referral, reason: str = "") -> Referral:
        """Send somebody on, and move the file: under the hard stop to support, else as referred.

        Where the file has moved on already only the referral is kept.
        """
        referral.sent_on = referral.sent_on or self._desk.today()
        referral.state = ReferralState.SENT.value
        with at_work(self._desk, referral.dossier, reason, undoable=False) as unit:
            kept = self._create(unit, referral, referral.person)
            records = FileRecords(unit.session, referral.dossier)
            if any(screening.forbids for screening in records.screenings):
                act = "refer_to_support"
            else:
                act = "refer"
            if records.process.state not in {State.REFERRED, State.CLOSED}:
                self._files.perform_in(unit, referral.dossier, act, reason)
        return kept

    def heard(self, shown: Loaded[Referral], state: ReferralState, words: str = "") -> None:
        """The other service, or the person, told what became of a referral.

        Raises Refused where that cannot follow from where it stands, Invalid without a needed reason.
        """
        referral = shown.record
        if state not in HEARD.get(referral.stands, ()):
            raise Refused("referral")
        if state in SAYING_WHY and not words.strip():
            raise Invalid({"answer": "missing"})
        changes = {"state": state.value, "answered_on": self._desk.today(), "answer": words}
        with at_work(self._desk, referral.dossier) as unit:
            unit.set(referral, changes, shown=shown.heads)

    def _answer(self, invitation: UUID, dossier: UUID, changes: dict[str, Any]) -> None:
        with at_work(self._desk, dossier) as unit:
            found = unit.session.get(Invitation, invitation)
            if found is None or found.removed or found.dossier != dossier:
                raise NotFound(invitation)
            if "answered_on" in changes and found.received_on is None:
                changes["received_on"] = changes["answered_on"]
            change(self._desk, unit, found, changes)

    def _kept(self, record: R, party: UUID | None) -> R:
        with at_work(
            self._desk,
            record.dossier,
            undoable=not record.append_only,
            on_card=type(record) in ON_CARD,
        ) as unit:
            return self._create(unit, record, party)

    def _create(self, unit: Unit, record: R, party: UUID | None) -> R:
        """Keep a record; the party it names takes part in the same file. Raises NotFound."""
        if party is not None:
            found = unit.session.get(Party, party)
            if found is None or found.removed or found.dossier != record.dossier:
                raise NotFound(party)
        if type(record).__name__ in QUESTIONS:
            answering(self._desk, unit, record)
        return unit.create(record)
