"""The database is opened in one way only, and refuses what could let its contents out."""

import math
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from pscp_desktop.domain.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DiskFull,
    LibraryUnfit,
    PscpError,
)
from pscp_desktop.store import engine as store_engine
from pscp_desktop.store.engine import (
    DriverError,
    RawKey,
    check_library,
    connect,
    copy_into,
    integrity,
    meaning,
    memory_engine,
    open_bare,
    open_engine,
    writer,
)
from tests.protections import guards
from tests.vaults import CANARY

KEY = RawKey.parse("1a" * 48)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "d-00000000.db"
    with closing(connect(where, KEY, create=True)) as connection:
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
        connection.executemany("INSERT INTO note (words) VALUES (?)", [(CANARY,)] * 400)
    return where


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = open_engine(path, KEY)
    yield opened
    opened.dispose()


@pytest.mark.parametrize(
    "digits",
    ["", "abcd", "zz" * 48, "1A" * 48, "1a" * 47, "1a" * 49, "1a" * 48 + "\n", " " + "1a" * 48],
)
@guards("store.engine.raw_key")
def test_k07_a_malformed_raw_key_is_refused_before_any_pragma(digits: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="96"):
        connect(tmp_path / "new.db", RawKey.parse(digits), create=True)
    assert list(tmp_path.iterdir()) == []


def test_k07_a_raw_key_never_shows_itself() -> None:
    assert "1a1a" not in repr(KEY)


