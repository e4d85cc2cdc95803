"""The desk's side of sync: what is decided, what is taken back, and what is told to whom."""

# ruff: noqa: FBT003 (truth is a value here)

from typing import Any

from tests.replacing import Replacements, always, does_nothing, value


def _the_newest(_original: object) -> Any:
    """A decision taken back leaves one value, as if the other had never stood."""

    def restore(unit: Any, record: Any, before: Any, shown: Any) -> None:
        unit.set(record, {name: values[-1] for name, values in before.items()}, shown=shown)

    return restore


def _whatever_stands(_original: object) -> Any:
    """A decision replaces what stands when it is saved instead of what was on the screen."""

    def decide(self: Any, opened: Any, value: Any, reason: str = "") -> None:
        with self.desk.reading() as session:
            now = self.desk.load(session, opened.conflict.place.kind, opened.loaded.id)
        self.desk.save(now, {opened.conflict.field.name: value}, reason)

    return decide


def _gives_nothing(_original: object) -> Any:
    return lambda *_: iter(())


def _takes_anything(_original: object) -> Any:
    """A stick is taken for what it says, whoever signed it."""

    def demand(file: Any, _belief: Any) -> None:
        file.seek(0, 2)

    return demand


ROWS: dict[str, Replacements] = {
    "conflicts.undo": {"pscp_desktop.store.history._restore": _the_newest},
    "conflicts.shown": {
        "pscp_desktop.services.conflicts.service.Conflicts.decide": _whatever_stands
    },
    "blobs.proved": {"pscp_desktop.store.attachments.read": _gives_nothing},
    "sticks.refused": {
        "sync.bundle._demand_signed": _takes_anything,
        "sync.bundle._opened": _gives_nothing,
    },
    "conflicts.rights": {"pscp_desktop.services.desk.Desk.demand": does_nothing},
    "linking.newer": {
        "pscp_desktop.services.reconciling.contact.speaks_newer": always(False),
    },
    "linking.too_old": {"pscp_desktop.services.reconciling.contact.OLD": value("another")},
}
