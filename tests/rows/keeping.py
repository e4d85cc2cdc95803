"""The core: clock, cells, changes, the gate, the capture, the audit, rights and the search."""

# ruff: noqa: FBT003 (truth is a value here)

from collections.abc import Callable, Iterator
from typing import Any

from pscp_desktop.domain.access import Right
from sync.changes import Change
from tests.replacing import Replacements, always, does_nothing, value


def _wall_alone(_original: object) -> Callable[..., int]:
    """A clock that is the wall clock."""
    return lambda clock: max(0, clock.wall()) << 16


def _believes_all(_original: object) -> Callable[..., None]:
    def meet(clock: Any, stamp: int) -> None:
        clock.last = max(clock.last, stamp)

    return meet


def _without_early(original: Callable[..., Any]) -> Callable[..., Any]:
    """What was replaced before it arrived is not remembered."""
    return lambda cell, dot, head, before, _seen: original(
        cell, dot, head, before, lambda _dot: True
    )


def _anything_is_a_change(_original: object) -> Callable[..., Change]:
    return lambda _body: Change([], 0, 0, b"", (b"", 0, 0), 0)


def _shown_or_not(original: Callable[..., Any]) -> Callable[..., Any]:
    """A save that says nothing of what was shown is believed to have shown nothing."""

    def set_fields(unit: Any, record: Any, changes: Any, *, shown: Any) -> Any:
        nothing: dict[str, frozenset[Any]] = dict.fromkeys(changes, frozenset())
        return original(unit, record, changes, shown=nothing | dict(shown))

    return set_fields


def _committed_twice(original: Callable[..., Any]) -> Callable[..., Any]:
    """The rows become durable before their changes."""

    def finish(unit: Any, *given: Any) -> Any:
        unit.session.commit()
        return original(unit, *given)

    return finish


def _statements_without(words: str) -> Callable[[Any], Callable[..., Iterator[str]]]:
    """A schema that lacks the triggers which say `words`."""
    return lambda original: (
        lambda script: (statement for statement in original(script) if words not in statement)
    )


class _Whatever:
    """Equal to all there is."""

    def __ne__(self, other: object) -> bool:
        return False


ROWS: dict[str, Replacements] = {
    "sync.clock.monotone": {"sync.clock.Clock.tick": _wall_alone},
    "sync.clock.believable": {"sync.clock.Clock.meet": _believes_all},
    "sync.merge.early": {"sync.merge.Cell.written": _without_early},
    "sync.changes.decode": {"sync.changes.decode": _anything_is_a_change},
    "sync.changes.values": {"sync.changes._kinds": lambda _: lambda _change: set()},
    "sync.changes.size": {"sync.changes.MOST_OPEN": value(1 << 40)},
    "store.unit.append_only": {"pscp_desktop.store.unit.demand_rewritable": does_nothing},
    "store.unit.replaces": {"pscp_desktop.store.unit.Unit._known": always(frozenset())},
    "store.unit.shown": {"pscp_desktop.store.unit.Unit.set": _shown_or_not},
    "store.unit.unseen": {
        "pscp_desktop.store.unit.Unit._standing": lambda _: lambda *_given: {},
    },
    "store.capture.one_transaction": {"pscp_desktop.store.unit.Unit.finish": _committed_twice},
    "store.gate.validate": {"pscp_desktop.store.gate.validate": does_nothing},
    "store.gate.announced": {"pscp_desktop.store.gate._check_announced": does_nothing},
    "store.gate.unit": {
        "pscp_desktop.store.gate._unit_of": does_nothing,
        "pscp_desktop.store.gate._check_announced": does_nothing,
    },
    "store.schema.triggers": {
        "pscp_desktop.store.migrate.statements": _statements_without("outside a unit of work"),
    },
    "store.audit.append_only": {
        "pscp_desktop.store.migrate.statements": _statements_without("audit is append-only"),
    },
    "store.audit.chain": {"pscp_desktop.store.audit.first_break": does_nothing},
    "store.audit.mark": {"pscp_desktop.store.audit.holds": always(True)},
    "store.history.untouched": {
        "pscp_desktop.store.history._effective": always(_Whatever()),
    },
    "store.history.signed": {"pscp_desktop.domain.dossiers.Note.append_only": value(False)},
    "store.absorb.edit_wins": {"pscp_desktop.store.absorb.Marks.hidden": always(True)},
    "store.absorb.order": {"pscp_desktop.store.absorb._in_order": does_nothing},
    "store.migrate.whole": {"pscp_desktop.store.engine._begin": does_nothing},
    "store.migrate.newer": {"pscp_desktop.store.migrate.newest": always(10**6)},
    "store.rights.exclusion": {"pscp_desktop.store.rights._excluded": always(False)},
    "store.rights.compartment": {
        "pscp_desktop.store.rights._from_place": always(Right.WRITER),
    },
    "store.rights.right_in": {"pscp_desktop.store.rights.right_in": always(Right.ADMINISTRATOR)},
    "services.desk.find": {
        "pscp_desktop.services.desk.Desk.readable": lambda _: lambda _desk, _session, all_: all_,
        "pscp_desktop.services.desk.Desk.right_in": always(Right.ADMINISTRATOR),
    },
    "store.search.secure_delete": {"pscp_desktop.store.search.erase": lambda _: _erased_lightly},
}


def _erased_lightly(connection: Any, records: Any) -> None:
    """Out of the results, not out of the pages."""
    for record in records:
        connection.exec_driver_sql(
            "DELETE FROM words WHERE rowid = (SELECT no FROM indexed WHERE record = ?)",
            (record.bytes,),
        )
        connection.exec_driver_sql("DELETE FROM indexed WHERE record = ?", (record.bytes,))
