"""Changes from elsewhere: merged in any order, met twice without harm, kept where not understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import Incomplete
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.registry import field_number, table_number
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import absorb
from pscp_desktop.store.absorb import Foreign
from pscp_desktop.store.changelog import BEYOND
from pscp_desktop.store.store import Store
from sync.changes import Change, Create, SetFields, encode
from tests.protections import guards
from tests.world import (
    ALBA,
    LIA,
    OMAR,
    Moment,
    a_case,
    a_store,
    changes_of,
    conflicts,
    desks_of,
    exchange,
    reopened,
    row,
    shown,
    sql,
    two_desks,
)

PLACE = field_number(MediationSession, "place")


def edits(desk: Desk, session: UUID, **changes: Any) -> None:
    desk.save(shown(desk, MediationSession, session), changes)


def removes(desk: Desk, session: UUID) -> None:
    opened = shown(desk, MediationSession, session)
    with desk.store.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)


def state_of(store: Store, session: UUID) -> tuple[Any, ...]:
    """What must be alike everywhere: the row, its heads by name, and what stands side by side."""
    with store.reading() as reading:
        record = reading.get_one(MediationSession, session)
        heads = store.heads(reading, record)
    siblings = sql(
        store,
        "SELECT field, device, number, op, hlc, user, value FROM sibling JOIN stream"
        " ON stream.no = sibling.stream WHERE record = ? ORDER BY 1, 2, 3, 4",
        session.bytes,
    )
    return record.model_dump(), dict(heads), siblings


def test_t22_edits_of_different_fields_both_stand(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    edits(alba, case.session, place="De Alba")
    edits(omar, case.session, minutes=15)

    exchange(alba, omar)

    for desk in (alba, omar):
        now = row(desk.store, MediationSession, case.session)
        assert (now["place"], now["minutes"]) == ("De Alba", 15)
        with desk.reading() as session:
            assert conflicts(desk, session, session.get_one(MediationSession, case.session)) == ()


def test_t23_edits_of_one_field_both_stand_and_are_a_question(tmp_path: Path) -> None:
    now = Moment()
    alba, omar = two_desks(tmp_path, now=now)
    case = a_case(alba)
    exchange(alba, omar)
    edits(alba, case.session, place="De Alba")
    now.passes(minutes=1)
    edits(omar, case.session, place="De Omar")

    exchange(alba, omar)

    for desk in (alba, omar):
        assert row(desk.store, MediationSession, case.session)["place"] == "De Omar"
        with desk.reading() as session:
            record = session.get_one(MediationSession, case.session)
            assert conflicts(desk, session, record) == (PLACE,)
    assert state_of(alba.store, case.session) == state_of(omar.store, case.session)


def test_t24_a_merge_under_an_open_form_is_not_overwritten_by_its_save(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    form = shown(alba, MediationSession, case.session)
    edits(omar, case.session, place="De Omar")
    exchange(alba, omar)

    alba.save(form, {"place": "De Alba"})
    exchange(alba, omar)

    with omar.reading() as session:
        record = session.get_one(MediationSession, case.session)
        assert conflicts(omar, session, record) == (PLACE,)
    assert state_of(alba.store, case.session) == state_of(omar.store, case.session)


def test_t27_the_same_edit_at_two_desks_is_no_question(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    edits(alba, case.session, place="Sala 2")
    edits(omar, case.session, place="Sala 2 ")

    exchange(alba, omar)

    with alba.reading() as session:
        assert conflicts(alba, session, session.get_one(MediationSession, case.session)) == ()


def test_t29_two_decisions_at_once_are_one_new_question(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    edits(alba, case.session, place="A")
    edits(omar, case.session, place="B")
    exchange(alba, omar)
    edits(alba, case.session, place="Decide Alba")
    edits(omar, case.session, place="Decide Omar")

    exchange(alba, omar)

    values = sql(alba.store, "SELECT value FROM sibling")
    assert len(values) == 2
    assert state_of(alba.store, case.session) == state_of(omar.store, case.session)


@guards("store.absorb.edit_wins")
def test_t30_an_edit_wins_over_a_removal_that_did_not_know_it(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    edits(alba, case.session, place="Editado")
    removes(omar, case.session)

    exchange(alba, omar)

    for desk in (alba, omar):
        now = row(desk.store, MediationSession, case.session)
        assert (now["removed"], now["place"]) == (False, "Editado")
    edits(omar, case.session, minutes=5)
    exchange(alba, omar)
    assert state_of(alba.store, case.session) == state_of(omar.store, case.session)


def test_t30_two_removals_are_one(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    removes(alba, case.session)
    removes(omar, case.session)

    exchange(alba, omar)

    assert row(alba.store, MediationSession, case.session)["removed"]
    assert state_of(alba.store, case.session) == state_of(omar.store, case.session)


def test_t17_a_late_duplicate_of_the_making_does_not_bring_back_what_was_removed(
    tmp_path: Path,
) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    made = changes_of(alba.store, omar.store)
    exchange(alba, omar)
    removes(alba, case.session)
    exchange(alba, omar)

    assert absorb.absorb(omar.store, made) == 0

    assert row(omar.store, MediationSession, case.session)["removed"]


@guards("store.absorb.order")
def test_a_change_before_which_one_is_missing_waits(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    for place in ("Una", "Otra", "Tercera"):
        edits(alba, case.session, place=place)
    changes = [c for c in changes_of(alba.store, omar.store) if c.scope == case.dossier]

    with pytest.raises(Incomplete) as waiting:
        absorb.absorb(omar.store, [changes[0], changes[3]])

    assert waiting.value.missing == 2
    assert sql(omar.store, "SELECT * FROM mediationsession") == [], "all or none"
    assert absorb.absorb(omar.store, changes) == 4


def test_an_edit_of_a_record_that_is_not_here_yet_waits_and_leaves_no_trace(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    exchange(alba, omar)
    edits(omar, case.session, place="De Omar")
    lia = a_store(tmp_path, LIA)
    of_omar = [c for c in changes_of(omar.store) if c.device == OMAR.bytes]

    with pytest.raises(Incomplete):
        absorb.absorb(lia, of_omar)

    assert sql(lia, "SELECT * FROM stream") == []
    absorb.absorb(lia, [*changes_of(alba.store), *of_omar])
    again = reopened(lia.engine, LIA)
    with again.reading() as session:
        (dot,) = again.heads(session, session.get_one(MediationSession, case.session))["place"]
    assert dot.device == OMAR.bytes


def foreign(scope: UUID, number: int, *ops: Any) -> Foreign:
    change = Change(list(ops), 1 << 40, 1, OMAR.bytes, (b"t" * 16, 0, 0), 99)
    return Foreign(scope, b"newer laptop 012", 1, number, encode(change))


def test_what_this_version_does_not_know_is_kept_for_a_later_one(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    case = a_case(alba)
    opened = shown(alba, MediationSession, case.session)
    table = table_number(MediationSession)
    place = ("Nueva", sorted(opened.heads["place"]))
    changes = [
        foreign(case.dossier, 1, Create(9999, UUID(int=5).bytes, {1: "de otra versión"})),
        foreign(
            case.dossier, 2, SetFields(table, case.session.bytes, {PLACE: place, 999: ("x", [])})
        ),
    ]

    assert absorb.absorb(alba.store, changes) == 2

    assert row(alba.store, MediationSession, case.session)["place"] == "Nueva"
    kept = sql(alba.store, "SELECT state, body FROM change WHERE state = ?", BEYOND)
    assert [body for _, body in kept] == [change.body for change in changes]
    alba.save(shown(alba, MediationSession, case.session), {"minutes": 7})
    given = [c.body for c in changes_of(alba.store) if c.device == b"newer laptop 012"]
    assert given == [change.body for change in changes]


@pytest.mark.parametrize("body", [b"", b"\x00" * 40, b"\xff" * 40])
def test_bytes_that_are_no_change_are_refused_whole(tmp_path: Path, body: bytes) -> None:
    alba, _ = two_desks(tmp_path)
    before = sql(alba.store, "SELECT count(*) FROM change")

    with pytest.raises(ValueError, match="not a change"):
        absorb.absorb(alba.store, [Foreign(ALBA, b"some laptop 0123", 1, 1, body)])

    assert sql(alba.store, "SELECT count(*) FROM change") == before


def test_t34_a_change_from_the_far_future_does_not_move_the_clock(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    case = a_case(alba)
    future = Change([], (1 << 62), 1 << 46, OMAR.bytes, (b"t" * 16, 0, 0), 1)
    absorb.absorb(
        alba.store, [Foreign(case.dossier, b"fast laptop 0123", 1, 1, encode(future))]
    )  # fmt: skip

    again = reopened(alba.store.engine)

    tolerated = int(alba.now().timestamp() * 1000) + 5 * 60 * 1000
    assert alba.store.clock.last >> 16 <= tolerated
    assert again.clock.last >> 16 <= tolerated


def test_t33_the_clock_is_not_moved_by_changes_that_were_refused(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    edits(alba, case.session, place="Una")
    before = omar.store.clock.last
    changes = [c for c in changes_of(alba.store, omar.store) if c.scope == case.dossier]

    with pytest.raises(Incomplete):
        absorb.absorb(
            omar.store, [*changes, Foreign(case.dossier, ALBA.bytes, 1, 9, changes[1].body)]
        )

    assert omar.store.clock.last == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place", "minutes", "remove", "carry", "open", "save"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=25,
)


@dataclass
class Three:
    """Three desks and one record that is there for all of them, and what may happen to it."""

    desks: Sequence[Desk]
    session: UUID
    forms: dict[int, Any] = field(default_factory=dict)

    def happens(self, act: str, who: int, other: int) -> None:
        if act == "carry":
            changes = changes_of(self.desks[who].store, self.desks[other].store)
            absorb.absorb(self.desks[other].store, changes)
        elif not row(self.desks[who].store, MediationSession, self.session)["removed"]:
            getattr(self, act)(who, other)

    def place(self, who: int, value: int) -> None:
        edits(self.desks[who], self.session, place=f"lugar {who} {value}")

    def minutes(self, who: int, value: int) -> None:
        edits(self.desks[who], self.session, minutes=who * 10 + value)

    def remove(self, who: int, _: int) -> None:
        removes(self.desks[who], self.session)

    def open(self, who: int, _: int) -> None:
        self.forms[who] = shown(self.desks[who], MediationSession, self.session)

    def save(self, who: int, value: int) -> None:
        if who in self.forms:
            self.desks[who].save(self.forms.pop(who), {"place": f"formulario {who} {value}"})


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_three_vaults_that_met_in_any_order_know_the_same(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    now = Moment()
    desks = desks_of(tmp_path_factory.mktemp("tres"), (ALBA, OMAR, LIA), now=now)
    case = a_case(desks[0])
    exchange(*desks)
    three = Three(desks, case.session)
    for act, who, other in steps:
        now.passes(seconds=1)
        three.happens(act, who, other)

    exchange(*desks)

    states = [state_of(desk.store, case.session) for desk in desks]
    assert states[0] == states[1] == states[2]
    for desk in desks:
        assert sql(desk.store, "SELECT * FROM replaced") == []
        assert desk.store.check_history() is None
        desk.store.engine.dispose()


def test_a_note_made_elsewhere_is_found_here(tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    alba.add(Note(dossier=case.dossier, text="palabra singular"))

    exchange(alba, omar)

    assert [hit.kind for hit in omar.find("singular")] == [Note]
