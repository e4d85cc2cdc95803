"""What one saving keeps: the row, the change with what it replaces, heads, audit line, index mark."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import Invalid, NotFound, NotRewritten, NotShown
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import NAMELESS, cells_of
from pscp_desktop.domain.registry import field_number, table_number
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.store import cells, changelog, engine, search
from pscp_desktop.store.store import Committed, Store
from sync.changes import Create, SetFields, decode
from sync.merge import Dot
from tests.protections import guards
from tests.world import ALBA, Case, a_case, a_desk, a_session, conflicts, row, shown, sql

PLACE = field_number(MediationSession, "place")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def case(desk: Desk) -> Case:
    return a_case(desk)


def last_change(store: Store) -> Any:
    return decode(sql(store, "SELECT body FROM change ORDER BY no DESC LIMIT 1")[0][0])


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    names = sql(store, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL")
    return {name: sql(store, f"SELECT * FROM {name}") for (name,) in names}  # noqa: S608


def test_a_new_record_is_kept_whole(desk: Desk, case: Case) -> None:
    with desk.store.writing("por teléfono") as unit:
        session = a_session(unit, case.dossier, minutes=90)

    (operation,) = last_change(desk.store).ops
    assert isinstance(operation, Create)
    assert operation.table == table_number(MediationSession)
    assert operation.fields[field_number(MediationSession, "minutes")] == 90
    assert len(operation.fields) == len(cells_of(MediationSession)) == 15
    assert row(desk.store, MediationSession, session.id)["recorded_by"] == ALBA
    assert last_change(desk.store).why == "por teléfono"
    assert sql(desk.store, "SELECT act, why FROM audit ORDER BY n DESC LIMIT 1") == [
        ("create", "por teléfono")
    ]
    assert (session.id.bytes,) in sql(desk.store, "SELECT record FROM to_index")


@guards("store.unit.replaces")
def test_an_edit_names_the_write_it_replaces_and_nothing_else(desk: Desk, case: Case) -> None:
    before = shown(desk, MediationSession, case.session)
    desk.save(before, {"place": "Otra sala"})

    (operation,) = last_change(desk.store).ops
    assert isinstance(operation, SetFields)
    (made,) = before.heads["place"]
    assert operation.fields == {PLACE: ("Otra sala", [made])}
    (stands,) = shown(desk, MediationSession, case.session).heads["place"]
    assert stands != made
    assert sql(desk.store, "SELECT detail FROM audit ORDER BY n DESC LIMIT 1") == [
        ("mediationsession:place",)
    ]


def test_saving_what_already_stands_writes_nothing(desk: Desk, case: Case) -> None:
    before = shown(desk, MediationSession, case.session)
    kept = everything(desk.store)

    desk.save(before, {"place": " Sala de la Muestra ", "minutes": 60})

    assert everything(desk.store) == kept


@guards("store.unit.shown")
def test_a_field_cannot_be_written_without_saying_what_was_shown(desk: Desk, case: Case) -> None:
    before = shown(desk, MediationSession, case.session)

    with pytest.raises(NotShown, match="place"), desk.store.writing() as unit:
        unit.set(before.record, {"place": "Otra sala"}, shown={})

    assert row(desk.store, MediationSession, case.session)["place"] == "Sala de la Muestra"


@guards("store.unit.unseen")
def test_t24_a_value_that_was_not_on_the_screen_is_kept_beside_the_new_one(
    desk: Desk, case: Case
) -> None:
    opened = shown(desk, MediationSession, case.session)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Escrito entretanto"})

    desk.save(opened, {"place": "Escrito sin verlo"})

    with desk.reading() as session:
        assert conflicts(desk, session, opened.record) == (PLACE,)
    kept = sql(desk.store, "SELECT value FROM sibling")
    assert len(kept) == 2
    assert len(shown(desk, MediationSession, case.session).heads["place"]) == 2


def test_t22_fields_that_were_not_touched_keep_their_newer_values(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Sala nueva"})

    desk.save(opened, {"minutes": 45})

    now = row(desk.store, MediationSession, case.session)
    assert (now["place"], now["minutes"]) == ("Sala nueva", 45)
    with desk.reading() as session:
        assert conflicts(desk, session, opened.record) == ()


def test_a_decision_between_two_values_leaves_one(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Una"})
    desk.save(opened, {"place": "Otra"})

    desk.save(shown(desk, MediationSession, case.session), {"place": "La buena"})

    assert row(desk.store, MediationSession, case.session)["place"] == "La buena"
    assert sql(desk.store, "SELECT * FROM sibling") == []
    assert len(shown(desk, MediationSession, case.session).heads["place"]) == 1


def test_deciding_for_the_value_that_is_shown_is_a_decision_too(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Una"})
    desk.save(opened, {"place": "Otra"})
    disputed = shown(desk, MediationSession, case.session)

    desk.save(disputed, {"place": disputed.record.place})

    assert sql(desk.store, "SELECT * FROM sibling") == []


def test_a_field_written_twice_in_one_unit_stands_once(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)

    with desk.store.writing() as unit:
        unit.set(opened.record, {"place": "primero"}, shown=opened.heads)
        unit.set(opened.record, {"place": "segundo"}, shown=opened.heads)

    assert row(desk.store, MediationSession, case.session)["place"] == "segundo"
    assert sql(desk.store, "SELECT * FROM sibling") == []
    first, second = last_change(desk.store).ops
    assert second.fields[PLACE][1][-1] == Dot(
        *desk.store.streams.own, _last_number(desk.store, case.dossier), 0
    )
    assert first.fields[PLACE][0] == "primero"


def _last_number(store: Store, scope: UUID) -> int:
    return int(sql(store, "SELECT last FROM position WHERE scope = ?", scope.bytes)[0][0])


def test_a_write_to_a_record_made_in_the_same_unit_is_part_of_its_making(
    desk: Desk, case: Case
) -> None:
    with desk.store.writing() as unit:
        session = a_session(unit, case.dossier)
        unit.set(session, {"place": "Otra"}, shown=dict.fromkeys(cells_of(MediationSession), ()))  # type: ignore[arg-type]

    (operation,) = last_change(desk.store).ops
    assert operation.fields[PLACE] == "Otra"
    assert row(desk.store, MediationSession, session.id)["place"] == "Otra"


def test_the_changes_of_a_scope_are_numbered_without_gaps(desk: Desk, case: Case) -> None:
    for place in ("a", "b", "c"):
        desk.save(shown(desk, MediationSession, case.session), {"place": place})

    numbers = sql(desk.store, "SELECT number FROM change WHERE scope = ? ORDER BY no",
                  case.dossier.bytes)  # fmt: skip
    assert [number for (number,) in numbers] == [1, 2, 3, 4]


def test_a_saving_in_several_scopes_is_one_transaction_in_parts(desk: Desk) -> None:
    one, two = a_case(desk), a_case(desk)

    with desk.store.writing() as unit:
        a_session(unit, one.dossier)
        a_session(unit, two.dossier)

    bodies = sql(desk.store, "SELECT body FROM change ORDER BY no DESC LIMIT 2")
    marks = sorted(decode(body).txn for (body,) in bodies)
    assert marks[0][0] == marks[1][0]
    assert [mark[1:] for mark in marks] == [(0, 1), (1, 1)]


def test_a_record_lives_in_a_dossier(desk: Desk) -> None:
    with pytest.raises(ValueError, match="dossier"), desk.store.writing() as unit:
        unit.create(Note(dossier=NAMELESS, text="suelta"))


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"minutes": "mucho"}, {"minutes": "wrong_type"}),
        ({"kind": None}, {"kind": "string_type"}),
        ({"kind": "picnic"}, {"kind": "unknown_code"}),
        ({"notes": ["a"], "place": 4}, {"notes": "wrong_type", "place": "wrong_type"}),
    ],
)
@guards("store.gate.validate")
def test_an_invalid_edit_is_refused_whole_with_its_fields_named(
    desk: Desk, case: Case, changes: dict[str, Any], problems: dict[str, str]
) -> None:
    kept = everything(desk.store)

    with pytest.raises(Invalid) as refused:
        desk.save(shown(desk, MediationSession, case.session), {"place": "Otra", **changes})

    assert refused.value.problems == problems
    assert everything(desk.store) == kept


def test_an_edit_of_what_is_gone_is_refused(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    with desk.store.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)

    with pytest.raises(NotFound):
        desk.save(opened, {"place": "Otra"})


def test_a_removal_is_a_mark_that_can_be_taken_back(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    with desk.store.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)
    assert row(desk.store, MediationSession, case.session)["removed"]

    with desk.store.writing() as unit:
        standing = desk.store.heads(unit.session, opened.record)  # type: ignore[arg-type]
        unit.remove(opened.record, shown=standing, removed=False)

    assert not row(desk.store, MediationSession, case.session)["removed"]
    assert row(desk.store, MediationSession, case.session)["place"] == "Sala de la Muestra"


def test_t30_a_removal_that_had_not_seen_an_edit_leaves_the_record_to_be_seen(
    desk: Desk, case: Case
) -> None:
    opened = shown(desk, MediationSession, case.session)
    desk.save(shown(desk, MediationSession, case.session), {"place": "Escrito entretanto"})

    with desk.store.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)

    assert not row(desk.store, MediationSession, case.session)["removed"]


class Interrupted(Exception):
    """The failure a test makes."""


class FailingAt:
    """Lets so many writing statements pass and interrupts at the next."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left < 0:
                raise Interrupted


