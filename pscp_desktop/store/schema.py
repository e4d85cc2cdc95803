"""The tables of the vault: one per record type, and those the store itself needs.

The first migration is the text this module makes. Once a version has shipped its migrations are never
edited; a later one is written by hand and this module only says what the whole must amount to.
"""

import sys
from pathlib import Path
from typing import Final

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import configure_mappers
from sqlalchemy.schema import CreateIndex, CreateTable

from pscp_desktop.domain import every
from pscp_desktop.domain.record import Record, record_types

OWN: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE gate (open INTEGER NOT NULL);
INSERT INTO gate VALUES (0);
CREATE TABLE stream (
  no INTEGER PRIMARY KEY, device BLOB NOT NULL, incarnation INTEGER NOT NULL,
  UNIQUE (device, incarnation));
CREATE TABLE position (
  scope BLOB, stream INTEGER, last INTEGER NOT NULL, PRIMARY KEY (scope, stream)) WITHOUT ROWID;
CREATE TABLE change (
  no INTEGER PRIMARY KEY, scope BLOB NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
  hlc INTEGER NOT NULL, wall INTEGER NOT NULL, user BLOB NOT NULL, txn BLOB NOT NULL,
  state INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (scope, stream, number));
CREATE INDEX change_state ON change (state) WHERE state <> 2;
CREATE TABLE heads (record BLOB PRIMARY KEY, cells BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sibling (
  record BLOB, field INTEGER, stream INTEGER, number INTEGER, op INTEGER, hlc INTEGER NOT NULL,
  user BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (record, field, stream, number, op)) WITHOUT ROWID;
CREATE TABLE replaced (
  record BLOB, field INTEGER, stream INTEGER, number INTEGER, op INTEGER,
  PRIMARY KEY (record, field, stream, number, op)) WITHOUT ROWID;
CREATE TABLE audit (
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, user BLOB NOT NULL, act TEXT NOT NULL,
  dossier BLOB NOT NULL, record BLOB NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL,
  mac BLOB NOT NULL);
CREATE INDEX audit_dossier ON audit (dossier, n);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TABLE to_index (record BLOB PRIMARY KEY, kind INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE indexed (
  no INTEGER PRIMARY KEY, record BLOB NOT NULL UNIQUE, dossier BLOB NOT NULL,
  kind INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (
  text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TABLE draft (
  id BLOB PRIMARY KEY, form TEXT NOT NULL, dossier BLOB NOT NULL, record BLOB NOT NULL,
  saved INTEGER NOT NULL, body BLOB NOT NULL);
"""
RECONCILING: Final = """
CREATE INDEX heads_marked ON heads (record)
  WHERE instr(cells, x'009193') OR instr(cells, x'009293') OR instr(cells, x'009393');
CREATE TABLE statement (
  chain BLOB, seq INTEGER, confirmed INTEGER NOT NULL, raw BLOB NOT NULL,
  PRIMARY KEY (chain, seq)) WITHOUT ROWID;
CREATE INDEX statement_unconfirmed ON statement (chain, seq) WHERE NOT confirmed;
CREATE TABLE scope_position (
  scope BLOB PRIMARY KEY, epoch BLOB NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL,
  members INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scope_told (
  scope BLOB PRIMARY KEY, epoch BLOB NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL,
  members INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scope_key (
  scope BLOB, commitment BLOB, number INTEGER NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (scope, commitment)) WITHOUT ROWID;
CREATE TABLE scope_wrap (
  scope BLOB, commitment BLOB, recipient BLOB, under BLOB, sealed BLOB NOT NULL,
  confirmed INTEGER NOT NULL, PRIMARY KEY (scope, commitment, recipient, under)) WITHOUT ROWID;
CREATE INDEX scope_wrap_unconfirmed ON scope_wrap (scope) WHERE NOT confirmed;
CREATE TABLE stream_end (
  scope BLOB, stream INTEGER, last INTEGER NOT NULL, id BLOB NOT NULL,
  PRIMARY KEY (scope, stream)) WITHOUT ROWID;
CREATE TABLE envelope (
  no INTEGER PRIMARY KEY, scope BLOB NOT NULL, stream INTEGER NOT NULL, first INTEGER NOT NULL,
  count INTEGER NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, waits TEXT NOT NULL,
  raw BLOB NOT NULL, UNIQUE (scope, stream, first));
CREATE INDEX envelope_id ON envelope (scope, id);
CREATE INDEX envelope_waits ON envelope (scope) WHERE waits <> '';
CREATE INDEX envelope_outside ON envelope (scope) WHERE seq = 0;
CREATE TABLE log_place (
  scope BLOB, seq INTEGER, chain BLOB NOT NULL, PRIMARY KEY (scope, seq)) WITHOUT ROWID;
CREATE TABLE known_write (
  scope BLOB, stream INTEGER, number INTEGER, hlc INTEGER NOT NULL, user BLOB NOT NULL,
  PRIMARY KEY (scope, stream, number)) WITHOUT ROWID;
CREATE TABLE known_mark (
  scope BLOB, stream INTEGER, number INTEGER, op INTEGER, removed INTEGER NOT NULL,
  saw BLOB NOT NULL, PRIMARY KEY (scope, stream, number, op)) WITHOUT ROWID;
CREATE TABLE snapshot (
  no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, scope BLOB NOT NULL, raw BLOB NOT NULL,
  owed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE snapshot_piece (
  snapshot BLOB, number INTEGER, body BLOB NOT NULL, PRIMARY KEY (snapshot, number));
CREATE TABLE snapshot_confirmed (
  snapshot BLOB PRIMARY KEY, scope BLOB NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  at INTEGER NOT NULL, word BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX snapshot_confirmed_scope ON snapshot_confirmed (scope, seq);
CREATE TABLE alarm (
  no INTEGER PRIMARY KEY, kind TEXT NOT NULL, scope BLOB NOT NULL, detail TEXT NOT NULL,
  at INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0, UNIQUE (kind, scope, detail));
CREATE TABLE receipt (no INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE blob (
  id BLOB PRIMARY KEY, held INTEGER NOT NULL, pieces INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit_parcel (
  device BLOB, life INTEGER, first INTEGER, last INTEGER NOT NULL, claim BLOB NOT NULL,
  sealed BLOB NOT NULL, receipt BLOB NOT NULL, PRIMARY KEY (device, life, first));
"""
"""What came with the second version, beside the tables of its record types."""


LISTS: Final = """
CREATE INDEX card_due ON dossiercard (
  service, removed, closed_on, (due_on IS NULL), due_on, number, id, "of", dossier);
CREATE INDEX dossier_rights ON dossier (id, removed, kind, owner, circle, parent);
CREATE INDEX session_planned ON mediationsession (state, removed, starts_at, dossier);
CREATE INDEX follow_up_open ON followup (removed, done_on, due_on, dossier);
CREATE INDEX change_unsent ON change (wall) WHERE state = 0;
CREATE INDEX change_stream ON change (stream);
"""
"""What Today and the lists ask of ten thousand files, in the order in which they ask it."""


def table_of(record_type: type[Record]) -> Table:
    """The table of a record type."""
    table: Table = record_type.__table__  # type: ignore[attr-defined] # SQLModel adds it
    return table


def guards_of(table: str) -> str:
    """Triggers that refuse any write to `table` but those a unit of work makes.

    The gate is a row, not a function: with `trusted_schema` off SQLite refuses functions of ours in
    triggers, and then every write would fail.
    """
    return "".join(
        f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table}\n"  # noqa: S608 (fixed text)
        "  WHEN (SELECT open FROM gate) = 0\n"
        "  BEGIN SELECT RAISE(ABORT, 'outside a unit of work'); END;\n"
        for act in ("INSERT", "UPDATE", "DELETE")
    )


def records_sql() -> str:
    """The statements that make the tables of all record types, with their guards."""
    dialect = sqlite.dialect()
    parts = []
    for kind in record_types():
        table = table_of(kind)
        parts.append(f"{str(CreateTable(table).compile(dialect=dialect)).strip()};\n")
        parts += [
            f"{CreateIndex(index).compile(dialect=dialect)};\n"
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
        parts.append(guards_of(table.name))
    return "".join(line.rstrip() + "\n" for line in "".join(parts).splitlines())


def whole() -> str:
    """Everything a new vault holds, as one script."""
    assert every.__all__  # noqa: S101 (the types must have been declared)
    return OWN.lstrip() + records_sql() + LISTS.lstrip() + RECONCILING.lstrip()


if __name__ == "__main__":
    target = Path(__file__).parent / "migrations" / "0001_first.sql"
    target.write_text(whole(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target.name} written\n")


def join() -> None:
    """Join the declared tables now, so that the first question to a vault does not wait for it."""
    configure_mappers()
