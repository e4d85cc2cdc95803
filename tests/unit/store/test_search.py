"""Search: words with and without their accents, numbers in any grouping, and nothing that is gone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import search
from pscp_desktop.store.engine import connect
from tests.protections import guards
from tests.world import KEY, Case, a_case, a_desk, shown, sql


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def case(desk: Desk) -> Case:
    return a_case(
        desk,
        notes="Íñigo Ficción llamó a la señora Muñoz por la gotera del 3.º izquierda.",
        place="Calle de la Muestra 12, tel. 611 222 333 o +34 91 555 44 33",
    )


def found(desk: Desk, typed: str) -> set[str]:
    return {hit.kind.__name__ for hit in desk.find(typed)}


@pytest.mark.parametrize(
    "typed",
    [
        "Muñoz", "munoz", "MUÑOZ", "muñ", "íñigo", "inigo ficc", "señora gotera", "gotera izq",
        "got",
    ],
)  # fmt: skip
def test_words_are_found_with_and_without_accents_and_as_they_are_typed(
    desk: Desk, case: Case, typed: str
) -> None:
    assert found(desk, typed) == {"MediationSession"}


@pytest.mark.parametrize(
    "typed",
    [
        "611222333", "611 222 333", "611 22 23 33", "611-222-333", "+34 611 222 333", "6112",
        "0034611222333", "915554433", "91 555 44 33", "915 554",
    ],
)  # fmt: skip
def test_a_telephone_is_found_however_it_is_grouped(desk: Desk, case: Case, typed: str) -> None:
    assert found(desk, typed) == {"MediationSession"}


@pytest.mark.parametrize("typed", ["", "   ", "'", '"', "*", "-", "gotera NEAR", "xyzzy", "222333"])
def test_what_is_not_there_is_not_found_and_no_sign_is_a_fault(
    desk: Desk, case: Case, typed: str
) -> None:
    assert found(desk, typed) == set()


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_question_and_never_a_fault(typed: str) -> None:
    from sqlalchemy import create_engine, text

    expression = search.query(typed)
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE VIRTUAL TABLE words USING fts5 (text)"))
        if expression:
            connection.execute(
                text("SELECT * FROM words WHERE words MATCH :typed"), {"typed": expression}
            ).all()


def test_a_save_marks_and_the_search_catches_up_first(desk: Desk, case: Case) -> None:
    assert sql(desk.store, "SELECT count(*) FROM to_index") != [(0,)]

    desk.save(shown(desk, MediationSession, case.session), {"notes": "Ahora dice otra cosa"})

    assert found(desk, "gotera") == set()
    assert found(desk, "otra cosa") == {"MediationSession"}
    assert sql(desk.store, "SELECT count(*) FROM to_index") == [(0,)]


def test_what_was_removed_is_not_found_and_comes_back_with_its_record(
    desk: Desk, case: Case
) -> None:
    assert found(desk, "gotera") == {"MediationSession"}
    opened = shown(desk, MediationSession, case.session)
    with desk.writing() as unit:
        unit.remove(opened.record, shown=opened.heads)
    assert found(desk, "gotera") == set()

    desk.undo()

    assert found(desk, "gotera") == {"MediationSession"}


def test_only_fields_that_are_declared_to_be_found_are_found(desk: Desk, case: Case) -> None:
    with desk.writing() as unit:
        unit.create(
            Party(
                dossier=case.dossier,
                role="requesting",
                name="Omar Muestra",
                safe_hours="vespertinas",
            )
        )

    assert found(desk, "omar") == {"Party"}
    assert found(desk, "vespertinas") == set()


def test_all_words_must_stand_in_one_record(desk: Desk, case: Case) -> None:
    with desk.writing() as unit:
        unit.create(Party(dossier=case.dossier, role="requesting", name="Omar Muestra"))

    assert found(desk, "omar gotera") == set()


def test_many_saves_are_indexed_in_parts(desk: Desk, case: Case) -> None:
    with desk.writing() as unit:
        for number in range(7):
            unit.create(Party(dossier=case.dossier, role="requesting", name=f"Prueba {number}"))
    taken = []
    while done := desk.store.index_pending(3):
        taken.append(done)

    assert max(taken) == 3
    assert len(desk.find("prueba")) == 7


def pages_of(desk: Desk) -> bytes:
    """Everything the index holds, as it lies in a decrypted copy."""
    with desk.store.direct() as connection:
        connection.exec_driver_sql("DELETE FROM mediationsession WHERE 0")
    rows = sql(desk.store, "SELECT block FROM words_data") + sql(
        desk.store, "SELECT c0 FROM words_content"
    )
    return b"".join(
        bytes(value) if isinstance(value, bytes) else str(value).encode() for (value,) in rows
    )


@guards("store.search.secure_delete")
def test_d13_an_erased_word_is_in_no_page_of_the_index(desk: Desk) -> None:
    kept = a_case(desk, notes="cotidiano")
    erased = a_case(desk, notes="zanfoniaunica")
    assert found(desk, "zanfonia") == {"MediationSession"}
    assert b"zanfoniaunica" in pages_of(desk), "the look sees what is there"

    with desk.store.direct() as connection:
        search.erase(connection, [erased.session])

    assert b"zanfonia" not in pages_of(desk)
    assert b"nfoniaunica" not in pages_of(desk)
    assert found(desk, "zanfonia") == set()
    assert {hit.record for hit in desk.find("cotidiano")} == {kept.session}


def test_d13_erasing_is_thorough_only_while_it_lasts(desk: Desk, case: Case) -> None:
    found(desk, "gotera")
    with desk.store.direct() as connection:
        search.erase(connection, [case.session])

    assert sql(desk.store, "SELECT v FROM words_config WHERE k = 'secure-delete'") == [(0,)]


def test_the_index_is_encrypted_like_the_rest(desk: Desk, case: Case) -> None:
    found(desk, "gotera")
    path = Path(str(sql(desk.store, "PRAGMA database_list")[0][2]))
    raw = connect(path, KEY)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()

    assert b"gotera" not in path.read_bytes()
