"""Builders of what the tests need: a steady moment, a real store in a real file, furnished desks.

    desk = a_desk(tmp_path)
    alba, omar = two_desks(tmp_path)
    exchange(alba, omar)

Everything is real but the clock and the randomness, which are passed in and steady. The database lies
under a fixed key, so that no key is derived.
"""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, Note
from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.workers import Circle, CircleMember, RoleCode, Worker
from pscp_desktop.services.desk import Desk, Loaded, found_organisation
from pscp_desktop.store import absorb, migrate, state
from pscp_desktop.store.audit import Mark
from pscp_desktop.store.cells import read_siblings
from pscp_desktop.store.engine import RawKey, open_engine
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.store import Store, Surroundings
from pscp_desktop.store.unit import Unit
from sync.merge import different

MONDAY: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY: Final = RawKey.parse("5a" * 48)
AUDIT_KEY: Final = b"\x0a" * 32
TEAM: Final = "Equipo Ficticio"

ALBA: Final = UUID("00000000-0000-7000-8000-0000000000a1")
OMAR: Final = UUID("00000000-0000-7000-8000-0000000000a2")
LIA: Final = UUID("00000000-0000-7000-8000-0000000000a3")
INES: Final = UUID("00000000-0000-7000-8000-0000000000a4")
NAMES: Final = {
    ALBA: "Alba Ejemplo",
    OMAR: "Omar Muestra",
    LIA: "Lía Prueba",
    INES: "Inés Modelo",
}


@dataclass(slots=True)
class Moment:
    """A clock that stands still until it is told otherwise."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        """Let time pass: `passes(hours=2)`, `passes(days=-1)`."""
        self.at += timedelta(**span)


@dataclass(slots=True)
class SteadyChance:
    """Bytes that look random and are the same in every run; another seed, other bytes."""

    seed: str
    drawn: int = 0

    def __call__(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"{self.seed}/{self.drawn}".encode()).digest(count)


@cache
def _empty_database() -> Path:
    """A database of the newest version with nothing in it, made once for all tests of a run."""
    folder = Path(tempfile.mkdtemp(prefix="pscp-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "empty.db"
    engine = an_engine(path, new=True)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        state.create(connection.connection.driver_connection, state.State(1, 1, AUDIT_KEY))
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def an_engine(path: Path, *, new: bool = False) -> Engine:
    """An engine over the database at `path` under the tests' key; `new` makes an empty file."""
    if new:
        from pscp_desktop.store.engine import connect

        connect(path, KEY, create=True).close()
    return open_engine(path, KEY)


def a_database(path: Path) -> Engine:
    """An engine over a new database at `path` with all its tables and nothing in them."""
    shutil.copyfile(_empty_database(), path)
    return an_engine(path)


def a_store(
    folder: Path,
    user: UUID = ALBA,
    *,
    now: Callable[[], datetime] | None = None,
    mark: Callable[[Mark], None] = lambda _mark: None,
) -> Store:
    """A store over a new database in `folder`, of the laptop of `user`, without any record."""
    return reopened(a_database(folder / f"{user.hex}.db"), user, now=now, mark=mark)


def reopened(
    engine: Engine,
    user: UUID = ALBA,
    *,
    now: Callable[[], datetime] | None = None,
    mark: Callable[[Mark], None] = lambda _mark: None,
    expected: Mark | None = None,
    incarnation: int = 1,
) -> Store:
    """A store over a database that was written before, as after a restart."""
    with engine.connect() as connection:
        drawn = connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
    around = Surroundings(
        now=now or Moment(), entropy=SteadyChance(f"{user.hex}/{drawn}"), mark=mark
    )
    return Store(
        engine,
        user=user,
        stream=(user.bytes, incarnation),
        audit_key=AUDIT_KEY,
        surroundings=around,
        expected=expected,
    )


def a_worker(user: UUID, *roles: RoleCode) -> Worker:
    """One of the fictional colleagues; a mediator unless other roles are named."""
    held = roles or (RoleCode.MEDIATOR,)
    return Worker(name=NAMES[user], roles=" ".join(role.value for role in held))


def a_desk(folder: Path, user: UUID = ALBA, *roles: RoleCode, now: Moment | None = None) -> Desk:
    """A furnished desk: an organisation, one team and its one worker, who is `user`."""
    store = a_store(folder, user, now=now)
    found_organisation(store, a_worker(user, *roles), TEAM)
    return Desk(store, user)


