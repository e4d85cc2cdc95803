"""A process that is killed at any point: nothing it acknowledged is lost, and nothing is torn."""

import atexit
import json
import math
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from select import select
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
import sqlmodel

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import Record, cells_of, record_types, to_wire
from pscp_desktop.domain.registry import REMOVED, field_number
from pscp_desktop.services.desk import Desk, found_organisation
from pscp_desktop.store import history
from pscp_desktop.store.engine import connect, integrity
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.store import Store
from sync.changes import decode
from tests.attack.killed import CANARY, DATABASE
from tests.budget import Budget
from tests.protections import guards
from tests.world import ALBA, KEY, a_database, a_worker, an_engine, reopened, sql

KILLS = 200
PATIENCE_SECONDS = 60


@cache
def nursery() -> subprocess.Popen[bytes]:
    """The process whose children are killed: what they need is loaded once and not two hundred times."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.attack.killed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, started)
    return started


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


class Child:
    """The working process, and what it has acknowledged so far."""

    def __init__(self, folder: Path, seed: int) -> None:
        parent = nursery()
        assert parent.stdin is not None
        assert parent.stdout is not None
        self._pipe = parent.stdout.fileno()
        self._heard = b""
        parent.stdin.write(f"{folder}\t{seed}\n".encode())
        parent.stdin.flush()
        self._listen(lambda: b"\n" in self._heard)
        self._number = int(self._lines()[0]["alive"])

    def works_for(self, seconds: float) -> None:
        """Listen from its first word of work on for so long."""
        self._listen(lambda: len(self._lines()) > 1)
        ends = monotonic() + seconds
        self._listen(lambda: monotonic() >= ends)
        assert not self._ended(), "it ended by itself"

    def is_killed(self) -> list[dict[str, Any]]:
        """Kill it without a warning; gives what it had acknowledged, to the last byte of the pipe."""
        os.kill(self._number, signal.SIGKILL)
        self._listen(self._ended)
        *lines, last = self._lines()
        assert last["ended"] == -signal.SIGKILL
        return [line for line in lines if "kind" in line]

    def _listen(self, enough: Callable[[], bool]) -> None:
        last = monotonic() + PATIENCE_SECONDS
        while not enough():
            assert monotonic() < last, "it says nothing"
            ready, _, _ = select([self._pipe], [], [], 0.002)
            if ready:
                self._heard += os.read(self._pipe, 65536)

    def _lines(self) -> list[dict[str, Any]]:
        """Every whole line; one that its end cut short is none, and what follows it stands in its line."""
        whole = self._heard.split(b"\n")[:-1]
        return [json.loads(line[line.rfind(b"{") :]) for line in whole]

    def _ended(self) -> bool:
        lines = self._lines()
        return bool(lines) and "ended" in lines[-1]


def a_vault(folder: Path) -> None:
    store = reopened(a_database(folder / DATABASE))
    found_organisation(store, a_worker(ALBA), "Equipo Ficticio")
    store.engine.dispose()


def lost(store: Store, acknowledged: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was acknowledged and is not there, or not in the form last acknowledged."""
    desk = Desk(store, ALBA)
    missing = []
    last = {line["id"]: line for line in acknowledged if "id" in line}
    for line in last.values():
        if line["kind"] == "draft":
            draft = desk.drafts.get(UUID(line["id"]))
            there = draft is not None and _not_older(str(draft.values["notes"]), line["value"])
        else:
            kind = Note if line["kind"] == "note" else MediationSession
            with store.reading() as session:
                record = session.get(kind, UUID(line["id"]))
            there = record is not None and _not_older(getattr(record, line["field"]), line["value"])
        missing += [] if there else [line]
    for line in acknowledged:
        if line["kind"] == "dozen":
            count = sql(store, "SELECT count(*) FROM note WHERE text = ?", line["value"])
            missing += [] if count == [(12,)] else [line]
    return missing


def _not_older(kept: str, told: str) -> bool:
    """Whether that very text, or one the same run wrote later, which its end left untold."""
    *_, seed, number = kept.split()
    *_, told_seed, told_number = told.split()
    return kept == told or (seed == told_seed and int(number) > int(told_number))


def torn(store: Store) -> list[str]:
    """Where row, change, heads, audit and index mark do not tell the same story."""
    faults = [] if store.check_history() is None else ["audit"]
    faults += _numbers_with_gaps(store)
    written: dict[bytes, dict[int, Any]] = {}
    made: Counter[bytes] = Counter()
    for (body,) in sql(store, "SELECT body FROM change ORDER BY no"):
        change = decode(body)
        for op in change.ops:
            fields = getattr(op, "fields", {REMOVED: getattr(op, "removed", None)})
            values = {n: v[0] if isinstance(v, tuple) else v for n, v in fields.items()}
            written.setdefault(op.record, {}).update(values)
            made[op.record] += 1
    lines = Counter(
        record for (record,) in sql(store, "SELECT record FROM audit WHERE record <> zeroblob(16)")
    )
    faults += ["audit and changes"] if lines != made else []
    rows = 0
    for kind in record_types():
        with store.reading() as session:
            for record in session.exec(sqlmodel.select(kind)):
                rows += 1
                faults += _torn_record(store, session, record, written)
    faults += ["rows"] if rows != len(written) else []
    dozens = sql(
        store, "SELECT text, count(*) FROM note WHERE text LIKE 'docena%' GROUP BY 1"
    )  # all or none
    faults += [f"torn saving {text}" for text, count in dozens if count != 12]
    return faults + _index_faults(store)


