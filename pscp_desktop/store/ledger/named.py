"""Changes of other laptops that somebody named and that are not here: since when, and given up or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pscp_desktop.domain.record import record_types
from pscp_desktop.store.ledger.rows import Rows
from pscp_desktop.store.schema import table_of
from sync.changes import Change, Remove, SetFields, decode
from sync.envelope import Stream
from sync.merge import Dot

NAMED: Final = "named"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True)
class Named:
    """That a stream of a scope goes on at least to a number."""

    scope: bytes
    stream: Stream
    last: int
    day: int
    """When it was named, in milliseconds since 1970 by whoever named it."""
    since: int = 0
    """When this desk first met the name, by its own clock."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """That a person declared a stream's changes up to a number lost, and why."""

    scope: bytes
    stream: Stream
    last: int
    reason: str
    at: int


class NamedRows(Rows):
    """They lie among the alarms, under kinds of their own."""

    def note_name(self, named: Named, now: int) -> None:
        """Remember a name; the first time it was met counts."""
        detail = f"{named.stream.device.hex()} {named.stream.incarnation} {named.last} {named.day}"
        self._run(
            "INSERT OR IGNORE INTO alarm (kind, scope, detail, at) VALUES (?, ?, ?, ?)",
            NAMED, named.scope, detail, now,
        )  # fmt: skip

    def names(self) -> Sequence[Named]:
        """Every name that is remembered."""
        found = []
        for scope, detail, at in self._kinds(NAMED):
            device, incarnation, last, day = detail.split(" ")
            stream = Stream(bytes.fromhex(device), int(incarnation))
            found.append(Named(scope, stream, int(last), int(day), at))
        return found

    def forget_names(self, scope: bytes, stream: Stream) -> None:
        """Nothing of a stream is missing any more, given up or not."""
        for kind in (NAMED, LOST):
            self._run(
                "DELETE FROM alarm WHERE kind = ? AND scope = ? AND detail LIKE ?",
                kind, scope, f"{stream.device.hex()} {stream.incarnation} %",
            )  # fmt: skip

    def give_up(self, given: GivenUp) -> None:
        """Somebody declares changes lost."""
        detail = (
            f"{given.stream.device.hex()} {given.stream.incarnation} {given.last} {given.reason}"
        )
        self._run(
            "INSERT OR REPLACE INTO alarm (kind, scope, detail, at) VALUES (?, ?, ?, ?)",
            LOST, given.scope, detail, given.at,
        )  # fmt: skip

    def look_again(self, scope: bytes, stream: Stream) -> None:
        """Take the declaration back."""
        self._run(
            "DELETE FROM alarm WHERE kind = ? AND scope = ? AND detail LIKE ?",
            LOST, scope, f"{stream.device.hex()} {stream.incarnation} %",
        )  # fmt: skip

    def given_up(self) -> Sequence[GivenUp]:
        """Everything that was declared lost."""
        found = []
        for scope, detail, at in self._kinds(LOST):
            device, incarnation, last, reason = detail.split(" ", 3)
            stream = Stream(bytes.fromhex(device), int(incarnation))
            found.append(GivenUp(scope, stream, int(last), reason, at))
        return found

    def early(self) -> Sequence[Named]:
        """What merged changes stand on and is not here: they replace writes that never came."""
        rows = self._all(
            "SELECT DISTINCT record, device, incarnation, number, op FROM replaced"
            " JOIN stream ON stream.no = replaced.stream"
        )
        found = []
        for record, device, incarnation, number, op in rows:
            dot = Dot(bytes(device), int(incarnation), int(number), int(op))
            scope = self._scope_of(bytes(record))
            if scope:
                day = self._day_of(scope, bytes(record), dot)
                found.append(Named(scope, Stream(dot.device, dot.incarnation), dot.number, day))
        return found

    def _scope_of(self, record: bytes) -> bytes:
        """The scope of a record; empty where it is not here."""
        for kind in record_types():
            statement = f'SELECT dossier FROM "{table_of(kind).name}" WHERE id = ?'  # noqa: S608 (a table of ours)
            row = self._first(statement, record.hex())
            if row:
                return bytes.fromhex(row[0])
        return b""

    def _day_of(self, scope: bytes, record: bytes, dot: Dot) -> int:
        """When the change was written that names a write of a record; 0 where it came in a snapshot."""
        rows = self._all("SELECT body FROM change WHERE scope = ? ORDER BY no DESC", scope)
        changes = (decode(bytes(body)) for (body,) in rows)
        return next((one.wall for one in changes if dot in set(dots_of(one, record))), 0)

    def _kinds(self, kind: str) -> Iterator[tuple[bytes, str, int]]:
        rows = self._all("SELECT scope, detail, at FROM alarm WHERE kind = ? ORDER BY no", kind)
        for scope, detail, at in rows:
            yield bytes(scope), str(detail), int(at)


def dots_of(change: Change, record: bytes = b"") -> Iterator[Dot]:
    """The writes that a change names, of one record or of all."""
    for op in change.ops:
        if record and op.record != record:
            continue
        if isinstance(op, SetFields):
            for _, dots in op.fields.values():
                yield from dots
        elif isinstance(op, Remove):
            yield from (*op.replaces, *op.saw)
