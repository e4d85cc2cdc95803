"""What a story of the practice vault does again and again, each through the service."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.agreements import Clause, FinalAct, Signature, SignedWhat
from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.dossiers import Contact
from pscp_desktop.domain.mediation import Party, PartyRole
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.screening import Screening
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.sessions import Came

OFFICE: Final = "Sede de Centro, sala 2"
PROGRAMME: Final = "Hasta cuatro sesiones, conjuntas o por separado."
"""Where practice sessions take place."""


class Hand:
    """One story and the file it is lived in."""

    def __init__(
        self, story: dict[str, Any], number: int, mediation: Mediation, today: date
    ) -> None:
        self.story = story
        self.number = number
        self.dossier = NAMELESS
        self.asks = self.other = NAMELESS
        self.mediation = mediation
        self.today = today
        self.invited = NAMELESS
        hour, minute = 9 + number * 5 % 9, number * 17 % 60
        self.begins = at(today - timedelta(days=story["age"]), hour, minute)

    def missed(self) -> None:
        sessions = self.mediation.sessions
        planned = sessions.plan(
            MediationSession(dossier=self.dossier, kind="initial", place=OFFICE)
        )
        came = (Came(self.asks, attended=True), Came(self.other, attended=False))
        sessions.not_held(planned.id, self.dossier, came)

    def act(self, act: str, reason: str = "") -> None:
        self.mediation.files.perform(self.dossier, act, reason)

    def confirm_for_documents(self) -> None:
        """What the documents say beyond the file, confirmed by the mediator before the first one."""
        files, today = self.mediation.files, self.mediation.desk.today()
        files.correct(
            files.standing(self.dossier).process,
            {
                "object_for_documents": self.story["title"],
                "programme": PROGRAMME,
                "fees_cents": 0,
                "expenses_cents": 0,
                "constitute_by": today + timedelta(days=30),
            },
        )

    def contacted(self, party: UUID, kind: str, outcome: str, summary: str = "") -> None:
        self.mediation.parties.contacted(
            Contact(
                dossier=self.dossier,
                kind=kind,
                outcome=outcome,
                with_party=party,
                summary=summary,
                minutes=10,
            )
        )

    def screen(self, party: UUID, reason: str, **told: Any) -> None:
        plain = {"alone": True, "decision": "suitable", **told}
        self.mediation.parties.screen(
            Screening(dossier=self.dossier, party=party, reason=reason, **plain)
        )

    def hold(self, kind: str, issues: str, then: str, *, informed: bool = False) -> None:
        sessions = self.mediation.sessions
        planned = sessions.plan(MediationSession(dossier=self.dossier, kind=kind, place=OFFICE))
        came = (Came(self.asks, attended=True), Came(self.other, attended=True))
        told = {"issues": issues, "next_steps": then, "minutes": 75, "informed": informed}
        sessions.hold(planned.id, self.dossier, came, told)

    def final_act(self, *more: Signature) -> None:
        agreements = self.mediation.agreements
        final = agreements.end(FinalAct(dossier=self.dossier, place=OFFICE, papers_returned=True))
        agreements.sign(*more, *self.signatures(SignedWhat.FINAL_ACT, final.id))

    def signatures(self, what: SignedWhat, act: UUID, *, mediator: bool = False) -> list[Signature]:
        signers: list[dict[str, Any]] = [{"party": self.asks}, {"party": self.other}]
        if mediator:
            signers.append({"worker": self.mediation.desk.worker})
        return [
            Signature(dossier=self.dossier, act=act, what=what.value, **signer)
            for signer in signers
        ]

    def clause(self, told: list[Any], today: date) -> Clause:
        text, by, kind, how_often, days = told
        return Clause(
            agreement=NAMELESS,
            text=text,
            kind=kind,
            recurrence=how_often,
            obligor=self.asks if by == "asks" else self.other,
            beneficiary=self.other if by == "asks" else self.asks,
            starts_on=today,
            due_on=today + timedelta(days=days) if days else None,
        )

    def party(self, who: str, role: PartyRole, number: int) -> Party:
        told = self.story[who]
        plain = {
            "telephone": f"600 000 {number:03}",
            "domicile": f"{self.story['street']}, {1 + number % 5}.º {'ABCD'[number % 4]}",
        }
        if "answer" in self.story:
            # Whoever came to a session has shown who they are.
            plain["document_number"] = f"MUESTRA-{number:03}"
        return Party(role=role.value, **{**plain, **told})
