"""The ledger of a vault keeps what the ledger in memory keeps: one contract, two storages.

Colleagues write in one session as people do; their changes and whole states of theirs reach a vault and
its twin in memory in the same order, and after every step both must hold the same.
"""

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.registry import field_number, table_number
from pscp_desktop.services.desk import Desk
from pscp_desktop.store.ledger.ledger import DeskLedger
from sync.changes import SetFields, decode
from sync.envelope import Stream
from sync.ledger import TAKEN, Arrived
from sync.merge import Dot
from sync.protocol import Ends
from sync.state import RecordState, hash_of
from tests.protections import guards
from tests.sync_model.memory_desk import MemoryDesk
from tests.sync_model.memory_store import Wall
from tests.world import OMAR, Case, a_case, a_desk, changes_of, shown

TABLE = table_number(MediationSession)
FIELDS = [field_number(MediationSession, name) for name in ("place", "issues", "options")]


class Colleague:
    """A laptop in memory that writes in the session."""

    def __init__(self, name: bytes, wall: Wall) -> None:
        self.ledger = MemoryDesk(name, wall, known_fields=1 << 30)
        self.shown: dict[int, list[Dot]] = {}

    @property
    def stream(self) -> Stream:
        return self.ledger.stream()

    def opens(self, case: Case, number: int) -> None:
        heads = self.ledger.heads(case.dossier.bytes, case.session.bytes, number, TABLE)
        self.shown[number] = sorted(heads)

    def saves(self, case: Case, number: int, value: str) -> None:
        fields = {number: (value, self.shown.pop(number, []))}
        op = SetFields(TABLE, case.session.bytes, fields)
        self.ledger.save_ops(case.dossier.bytes, [op], user=OMAR.bytes)

    def said(self, scope: bytes, after: int) -> list[Arrived]:
        """What this laptop wrote above a number."""
        own = self.ledger.rows.own.get(scope, {})
        return [Arrived(*s, n, own[s, n]) for s, n in sorted(own) if n > after]

    def ends(self, scope: bytes) -> list[Ends]:
        return [Ends(*stream, last, b"") for stream, last in self.ledger.merged(scope).items()]


@dataclass
class Twins:
    """A vault and a ledger in memory that are told the same of one new file."""

    desk: Desk
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        self.case = a_case(self.desk)
        self.scope = self.case.dossier.bytes
        wall = Wall()
        self.vault = DeskLedger(self.desk.store)
        self.memory = MemoryDesk(b"the twin 0123456", wall, known_fields=1 << 30)
        self.colleagues = [Colleague(b"laptop %d 0123456" % n, wall) for n in range(3)]
        begun = [
            Arrived(c.device, c.incarnation, c.number, c.body)
            for c in changes_of(self.desk.store)
            if c.scope == self.case.dossier
        ]
        for one in (self.memory, *(colleague.ledger for colleague in self.colleagues)):
            assert one.absorb(self.scope, begun) == TAKEN

    def absorb(self, who: int, most: int) -> None:
        """The next changes of a colleague reach both."""
        colleague = self.colleagues[who]
        after = self.memory.merged(self.scope).get(colleague.stream, 0)
        for one in colleague.said(self.scope, after)[:most]:
            assert self.memory.absorb(self.scope, [one]) == TAKEN
            with self.vault.transaction():
                assert self.vault.absorb(self.scope, [one]) == TAKEN

    def tell(self, giver: int, taker: int) -> None:
        """One colleague hears of another's changes, never of this vault."""
        ledger = self.colleagues[taker].ledger
        known = ledger.merged(self.scope).get(self.colleagues[giver].stream, 0)
        if giver != taker:
            ledger.absorb(self.scope, self.colleagues[giver].said(self.scope, known))

    def join(self, who: int) -> None:
        """The whole state of a colleague reaches both."""
        colleague = self.colleagues[who]
        states = list(colleague.ledger.state(self.scope))
        ends = colleague.ends(self.scope)
        self.memory.join(self.scope, states, ends)
        with self.vault.transaction():
            self.vault.join(self.scope, states, ends)

    def demand_alike(self) -> None:
        ours, theirs = list(self.vault.state(self.scope)), list(self.memory.state(self.scope))
        assert hash_of(ours) == hash_of(theirs)
        assert self._early(ours) == self._early(theirs)
        merged = dict(self.vault.merged(self.scope))
        assert {s: n for s, n in merged.items() if n} == dict(self.memory.merged(self.scope))

    @staticmethod
    def _early(states: list[RecordState]) -> dict[tuple[bytes, int], list[Dot]]:
        return {
            (one.record, number): sorted(dots)
            for one in states
            for number, dots in one.replaced.items()
            if dots
        }