def fails_at(desk: Desk, statement: int, opened: Loaded[MediationSession]) -> bool:
    """Whether a saving of three acts was interrupted at its statement of this number."""
    failing = FailingAt(statement)
    event.listen(desk.store.engine, "after_cursor_execute", failing)

    def followed(connection: Any, words: str, values: Any = ()) -> Any:
        done = engine.run(connection, words, values)
        failing(connection, None, words)
        return done

    try:
        with pytest.MonkeyPatch.context() as patch, desk.store.writing() as unit:
            for module in (cells, changelog, search):
                patch.setattr(module, "run", followed)
            unit.set(opened.record, {"place": "Otra"}, shown=opened.heads)
            unit.create(Note(dossier=opened.record.dossier, text="con nota"))
            unit.remove(opened.record, shown=opened.heads)
    except Interrupted:
        return True
    finally:
        event.remove(desk.store.engine, "after_cursor_execute", failing)
    return False


@guards("store.capture.one_transaction")
def test_a_saving_that_fails_anywhere_leaves_nothing(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)
    kept, stamp, statement = everything(desk.store), desk.store.clock.last, 0

    while fails_at(desk, statement, opened):
        assert everything(desk.store) == kept
        assert desk.store.clock.last == stamp
        statement += 1

    assert statement > 8
    assert everything(desk.store) != kept
    assert desk.store.check_history() is None


