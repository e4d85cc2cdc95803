"""The one gate: every flush passes it, and nothing unannounced or invalid passes the gate."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session as SqlSession
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from pscp_desktop.domain.errors import Invalid, Unannounced
from pscp_desktop.domain.fields import codes_of, open_ended_of
from pscp_desktop.domain.record import Record
from pscp_desktop.store.unit import Unit


class StoreSession(Session):
    """A session of the store. Without a unit of work it can only read."""

    unit: Unit | None = None


def validate(record: Record) -> None:
    """Refuse a record that breaks its own declaration. Raises Invalid with the fields at fault.

    SQLModel's table classes do not validate when built, so this is the only place that does.
    """
    kind = type(record)
    problems: dict[str, str] = {}
    try:
        kind.model_validate(record.model_dump())
    except ValidationError as error:
        problems = {
            str(p["loc"][0]) if p["loc"] else "": p["type"]
            for p in error.errors(include_input=False, include_url=False)
        }
    for name, (codes, several) in codes_of(kind).items():
        if name in open_ended_of(kind):
            continue  # words of the organisation's own
        if not inspect(record).attrs[name].history.has_changes():
            continue  # a newer version's code, which stays as it is
        value = getattr(record, name)
        known = set(codes)
        words = value.split() if several and isinstance(value, str) else [value]
        if value and not known.issuperset(words):
            problems[name] = "unknown_code"
    if problems:
        raise Invalid(problems)


def _before_flush(session: SqlSession, _context: UOWTransaction, _instances: Any) -> None:
    if not isinstance(session, StoreSession) or not (
        session.new or session.dirty or session.deleted
    ):
        return
    unit = _unit_of(session)
    for record in (*session.new, *session.dirty):
        _check_announced(record, unit)
        validate(record)
    session.connection().exec_driver_sql("UPDATE gate SET open = 1")


def _unit_of(session: StoreSession) -> Unit:
    if session.unit is None or session.deleted:
        raise Unannounced
    return session.unit


def _check_announced(record: Any, unit: Unit) -> None:
    """Every column about to change was announced, with just the value it is about to get."""
    if not isinstance(record, Record):
        raise Unannounced(type(record).__name__)
    announced = unit.announced.get(record.id, {})
    for attribute in inspect(record).attrs:
        name = attribute.key
        if attribute.history.has_changes() and (
            name not in announced or announced[name] != getattr(record, name)
        ):
            raise Unannounced(f"{type(record).__name__}.{name}")


def _after_flush(session: SqlSession, _context: UOWTransaction) -> None:
    if isinstance(session, StoreSession):
        session.connection().exec_driver_sql("UPDATE gate SET open = 0")


event.listen(StoreSession, "before_flush", _before_flush)
event.listen(StoreSession, "after_flush", _after_flush)
