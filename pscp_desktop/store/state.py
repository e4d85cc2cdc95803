"""What a vault knows about itself inside its own database."""

from dataclasses import dataclass, field
from typing import Final

from pscp_desktop.domain.errors import DatabaseDamaged
from pscp_desktop.store.engine import Connection, DriverError, translated

_TABLE: Final = """
CREATE TABLE vault_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  generation INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  audit_key BLOB NOT NULL,
  clean INTEGER NOT NULL,
  checked_at INTEGER NOT NULL,
  clock INTEGER NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class State:
    """One row; times in whole seconds since 1970."""

    generation: int
    """That of the header last written. A header with a lower one was put back by somebody."""
    incarnation: int
    """Rises when the vault is restored from a copy, so that others can tell the two apart."""
    audit_key: bytes = field(repr=False)
    """Lives as long as the vault: the chain of the audit outlasts every change of keys."""
    clean: bool = True
    """Whether the vault was closed in good order."""
    checked_at: int = 0
    """When the whole database was last checked."""
    clock: int = 0
    """The latest moment this vault has seen."""


def create(connection: Connection, state: State) -> None:
    connection.execute(_TABLE)
    connection.execute(
        "INSERT INTO vault_state VALUES (1, ?, ?, ?, ?, ?, ?)",
        (
            state.generation,
            state.incarnation,
            state.audit_key,
            int(state.clean),
            state.checked_at,
            state.clock,
        ),
    )


def read(connection: Connection) -> State:
    try:
        row = connection.execute(
            "SELECT generation, incarnation, audit_key, clean, checked_at, clock FROM vault_state"
        ).fetchone()
    except DriverError:
        raise DatabaseDamaged(("state",)) from None
    if row is None:
        raise DatabaseDamaged(("state",))
    generation, incarnation, audit_key, clean, checked_at, clock = row
    return State(generation, incarnation, bytes(audit_key), bool(clean), checked_at, clock)


def set_generation(connection: Connection, generation: int) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET generation = max(generation, ?)", (generation,))


def begin_incarnation(connection: Connection) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET incarnation = incarnation + 1")


def set_incarnation(connection: Connection, number: int) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET incarnation = max(incarnation, ?)", (number,))


def set_open(connection: Connection, *, now: int) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET clean = 0, clock = max(clock, ?)", (now,))


def set_closed(connection: Connection, *, now: int) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET clean = 1, clock = max(clock, ?)", (now,))


def set_checked(connection: Connection, *, now: int) -> None:
    with translated():
        connection.execute("UPDATE vault_state SET checked_at = ?", (now,))
