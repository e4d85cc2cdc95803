"""Full-text search inside the encrypted file: diacritics folded, telephone numbers normalised.

A save only marks what it touched; the index follows at once in a transaction of its own, and a search
first finishes what is still marked.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, TextualSelect, column, select, text

from pscp_desktop.domain.fields import searched_of
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.registry import table_number, types_by_number
from pscp_desktop.store.engine import run

PAGE: Final = 50
GROUPED: Final = re.compile(r"\+?\d[\d\s.\-]{3,}\d")
"""Digits written in groups, as telephone and document numbers are."""
ABROAD: Final = re.compile(r"^(?:\+|00)34")

NATIONAL: Final = 9
"""Digits of a Spanish telephone number."""
LONGEST: Final = 15


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, best first."""

    record: UUID
    dossier: UUID
    kind: type[Record]


def digits(grouped: str) -> str:
    """A number as it is searched: its digits alone, without Spain's prefix."""
    joined = re.sub(r"[\s.\-]", "", grouped)
    return ABROAD.sub("", joined).lstrip("+")


def words_of(values: Iterable[object]) -> str:
    """The text of a record as the index holds it, its grouped numbers joined at the end."""
    text = "\n".join(str(value) for value in values if value)
    numbers = {joined for found in GROUPED.findall(text) for joined in _joined(found)}
    return "\n".join([text, *sorted(numbers)])


def _joined(grouped: str) -> Iterator[str]:
    """The numbers that groups of digits may stand for: a house number may precede a telephone."""
    groups = re.findall(r"\d+", ABROAD.sub("", grouped))
    for start in range(len(groups)):
        joined = ""
        for group in groups[start:]:
            joined += group
            if NATIONAL <= len(joined) <= LONGEST:
                yield joined
                break
    if len(whole := "".join(groups)) <= LONGEST:
        yield whole


def mark(connection: Connection, kind: type[Record], record: UUID) -> None:
    """Note that a record is to be indexed anew, where its words are found at all."""
    if searched_of(kind):
        run(
            connection,
            "INSERT OR REPLACE INTO to_index VALUES (?, ?)",
            (record.bytes, table_number(kind)),
        )


def index(connection: Connection, most: int) -> int:
    """Index up to `most` of the marked records; gives how many were marked and are now done."""
    marked = connection.exec_driver_sql("SELECT record, kind FROM to_index LIMIT ?", (most,)).all()
    for key, number in marked:
        kind = types_by_number()[number]
        _index_one(connection, UUID(bytes=key), kind)
    connection.exec_driver_sql(
        "DELETE FROM to_index WHERE record IN (SELECT record FROM to_index LIMIT ?)", (most,)
    )
    return len(marked)


def _index_one(connection: Connection, record: UUID, kind: type[Record]) -> None:
    names = ("id", "dossier", "removed", *searched_of(kind))
    table = kind.__table__  # type: ignore[attr-defined] # SQLModel adds it
    row = connection.execute(
        select(*(table.c[name] for name in names)).where(table.c.id == record)
    ).one_or_none()
    number = connection.exec_driver_sql(
        "SELECT no FROM indexed WHERE record = ?", (record.bytes,)
    ).scalar_one_or_none()
    if row is None or row.removed:
        if number is not None:
            connection.exec_driver_sql("DELETE FROM words WHERE rowid = ?", (number,))
            connection.exec_driver_sql("DELETE FROM indexed WHERE no = ?", (number,))
        return
    said = words_of(row[3:])
    if number is None:
        number = connection.exec_driver_sql(
            "INSERT INTO indexed (record, dossier, kind) VALUES (?, ?, ?) RETURNING no",
            (record.bytes, row.dossier.bytes, table_number(kind)),
        ).scalar_one()
        connection.exec_driver_sql("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, said))
    else:
        connection.exec_driver_sql("UPDATE words SET text = ? WHERE rowid = ?", (said, number))


def query(typed: str) -> str:
    """What was typed as an FTS5 expression: every word must begin a word of the text."""
    whole = GROUPED.sub(lambda found: digits(found.group()), typed.strip())
    words = re.findall(r"\w+", whole)
    return " ".join(f'"{word}"*' for word in words)


def find(connection: Connection, typed: str, limit: int = PAGE) -> Iterator[Hit]:
    """The records whose text holds every word typed, best first. Rights are the caller's to check."""
    expression = query(typed)
    if not expression:
        return
    rows = connection.exec_driver_sql(
        "SELECT record, dossier, kind FROM (SELECT rowid AS no FROM words WHERE words MATCH ?"
        " ORDER BY rank LIMIT ?) JOIN indexed USING (no)",
        (expression, limit),
    )
    known = types_by_number()
    for record, dossier, number in rows:
        yield Hit(UUID(bytes=record), UUID(bytes=dossier), known[number])


def dossiers_with(typed: str) -> TextualSelect:
    """A choice of the dossiers in which a record holds every word typed; for an `IN`.

    By the sixteen bytes of their ids, as the index keeps them.
    """
    found = text(
        "SELECT indexed.dossier AS dossier FROM words"
        " JOIN indexed ON indexed.no = words.rowid WHERE words MATCH :words"
    )
    nothing = text("SELECT x'' AS dossier WHERE 0")
    expression = query(typed)
    chosen = found.bindparams(words=expression) if expression else nothing
    return chosen.columns(column("dossier"))


def pending(connection: Connection) -> bool:
    """Whether something saved has not been indexed yet."""
    return bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM to_index)").scalar_one())


def erase(connection: Connection, records: Collection[UUID]) -> None:
    """Take records out so that their words leave the pages too, not only the results.

    `secure-delete` is on only here: in daily edits it buys nothing and costs a great deal.
    """
    connection.exec_driver_sql("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)")
    for record in records:
        number = connection.exec_driver_sql(
            "SELECT no FROM indexed WHERE record = ?", (record.bytes,)
        ).scalar_one_or_none()
        if number is not None:
            connection.exec_driver_sql("DELETE FROM words WHERE rowid = ?", (number,))
            connection.exec_driver_sql("DELETE FROM indexed WHERE no = ?", (number,))
    connection.exec_driver_sql("INSERT INTO words (words) VALUES ('optimize')")
    connection.exec_driver_sql("INSERT INTO words (words, rank) VALUES ('secure-delete', 0)")
