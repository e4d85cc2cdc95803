"""The gate: nothing that was not announced is written, however it is tried."""

# ruff: noqa: PT012 (what is refused is refused when the unit ends)

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.errors import Invalid, Unannounced
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import record_types
from pscp_desktop.domain.registry import field_number, table_number
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import absorb
from pscp_desktop.store.schema import table_of
from sync.changes import Change, SetFields, encode
from tests.protections import guards
from tests.world import ALBA, OMAR, Case, a_case, a_desk, a_session, row, shown, sql


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def case(desk: Desk) -> Case:
    return a_case(desk)


@guards("store.gate.announced")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("place", "Otra"),
        ("dossier", ALBA),
        ("recorded_by", OMAR),
        ("removed", True),
        ("id", UUID(int=9)),
    ],
)
def test_a_column_changed_without_being_announced_is_refused(
    desk: Desk, case: Case, name: str, value: Any
) -> None:
    before = row(desk.store, MediationSession, case.session)

    with pytest.raises(Unannounced), desk.store.writing() as unit:
        setattr(unit.session.get(MediationSession, case.session), name, value)

    assert row(desk.store, MediationSession, case.session) == before


@guards("store.gate.announced")
def test_another_column_cannot_ride_along_with_one_that_was_announced(
    desk: Desk, case: Case
) -> None:
    opened = shown(desk, MediationSession, case.session)

    with pytest.raises(Unannounced, match="minutes"), desk.store.writing() as unit:
        unit.set(opened.record, {"place": "Otra"}, shown=opened.heads).minutes = 5

    assert row(desk.store, MediationSession, case.session)["place"] == "Sala de la Muestra"


@guards("store.gate.announced")
def test_a_column_cannot_hold_another_value_than_was_announced(desk: Desk, case: Case) -> None:
    opened = shown(desk, MediationSession, case.session)

    with pytest.raises(Unannounced, match="place"), desk.store.writing() as unit:
        unit.set(opened.record, {"place": "Otra"}, shown=opened.heads).place = "Una tercera"


@guards("store.gate.announced")
def test_a_new_record_that_was_not_announced_is_refused(desk: Desk, case: Case) -> None:
    with pytest.raises(Unannounced), desk.store.writing() as unit:
        unit.session.add(Note(id=UUID(int=7), dossier=case.dossier, text="por detrás"))

    assert sql(desk.store, "SELECT * FROM note") == []


@guards("store.gate.announced")
@pytest.mark.parametrize("name", ["text", "dossier", "recorded_by", "recorded_at"])
def test_a_new_record_cannot_change_after_it_was_announced(
    desk: Desk, case: Case, name: str
) -> None:
    other = {
        "text": "otra cosa",
        "dossier": ALBA,
        "recorded_by": OMAR,
        "recorded_at": desk.now() - timedelta(days=1),
    }
    with pytest.raises(Unannounced), desk.store.writing() as unit:
        note = unit.create(Note(dossier=case.dossier, text="una cosa"))
        setattr(note, name, other[name])

    assert sql(desk.store, "SELECT * FROM note") == []


@guards("store.gate.unit")
def test_deleting_is_refused(desk: Desk, case: Case) -> None:
    with pytest.raises(Unannounced), desk.store.writing() as unit:
        unit.session.delete(unit.session.get_one(MediationSession, case.session))

    assert row(desk.store, MediationSession, case.session)


@guards("store.gate.unit")
def test_a_session_for_reading_writes_nothing(desk: Desk, case: Case) -> None:
    with desk.reading() as session:
        session.get_one(MediationSession, case.session).place = "Otra"
        with pytest.raises(Unannounced):
            session.commit()

    assert row(desk.store, MediationSession, case.session)["place"] == "Sala de la Muestra"


SESSIONS = table_of(MediationSession)


@guards("store.schema.triggers")
@pytest.mark.parametrize(
    "statement",
    [
        update(SESSIONS).values(place="Otra"),
        delete(SESSIONS),
        insert(SESSIONS).from_select(
            [column.name for column in SESSIONS.columns],
            SESSIONS.select().with_only_columns(
                *(
                    column if column.name != "id" else SESSIONS.c.dossier
                    for column in SESSIONS.columns
                )
            ),
        ),
        update(MediationSession).values(place="Otra"),
        delete(MediationSession),
    ],
    ids=["update", "delete", "insert", "update of the type", "delete of the type"],
)
def test_statements_that_go_round_the_unit_are_refused_by_the_database(
    desk: Desk, case: Case, statement: Any
) -> None:
    before = sql(desk.store, "SELECT * FROM mediationsession")

    with (
        pytest.raises(IntegrityError, match="outside a unit of work"),
        desk.store.writing() as unit,
    ):
        unit.create(Note(dossier=case.dossier, text="la puerta se abre y se cierra"))
        unit.session.flush()
        unit.connection.execute(statement)

    assert sql(desk.store, "SELECT * FROM mediationsession") == before
    assert sql(desk.store, "SELECT * FROM gate") == [(0,)]


@guards("store.schema.triggers")
def test_every_table_of_records_has_its_guards(desk: Desk) -> None:
    found = {name for (name,) in sql(desk.store, "SELECT name FROM sqlite_master")}

    for kind in record_types():
        table = str(kind.__tablename__)
        assert {f"{table}_{act}" for act in ("insert", "update", "delete")} <= found
        with (
            pytest.raises(IntegrityError, match="outside a unit of work"),
            desk.store.direct() as connection,
        ):
            connection.exec_driver_sql(f"INSERT INTO {table} DEFAULT VALUES")


@guards("store.gate.validate")
def test_a_record_that_breaks_its_declaration_is_refused_with_every_field_at_fault(
    desk: Desk, case: Case
) -> None:
    with pytest.raises(Invalid) as refused, desk.store.writing() as unit:
        a_session(unit, case.dossier, kind="picnic", state="lost")

    assert refused.value.problems == {"kind": "unknown_code", "state": "unknown_code"}
    assert "picnic" not in str(refused.value.args)


def test_a_missing_field_is_named(desk: Desk, case: Case) -> None:
    with pytest.raises(Invalid) as refused, desk.store.writing() as unit:
        unit.create(MediationSession(dossier=case.dossier))  # type: ignore[call-arg] # the fault

    assert refused.value.problems == {"kind": "missing"}


def test_a_code_of_a_newer_version_stays_while_another_field_is_written(
    desk: Desk, case: Case
) -> None:
    opened = shown(desk, MediationSession, case.session)
    state = field_number(MediationSession, "state")
    fields = {state: ("novel", sorted(opened.heads["state"]))}
    op = SetFields(table_number(MediationSession), case.session.bytes, fields)
    change = Change([op], 1 << 40, 1, OMAR.bytes, (b"t" * 16, 0, 0), 99)
    absorb.absorb(
        desk.store, [absorb.Foreign(case.dossier, b"newer laptop 012", 1, 1, encode(change))]
    )

    desk.save(shown(desk, MediationSession, case.session), {"place": "Otra"})

    now = row(desk.store, MediationSession, case.session)
    assert (now["state"], now["place"]) == ("novel", "Otra")
