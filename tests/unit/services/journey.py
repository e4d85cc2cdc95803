"""A mediation on its way: each step does through the service what a mediator would do."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import select

from pscp_desktop.domain.agreements import (
    Agreement,
    Clause,
    ConstitutiveAct,
    FinalAct,
    Signature,
    SignedWhat,
)
from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.dossiers import Consent, DossierCard
from pscp_desktop.domain.mediation import Answer, Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.screening import ConflictDeclaration, Screening
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.sessions import Came

R = TypeVar("R", bound=Record)


def card(desk: Desk, dossier: UUID) -> DossierCard:
    with desk.reading() as session:
        return session.exec(select(DossierCard).where(DossierCard.of == dossier)).one()


def one(desk: Desk, kind: type[R], dossier: UUID) -> R:
    with desk.reading() as session:
        return desk.all_in(session, kind, dossier)[-1]


@dataclass
class Journey:
    """One file and the two people between whom the dispute is."""

    mediation: Mediation
    dossier: UUID
    alba: UUID
    bar: UUID

    @property
    def state(self) -> str:
        return self.mediation.files.standing(self.dossier).facts.state

    def act(self, name: str, reason: str = "") -> None:
        self.mediation.files.perform(self.dossier, name, reason)

    def screen(self, party: UUID, **told: Any) -> Screening:
        plain: dict[str, Any] = {"alone": True, "decision": "suitable"}
        return self.mediation.parties.screen(
            Screening(dossier=self.dossier, party=party, **{**plain, **told})
        )

    def to_suitable(self) -> "Journey":
        self.act("start_screening")
        self.screen(self.alba)
        self.act("find_suitable")
        self.mediation.parties.declare(ConflictDeclaration(dossier=self.dossier))
        return self

    def to_initial_session(self) -> "Journey":
        self.to_suitable()
        parties = self.mediation.parties
        invitation = parties.invite(Invitation(dossier=self.dossier, party=self.bar))
        parties.answered(invitation.id, self.dossier, Answer.ACCEPTED)
        self.screen(self.bar)
        self.act("open_initial_session")
        return self

    def held(self, kind: str, **more: Any) -> UUID:
        sessions = self.mediation.sessions
        planned = sessions.plan(MediationSession(dossier=self.dossier, kind=kind))
        came = (Came(self.alba, attended=True), Came(self.bar, attended=True))
        sessions.hold(planned.id, self.dossier, came, more)
        return planned.id

    def signatures(self, what: SignedWhat, act: UUID, *, mediator: bool = False) -> list[Signature]:
        made = [
            Signature(dossier=self.dossier, act=act, what=what.value, party=party)
            for party in (self.alba, self.bar)
        ]
        if mediator:
            worker = self.mediation.desk.worker
            made.append(Signature(dossier=self.dossier, act=act, what=what.value, worker=worker))
        return made

    def to_mediation(self) -> "Journey":
        self.to_initial_session()
        self.held("initial", informed=True)
        for party in (self.alba, self.bar):
            self.mediation.parties.consent(
                Consent(dossier=self.dossier, person=party, purpose="service", state="given")
            )
        until = months_after(self.mediation.desk.today(), 3)
        agreements = self.mediation.agreements
        act = agreements.draw_up(ConstitutiveAct(dossier=self.dossier, runs_until=until))
        agreements.sign(*self.signatures(SignedWhat.CONSTITUTIVE_ACT, act.id, mediator=True))
        self.act("constitute")
        self.act("begin_mediation")
        return self

    def to_agreement(self) -> "Journey":
        self.to_mediation()
        self.held("joint", issues="Horario de recogida de la terraza")
        self.write()
        self.act("reach_agreement")
        return self

    def write(self) -> Agreement:
        today = self.mediation.desk.today()
        return self.mediation.agreements.write(
            Agreement(dossier=self.dossier, told_binding=True),
            (
                Clause(
                    agreement=self.dossier,
                    text="El bar recoge la terraza antes de las 23:00.",
                    obligor=self.bar,
                    beneficiary=self.alba,
                    recurrence="daily",
                ),
                Clause(
                    agreement=self.dossier,
                    text="Alba avisa por mensaje antes de llamar a la policía.",
                    obligor=self.alba,
                    due_on=months_after(today, 1),
                ),
            ),
        )

    def to_follow_up(self) -> "Journey":
        self.to_agreement()
        agreements = self.mediation.agreements
        agreement = self.mediation.documents.printable(self.dossier).agreement
        assert agreement is not None
        final = agreements.end(FinalAct(dossier=self.dossier))
        agreements.sign(
            *self.signatures(SignedWhat.AGREEMENT, agreement.id),
            *self.signatures(SignedWhat.FINAL_ACT, final.id),
        )
        self.act("sign_agreement_and_final_act")
        self.act("start_follow_up")
        return self


def request(mediation: Mediation, **process: Any) -> Journey:
    """Somebody asks at the door about a terrace."""
    told = Request(
        process=MediationProcess(channel="door", dispute="terraces", **process),
        requester=Party(role="requesting", name="Alba Ejemplo", telephone="600 000 001"),
        other=Party(role="requested", name="Bar Ficticio S. L.", nature="company"),
        title="Ruido por la terraza",
        district="embajadores",
    )
    dossier = mediation.files.request(told)
    assert told.other is not None
    return Journey(mediation, dossier.id, told.requester.id, told.other.id)
