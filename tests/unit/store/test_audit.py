"""The audit: a chain in which nothing can be altered, taken out, reordered or cut off unseen."""

# ruff: noqa: S608 (the tests write their own statements)

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from pscp_desktop.domain.errors import HistoryBroken
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk, found_organisation
from pscp_desktop.store import audit
from pscp_desktop.store.audit import Mark
from pscp_desktop.store.engine import connect
from tests.protections import guards
from tests.world import (
    ALBA,
    KEY,
    a_case,
    a_desk,
    a_store,
    a_worker,
    reopened,
    shown,
    sql,
)

LAST = "SELECT max(n) FROM audit"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    case = a_case(desk)
    for place in ("Una", "Otra", "La tercera"):
        desk.save(shown(desk, MediationSession, case.session), {"place": place})
    return desk


def tampered(desk: Desk, *statements: str) -> None:
    """What somebody who has the key does behind the program's back."""
    path = Path(str(sql(desk.store, "PRAGMA database_list")[0][2]))
    raw = connect(path, KEY)
    raw.execute("DROP TRIGGER audit_never_changes")
    raw.execute("DROP TRIGGER audit_never_shrinks")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_a_chain_that_was_left_alone_holds(desk: Desk) -> None:
    assert desk.store.check_history() is None
    assert sql(desk.store, LAST)[0][0] == desk.store.mark.count > 3


@pytest.mark.parametrize(
    "change",
    [
        "act = 'open'",
        "at = at + 1",
        "user = zeroblob(16)",
        "dossier = zeroblob(16)",
        "record = zeroblob(16)",
        "why = 'otra razón'",
        "detail = ''",
        "mac = zeroblob(32)",
    ],
)
@guards("store.audit.chain")
def test_d03_a_line_that_was_altered_is_found(desk: Desk, change: str) -> None:
    last = sql(desk.store, LAST)[0][0]

    tampered(desk, f"UPDATE audit SET {change} WHERE n = {last - 1}")

    assert desk.store.check_history() == last - 1


@guards("store.audit.chain")
def test_a_line_that_was_taken_out_is_found(desk: Desk) -> None:
    last = sql(desk.store, LAST)[0][0]

    tampered(desk, f"DELETE FROM audit WHERE n = {last - 1}")

    assert desk.store.check_history() == last


@guards("store.audit.chain")
def test_a_line_taken_out_with_the_rest_renumbered_is_found(desk: Desk) -> None:
    last = sql(desk.store, LAST)[0][0]

    tampered(
        desk,
        f"DELETE FROM audit WHERE n = {last - 1}",
        f"UPDATE audit SET n = {last - 1} WHERE n = {last}",
    )

    assert desk.store.check_history() == last - 1


@guards("store.audit.chain")
def test_two_lines_in_each_others_place_are_found(desk: Desk) -> None:
    last = sql(desk.store, LAST)[0][0]

    tampered(
        desk,
        f"UPDATE audit SET n = -1 WHERE n = {last}",
        f"UPDATE audit SET n = {last} WHERE n = {last - 1}",
        f"UPDATE audit SET n = {last - 1} WHERE n = -1",
    )

    assert desk.store.check_history() == last - 1


@guards("store.audit.mark")
def test_d03_lines_cut_off_the_end_are_missed_by_the_mark_kept_outside(tmp_path: Path) -> None:
    marks: list[Mark] = []
    store = a_store(tmp_path, mark=marks.append)
    found_organisation(store, a_worker(ALBA), "Equipo Ficticio")
    desk = Desk(store, ALBA)
    a_case(desk)
    last = sql(store, LAST)[0][0]
    tampered(desk, f"DELETE FROM audit WHERE n > {last - 2}")
    assert store.check_history() is None, "the chain alone cannot know"

    with pytest.raises(HistoryBroken) as broken:
        reopened(store.engine, expected=marks[-1])

    assert broken.value.lines == 2


@guards("store.audit.mark")
def test_d03_an_end_that_was_written_anew_is_not_the_one_that_was_marked(tmp_path: Path) -> None:
    marks: list[Mark] = []
    store = a_store(tmp_path, mark=marks.append)
    found_organisation(store, a_worker(ALBA), "Equipo Ficticio")
    desk = Desk(store, ALBA)
    last = sql(store, LAST)[0][0]
    tampered(desk, f"DELETE FROM audit WHERE n = {last}")
    with reopened(store.engine).writing() as unit:
        unit.note("otra", ALBA)

    with pytest.raises(HistoryBroken):
        reopened(store.engine, expected=marks[-1])


def test_the_mark_that_was_told_opens_the_store_again(tmp_path: Path) -> None:
    marks: list[Mark] = []
    store = a_store(tmp_path, mark=marks.append)
    found_organisation(store, a_worker(ALBA), "Equipo Ficticio")

    again = reopened(store.engine, expected=marks[-1])

    assert again.mark == marks[-1] == store.mark


@guards("store.audit.append_only")
@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_a_line(desk: Desk, statement: str) -> None:
    before = sql(desk.store, "SELECT * FROM audit")

    with (
        pytest.raises(IntegrityError, match="append-only"),
        desk.store.direct() as connection,
    ):
        connection.exec_driver_sql(statement)

    assert sql(desk.store, "SELECT * FROM audit") == before


def test_the_lines_of_one_dossier_are_told_in_order(desk: Desk) -> None:
    with desk.reading() as session:
        lines = list(audit.lines(session.connection(), a_dossier(desk)))

    assert [line.act for _, line, _ in lines] == ["create", "create", "edit", "edit", "edit"]


def a_dossier(desk: Desk) -> UUID:
    return UUID(bytes=sql(desk.store, "SELECT dossier FROM audit ORDER BY n DESC LIMIT 1")[0][0])


def test_no_line_says_what_a_record_says(desk: Desk) -> None:
    told = str(sql(desk.store, "SELECT act, why, detail FROM audit"))

    assert not any(word in told for word in ("Muestra", "tercera", "Ficticio", "Ejemplo"))
