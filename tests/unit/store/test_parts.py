"""A saving larger than an envelope: cut into changes, gapless, each small enough, applied whole or not."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import history, parts
from pscp_desktop.store.parts import ROOM
from pscp_desktop.store.unit import Unit
from sync.changes import Change, decode
from sync.engine import asking, sealing
from sync.protocol import Answer, Peer, Round, Unreachable
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, OMAR, a_case, a_session, exchange, shown, sql, two_desks

TIGHT = 2000
"""Bytes of a part in tests that want many."""
AROUND = 600
"""Bytes of a change around its operations, at most."""
MOST_FIELD = 768 * 1024


def newest(desk: Desk, scope: UUID) -> list[tuple[int, Change, int]]:
    """The changes of the newest saving in a scope, in their order: number, change, bytes."""
    rows = sql(
        desk.store,
        "SELECT number, body FROM change WHERE txn = (SELECT txn FROM change WHERE scope = ?"
        " ORDER BY no DESC LIMIT 1) ORDER BY no",
        scope.bytes,
    )
    return [(int(number), decode(bytes(body)), len(body)) for number, body in rows]


def standing(desk: Desk, dossier: UUID) -> list[tuple[Any, ...]]:
    """Every session of a file with what stands in each of its fields."""
    rows = sql(desk.store, "SELECT id FROM mediationsession WHERE dossier = ?", dossier.hex)
    with desk.store.reading() as session:
        found = [session.get_one(MediationSession, UUID(row[0])) for row in sorted(rows)]
        return [(one.model_dump(), dict(desk.store.heads(session, one))) for one in found]


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROOM", TIGHT)


# How a saving is cut.

Steps = list[tuple[str, int, int]]

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "make", "fill", "fill", "edit", "remove"]),
        st.integers(0, 30),
        st.sampled_from([0, 300, 900, 1500, 2500]),
    ),
    min_size=10,
    max_size=30,
)
FULL: Steps = [("make", 0, 900)] * 6 + [("fill", n, 1500) for n in range(6)] * 2
"""Records made, which leave no room in their parts for what is written into them afterwards."""
AGAIN: Steps = [("make", 0, 300)] * 3 + [("fill", 0, 2500), ("fill", 0, 0), ("fill", 1, 300)]
"""A record that had no room, and would have room for what is written into it next."""
MIXED: Steps = [("edit", 0, 1500), ("make", 0, 1500), ("remove", 0, 0), ("fill", 0, 2500)] * 3


def _acts(unit: Unit, dossier: UUID, old: list[Any], steps: Steps) -> None:
    """Do what a long saving may do, in any order: records made, filled, edited and removed."""
    made: list[MediationSession] = []
    heads = dict.fromkeys(("issues", "options"), frozenset[Any]())
    gone: set[UUID] = set()
    for act, which, size in steps:
        text = "é" * (size // 2)
        if act == "make" or (act == "fill" and not made):
            made.append(a_session(unit, dossier, issues=text))
        elif act == "fill":
            unit.set(made[which % len(made)], {"options": text, "issues": "x"}, shown=heads)
        elif (loaded := old[which % len(old)]).id not in gone:
            if act == "edit":
                unit.set(loaded.record, {"issues": text}, shown=loaded.heads)
            else:
                unit.remove(loaded.record, shown=loaded.heads)
                gone.add(loaded.id)


@guards("store.parts.fold")
@guards("store.parts.room")
@settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
@example(steps=FULL)
@example(steps=MIXED)
@example(steps=AGAIN)
def test_t11_any_saving_is_cut_into_parts_that_together_say_the_same(
    steps: Steps, tight: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alba, omar = two_desks(tmp_path_factory.mktemp("desks"))
    case = a_case(alba)
    with alba.store.writing() as unit:
        others = [a_session(unit, case.dossier).id for _ in range(3)]
    exchange(alba, omar)
    before = newest(alba, case.dossier)[-1][0]
    old = [shown(alba, MediationSession, one) for one in others]

    with alba.store.writing("import") as unit:
        _acts(unit, case.dossier, old, steps)

    saving = newest(alba, case.dossier)
    if saving[-1][0] > before:
        assert [number for number, *_ in saving] == list(
            range(before + 1, before + 1 + len(saving))
        )
        assert [change.more for _, change, _ in saving] == [True] * (len(saving) - 1) + [False]
        assert len({change.txn for _, change, _ in saving}) == 1
        for _, change, size in saving:
            assert len(change.ops) == 1 or size <= TIGHT + AROUND
    exchange(alba, omar)
    assert standing(alba, case.dossier) == standing(omar, case.dossier)


def test_an_ordinary_saving_is_one_change(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    case = a_case(alba)

    alba.save(shown(alba, MediationSession, case.session), {"issues": "x" * (ROOM - 100)})

    ((_, change, _),) = newest(alba, case.dossier)
    assert not change.more


def test_what_a_saving_in_parts_wrote_itself_is_not_new_to_it(tight: None, tmp_path: Path) -> None:
    alba, omar = two_desks(tmp_path)
    case = a_case(alba)
    loaded = shown(alba, MediationSession, case.session)
    with alba.store.writing() as unit:
        for number in range(5):
            # Each lies in a part of its own; the next was shown what lay there before all of them.
            text = f"{number}" * (TIGHT // 2 + 300)
            unit.set(loaded.record, {"issues": text}, shown=loaded.heads)
    assert len(newest(alba, case.dossier)) == 5

    exchange(alba, omar)

    for desk in (alba, omar):
        now = shown(desk, MediationSession, case.session)
        assert now.record.issues.startswith("4")
        assert len(now.heads["issues"]) == 1


def test_a_saving_in_parts_is_taken_back_whole(tight: None, tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    case = a_case(alba)
    with alba.store.writing() as unit:
        made = [a_session(unit, case.dossier, issues="x" * 500).id for _ in range(12)]
    saving = newest(alba, case.dossier)
    assert len(saving) > 2

    history.undo(alba.store, saving[0][1].txn[0])

    assert all(row["removed"] for row, _ in standing(alba, case.dossier) if row["id"] in made)


@guards("store.parts.most")
def test_what_no_envelope_could_carry_is_refused_where_it_is_written(tmp_path: Path) -> None:
    alba, _ = two_desks(tmp_path)
    case = a_case(alba)
    loaded = shown(alba, MediationSession, case.session)
    text = random.Random(1).randbytes(MOST_FIELD).hex()

    with pytest.raises(Invalid) as refused:
        alba.save(loaded, {"issues": text[: MOST_FIELD + 1], "place": "x" * 1000})

    assert refused.value.problems == {"issues": "string_too_long"}
    assert shown(alba, MediationSession, case.session).record == loaded.record


# How it travels.


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Linked, Linked, UUID]:
    """Two desks that reconcile, and a file of both."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    office.meet()
    return alba, omar, case.dossier


