"""No path of acts, whatever happens to the data meanwhile, ends where the law forbids."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pscp_desktop.domain.access import EVERYBODY, Role
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_facts import (
    ClauseFacts,
    MediationFacts,
    PartyFacts,
)
from pscp_desktop.domain.mediation_standing import standing
from pscp_desktop.domain.mediation_states import OPEN, TABLE
from tests.unit.domain.ready_files import ALBA, BAR, INES, MET, facts


def party_facts(who: UUID) -> st.SearchStrategy[PartyFacts]:
    yes = st.sampled_from([True, True, True, False])
    return st.builds(
        PartyFacts,
        id=st.just(who),
        asked=st.just(who == ALBA),
        nature=st.sampled_from(["person", "person", "company", "administration"]),
        minor=yes.map(lambda usual: not usual),
        represented=st.booleans(),
        screened_alone=yes,
        decision=st.sampled_from(["suitable", "suitable", "with_care", "not_suitable", ""]),
        capacity=st.sampled_from(["full", "full", "supported", "lacking"]),
        unsafe=yes.map(lambda usual: not usual),
        measures=st.booleans(),
        consents=yes,
        answer=st.sampled_from(["accepted", "accepted", "declined", ""]),
        came_to_initial=yes,
        constitutive=st.sampled_from(["signed", "signed", "refused", ""]),
        agreement=st.sampled_from(["signed", "signed", "refused", ""]),
        final=st.sampled_from(["signed", "refused", ""]),
    )


class FilesUnderChange(RuleBasedStateMachine):
    """Data change at will and acts are tried at will; no act may end where the law forbids."""

    @initialize()
    def request(self) -> None:
        self.now = facts()

    def change(self, **changes: Any) -> None:
        self.now = replace(self.now, **changes)

    @rule(who=st.sampled_from([ALBA, BAR]), data=st.data())
    def one_party_changes(self, who: UUID, data: st.DataObject) -> None:
        drawn = data.draw(party_facts(who))
        self.change(parties=tuple(drawn if p.id == who else p for p in self.now.parties))

    @rule()
    def everything_is_put_right(self) -> None:
        self.now = facts(self.now.state)

    @rule(
        flag=st.sampled_from(
            [
                "violence",
                "disposable",
                "constitutive_drawn",
                "restorative",
                "initial_held",
                "agreement_drawn",
                "final_drawn",
                "referral_made",
                "agreement_total",
            ]
        ),
        value=st.booleans(),
    )
    def one_flag_changes(self, *, flag: str, value: bool) -> None:
        self.change(**{flag: value})

    @rule(days=st.integers(1, 60))
    def days_pass(self, days: int) -> None:
        self.change(today=self.now.today + timedelta(days=days))

    @rule(clauses=st.lists(st.sampled_from([ALBA, BAR, INES, None]), max_size=3))
    def clauses_change(self, clauses: list[UUID | None]) -> None:
        self.change(clauses=tuple(ClauseFacts(obligor=who) for who in clauses))

    @rule(data=st.data())
    def an_act_is_done_where_it_may(self, data: st.DataObject) -> None:
        offered = TABLE.acts_from(self.now.state, EVERYBODY)
        act = data.draw(st.sampled_from(offered))
        if act.refusals(self.now):
            return
        before, self.now = self.now, replace(self.now, state=act.target)
        self.arrived(before, act.act)

    def arrived(self, before: MediationFacts, act: str) -> None:
        now = self.now
        if before.violence:
            assert now.state in {State.REFERRED, State.CLOSED}, act
        if now.state in {State.CONSTITUTED, State.IN_MEDIATION, State.AGREEMENT_TOTAL}:
            assert not now.violence
            assert now.disposable
            assert now.constitutive_drawn
            assert now.conditions == MET or not now.restorative
            for one in now.parties:
                assert one.screened_alone
                assert one.consents
                assert one.constitutive == "signed"
                assert one.decision in {"suitable", "with_care"}
                assert one.nature != "administration"
        if now.state in {State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL}:
            assert now.clauses
            assert {clause.obligor for clause in now.clauses} <= {ALBA, BAR}
        if now.state == State.FINAL_ACT:
            assert {one.final for one in now.parties} <= {"signed", "refused"}

    @invariant()
    def a_stop_is_always_shown_and_always_has_a_way_out(self) -> None:
        found = standing(self.now)
        if self.now.violence and self.now.state in OPEN:
            assert found[0].code == "hard_stop"
            free = replace(self.now, referral_made=True)
            offered = TABLE.acts_from(self.now.state, {Role.MEDIATOR})
            assert any(not act.refusals(free) for act in offered)


FilesUnderChange.TestCase.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None
)
TestNoPathOfActsEndsWhereTheLawForbids = FilesUnderChange.TestCase


@given(
    state=st.sampled_from(sorted(OPEN)),
    one=party_facts(ALBA),
    other=party_facts(BAR),
    violence=st.booleans(),
)
def test_what_an_act_would_refuse_in_its_target_is_never_standing_there_at_arrival(
    *, state: str, one: PartyFacts, other: PartyFacts, violence: bool
) -> None:
    found = facts(state, parties=(one, other), violence=violence)

    for act in TABLE.acts_from(state, EVERYBODY):
        if not act.refusals(found) and act.target in OPEN and not violence:
            assert standing(replace(found, state=act.target)) == (), act.act
