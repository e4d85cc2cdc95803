"""The legal acts: drawn up, signed or refused, replaced by a new one, never rewritten."""

from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.agreements import (
    Agreement,
    Clause,
    ConstitutiveAct,
    FinalAct,
    FinalCause,
    Signature,
    SignedWhat,
)
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_guards import ALREADY_SIGNED, HARD_STOP, NOT_ENDED
from pscp_desktop.domain.mediation_states import ENDINGS
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import answering, at_work, forbidden
from pscp_desktop.store.unit import Unit

DRAWN: Final[dict[str, type[Record]]] = {
    SignedWhat.CONSTITUTIVE_ACT.value: ConstitutiveAct,
    SignedWhat.AGREEMENT.value: Agreement,
    SignedWhat.FINAL_ACT.value: FinalAct,
}


class Agreements:
    """Constitutive act, agreement with its clauses, final act, and the signatures on them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def draw_up(self, act: ConstitutiveAct) -> ConstitutiveAct:
        """Draw up the constitutive act; an earlier unsigned one no longer counts."""
        act.drawn_up_on = act.drawn_up_on or self._desk.today()
        with at_work(self._desk, act.dossier, undoable=False, on_card=False) as unit:
            self._demand_lawful(unit, act.dossier)
            process = FileRecords(unit.session, act.dossier).process
            # Never the account of one party: this is what the other one signs.
            act.matter = act.matter or process.object_for_documents
            return unit.create(answering(self._desk, unit, act))

    def write(self, agreement: Agreement, clauses: tuple[Clause, ...]) -> Agreement:
        """Write an agreement with its clauses, numbered in their order."""
        agreement.reached_on = agreement.reached_on or self._desk.today()
        with at_work(self._desk, agreement.dossier) as unit:
            self._demand_lawful(unit, agreement.dossier)
            before = FileRecords(unit.session, agreement.dossier).agreement
            agreement.replaces = before.id if before else None
            unit.create(answering(self._desk, unit, agreement))
            for number, clause in enumerate(clauses, start=1):
                clause.dossier, clause.agreement = agreement.dossier, agreement.id
                clause.number = number
                unit.create(clause)
        return agreement

    def add_clause(self, clause: Clause) -> Clause:
        """Add a clause at the end of an agreement that nobody has signed yet."""
        with at_work(self._desk, clause.dossier) as unit:
            records = FileRecords(unit.session, clause.dossier)
            _demand_unsigned(records, clause.agreement)
            clause.number = len(records.clauses_of(clause.agreement)) + 1
            return unit.create(clause)

    def save_clause(self, shown: Loaded[Clause], changes: dict[str, Any]) -> None:
        """Change a clause, as long as nobody has signed; afterwards only its status and proof move."""
        with at_work(self._desk, shown.record.dossier) as unit:
            if changes.keys() - {"status", "evidence"}:
                records = FileRecords(unit.session, shown.record.dossier)
                _demand_unsigned(records, shown.record.agreement)
            unit.set(shown.record, changes, shown=shown.heads)

    def save(self, shown: Loaded[Agreement], changes: dict[str, Any]) -> None:
        """Change an agreement that nobody has signed yet."""
        with at_work(self._desk, shown.record.dossier) as unit:
            _demand_unsigned(FileRecords(unit.session, shown.record.dossier), shown.id)
            unit.set(shown.record, changes, shown=shown.heads)

    def remove_clause(self, shown: Loaded[Clause], why: str) -> None:
        """Take a clause out of an agreement that nobody has signed yet."""
        with at_work(self._desk, shown.record.dossier, why) as unit:
            records = FileRecords(unit.session, shown.record.dossier)
            _demand_unsigned(records, shown.record.agreement)
            unit.remove(shown.record, shown=shown.heads)

    def end(self, act: FinalAct) -> FinalAct:
        """Draw up the final act; its cause is the way the mediation ended.

        Raises Forbidden where the mediation has not ended.
        """
        act.drawn_up_on = act.drawn_up_on or self._desk.today()
        with at_work(self._desk, act.dossier, undoable=False, on_card=False) as unit:
            records = FileRecords(unit.session, act.dossier)
            state = records.process.state
            if state not in ENDINGS:
                raise forbidden(NOT_ENDED)
            self._demand_lawful(unit, act.dossier)
            act.cause = FinalCause(state).value
            if state in {State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL} and records.agreement:
                act.agreement = records.agreement.id
            return unit.create(answering(self._desk, unit, act))

    def sign(self, *signatures: Signature) -> None:
        """Keep signatures and refusals; each says who, on what, how. Raises NotFound, Invalid."""
        if not signatures:
            return
        dossier = signatures[0].dossier
        with at_work(self._desk, dossier, undoable=False, on_card=False) as unit:
            self._demand_lawful(unit, dossier)
            for signature in signatures:
                self._demand_signable(unit, dossier, signature)
                signature.on = signature.on or self._desk.today()
                unit.create(answering(self._desk, unit, signature))

    def _demand_signable(self, unit: Unit, dossier: UUID, signature: Signature) -> None:
        kind = DRAWN.get(signature.what)
        if kind is None or (signature.party is None) == (signature.worker in {None, NAMELESS}):
            raise Invalid({"party": "missing"})
        act = unit.session.get(kind, signature.act)
        if act is None or act.removed or act.dossier != dossier or signature.dossier != dossier:
            raise NotFound(signature.act)

    def _demand_lawful(self, unit: Unit, dossier: UUID) -> None:
        """No act is drawn up or signed in a file that the hard stop holds."""
        if FileRecords(unit.session, dossier).violence:
            raise forbidden(HARD_STOP)


def _demand_unsigned(records: FileRecords, agreement: UUID) -> None:
    """What somebody has signed is replaced by a new agreement, never rewritten."""
    if any(signature.act == agreement for signature in records.signatures):
        raise forbidden(ALREADY_SIGNED)
