"""Drafts: what is being typed, kept in the vault as it is typed, on this laptop only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.store.cells import Heads
from pscp_desktop.store.store import Store
from sync.changes import pack, unpack
from sync.merge import Dot


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished form: which one, about what, what was typed and what had been shown."""

    id: UUID
    form: str
    dossier: UUID
    record: UUID
    saved_at: datetime
    values: Mapping[str, Any]
    shown: Heads


@dataclass(frozen=True, slots=True)
class Drafts:
    """Keeps the drafts of every form. A draft is no change: it never leaves this laptop."""

    store: Store

    def keep(
        self,
        draft: UUID,
        form: str,
        values: Mapping[str, Any],
        *,
        dossier: UUID = NAMELESS,
        record: UUID = NAMELESS,
        shown: Heads | None = None,
    ) -> None:
        """Keep what is typed now in place of what was kept before under the same id."""
        packed = pack([dict(values), {name: sorted(dots) for name, dots in (shown or {}).items()}])
        saved = int(self.store.now().timestamp() * 1000)
        with self.store.direct() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?, ?)",
                (draft.bytes, form, dossier.bytes, record.bytes, saved, packed),
            )

    def drop(self, draft: UUID) -> None:
        """Forget a draft: it was saved for good, or thrown away by its author."""
        with self.store.direct() as connection:
            connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (draft.bytes,))

    def get(self, draft: UUID) -> Draft | None:
        """One draft by its id."""
        return next(self._read("WHERE id = ?", (draft.bytes,)), None)

    def of_form(self, form: str, dossier: UUID = NAMELESS, record: UUID = NAMELESS) -> Draft | None:
        """The newest draft of one form about one thing."""
        where = "WHERE form = ? AND dossier = ? AND record = ? ORDER BY saved DESC"
        return next(self._read(where, (form, dossier.bytes, record.bytes)), None)

    def all(self) -> tuple[Draft, ...]:
        """Every draft, the newest first."""
        return tuple(self._read("ORDER BY saved DESC", ()))

    def _read(self, where: str, values: tuple[Any, ...]) -> Iterator[Draft]:
        with self.store.reading() as session:
            rows = (
                session.connection()
                .exec_driver_sql(
                    f"SELECT id, form, dossier, record, saved, body FROM draft {where}",  # noqa: S608
                    values,
                )
                .all()
            )
        for key, form, dossier, record, saved, body in rows:
            typed, shown = unpack(body)
            yield Draft(
                UUID(bytes=key),
                form,
                UUID(bytes=dossier),
                UUID(bytes=record),
                datetime.fromtimestamp(saved / 1000, UTC),
                typed,
                {name: frozenset(Dot(*dot) for dot in dots) for name, dots in shown.items()},
            )