def imports(one: Linked, dossier: UUID, count: int, size: int) -> None:
    """Many notes at once, of words that hardly compress."""
    chance = random.Random(2)
    with one.desk.store.writing("import") as unit:
        for _ in range(count):
            unit.create(Note(dossier=dossier, text=chance.randbytes(size // 2).hex()))


def notes(one: Linked, dossier: UUID) -> int:
    with one.desk.reading() as session:
        return len(one.desk.all_in(session, Note, dossier))


class _Trickling:
    """A line that lets one envelope through, either way, and is cut."""

    def __init__(self, inner: Peer) -> None:
        self._inner = inner

    def sync(self, asked: Round) -> Answer:
        answer: Answer = self._inner.sync(structs.replace(asked, room=1))
        return answer

    def pull(self, asked: object) -> Any:
        raise Unreachable

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _rounds(one: Linked, most: int = 60) -> Iterator[None]:
    """Rounds over such a line, until one ends in peace."""
    for _ in range(most):
        try:
            one.reconciling.round(_Trickling(one.peer()))
        except Unreachable:
            yield
        else:
            return


@guards("sync.merging.parts")
def test_t11_an_import_cut_anywhere_on_its_way_is_seen_whole_or_not_at_all(
    pair: tuple[Linked, Linked, UUID], tight: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    alba, omar, dossier = pair
    monkeypatch.setattr(sealing, "AT_ONCE", TIGHT)
    monkeypatch.setattr(asking, "MOST_PUSHED", 1)
    imports(alba, dossier, 80, 200)
    assert len(newest(alba.desk, dossier)) > 5

    met = set()
    for _ in range(12):
        for _ in _rounds(alba, 1):
            pass
        for _ in _rounds(omar, 1):
            pass
        met.add(notes(omar, dossier))
    alba.round()
    for _ in _rounds(omar):
        met.add(notes(omar, dossier))
    omar.round()

    assert met <= {0, 80}
    assert notes(omar, dossier) == 80
    assert alba.reconciling.state_hash(dossier) == omar.reconciling.state_hash(dossier)


@guards("store.parts.room")
def test_t11_an_import_larger_than_any_envelope_arrives(
    pair: tuple[Linked, Linked, UUID],
) -> None:
    alba, omar, dossier = pair
    imports(alba, dossier, 1000, 5000)
    assert sum(size for *_, size in newest(alba.desk, dossier)) > 4 * 1024 * 1024

    alba.round()
    omar.round()

    assert notes(omar, dossier) == 1000
    assert alba.reconciling.state_hash(dossier) == omar.reconciling.state_hash(dossier)


@pytest.mark.slow
def test_t11_an_import_of_10000_records_arrives_whole(pair: tuple[Linked, Linked, UUID]) -> None:
    alba, omar, dossier = pair
    imports(alba, dossier, 10_000, 400)

    alba.round()
    omar.round()

    assert notes(omar, dossier) == 10_000
    assert alba.reconciling.state_hash(dossier) == omar.reconciling.state_hash(dossier)
