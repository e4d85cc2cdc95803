"""Inviting the other party, their answer, and what people consent to."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.dossiers import (
    Consent,
    ConsentForm,
    ConsentPurpose,
    ConsentState,
)
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import Answer, Invitation
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import text

PROPOSED = timedelta(days=10)


class InvitationSheet(Sheet):
    """One invitation. From a suitable file it is also the act that moves it on."""

    title = N_("Invite the other party")
    verb = N_("Invite")
    done = N_("Invitation recorded: the fifteen days run from the day they receive it")
    draft = "mediation.invitation"
    advice = N_(
        "The law gives fifteen days from the request to try to reach them, and fifteen more from"
        " the day they receive this for an answer. Print the invitation afterwards from Documents."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        waiting = [party.id for party in self.shown.others]
        sent = [
            ("letter", tr("Letter")),
            ("in_person", tr("By hand")),
            ("email", tr("E-mail")),
            ("call", tr("Call")),
        ]
        others = [pair for pair in people(self.shown) if pair[0] in set(waiting)]
        given = {"party": waiting[0] if waiting else None, "sent_on": self.shown.today}
        self._invitation = self.kept(
            RecordForm(
                self.bench.tools, Invitation, ["party", "channel", ("sent_on", "received_on")],
                dossier=self.shown.id,
                words=FormWords(answers={"party": others, "channel": sent}, given=given),
            )
        )  # fmt: skip
        sessions = self.shown.papers.sessions
        self._session = None
        parts: list[Part] = [self._invitation]
        if not any(one.kind == SessionKind.INITIAL for one in sessions):
            self._session = self._proposed()
            parts += [text(tr("The initial session it calls to"), "section"), self._session]
        return [Leaf(tr("Invitation"), parts)]

    def _proposed(self) -> RecordForm:
        """When and where the initial session would be: the invitation must say it."""
        assert self.shown is not None  # noqa: S101 (it is of a file)
        given = {
            "starts_at": at(self.shown.today + PROPOSED, 10),
            "place": self.shown.papers.organisation.address,
        }
        return self.kept(
            RecordForm(
                self.bench.tools, MediationSession, ["starts_at", "place"], prefix="session.",
                dossier=self.shown.id,
                words=FormWords(
                    given=given,
                    suggested={"place": Catalogues(self.bench.tools.desk).offered(CatalogueKind.VENUE)},
                ),
            )
        )  # fmt: skip

    def job(self) -> Job:
        self.demand(self._invitation, "party")
        invitation = self._invitation.new_record()
        parties, sessions = self.bench.mediation.parties, self.bench.mediation.sessions
        session = None
        if self._session is not None and self._session.value("starts_at") is not None:
            kind = SessionKind.INITIAL.value
            session = self._session.new_record(kind=kind, announced=True)

        def keep() -> object:
            parties.invite(invitation)
            if session is not None:
                sessions.plan(session)
            return None

        return keep


class AnswerSheet(Sheet):
    """What an invited party answered."""

    title = N_("The other party's answer")
    verb = N_("Record the answer")
    done = N_("Answer recorded")
    draft = "mediation.answer"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        invitations = self.shown.papers.invitations
        self._of = next((one for one in invitations if one.id == self.about), invitations[-1])
        name = self.shown.names.of(self._of.party)
        self._answer = self.kept(
            RecordForm(self.bench.tools, Invitation, ["answer", "words"], dossier=self.shown.id)
        )
        return [Leaf(tr("Answer"), [text(name, "section"), self._answer])]

    def job(self) -> Job:
        self.demand(self._answer, "answer")
        answer, words = Answer(self._answer.value("answer")), self._answer.value("words")
        parties, of, dossier = self.bench.mediation.parties, self._of.id, self.dossier

        def keep() -> object:
            parties.answered(of, dossier, answer, words)
            return None

        return keep


class ConsentSheet(Sheet):
    """What the parties answer when asked to take part; each answer is kept by itself."""

    title = N_("Consent to take part")
    verb = N_("Keep the answers")
    done = N_("Consent kept")
    draft = "mediation.consent"
    undoable = False
    advice = N_("Taking part is voluntary and can be taken back at any time. Ley 5/2012, art. 6.")

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        self._asked: list[tuple[UUID, RecordForm]] = []
        for party in self.shown.papers.parties:
            words = FormWords(labels={"state": party.name or tr("Name not known yet")})
            form = RecordForm(self.bench.tools, Consent, ["state"], words=words,
                              dossier=self.shown.id, prefix=party.id.hex)  # fmt: skip
            self._asked.append((party.id, self.kept(form)))
        self._how = self.kept(
            RecordForm(self.bench.tools, Consent, ["form"], prefix="how.",
                       dossier=self.shown.id)
        )  # fmt: skip
        return [Leaf(tr("Consent"), [*(form for _, form in self._asked), self._how])]

    def job(self) -> Job:
        form = self._how.value("form") or ConsentForm.SIGNED.value
        told = [(party, asked.value("state")) for party, asked in self._asked]
        made = [
            Consent(
                dossier=self.dossier, person=party, purpose=ConsentPurpose.SERVICE.value,
                state=ConsentState(state).value, form=form,
            )
            for party, state in told
            if state
        ]  # fmt: skip
        if not made:
            self._asked[0][1].field("state").mark(tr("Write at least one answer."))
            raise Invalid
        parties = self.bench.mediation.parties

        def keep() -> object:
            for consent in made:
                parties.consent(consent)
            return None

        return keep