def two_desks(folder: Path, *, now: Moment | None = None) -> tuple[Desk, Desk]:
    """Alba's and Omar's desks, two vaults that know all of each other so far."""
    alba, omar = desks_of(folder, (ALBA, OMAR), now=now)
    return alba, omar


def desks_of(folder: Path, users: Iterable[UUID], *, now: Moment | None = None) -> list[Desk]:
    """One vault per worker, all of one team, all knowing the same; the first one founded it."""
    first, *others = users
    desk = a_desk(folder, first, now=now)
    for user in others:
        joins(desk, user)
    desks = [desk, *(Desk(a_store(folder, user, now=now), user) for user in others)]
    for other in desks[1:]:
        exchange(desk, other)
    return desks


def joins(desk: Desk, user: UUID, *roles: RoleCode, team: bool = True) -> Worker:
    """A new colleague, known at this desk; of its team unless `team` says no."""
    worker = a_worker(user, *roles)
    with desk.store.writing() as unit:
        own = desk.me(unit.session)
        worker.id, worker.dossier = user, own.dossier
        unit.create(worker)
        if team:
            circle = unit.session.exec(select(Circle)).one()
            unit.create(CircleMember(dossier=own.dossier, circle=circle.id, worker=user))
    return worker


def exchange(*desks: Desk) -> None:
    """Give each desk every change the others hold, until all know the same."""
    for giver in (*desks, *desks):
        for taker in desks:
            if taker is not giver:
                give(giver.store, taker.store)


def give(giver: Store, taker: Store) -> int:
    """Everything one store holds and the other has not met; says how many changes were new."""
    return absorb.absorb(taker, changes_of(giver, taker))


def changes_of(giver: Store, taker: Store | None = None) -> list[absorb.Foreign]:
    """The changes of one store in the order they came to it, without those the other has met."""
    with giver.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT scope, min(no) FROM change GROUP BY 1")
        scopes = [UUID(bytes=row[0]) for row in sorted(rows, key=lambda row: row[1])]
    return [
        foreign
        for scope in scopes
        for foreign in absorb.changes_since(
            giver, scope, absorb.positions(taker, scope) if taker else {}
        )
    ]


@dataclass(slots=True)
class Case:
    """One mediation file with a session, as it was kept at one desk."""

    desk: Desk
    dossier: UUID
    session: UUID
    notes: list[UUID] = field(default_factory=list)


def a_case(desk: Desk, title: str = "Patio de la Muestra", **values: Any) -> Case:
    """A file of the team of this desk, with one session; `values` go to the session."""
    with desk.store.writing() as unit:
        circle = unit.session.exec(select(Circle)).first()
        scope = circle.scope if circle else NAMELESS
        dossier = desk.new_dossier(unit, Dossier(title=title, number="M/2026/001", circle=scope))
        session = a_session(unit, dossier.id, **values)
    return Case(desk, dossier.id, session.id)


def a_session(unit: Unit, dossier: UUID, **values: Any) -> MediationSession:
    """A joint session kept in `dossier`."""
    kept: dict[str, Any] = {"kind": "joint", "place": "Sala de la Muestra", **values}
    return unit.create(MediationSession(dossier=dossier, **kept))


def a_note(desk: Desk, dossier: UUID, text: str) -> Note:
    """A note kept in `dossier` through the desk."""
    return desk.add(Note(dossier=dossier, text=text))


def shown(desk: Desk, kind: type[Any], record: UUID) -> Loaded[Any]:
    """A record as a form would show it now, with what stands in it."""
    with desk.reading() as session:
        return desk.load(session, kind, record)


def conflicts(desk: Desk, session: StoreSession, record: Record) -> tuple[int, ...]:
    """The fields of a record, by number, in which different values stand side by side."""
    found = read_siblings(session.connection(), desk.store.streams, record.id)
    return tuple(number for number, heads in found.items() if different(heads.values()))


def row(store: Store, kind: type[Record], record: UUID) -> dict[str, Any]:
    """What the columns of a record hold, whoever may see it."""
    with store.reading() as session:
        found = session.get(kind, record)
        assert found is not None
        return found.model_dump()


def sql(store: Store, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a statement gives, on the store's own tables."""
    with store.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(statement, values)]
