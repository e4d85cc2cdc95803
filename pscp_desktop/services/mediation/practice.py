"""The practice vault: plainly fictional files in every state, lived through the service itself.

The stories lie in `resources/demo/mediation.toml`. Each is walked step by step on a clock that is moved,
all of them together in the order of time, so that the history reads as if a team had worked.
"""

import heapq
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.agreements import (
    Agreement,
    Clause,
    ConstitutiveAct,
    FollowUp,
    SignedWhat,
)
from pscp_desktop.domain.calendar import at, months_after
from pscp_desktop.domain.dossiers import Consent, Note, Referral, ReferralState
from pscp_desktop.domain.mediation import (
    Answer,
    Invitation,
    MediationProcess,
    PartyRole,
    State,
)
from pscp_desktop.domain.mediation_sessions import MediationSession, SeparateMeeting
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.screening import ConflictDeclaration
from pscp_desktop.i18n import resources
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.followups import Checked, Voice
from pscp_desktop.services.mediation.practice_hand import OFFICE, PROGRAMME, Hand
from pscp_desktop.services.mediation.process import SPOKEN_WITH, Request
from pscp_desktop.services.mediation.service import Mediation

Days = Iterator[int]
"""A walk: each step says how many days pass before the next one."""

FIRST_NUMBER: Final = 84


@dataclass(slots=True)
class PracticeClock:
    """The clock of the practice vault while it is being lived through; afterwards it shows `present`."""

    present: Callable[[], datetime]
    moment: datetime | None = None

    def __call__(self) -> datetime:
        if self.moment is None:
            return self.present()
        self.moment += timedelta(seconds=7)
        return self.moment


