"""The chain of who did and saw what. Each line seals the one before, so a gap or a change shows."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from sync.changes import pack, unpack
from sync.packing import UNREADABLE

START: Final = b"\0" * 32


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit. `detail` holds codes and counts, never what a record says."""

    at: int
    """Milliseconds since 1970."""
    user: UUID
    act: str
    dossier: UUID
    record: UUID
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a chain has come: how many lines, and the seal of the last."""

    count: int = 0
    head: bytes = START


def body_of(number: int, line: Line) -> bytes:
    """A line with its number as it is sealed here and handed to those who audit."""
    return pack(
        [
            number,
            line.at,
            line.user.bytes,
            line.act,
            line.dossier.bytes,
            line.record.bytes,
            line.why,
            line.detail,
        ]
    )


def sealed(key: bytes, before: Mark, line: Line) -> Mark:
    """The mark after `line`."""
    body = body_of(before.count + 1, line)
    return Mark(
        before.count + 1, hmac.digest(key, before.head + hashlib.sha256(body).digest(), "sha256")
    )


def read_body(body: bytes) -> tuple[int, Line]:
    """The number and the line of what `body_of` made. Raises ValueError where it is none."""
    try:
        told = unpack(body)
    except UNREADABLE as error:
        raise ValueError("not a line of an audit") from error
    kinds = [int, int, bytes, str, bytes, bytes, str, str]
    if not isinstance(told, list) or [type(part) for part in told] != kinds:
        raise ValueError("not a line of an audit")
    number, at, user, act, dossier, record, why, detail = told
    of, on = UUID(bytes=dossier), UUID(bytes=record)
    return number, Line(at, UUID(bytes=user), act, of, on, why, detail)


def append(connection: Connection, key: bytes, before: Mark, line: Line) -> Mark:
    """Write one line in the running transaction; gives the new mark."""
    after = sealed(key, before, line)
    connection.exec_driver_sql(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            after.count,
            line.at,
            line.user.bytes,
            line.act,
            line.dossier.bytes,
            line.record.bytes,
            line.why,
            line.detail,
            after.head,
        ),
    )
    return after


def last(connection: Connection) -> Mark:
    """The mark the database itself says it has reached."""
    row = connection.exec_driver_sql(
        "SELECT n, mac FROM audit ORDER BY n DESC LIMIT 1"
    ).one_or_none()
    return Mark(int(row[0]), bytes(row[1])) if row else Mark()


def last_time(connection: Connection) -> int:
    """When the newest line was written, by the clock of then; 0 where there is none."""
    query = "SELECT at FROM audit ORDER BY n DESC LIMIT 1"
    return int(connection.exec_driver_sql(query).scalar_one_or_none() or 0)


def bodies(connection: Connection, after: int, most: int) -> list[bytes]:
    """Lines by their place in the order, not by the number they bear: `most` after the first `after`.

    Each as `body_of` makes it, read as plain rows: every round looks at all of them.
    """
    rows = connection.exec_driver_sql(
        "SELECT n, at, user, act, dossier, record, why, detail FROM audit"
        " ORDER BY n LIMIT ? OFFSET ?",
        (most, after),
    )
    return [pack(list(row)) for row in rows]


def lines(connection: Connection, dossier: UUID | None = None) -> Iterator[tuple[int, Line, bytes]]:
    """The lines with their numbers and seals, oldest first; of one dossier or all."""
    where, values = ("WHERE dossier = ?", (dossier.bytes,)) if dossier else ("", ())
    rows = connection.exec_driver_sql(
        "SELECT n, at, user, act, dossier, record, why, detail, mac "  # noqa: S608 (fixed text)
        f"FROM audit {where} ORDER BY n",
        values,
    )
    for number, at, user, act, of, record, why, detail, mac in rows:
        line = Line(at, UUID(bytes=user), act, UUID(bytes=of), UUID(bytes=record), why, detail)
        yield number, line, bytes(mac)


def first_break(connection: Connection, key: bytes) -> int | None:
    """The number of the first line that does not follow from the one before; None if all do."""
    mark = Mark()
    for number, line, mac in lines(connection):
        mark = sealed(key, mark, line)
        if number != mark.count or not hmac.compare_digest(mac, mark.head):
            return number
    return None


def holds(connection: Connection, mark: Mark) -> bool:
    """Whether the chain still contains `mark`: False means that lines written once are gone."""
    if mark.count == 0:
        return True
    found = connection.exec_driver_sql(
        "SELECT mac FROM audit WHERE n = ?", (mark.count,)
    ).scalar_one_or_none()
    return found is not None and hmac.compare_digest(bytes(found), mark.head)
