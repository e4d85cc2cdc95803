"""Everything one file shows, read in one go and handed to the widgets as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.agreements import FollowUp
from pscp_desktop.domain.dossiers import Attachment, Consent, PrintedDocument, Visit
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.screening import ConflictDeclaration, Screening, decision_rank
from pscp_desktop.domain.succession import standing
from pscp_desktop.services.attaching import Away
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.documents import MediationPrintable
from pscp_desktop.services.mediation.process import Offered, Standing
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.services.mediation.whole import Disputed
from pscp_desktop.services.undecided import NOTHING, Undecided
from pscp_desktop.ui.mediation.phrases import Names, Told, bearing, told

NAMED: Final = frozenset({"name", "legal_name"})
"""Fields of a person that stand wherever the person is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """One mediation file, as it stood when it was read."""

    id: UUID
    today: date
    me: UUID
    standing: Standing
    entries: tuple[Entry, ...]
    told: tuple[Told, ...] = ()
    """The entries in words, found where the file was read."""
    papers: MediationPrintable
    documents: tuple[PrintedDocument, ...]
    attachments: tuple[Attachment, ...] = ()
    away: Mapping[UUID, Away] = field(default_factory=dict)
    """The attachments that do not lie on this laptop."""
    screenings: tuple[Screening, ...] = ()
    declarations: tuple[ConflictDeclaration, ...] = ()
    consents: tuple[Consent, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    visits: tuple[Visit, ...] = ()
    workers: Mapping[UUID, str] = field(default_factory=dict)
    disputed: tuple[Disputed, ...] = ()
    """What a form of this file can decide."""
    undecided: Undecided = NOTHING

    @property
    def state(self) -> str:
        """Where the file stands."""
        return self.standing.facts.state

    @property
    def process(self) -> MediationProcess:
        """What was asked."""
        return self.papers.process

    @property
    def everybody(self) -> tuple[Party, ...]:
        """Whoever takes part, the parties first."""
        return (*self.papers.parties, *self.papers.others)

    @property
    def names(self) -> Names:
        """Who is who."""
        parties = {party.id: party.name or party.legal_name for party in self.everybody}
        return Names(parties, self.workers)

    @property
    def asking(self) -> tuple[Party, ...]:
        """The parties who asked."""
        return tuple(party for party in self.papers.parties if party.asked)

    @property
    def others(self) -> tuple[Party, ...]:
        """The parties on the other side."""
        return tuple(party for party in self.papers.parties if not party.asked)

    def offered(self, act: str) -> Offered | None:
        """An act, if it may be offered in this state to this worker."""
        return next((offered for offered in self.standing.acts if offered.act == act), None)

    def party(self, someone: UUID | None) -> Party | None:
        """A person in the file."""
        return next((party for party in self.everybody if party.id == someone), None)

    def session(self, wanted: UUID | None) -> MediationSession | None:
        """A session of the file."""
        return next((one for one in self.papers.sessions if one.id == wanted), None)

    def screening_of(self, party: UUID) -> Screening | None:
        """The last screening of a party; of two written apart, the more careful one."""
        last = standing(one for one in self.screenings if one.party == party)
        return max(last, key=lambda one: decision_rank(one.decision), default=None)

    def bears(self, entry: Entry) -> bool:
        """Whether a line shows one of several values: of its record, or of the name of whom it is about."""
        named = self.undecided.of(entry.party).keys() if entry.party is not None else ()
        return entry.record in self.undecided or not NAMED.isdisjoint(named)

    @property
    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        """The follow-ups that are still to be done, soonest first."""
        waiting = [one for one in self.follow_ups if one.done_on is None]
        return tuple(sorted(waiting, key=lambda one: one.due_on or date.max))


def read_file(desk: Desk, mediation: Mediation, dossier: UUID, *, opening: bool) -> FileShown:
    """Read a file. `opening` writes the look down; a refresh of what is open does not again."""
    if opening:
        desk.open(dossier)
    whole = mediation.whole.read(dossier)
    shown = FileShown(
        id=dossier,
        today=desk.today(),
        me=desk.worker,
        standing=whole.standing,
        entries=whole.entries,
        papers=whole.papers,
        documents=whole.documents,
        attachments=whole.attachments,
        screenings=whole.screenings,
        declarations=whole.declarations,
        consents=whole.consents,
        follow_ups=whole.follow_ups,
        visits=whole.visits,
        workers={worker.id: worker.name for worker in whole.workers.values()},
        disputed=whole.disputed,
        undecided=whole.undecided,
    )
    names = shown.names
    return replace(
        shown,
        told=tuple(
            bearing(told(entry, names, shown.today), undecided=shown.bears(entry))
            for entry in shown.entries
        ),
    )