def stories() -> list[dict[str, Any]]:
    """The stories as they were written."""
    text = (resources() / "demo" / "mediation.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["story"]
    return found


def live_through(
    desk: Desk,
    clock: PracticeClock,
    today: date,
    colleague: UUID = NAMELESS,
    others: Sequence[tuple[datetime, Days]] = (),
) -> tuple[UUID, ...]:
    """Fill an empty vault with the stories, ending at `today`; gives the files in their order.

    The store of `desk` must tell the time by `clock`. Stories of a colleague are lived at theirs;
    `others` are stories of other services: when each begins, and its steps.
    """
    theirs = Desk(desk.store, colleague) if colleague != NAMELESS else desk
    walks = [
        Walk(story, number, Mediation(theirs if story.get("colleague") else desk), today)
        for number, story in enumerate(stories())
    ]
    waiting = [(walk.begins, walk.number, walk.steps()) for walk in walks]
    waiting += [(moment, -number, steps) for number, (moment, steps) in enumerate(others, start=1)]
    heapq.heapify(waiting)
    newest = at(today - timedelta(days=1), 19)
    while waiting:
        moment, number, steps = heapq.heappop(waiting)
        clock.moment = max(clock.moment or moment, min(moment, newest))
        days = next(steps, None)
        if days is not None:
            heapq.heappush(waiting, (moment + timedelta(days=days, minutes=23), number, steps))
    clock.moment = None
    return tuple(walk.dossier for walk in walks)


class Walk(Hand):
    """One story on its way to the state in which it stands today."""

    def steps(self) -> Days:
        """Every step, until the story is where it should be."""
        goal = self.story["goal"]
        for stage, reached in STAGES:
            yield from stage(self)
            if goal in reached:
                break
        yield from self._end(goal)
        self._plan()

    # The stages, in the order of the law

    def request(self) -> Days:
        """Somebody asks."""
        story, process = self.story, self.mediation.files
        told = Request(
            process=MediationProcess(
                channel=story["channel"],
                dispute=story["about"],
                account=story["account"],
                place=story["street"],
                relationship=story.get("tie", "neighbours"),
                since=story.get("since", "half_year"),
                previous_attempts=story.get("tried", ""),
                urgency=story.get("urgency", "normal"),
                before_court=story.get("before_court", False),
                in_court=story.get("in_court", False),
                restorative=story.get("restorative", ""),
                disposable=story.get("disposable", True),
            ),
            requester=self.party("asks", PartyRole.REQUESTING, self.number * 2 + 1),
            other=self.party("other", PartyRole.REQUESTED, self.number * 2 + 2),
            title=story["title"],
            district=story["in"],
            number=f"MC-{FIRST_NUMBER + self.number:04}",
        )
        self.dossier = process.request(told).id
        self.asks = told.requester.id
        self.other = told.other.id if told.other else NAMELESS
        for text in story.get("notes", ()):
            self.mediation.desk.add(Note(dossier=self.dossier, text=text))
        yield 1

    def contact(self) -> Days:
        """Whoever asked is spoken with, where that has not happened."""
        if self.story["channel"] in SPOKEN_WITH:
            return
        self.act("contact_requester")
        reached = self.story["goal"] != State.CONTACTING_REQUESTER
        self.contacted(self.asks, "call", "attended" if reached else "no_answer")
        yield 1

    def screening(self) -> Days:
        """The requesting party is heard alone."""
        self.act("start_screening")
        if "found" not in self.story:
            return
        yield 1
        self.screen(self.asks, self.story["found"], **self.story.get("told", {}))
        yield 1

    def suitable(self) -> Days:
        """It is found suitable, and the mediator declares their ties."""
        self.act("find_suitable")
        self.mediation.parties.declare(
            ConflictDeclaration(dossier=self.dossier, circumstance="none")
        )
        yield 1

    def inviting(self) -> Days:
        """The other party is looked for and invited."""
        parties = self.mediation.parties
        for kind, outcome, summary in self.story.get("tries", ()):
            self.contacted(self.other, kind, outcome, summary)
            yield 1
        self.confirm_for_documents()
        sent = parties.invite(Invitation(dossier=self.dossier, party=self.other, channel="letter"))
        self.invited = sent.id
        yield 2
        if self.story.get("delivered", True):
            parties.received(sent.id, self.dossier)
            yield 3

    def accepted(self) -> Days:
        """The other party accepts and is heard alone."""
        words = self.story.get("answer", "")
        self.mediation.parties.answered(self.invited, self.dossier, Answer.ACCEPTED, words)
        yield 1
        self.screen(self.other, self.story.get("found_other", "Acepta hablar. Sin miedo."))
        self.act("open_initial_session")
        yield 2

    def constituted(self) -> Days:
        """The initial session is held, and the mediation constituted."""
        desk, agreements = self.mediation.desk, self.mediation.agreements
        self.hold("initial", "Cómo se trabaja, qué se puede esperar y qué no.", "", informed=True)
        for party in (self.asks, self.other):
            self.mediation.parties.consent(
                Consent(dossier=self.dossier, person=party, purpose="service", state="given")
            )
        act = agreements.draw_up(
            ConstitutiveAct(
                dossier=self.dossier,
                place=OFFICE,
                programme=PROGRAMME,
                runs_until=months_after(desk.today(), self.story.get("months", 3)),
            )
        )
        agreements.sign(*self.signatures(SignedWhat.CONSTITUTIVE_ACT, act.id, mediator=True))
        self.act("constitute")
        yield 3

    def mediating(self) -> Days:
        """The parties meet, together and apart."""
        self.act("begin_mediation")
        apart = self.story.get("apart")
        if apart:
            meeting = SeparateMeeting(party=self.asks, said=apart)
            self.mediation.sessions.meet_apart(self.dossier, meeting, announced=True)
            yield 2
        for kind, issues, then in self.story.get("talks", ()):
            self.hold(kind, issues, then)
            yield 7

    def agreed(self) -> Days:
        """They agree, clause by clause."""
        today = self.mediation.desk.today()
        total = self.story.get("total", True)
        clauses = tuple(self.clause(clause, today) for clause in self.story["clauses"])
        self.mediation.agreements.write(
            Agreement(
                dossier=self.dossier,
                place=OFFICE,
                total=total,
                told_binding=True,
                left_open="" if total else "Lo demás que se habló, para otra ocasión.",
                preamble=self.story.get("recognise", ""),
            ),
            clauses,
        )
        self.act("reach_agreement" if total else "reach_partial_agreement")
        yield 1

    def signed(self) -> Days:
        """Agreement and final act are signed."""
        printable = self.mediation.documents.printable(self.dossier)
        agreement = printable.agreement.id if printable.agreement else NAMELESS
        self.final_act(*self.signatures(SignedWhat.AGREEMENT, agreement))
        self.act("sign_agreement_and_final_act")
        yield 1

    def follow_up(self) -> Days:
        """The agreement is asked about, as often as its months have come."""
        self.act("start_follow_up")
        desk = self.mediation.desk
        for told in self.story.get("asked", ()):
            with desk.reading() as session:
                planned = desk.all_in(session, FollowUp, self.dossier)
                open_ = [f for f in planned if f.done_on is None and f.due_on]
                shown = desk.load(session, FollowUp, min(open_, key=lambda f: f.month).id)
            assert shown.record.due_on is not None  # noqa: S101 (only such were taken)
            yield (shown.record.due_on - desk.today()).days
            relation, account, *found = told
            with desk.reading() as session:
                clauses = sorted(
                    desk.all_in(session, Clause, self.dossier), key=lambda clause: clause.number
                )
            checked = tuple(Checked(c.id, how) for c, how in zip(clauses, found, strict=True))
            voices = (Voice(self.asks, relation), Voice(self.other, relation))
            changes = {"relation": relation, "account": account}
            self.mediation.follow_ups.do(shown, changes, checked, voices)

    # Ends and what comes next

    def _end(self, goal: str) -> Days:
        reason = self.story.get("reason", "")
        if goal == State.REFERRED:
            yield from self._sent_on(reason)
        elif goal == State.DECLINED:
            words = self.story["answer"]
            self.mediation.parties.answered(self.invited, self.dossier, Answer.DECLINED, words)
        elif goal == State.ATTEMPTED:
            self.missed()
        if goal in WAITS:
            yield WAITS[goal]
        if goal in ENDING_ACTS:
            self.act(ENDING_ACTS[goal], reason)
            yield 1
        if self.story.get("final"):
            self.final_act()
            self.act("sign_final_act")
            yield 1
        for act in self.story.get("then", ()):
            self.act(act, reason)
            yield 4

    def _sent_on(self, reason: str) -> Days:
        """Whoever asked is sent on; of some, the other service has answered."""
        desk, parties = self.mediation.desk, self.mediation.parties
        referral = Referral(dossier=self.dossier, to_service=self.story["to"], person=self.asks)
        sent = parties.refer(referral, reason)
        if heard := self.story.get("heard"):
            yield 3
            with desk.reading() as session:
                shown = desk.load(session, Referral, sent.id)
            parties.heard(shown, ReferralState(heard))

    def _plan(self) -> None:
        """What stands in the diary from today on."""
        for days, hour, minute, kind in self.story.get("diary", ()):
            self.mediation.sessions.plan(
                MediationSession(
                    dossier=self.dossier,
                    kind=kind,
                    place=self.story.get("where", OFFICE),
                    starts_at=at(self.today + timedelta(days=days), hour, minute),
                )
            )


WAITS: Final[dict[str, int]] = {State.NO_REPLY: 17, State.EXPIRED: 100}
"""Days that must pass before the rules let such a story end."""

ENDING_ACTS: Final[dict[str, str]] = {
    State.NOT_SUITABLE: "find_not_suitable",
    State.RESOLVED_BEFORE: "record_resolved",
    State.INFORMATION_ONLY: "only_inform",
    State.NO_REPLY: "record_no_reply",
    State.DECLINED: "record_decline",
    State.ATTEMPTED: "record_attempt",
    State.NO_AGREEMENT: "end_without_agreement",
    State.WITHDRAWN: "record_withdrawal",
    State.TERMINATED: "end_by_mediator",
    State.EXPIRED: "record_expiry",
}
"""The act that ends a story which does not end in an agreement."""

STAGES: Final[tuple[tuple[Callable[[Walk], Days], frozenset[str]], ...]] = (
    (Walk.request, frozenset({State.REQUESTED})),
    (Walk.contact, frozenset({State.CONTACTING_REQUESTER, State.INFORMATION_ONLY})),
    (Walk.screening, frozenset({State.SCREENING, State.NOT_SUITABLE, State.REFERRED})),
    (Walk.suitable, frozenset({State.SUITABLE, State.RESOLVED_BEFORE})),
    (Walk.inviting, frozenset({State.INVITING, State.NO_REPLY, State.DECLINED})),
    (Walk.accepted, frozenset({State.INITIAL_SESSION, State.ATTEMPTED})),
    (Walk.constituted, frozenset({State.CONSTITUTED})),
    (
        Walk.mediating,
        frozenset(
            {
                State.IN_MEDIATION,
                State.NO_AGREEMENT,
                State.WITHDRAWN,
                State.TERMINATED,
                State.EXPIRED,
            }
        ),
    ),
    (Walk.agreed, frozenset({State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL})),
    (Walk.signed, frozenset({State.FINAL_ACT})),
    (Walk.follow_up, frozenset({State.FOLLOW_UP})),
)
"""The stages with the states at which a story may stop after each."""