WHO = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), WHO, st.integers(0, 2)),
        st.tuples(st.just("save"), WHO, st.integers(0, 2)),
        st.tuples(st.just("tell"), WHO, WHO),
        st.tuples(st.just("absorb"), WHO, st.integers(1, 3)),
        st.tuples(st.just("join"), WHO, st.just(0)),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return a_desk(tmp_path_factory.mktemp("ledger"))


def play(twins: Twins, steps: list[tuple[str, int, int]]) -> None:
    for turn, (act, who, which) in enumerate(steps):
        if act == "open":
            twins.colleagues[who].opens(twins.case, FIELDS[which])
        elif act == "save":
            twins.colleagues[who].saves(twins.case, FIELDS[which], f"value {turn}")
        elif act == "tell":
            twins.tell(who, which)
        elif act == "absorb":
            twins.absorb(who, which)
        else:
            twins.join(who)
        if act in ("absorb", "join"):
            twins.demand_alike()


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=40, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
def test_a_vault_absorbs_and_joins_as_the_ledger_in_memory_does(
    desk: Desk, steps: list[tuple[str, int, int]]
) -> None:
    play(Twins(desk), steps)


@guards("store.ledger.join_early")
def test_what_a_state_knows_as_replaced_is_taken_away_where_it_stands(desk: Desk) -> None:
    """A colleague heard of the replacing write before the replaced one, which stands here."""
    twins = Twins(desk)
    first, second, third = twins.colleagues
    first.saves(twins.case, FIELDS[0], "replaced elsewhere")
    twins.tell(0, 1)
    second.opens(twins.case, FIELDS[0])
    second.saves(twins.case, FIELDS[0], "in its place")
    third.ledger.absorb(twins.scope, second.said(twins.scope, 0))
    twins.absorb(0, 1)

    twins.join(2)

    twins.demand_alike()
    (state,) = [s for s in twins.vault.state(twins.scope) if s.table == TABLE]
    assert "replaced elsewhere" not in {one.value for one in state.cells[FIELDS[0]]}


@guards("store.ledger.move")
def test_t05_what_a_copy_of_the_vault_has_used_is_numbered_anew(desk: Desk) -> None:
    """Two of three own changes take new numbers, where one of them stands beside a colleague's too."""
    twins = Twins(desk)
    case, scope, ledger = twins.case, twins.scope, DeskLedger(desk.store)
    old = ledger.stream()
    begun = ledger.merged(scope)[old]
    for place in ("first", "second", "third"):
        saved(desk, case.session, place)
    twins.colleagues[0].saves(case, FIELDS[0], "a colleague's")
    twins.absorb(0, 1)

    with ledger.transaction():
        ledger.begin_incarnation(old.incarnation + 1)
        ledger.move(scope, old, begun + 1)

    new = Stream(old.device, old.incarnation + 1)
    assert ledger.stream() == new
    assert (ledger.merged(scope)[old], ledger.merged(scope)[new]) == (begun + 1, 2)
    later = ledger.unsealed(scope, new, 0, 1 << 20)
    assert [own.number for own in later] == [1, 2]
    (op,) = decode(later[1].body).ops
    assert isinstance(op, SetFields)
    assert op.fields[FIELDS[0]] == ("third", [Dot(*new, 1, 0)])
    (state,) = [s for s in ledger.state(scope) if s.record == case.session.bytes]
    standing = {one.dot: one.value for one in state.cells[FIELDS[0]]}
    assert standing == {
        Dot(*new, 2, 0): "third",
        Dot(*twins.colleagues[0].stream, 1, 0): "a colleague's",
    }
    saved(desk, case.session, "fourth")
    assert [own.number for own in ledger.unsealed(scope, new, 0, 1 << 20)] == [1, 2, 3]
    with ledger.transaction():
        ledger.begin_incarnation(old.incarnation)


@guards("store.ledger.move_later")
def test_t05_what_was_saved_since_stands_on_the_new_names_too(desk: Desk) -> None:
    twins = Twins(desk)
    case, scope, ledger = twins.case, twins.scope, DeskLedger(desk.store)
    old = ledger.stream()
    begun = ledger.merged(scope)[old]
    saved(desk, case.session, "in the copy")
    with ledger.transaction():
        ledger.begin_incarnation(old.incarnation + 1)
    saved(desk, case.session, "after it was put back")
    new = ledger.stream()

    with ledger.transaction():
        ledger.move(scope, old, begun)

    (since, moved) = ledger.unsealed(scope, new, 0, 1 << 20)
    (op,), (before,) = decode(since.body).ops, decode(moved.body).ops
    assert isinstance(op, SetFields)
    assert isinstance(before, SetFields)
    assert before.fields[FIELDS[0]][0] == "in the copy"
    assert op.fields[FIELDS[0]] == ("after it was put back", [Dot(*new, 2, 0)])
    with ledger.transaction():
        ledger.begin_incarnation(old.incarnation)


def saved(desk: Desk, session: UUID, place: str) -> None:
    desk.save(shown(desk, MediationSession, session), {"place": place})