def test_listeners_are_told_of_what_is_durable_and_of_nothing_else(desk: Desk, case: Case) -> None:
    told: list[Committed] = []
    desk.store.on_commit(told.append)

    desk.save(shown(desk, MediationSession, case.session), {"place": "Otra"})
    with pytest.raises(Invalid):
        desk.save(shown(desk, MediationSession, case.session), {"kind": "picnic"})

    assert [sorted(one.records) for one in told] == [[case.session]]
    assert told[0].kinds == frozenset({MediationSession})


def test_a_unit_within_a_unit_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(RuntimeError, match="within"), desk.store.writing(), desk.store.writing():
        pass

    with desk.store.writing() as unit:
        unit.note("open", ALBA)


def test_ids_sort_by_the_time_they_were_made(desk: Desk) -> None:
    with desk.store.writing() as unit:
        made = unit.new_id()

    assert made.version == 7
    assert int.from_bytes(made.bytes[:6], "big") == desk.now().timestamp() * 1000


@guards("store.unit.append_only")
def test_what_is_only_added_to_is_not_rewritten(desk: Desk, case: Case) -> None:
    note = desk.add(Note(dossier=case.dossier, text="Dice que oye música a las tres."))
    with desk.reading() as session:
        seen = desk.load(session, Note, note.id)

    with pytest.raises(NotRewritten):
        desk.save(seen, {"text": "Dice que no oye nada."})

    assert row(desk.store, Note, note.id)["text"] == "Dice que oye música a las tres."
