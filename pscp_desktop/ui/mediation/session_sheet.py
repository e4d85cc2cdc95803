"""Meetings: called, written down while people talk, and what one party says apart."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.catalogues import CatalogueKind
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_sessions import (
    Attendance,
    InterimArrangement,
    MediationSession,
    SeparateMeeting,
    SessionKind,
    SessionState,
)
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.catalogues import Catalogues
from pscp_desktop.services.mediation.sessions import Came
from pscp_desktop.ui.days import whole_moment
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.mediation.contact_sheet import people
from pscp_desktop.ui.mediation.sheet import Job, Leaf, Sheet
from pscp_desktop.ui.parts import Choice, Field, text

WRITTEN = ("issues", "options", "next_steps", "notes")


class PlanSheet(Sheet):
    """A session put in the diary."""

    title = N_("Call a session")
    verb = N_("Call it")
    done = N_("Session called: its appointment slip can be printed from Documents")
    draft = "mediation.plan"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        sessions = self.shown.papers.sessions
        place = sessions[-1].place if sessions else self.shown.papers.organisation.address
        first = not any(one.kind == SessionKind.INITIAL for one in sessions) or (
            self.shown.state == State.INITIAL_SESSION
        )
        kind = SessionKind.INITIAL if first else SessionKind.JOINT
        given = {
            "kind": kind.value,
            "starts_at": at(self.shown.today + timedelta(days=7), 10),
            "place": place,
        }
        colleagues = [
            (worker, name)
            for worker, name in self.shown.workers.items()
            if worker != self.bench.tools.desk.worker
        ]
        self._session = self.kept(
            RecordForm(
                self.bench.tools, MediationSession,
                ["kind", "starts_at", ("place", "minutes"), ("second_mediator", "interpreter"),
                 "announced"],
                dossier=self.shown.id,
                words=FormWords(
                    answers={"second_mediator": colleagues}, given=given,
                    suggested={"place": Catalogues(self.bench.tools.desk).offered(CatalogueKind.VENUE)},
                ),
            )
        )  # fmt: skip
        return [Leaf(tr("Session"), [self._session])]

    def job(self) -> Job:
        session = self._session.new_record()
        sessions = self.bench.mediation.sessions

        def keep() -> object:
            sessions.plan(session)
            return None

        return keep


class SessionSheet(Sheet):
    """What happened in a session: who came, what was spoken of, what comes next."""

    first_is_enough = True
    title = N_("Session")
    verb = N_("Keep the session")
    done = N_("Session kept")
    draft = "mediation.session"

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        desk, tools = self.bench.tools.desk, self.bench.tools
        assert self.about is not None  # noqa: S101 (a session is named)
        with desk.reading() as reading:
            self._before = desk.load(reading, MediationSession, self.about)
        session: MediationSession = self._before.record
        self._planned = session.state == SessionState.PLANNED
        self._initial = session.kind == SessionKind.INITIAL
        fields = [*(["informed"] if self._initial else []), *WRITTEN]
        self._notes = self.kept(RecordForm(tools, MediationSession, fields, loaded=self._before))
        if not self._planned:
            return [Leaf(tr("What was spoken of"), [self._notes])]
        self._held = Choice(self.look, [tr("It was held"), tr("It was not held")])
        self._held.picked.connect(self._turned)
        came = [self._attendance(party.id, party.name) for party in self.shown.papers.parties]
        self._came = came
        self._meanwhile = self.kept(
            RecordForm(tools, InterimArrangement, ["text", "until"], dossier=self.shown.id,
                       prefix="meanwhile.")
        )  # fmt: skip
        who = [text(tr("Who came"), "section"), *(form for _, form in came)]
        held = Field(self.look, tr("Did it take place?"), self._held)
        return [
            Leaf(tr("Who came and what was said"), [held, *who, self._notes]),
            Leaf(
                tr("Until the next time"),
                [text(tr("What they keep to until they meet again"), "section"), self._meanwhile],
            ),
        ]

    def _attendance(self, party: UUID, name: str) -> tuple[UUID, RecordForm]:
        form = RecordForm(
            self.bench.tools, Attendance, ["attended"], prefix=party.hex, dossier=self.dossier,
            words=FormWords(labels={"attended": name or tr("Name not known yet")},
                            given={"attended": True}),
        )  # fmt: skip
        return party, self.kept(form)

    def heading(self) -> tuple[str, str]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        session = self._before.record
        _, detail = super().heading()
        when = whole_moment(session.starts_at, self.shown.today)
        return tr(SessionKind.label_of(session.kind)), " · ".join(filter(None, (when, detail)))

    def _turned(self, answer: int) -> None:
        for _, form in self._came:
            form.put("attended", not answer)

    def job(self) -> Job:
        changes, sessions = self._notes.changes(), self.bench.mediation.sessions
        shown, dossier = self._notes.to_save(), self.dossier
        if not self._planned:

            def change() -> object:
                sessions.save(shown, changes)
                return None

            return change
        came = tuple(
            Came(party, attended=bool(form.value("attended"))) for party, form in self._came
        )
        held, of = self._held.chosen == 0, shown.id
        if held and not any(one.attended for one in came):
            self._came[0][1].field("attended").mark(tr("Say who came, or that it was not held."))
            raise Invalid
        arranged = self._arrangement(of)

        def keep() -> object:
            if changes:
                sessions.save(shown, changes)
            if held:
                sessions.hold(of, dossier, came, {})
            else:
                sessions.not_held(of, dossier, came)
            if arranged is not None:
                sessions.arrange(arranged)
            return None

        return keep

    def _arrangement(self, session: UUID) -> InterimArrangement | None:
        told = self._meanwhile.values()
        if not told["text"]:
            return None
        return InterimArrangement(dossier=self.dossier, session=session, **told)


class ApartSheet(Sheet):
    """What one party says alone. Kept in a compartment of its own; the file never shows it."""

    title = N_("Separate meeting")
    verb = N_("Keep it apart")
    done = N_("Kept apart: only the mediators of this party can open it")
    draft = ""
    undoable = False
    advice = N_(
        "The file learns that this meeting took place and nothing of what was said, unless this"
        " party allows it. Ley 5/2012, art. 21.3."
    )

    def build(self) -> Sequence[Leaf]:
        assert self.shown is not None  # noqa: S101 (it is of a file)
        principals = {party.id for party in self.shown.papers.parties}
        answers = [pair for pair in people(self.shown) if pair[0] in principals]
        self._meeting = self.kept(
            RecordForm(
                self.bench.tools, SeparateMeeting, ["party", "said", "interests", "may_pass_on"],
                dossier=self.shown.id,
                words=FormWords(answers={"party": answers}, given={"party": self.about}),
            )
        )  # fmt: skip
        self._announced = self.kept(
            RecordForm(self.bench.tools, MediationSession, ["announced"], prefix="announced.",
                       dossier=self.shown.id)
        )  # fmt: skip
        return [Leaf(tr("Separate meeting"), [self._announced, self._meeting])]

    def job(self) -> Job:
        self.demand(self._meeting, "party")
        told = self._meeting.values()
        announced = bool(self._announced.value("announced"))
        if not announced:
            self._announced.field("announced").mark(
                tr("Tell all parties first that you meet one of them alone, then tick this.")
            )
            raise Invalid
        sessions, dossier = self.bench.mediation.sessions, self.dossier

        def keep() -> object:
            sessions.meet_apart(dossier, SeparateMeeting(**told), announced=announced)
            return None

        return keep
