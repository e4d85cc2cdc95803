"""What of a mediation document is not decided: where it would say something else, had the other value held.

Nothing lists which field is read where: the facts are made again with each other value, and compared.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from pscp_desktop.domain.record import Record
from pscp_desktop.reports.facts import Facts
from pscp_desktop.services.mediation.documents import MediationPrintable


def undecided_of(
    printable: MediationPrintable, facts_of: Callable[[MediationPrintable], Facts]
) -> frozenset[str]:
    """The paths into `Facts`, such as "parties.domicile", at which something in dispute is read."""
    if not printable.undecided.records:
        return frozenset()
    shown = facts_of(printable)
    return frozenset(
        path for other in _others(printable) for path in differences(shown, facts_of(other))
    )


def _others(printable: MediationPrintable) -> Iterator[MediationPrintable]:
    """The same file with one of the other values in place of the one that is shown, each in its turn."""
    for declared in dataclasses.fields(printable):
        held = getattr(printable, declared.name)
        members = held if isinstance(held, tuple) else (held,)
        for at, record in enumerate(members):
            if not isinstance(record, Record):
                continue
            for name, (_, *rest) in printable.undecided.of(record.id).items():
                for value in rest:
                    changed = record.model_copy(update={name: value})
                    new = (*members[:at], changed, *members[at + 1 :])
                    put: Any = new if isinstance(held, tuple) else changed
                    yield dataclasses.replace(printable, **{declared.name: put})


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """The paths at which two trees of facts differ; members of a list share theirs."""
    if one == other:
        return
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        inner = dataclasses.fields(one)
        # Words somebody wrote are one fact, whatever became of their translation.
        if {part.name for part in inner} == {"text", "translation"}:
            yield path
            return
        for part in inner:
            below = f"{path}.{part.name}".lstrip(".")
            yield from differences(getattr(one, part.name), getattr(other, part.name), below)
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for before, after in zip(one, other, strict=True):
            yield from differences(before, after, path)
    else:
        yield path
        yield from _leaves(one or other, path)


def _leaves(tree: Any, path: str) -> Iterator[str]:
    """Every path below something that is there in one case and not in the other."""
    for member in tree if isinstance(tree, tuple) else (tree,):
        if dataclasses.is_dataclass(member):
            for part in dataclasses.fields(member):
                below = f"{path}.{part.name}"
                yield below
                yield from _leaves(getattr(member, part.name), below)


__all__ = ["differences", "undecided_of"]
