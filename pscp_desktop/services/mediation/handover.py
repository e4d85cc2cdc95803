"""After a file changed hands: what was said apart stays with its mediators until one of them decides."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, Membership, Note
from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.mediation_sessions import SeparateMeeting
from pscp_desktop.domain.workers import RightCode
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.sessions import Sessions
from pscp_desktop.services.mediation.work import at_work
from pscp_desktop.store import rights


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A compartment of this worker that whoever leads the file now cannot open."""

    part: UUID
    party: UUID
    last_on: date | None
    leads: UUID


class Handover:
    """Shares what was said apart with the new mediator, or records that it is not shared."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self._desk, self._sessions = desk, sessions

    def kept_apart(self, dossier: UUID) -> tuple[KeptApart, ...]:
        """The compartments this worker may open and the one who leads the file may not."""
        mine = self._sessions.parts(dossier)
        with self._desk.reading() as session:
            whole = session.get(Dossier, dossier)
            if whole is None:
                raise NotFound(dossier)
            found = []
            for part in mine:
                if self._right_of(session, part, whole.owner) >= Right.READER:
                    continue
                meetings = self._desk.all_in(session, SeparateMeeting, part)
                if meetings:
                    last = meetings[-1]
                    found.append(KeptApart(part, last.party, last.held_on, whole.owner))
        return tuple(found)

    def share(self, dossier: UUID, part: UUID, words: str) -> None:
        """Let whoever leads the file now open a compartment; `words` say so in the file.

        Only a member of the compartment may: NotFound for everybody else, whatever they lead.
        """
        with at_work(self._desk, dossier, undoable=False, on_card=False) as unit:
            to = self._new_mediator(unit.session, dossier, part)
            unit.create(Membership(dossier=part, worker=to, right=RightCode.WRITER.value))
            unit.note("share_part", dossier)
            unit.create(Note(dossier=dossier, text=words))

    def keep(self, dossier: UUID, part: UUID, words: str) -> None:
        """Record in the file that a compartment is not shared; nothing opens to anybody."""
        if not words.strip():
            raise Invalid({"reason": "missing"})
        with at_work(self._desk, dossier, undoable=False, on_card=False) as unit:
            self._new_mediator(unit.session, dossier, part)
            unit.note("keep_part", dossier)
            unit.create(Note(dossier=dossier, text=words))

    def _new_mediator(self, session: Session, dossier: UUID, part: UUID) -> UUID:
        """Who leads the file, once it is sure that this worker decides about the compartment."""
        whole, closed = session.get(Dossier, dossier), session.get(Dossier, part)
        if whole is None or closed is None or closed.parent != dossier:
            raise NotFound(part)
        self._desk.demand(session, part, Right.WRITER)
        if self._right_of(session, dossier, whole.owner) < Right.WRITER:
            raise Refused("writer")
        return whole.owner

    def _right_of(self, session: Session, dossier: UUID, worker: UUID) -> Right:
        known = self._desk.workers(session).get(worker)
        if known is None:
            return Right.NONE
        return rights.right_in(session, dossier, known, self._desk.today())