FORBIDDEN = [
    "ATTACH 'other.db' AS other KEY ''",
    "ATTACH ':memory:' AS other",
    "PRAGMA rekey = 'x'",
    "PRAGMA key = 'x'",
    "PRAGMA hexrekey = '00'",
    "PRAGMA temp_store = FILE",
    "PRAGMA temp_store_directory = '/'",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA trusted_schema = ON",
    "PRAGMA cell_size_check = OFF",
    "PRAGMA cipher_log = 'log.txt'",
    "PRAGMA cipher_profile = 'profile.txt'",
    "SELECT load_extension('x')",
    "SELECT sqlcipher_export('main')",
    "VACUUM INTO 'plain.db'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
@guards("store.engine.authorizer")
def test_d09_the_database_refuses_what_could_let_its_contents_out(
    statement: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(connect(path, KEY)) as connection, pytest.raises(DriverError, match="authori"):
        connection.execute(statement).fetchall()
    assert all(file.name.startswith(path.name) for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    "statement",
    [
        "VACUUM",
        "PRAGMA quick_check",
        "PRAGMA cipher_integrity_check",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA journal_mode",
        "PRAGMA table_info(note)",
        "CREATE VIRTUAL TABLE look USING fts5(words)",
        "ANALYZE",
    ],
)
def test_d09_the_database_still_does_its_own_work(statement: str, path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        connection.execute(statement).fetchall()


@guards("store.engine.authorizer")
def test_d08_the_key_of_a_file_cannot_be_changed_in_place(path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        with pytest.raises(DriverError):
            connection.execute("PRAGMA rekey = \"x'" + "2b" * 48 + "'\"")
        connection.execute("INSERT INTO note (words) VALUES ('después')")
    with closing(connect(path, KEY)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (401,)


def test_d08_the_word_stands_nowhere_but_in_the_list_of_what_is_refused() -> None:
    package = Path(store_engine.__file__).parent.parent
    hits = [
        f"{source.relative_to(package)}: {line.strip()}"
        for source in package.rglob("*.py")
        for line in source.read_text(encoding="utf-8").splitlines()
        if "rekey" in line.lower()
    ]
    listed = ('"rekey",', '"hexrekey",', '"textrekey",')
    assert hits == [f"store/engine.py: {line}" for line in listed]


@guards("store.engine.settings")
def test_t07_every_connection_has_every_setting(engine: Engine) -> None:
    wanted = {
        "journal_mode": "wal", "synchronous": "2", "temp_store": "2", "trusted_schema": "0",
        "cell_size_check": "1", "foreign_keys": "1", "busy_timeout": "5000",
    }  # fmt: skip
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            found = {
                name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in wanted
            }
            assert found == wanted


@guards("store.engine.settings")
def test_d14_a_poisoned_schema_cannot_call_functions(path: Path) -> None:
    with closing(open_bare(path, KEY)) as connection:
        connection.execute("PRAGMA trusted_schema = ON")
        connection.create_function("reach", 0, lambda: 1)
        connection.execute("CREATE VIEW trap AS SELECT reach() AS here FROM note")
    with closing(connect(path, KEY)) as connection:
        connection.create_function("reach", 0, lambda: 1)
        with pytest.raises(DriverError, match="unsafe use of reach"):
            connection.execute("SELECT here FROM trap").fetchall()


def test_l03_nothing_on_the_disk_can_be_read(path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        connection.executemany("INSERT INTO note (words) VALUES (?)", [(CANARY,)] * 400)
        files = [file for file in path.parent.iterdir() if not file.name.endswith("-shm")]
        assert {file.suffix for file in files} == {".db", ".db-wal"}
        for file in files:
            data = file.read_bytes()
            assert CANARY.encode() not in data
            assert b"SQLite format 3" not in data
    assert _entropy(path.read_bytes()) > 7.99


def _entropy(data: bytes) -> float:
    shares = [count / len(data) for count in Counter(data).values()]
    return -sum(share * math.log2(share) for share in shares)


def test_a_wrong_key_and_a_missing_file_have_errors_of_their_own(
    path: Path, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseDamaged):
        connect(path, RawKey.parse("2b" * 48))
    with pytest.raises(DatabaseMissing):
        connect(tmp_path / "absent.db", KEY)
    assert not (tmp_path / "absent.db").exists()


def test_a_reader_sees_one_state_from_its_first_look_to_its_end(engine: Engine) -> None:
    with engine.connect() as reader:
        before = reader.execute(text("SELECT count(*) FROM note")).scalar_one()
        with writer(engine).begin() as other:
            other.execute(text("INSERT INTO note (words) VALUES ('nueva')"))
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == before
    with engine.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == before + 1


@guards("store.engine.write_lock")
def test_writers_of_two_threads_wait_for_each_other_and_lose_nothing(engine: Engine) -> None:
    refused: list[Exception] = []

    def add() -> None:
        for _ in range(25):
            try:
                with writer(engine).begin() as connection:
                    count = connection.execute(text("SELECT count(*) FROM note")).scalar()
                    connection.execute(
                        text("INSERT INTO note (words) VALUES (:n)"), {"n": str(count)}
                    )
            except PscpError as error:
                refused.append(error)

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(DISTINCT words) FROM note")).scalar() == 1 + 75


@guards("store.engine.hide_parameters")
def test_l06_what_was_written_does_not_appear_in_errors(engine: Engine) -> None:
    with pytest.raises(DatabaseError) as caught, writer(engine).begin() as connection:
        connection.execute(
            text("INSERT INTO note (id, words) VALUES (1, :words)"), {"words": CANARY}
        )
    assert CANARY not in str(caught.value)


def test_errors_of_the_driver_leave_in_our_own_words() -> None:
    error = DriverError("database or disk is full")
    error.sqlite_errorcode = 13
    assert isinstance(meaning(error), DiskFull)
    assert meaning(DriverError("syntax error")) is None


def test_a_memory_engine_takes_a_copy_and_keeps_nothing(engine: Engine) -> None:
    copy = memory_engine(engine)
    with copy.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 400
        with copy.begin() as inner:
            assert inner.execute(text("SELECT count(*) FROM note")).scalar() == 400
    copy.dispose()


def test_a_copy_under_another_key_opens_with_that_key_only(path: Path, tmp_path: Path) -> None:
    other = RawKey.parse("3c" * 48)
    with closing(connect(path, KEY)) as source:
        copy_into(source, tmp_path / "copy.db", other)
    with closing(connect(tmp_path / "copy.db", other)) as copy:
        assert integrity(copy, tmp_path / "copy.db") == ()
        assert copy.execute("SELECT count(*) FROM note").fetchone() == (400,)
    with pytest.raises(DatabaseDamaged):
        connect(tmp_path / "copy.db", KEY)


@guards("store.engine.library")
def test_t08_a_library_without_its_promises_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_library()
    monkeypatch.setattr(store_engine, "_LOWEST_CIPHER", (99, 0))
    with pytest.raises(LibraryUnfit):
        check_library()
    monkeypatch.setattr(store_engine, "_LOWEST_SQLITE", (99, 0, 0))
    with pytest.raises(LibraryUnfit, match="sqlite"):
        check_library()


# Damage.


@pytest.fixture
def large(path: Path) -> Path:
    with closing(connect(path, KEY)) as connection:
        connection.executemany("INSERT INTO note (words) VALUES (?)", [(CANARY * 20,)] * 400)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path


def _problems(path: Path) -> tuple[str, ...]:
    try:
        with closing(connect(path, KEY)) as connection:
            return integrity(connection, path)
    except PscpError as error:
        return (type(error).__name__,)


PLACES = {"body": 100, "end of the body": 4000, "initialisation vector": 4020, "seal": 4050}


@pytest.mark.parametrize("place", PLACES)
@guards("store.engine.integrity")
def test_d01_one_changed_bit_is_found_wherever_it_is(place: str, large: Path) -> None:
    whole = large.read_bytes()
    pages = len(whole) // 4096
    for page in (1, pages // 3, pages // 2, pages - 1):
        damaged = bytearray(whole)
        damaged[page * 4096 + PLACES[place]] ^= 1
        large.write_bytes(damaged)
        assert _problems(large), f"page {page}"
    large.write_bytes(whole)
    assert _problems(large) == ()


def test_d01_a_damaged_salt_in_the_file_heals(large: Path) -> None:
    damaged = bytearray(large.read_bytes())
    damaged[3] ^= 1
    large.write_bytes(damaged)
    assert _problems(large) == ()


@guards("store.engine.integrity")
def test_d02_exchanged_pages_are_found(large: Path) -> None:
    data = bytearray(large.read_bytes())
    one, two = slice(5 * 4096, 6 * 4096), slice(9 * 4096, 10 * 4096)
    data[one], data[two] = data[two], data[one]
    large.write_bytes(data)
    assert _problems(large)


@pytest.mark.parametrize("cut", [1, 4096, 3 * 4096])
@guards("store.engine.integrity")
def test_d02_a_file_cut_short_is_found(cut: int, large: Path) -> None:
    large.write_bytes(large.read_bytes()[:-cut])
    assert _problems(large)


def test_d02_half_a_file_is_found(large: Path) -> None:
    data = large.read_bytes()
    large.write_bytes(data[: len(data) // 2])
    assert _problems(large)


@guards("store.engine.length_check")
def test_d02_genuine_pages_of_another_day_behind_the_end_are_found(large: Path) -> None:
    longer = large.read_bytes()
    with closing(connect(large, KEY)) as connection:
        connection.execute("DELETE FROM note WHERE id > 10")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shorter = large.read_bytes()
    assert _problems(large) == ()
    large.write_bytes(shorter + longer[len(shorter) :])
    assert _problems(large) == ("length",)
