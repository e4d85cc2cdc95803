"""The log on a real PostgreSQL: its numbers, its chain, who sees its rows, and writers who do not wait."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from sync.envelope import Envelope, beginning, linked
from sync.server.database import Database, Session, Unavailable, rows
from sync.server.store import asking
from tests.hub_world import Desk, Organisation, bodies, codes, round_of
from tests.hubs import Live
from tests.protections import guards


@pytest.fixture
def everybody() -> Organisation:
    return Organisation()


@guards("server.store.judged")
def test_an_envelope_is_new_known_early_or_another(hub: Live, everybody: Organisation) -> None:
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    client = hub.client(ana)
    one, two, three = (everybody.seal(ana, file, count=n) for n in (2, 1, 1))
    copy = Desk(ana.user, ana.device, ana.pair)
    other = everybody.seal(copy, file, b"another")
    everybody.seal(ana, file)
    early = everybody.seal(ana, file)

    assert codes(client.sync(round_of(push=[one, two]))) == ["ok", "ok"]
    assert codes(client.sync(round_of(push=[one, two, other]))) == ["dup", "dup", "fork"]
    assert codes(client.sync(round_of(push=[three, three, early]))) == ["ok", "dup", "gap"]


def test_the_chain_is_what_a_reader_computes(hub: Live, everybody: Organisation) -> None:
    ana, ben = everybody.desk(), everybody.desk()
    file = everybody.scope(ana, ben)
    hub.found(everybody)
    sealed = [everybody.seal(desk, file) for desk in (ana, ben, ana)]
    hub.client(ben).sync(round_of(push=sealed))

    (news,) = hub.client(ana).sync(round_of()).news
    chain = beginning(file)
    for entry in news.entries:
        chain = linked(chain, entry.seq, entry.id)
    assert (news.head, news.chain) == (3, chain)
    assert [entry.raw for entry in news.entries] == [one.raw for one in sealed]


def test_an_answer_stops_at_the_room_asked_for_and_brings_at_least_one(
    hub: Live, everybody: Organisation
) -> None:
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    sealed = [everybody.seal(ana, file) for _ in range(8)]
    client = hub.client(ana)
    client.sync(round_of(push=sealed))

    assert bodies(client.sync(round_of(room=1)), file) == [sealed[0].id]
    assert len(bodies(client.sync(round_of(room=3 * len(sealed[0].raw))), file)) == 3


ATTEMPTS = (
    "ALTER TABLE envelope DISABLE ROW LEVEL SECURITY",
    "DROP POLICY envelope_read ON envelope",
    "UPDATE envelope SET body = ''",
    "DELETE FROM envelope",
    "TRUNCATE envelope",
    "DELETE FROM statement",
    "UPDATE statement SET raw = ''",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "COPY envelope TO PROGRAM 'cat'",
)


@guards("server.store.rows")
def test_a04_the_hubs_own_role_sees_no_row_of_others_and_cannot_lift_that(
    hub: Live, everybody: Organisation
) -> None:
    ana, eva = everybody.desk(), everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    hub.client(ana).sync(round_of(push=[everybody.seal(ana, file)]))
    database = hub.service.database

    assert [_seen(database, who) for who in (ana.user, eva.user, b"")] == [1, 0, 0]
    for attempt in ATTEMPTS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.at_once() as session:
            session.execute(attempt.encode())


def _seen(database: Database, person: bytes) -> int:
    with database.borrowed(person.hex()) as session:
        return len(rows(session, "SELECT * FROM envelope"))


TURNS, WRITERS = 12, 8


@guards("server.store.counter")
def test_t10_a_reader_who_follows_eight_writers_misses_nothing(
    hub: Live, everybody: Organisation
) -> None:
    """Writers stall between taking a number and committing it; the reader never goes back."""
    desks = [everybody.desk() for _ in range(WRITERS)]
    file = everybody.scope(desks[0], *desks[1:])
    hub.found(everybody)
    sealed = {desk.device: [everybody.seal(desk, file) for _ in range(TURNS)] for desk in desks}
    written, done = list[bytes](), threading.Event()
    writers = [
        threading.Thread(target=_write, args=(hub, desk, sealed[desk.device], written))
        for desk in desks
    ]
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.extend(_followed(hub, desks[0], file, done)))
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()

    assert len(written) == TURNS * WRITERS
    assert seen == list(range(1, TURNS * WRITERS + 1))


def _write(hub: Live, desk: Desk, sealed: list[Envelope], written: list[bytes]) -> None:
    stall = threading.Event()
    store = hub.service.store
    for turn, one in enumerate(sealed):
        with asking(desk.user), store.transaction():
            results = hub.service.hub.intake.take([one.raw], 0)
            if turn % 4 == desk.device[0] % 4:
                stall.wait(0.01)
        written.extend(one.id for result in results if result.code == "ok")


def _followed(hub: Live, desk: Desk, file: bytes, done: threading.Event) -> Iterator[int]:
    last = 0
    ended = False
    while not ended:
        ended = done.is_set()
        with asking(desk.user), hub.service.store.transaction():
            found = hub.service.store.rows(file, last, 1 << 20)
        yield from (row.seq for row in found)
        last = found[-1].seq if found else last


@guards("server.database.again")
def test_work_begins_again_when_its_connection_is_cut(
    hub: Live, everybody: Organisation, database: str
) -> None:
    """As by a restart of the server; the request knows nothing of it, and nothing is kept twice."""
    ana = everybody.desk()
    file = everybody.scope(ana)
    hub.found(everybody)
    sealed = everybody.seal(ana, file)
    tries: list[int] = []

    def work() -> list[str]:
        with asking(ana.user), hub.service.store.transaction():
            results = hub.service.hub.intake.take([sealed.raw], 0)
            ((pid,),) = hub.service.store.ask("SELECT pg_backend_pid()")
            tries.append(pid)
            if len(tries) == 1:
                with psycopg.connect(database, autocommit=True) as owner:
                    owner.execute("SELECT pg_terminate_backend(%s)", (pid,))
            return [result.code for result in results]

    assert hub.service.database.again(work) == ["ok"]
    assert len(tries) == 2
    assert bodies(hub.client(ana).sync(round_of()), file) == [sealed.id]


@guards("server.database.rolled_back")
def test_a_commit_that_was_none_is_not_believed(hub: Live) -> None:
    def swallowing(session: Session) -> None:
        with suppress(psycopg.errors.DivisionByZero):
            session.execute("SELECT 1 / 0")

    with pytest.raises(Unavailable), hub.service.database.borrowed() as session:
        swallowing(session)
