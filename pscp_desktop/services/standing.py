"""What stands in the fields of a record besides the value shown, and who wrote it when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pscp_desktop.domain.record import Record, cells_of, from_wire
from pscp_desktop.domain.registry import names_by_number
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.store.cells import Heads, read_siblings, stamp_of
from pscp_desktop.store.gate import StoreSession
from sync.clock import milliseconds
from sync.merge import Dot, different

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Standing:
    """One of several values that stand in a field."""

    value: Any
    at: datetime
    writer: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Opened(Generic[R]):
    """A record as a form shows it: with every value of its disputed fields, and who came meanwhile."""

    loaded: Loaded[R]
    standing: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    newcomers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field, the names of those whose standing writes had not been known."""


def open_record(desk: Desk, kind: type[R], record: UUID, known: Heads | None = None) -> Opened[R]:
    """A record with all that stands in it. Raises NotFound where it is gone or not one's to see."""
    with desk.reading() as session:
        return opened(desk, session, desk.load(session, kind, record), known)


def opened(
    desk: Desk, session: StoreSession, loaded: Loaded[R], known: Heads | None = None
) -> Opened[R]:
    """The same for a record that was loaded in this very session."""
    names = names_by_number(type(loaded.record))
    found = read_siblings(session.connection(), desk.store.streams, loaded.id)
    standing = {
        names[number]: tuple(
            Standing(
                from_wire(type(loaded.record), names[number], head.value),
                datetime.fromtimestamp(milliseconds(head.stamp) / 1000, UTC),
                _name(session, UUID(bytes=head.user)),
                UUID(bytes=head.user) == desk.worker,
            )
            for head in sorted(heads.values(), key=lambda one: one.stamp)
        )
        for number, heads in found.items()
        if number in names and different(heads.values())
    }
    return Opened(loaded, standing, _newcomers(desk, session, loaded, known or {}))


def _newcomers(
    desk: Desk, session: StoreSession, loaded: Loaded[R], known: Heads
) -> dict[str, tuple[str, ...]]:
    came = {
        name: loaded.heads[name] - known[name]
        for name in cells_of(type(loaded.record))
        if name in known
    }
    return {
        name: _writers(desk, session, loaded.record.dossier, dots)
        for name, dots in came.items()
        if dots
    }


def _writers(
    desk: Desk, session: StoreSession, scope: UUID, dots: Iterable[Dot]
) -> tuple[str, ...]:
    users = {stamp_of(session.connection(), desk.store.streams, scope, dot)[1] for dot in dots}
    return tuple(sorted(filter(None, (_name(session, UUID(bytes=user)) for user in users))))


def _name(session: StoreSession, worker: UUID) -> str:
    found = session.get(Worker, worker)
    return found.name if found else ""


__all__ = ["Opened", "Standing", "open_record", "opened"]
