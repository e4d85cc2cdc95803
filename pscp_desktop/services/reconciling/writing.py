"""What somebody wrote in an envelope that waits or was not taken: to be read, copied and written again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.fields import FieldOf, fields_of
from pscp_desktop.domain.record import Record, from_wire
from pscp_desktop.domain.registry import names_by_number, types_by_number
from pscp_desktop.services.reconciling.naming import changes_of
from pscp_desktop.services.reconciling.service import Reconciling, moment_of
from pscp_desktop.services.reconciling.told import Attention
from sync.changes import Change, Remove


@dataclass(frozen=True, slots=True)
class Written:
    """What one change wrote in one record."""

    kind: type[Record] | None
    """None where this version does not know it."""
    record: UUID
    at: datetime
    """By its author's clock."""
    values: tuple[tuple[FieldOf, Any], ...]
    removed: bool | None = None
    """Whether the record was taken out or brought back; None where neither."""


def written(reconciling: Reconciling, one: Attention) -> tuple[Written, ...]:
    """What lies in an envelope, for its author and whoever may read the file.

    Nothing where it cannot be opened. Raises NotFound for anybody else.
    """
    kept = reconciling.ledger.named(one.scope, one.envelope)
    if kept is None:
        raise NotFound
    if kept.device != reconciling.identity.device:
        with reconciling.desk.reading() as session:
            reconciling.desk.demand(session, UUID(bytes=one.scope), Right.READER)
            reconciling.desk.demand_contact(session, UUID(bytes=one.scope))
    changes = changes_of(reconciling.engine, kept)
    reconciling.desk.looked("refused_read", UUID(bytes=one.scope), detail=str(len(changes)))
    return tuple(told for change in changes for told in _of_change(change))


def _of_change(change: Change) -> list[Written]:
    return [_of_operation(change, op) for op in change.ops]


def _of_operation(change: Change, op: Any) -> Written:
    kind, at = types_by_number().get(op.table), moment_of(change.wall)
    record = UUID(bytes=op.record)
    if isinstance(op, Remove):
        return Written(kind, record, at, (), removed=op.removed)
    names = names_by_number(kind) if kind else {}
    shown = {field.name: field for field in fields_of(kind)} if kind else {}
    values = []
    for number, told in op.fields.items():
        name = names.get(number, "")
        if kind is not None and name in shown:
            value = told[0] if isinstance(told, tuple) else told
            values.append((shown[name], from_wire(kind, name, value)))
    return Written(kind, record, at, tuple(values))
