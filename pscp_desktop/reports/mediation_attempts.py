"""What only a person can have said, read from what is recorded of it and from nothing else.

The mediators' ties and who accepted them, the parties' consent, how somebody was summoned, and the
solemn declaration on an attempt. What is not recorded stays unsaid, and the document refuses.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from pscp_desktop.domain.dossiers import ConsentPurpose, ConsentState
from pscp_desktop.domain.in_force import invitation_in_force
from pscp_desktop.domain.mediation import Invitation
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.domain.screening import Circumstance, ConflictDeclaration
from pscp_desktop.domain.succession import standing
from pscp_desktop.i18n import N_, translated
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import NOTHING_WRITTEN, AttemptFacts, Passage
from pscp_desktop.services.mediation.documents import MediationPrintable

SUMMONED: Final = {
    "letter": N_("By letter"),
    "in_person": N_("By hand"),
    "email": N_("By e-mail"),
    "call": N_("By telephone"),
}
"""How somebody was summoned, as a certificate says it."""


def all_consent(file: MediationPrintable) -> bool:
    """Each party's last word on taking part is yes."""
    last = standing(one for one in file.consents if one.purpose == ConsentPurpose.SERVICE)
    given = {
        party.id: {one.state for one in last if one.person == party.id} for party in file.parties
    }
    return bool(given) and all(states == {ConsentState.GIVEN} for states in given.values())


def all_declared(file: MediationPrintable) -> bool:
    """Every mediator of the file declared, and none of them has to withdraw."""
    declared = _declared(file)
    mediators = [declared.get(one.id, []) for one in file.mediators]
    return bool(mediators) and all(
        last and not any(one.withdraws for one in last) for last in mediators
    )


def disclosed(file: MediationPrintable, language: str = PREVAILING) -> Passage:
    """What the mediators disclosed of their ties; empty where nothing ties them."""

    def told(tongue: str) -> str:
        kinds = (
            (translated(tongue, Circumstance.label_of(one.circumstance)), one.details)
            for one in _ties(file)
        )
        return "; ".join(": ".join(filter(None, parts)) for parts in kinds)

    return Passage(told(PREVAILING), told(language))


def ties_accepted(file: MediationPrintable) -> bool:
    """Every party accepted every tie, as their own recorded answers say (art. 13.5)."""
    answers: dict[tuple[UUID, UUID], bool] = {}
    for one in standing(file.tie_consents):
        asked = (one.declaration, one.party)
        answers[asked] = answers.get(asked, True) and one.accepts
    ties = _ties(file)
    return (
        bool(ties)
        and bool(file.parties)
        and all(answers.get((tie.id, party.id), False) for tie in ties for party in file.parties)
    )


def invitation_of(file: MediationPrintable, party: UUID | None) -> Invitation | None:
    """The invitation of a party that counts."""
    return invitation_in_force(file.invitations, party)


def initial_session(file: MediationPrintable) -> MediationSession | None:
    """The last initial session that was called and not cancelled."""
    called = [
        one
        for one in file.sessions
        if one.kind == SessionKind.INITIAL and one.state != SessionState.CANCELLED
    ]
    return max(called, key=_starts) if called else None


def absent_from(file: MediationPrintable, session: MediationSession) -> tuple[UUID, ...]:
    """Who did not come to a session."""
    return tuple(
        one.party for one in file.attendances if one.session == session.id and not one.attended
    )


def attempt_of(file: MediationPrintable, language: str = PREVAILING) -> AttemptFacts | None:
    """The attempt at the last initial session: only what is recorded of it."""
    held = initial_session(file)
    if held is None:
        return None
    declared = standing(one for one in file.attempts if one.session == held.id)
    last = min(declared, key=lambda one: one.id, default=None)
    names = {party.id: party.printed_name for party in (*file.parties, *file.others)}
    summons = [invitation_of(file, party) for party in absent_from(file, held)]
    known = [one for one in summons if one is not None]
    whole = bool(known) and len(known) == len(summons)
    days = [one.received_on for one in known if one.received_on is not None]
    proved = whole and all(one.proof.strip() for one in known)
    return AttemptFacts(
        asked_by=names.get(last.asked_by, "") if last and last.asked_by else "",
        good_faith=last is not None and last.good_faith,
        summoned_how=_channels(known, language) if whole else NOTHING_WRITTEN,
        summons_proof=Passage("; ".join(one.proof for one in known)) if proved else NOTHING_WRITTEN,
        summons_received_on=max(days) if whole and len(days) == len(known) else None,
    )


def _channels(summons: Iterable[Invitation], language: str) -> Passage:
    known = [SUMMONED.get(one.channel, one.channel) for one in summons]
    return Passage(
        "; ".join(translated(PREVAILING, one) for one in known),
        "; ".join(translated(language, one) for one in known),
    )


def _declared(file: MediationPrintable) -> dict[UUID, list[ConflictDeclaration]]:
    """What each mediator of the file declared last: more than one where it was said apart."""
    last = standing(file.declarations)
    found = {who.id: [one for one in last if one.mediator == who.id] for who in file.mediators}
    return {who: said for who, said in found.items() if said}


def _ties(file: MediationPrintable) -> list[ConflictDeclaration]:
    """The ties that stand declared."""
    return [
        one
        for said in _declared(file).values()
        for one in said
        if one.circumstance != Circumstance.NONE
    ]


def _starts(session: MediationSession) -> datetime:
    return session.starts_at