def _torn_record(
    store: Store, session: StoreSession, record: Record, written: dict[bytes, dict[int, Any]]
) -> list[str]:
    kind = type(record)
    told = written.get(record.id.bytes, {})
    shown = {field_number(kind, name): to_wire(getattr(record, name)) for name in cells_of(kind)}
    faults = [] if {n: told.get(n) for n in shown} == shown else [f"row {kind.__name__}"]
    heads = store.heads(session, record)
    if any(len(heads[name]) != 1 for name in cells_of(kind)):
        faults.append(f"heads {kind.__name__}")
    return faults


def _numbers_with_gaps(store: Store) -> list[str]:
    rows = sql(
        store,
        "SELECT count(*), max(number), p.last FROM change c JOIN position p"
        " ON p.scope = c.scope AND p.stream = c.stream GROUP BY c.scope, c.stream",
    )
    return ["numbers" for count, most, last in rows if not count == most == last]


def _index_faults(store: Store) -> list[str]:
    """Every record that is searched is indexed or marked to be."""
    missing = sql(
        store,
        "SELECT text FROM note WHERE unhex(id) NOT IN (SELECT record FROM indexed)"
        " AND unhex(id) NOT IN (SELECT record FROM to_index)",
    )
    return ["index mark"] * len(missing)


def cycle(folder: Path, seed: int) -> None:
    """One life of the process and its end."""
    chance = Random(seed)
    child = Child(folder, seed)
    child.works_for(chance.uniform(0, 0.6))
    acknowledged = child.is_killed()

    store = reopened(an_engine(folder / DATABASE))
    assert acknowledged
    assert lost(store, acknowledged) == []
    assert torn(store) == []
    store.engine.dispose()


def test_d05_five_kills_lose_and_tear_nothing(tmp_path: Path) -> None:
    a_vault(tmp_path)

    for seed in range(5):
        cycle(tmp_path, seed)

    raw = connect(tmp_path / DATABASE, KEY)
    assert integrity(raw, tmp_path / DATABASE) == ()
    raw.close()


@pytest.mark.attack
@pytest.mark.share(4)
@guards("store.capture.one_transaction")
def test_d05_two_hundred_kills_lose_and_tear_nothing(tmp_path: Path, budget: Budget) -> None:
    a_vault(tmp_path)

    for number in budget:
        if number == KILLS:
            break
        if number % 20 == 0:
            a_vault(_fresh(tmp_path, number))
        cycle(_fresh(tmp_path, number - number % 20), number)


def _fresh(folder: Path, number: int) -> Path:
    path = folder / str(number)
    path.mkdir(exist_ok=True)
    return path


def entropy(body: bytes) -> float:
    """Bits to a byte."""
    counts = Counter(body)
    return -sum(n / len(body) * math.log2(n / len(body)) for n in counts.values())


def seen(folder: Path, words: str = CANARY) -> list[str]:
    """The files in which the words can be read, in any of the ways they may lie there."""
    ways = {words.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
    ways |= {words.upper().encode(), words.encode().hex().encode()}
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(way in path.read_bytes() for way in ways)
    ]


def test_l02_and_l03_nothing_can_be_read_while_running_or_after_a_kill(tmp_path: Path) -> None:
    a_vault(tmp_path)
    child = Child(tmp_path, 1)
    child.works_for(1.0)

    names = {path.name for path in tmp_path.iterdir()}
    assert {DATABASE, f"{DATABASE}-wal"} <= names
    assert seen(tmp_path) == []
    child.is_killed()
    assert seen(tmp_path) == []

    store = reopened(an_engine(tmp_path / DATABASE))
    assert len(Desk(store, ALBA).find(CANARY)) > 0, "the words are there for who has the key"
    assert history.last_transaction(store) is not None
    store.engine.dispose()
    assert seen(tmp_path) == []


def test_l03_the_database_looks_like_noise_from_its_first_byte(tmp_path: Path) -> None:
    a_vault(tmp_path)
    child = Child(tmp_path, 2)
    child.works_for(1.0)
    child.is_killed()
    reopened(an_engine(tmp_path / DATABASE)).engine.dispose()

    body = (tmp_path / DATABASE).read_bytes()

    assert not body.startswith(b"SQLite format 3")
    assert entropy(body) > 7.99


def test_l05_the_scan_finds_the_words_where_they_can_be_read(tmp_path: Path) -> None:
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE note (text TEXT)")
    plain.execute("INSERT INTO note VALUES (?)", (f"{CANARY} 1 1",))
    plain.commit()
    plain.close()

    assert seen(tmp_path) == ["plain.db"]
    assert entropy((tmp_path / "plain.db").read_bytes()) < 7
