"""Which changes somebody named that nobody here has: what comes after them, stands on them or counts them.

A hub put back and a laptop lost on one day take with them what only those two had. It is the one loss there
is, and it is not silent where anybody still knows of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pscp_desktop.store.ledger.ledger import DeskLedger
from pscp_desktop.store.ledger.named import Named, dots_of
from sync.changes import Change, decode
from sync.engine.engine import Engine
from sync.envelope import Malformed, Stream, contents_of, parse
from sync.ledger import Kept
from sync.merge import Dot
from sync.seal import NotOpened

PATIENCE: Final = 5 * 24 * 3600 * 1000
"""Milliseconds that what was named may be on its way before it counts as missing."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Changes of one laptop in one scope that were named and are not here."""

    scope: bytes
    stream: Stream
    last: int
    count: int
    day: int
    since: int
    """Milliseconds since 1970: when they were named, and when this desk first met the name."""


def note(engine: Engine, ledger: DeskLedger, now: int) -> None:
    """Remember what is named and not here; forget what came."""
    found = [one for scope in ledger.scopes_waiting() for one in _by_waiting(engine, ledger, scope)]
    found += ledger.early()
    if not found and not ledger.names():
        return
    with ledger.transaction():
        for one in found:
            if _absent(ledger, one.scope, one.stream, one.last):
                ledger.note_name(one, now)
        for scope, stream in {(one.scope, one.stream) for one in ledger.names()}:
            last = max(o.last for o in ledger.names() if (o.scope, o.stream) == (scope, stream))
            if not _absent(ledger, scope, stream, last):
                ledger.forget_names(scope, stream)


def hear(ledger: DeskLedger, known: Mapping[bytes, Mapping[Stream, int]], now: int) -> None:
    """Somebody said on a stick how far they know each stream: what is beyond this desk has a name now."""
    with ledger.transaction():
        for scope, ends in known.items():
            if ledger.position(scope) is None:
                continue
            for stream, last in ends.items():
                if _absent(ledger, scope, stream, last):
                    ledger.note_name(Named(scope, stream, last, now), now)


def missing(ledger: DeskLedger) -> tuple[Missing, ...]:
    """What is named and not here, by scope and laptop."""
    by_stream: dict[tuple[bytes, Stream], list[Named]] = {}
    for one in ledger.names():
        by_stream.setdefault((one.scope, one.stream), []).append(one)
    found = []
    for (scope, stream), names in by_stream.items():
        last = max(one.last for one in names)
        count = _absent(ledger, scope, stream, last)
        if count:
            days = [one.day for one in names if one.day]
            since = min(one.since for one in names)
            found.append(Missing(scope, stream, last, count, min(days, default=since), since))
    return tuple(found)


def owed(ledger: DeskLedger, now: int) -> tuple[Missing, ...]:
    """What has been missing for so long that somebody must know, and nobody declared lost."""
    given = {(one.scope, one.stream): one.last for one in ledger.given_up()}
    return tuple(
        one
        for one in missing(ledger)
        if now - one.since >= PATIENCE and given.get((one.scope, one.stream), 0) < one.last
    )


def count(ledger: DeskLedger, now: int) -> int:
    """How many things need somebody's attention."""
    return len(ledger.needing_attention()) + len(ledger.alarms()) + len(owed(ledger, now))


def _absent(ledger: DeskLedger, scope: bytes, stream: Stream, last: int) -> int:
    """How many changes of a stream, up to a number, are neither merged nor kept here."""
    merged = ledger.merged(scope).get(stream, 0)
    if last <= merged:
        return 0
    here = [one for one in ledger.envelopes(scope) if one.stream == stream and one.last > merged]
    held = set[int]().union(*(range(one.first, one.last + 1) for one in here))
    return sum(number not in held for number in range(merged + 1, last + 1))


def _by_waiting(engine: Engine, ledger: DeskLedger, scope: bytes) -> Iterator[Named]:
    """What the envelopes that wait in a scope follow and stand on."""
    if ledger.position(scope) is None:
        return
    for kept in ledger.waiting(scope):
        changes = changes_of(engine, kept)
        day = min((one.wall for one in changes), default=0)
        yield Named(scope, kept.stream, kept.first - 1, day)
        if changes and changes[-1].more:
            yield Named(scope, kept.stream, kept.last + 1, day)
        for dot in _dots(changes):
            yield Named(scope, Stream(dot.device, dot.incarnation), dot.number, day)


def changes_of(engine: Engine, kept: Kept) -> list[Change]:
    """What is in an envelope; nothing where its key is not here or it cannot be read."""
    envelope = parse(kept.raw)
    key = engine.keyring.key(kept.scope, envelope.header.key_commitment)
    if key is None:
        return []
    try:
        return [decode(body) for body in contents_of(envelope, key).changes]
    except (NotOpened, Malformed, ValueError):
        return []


def _dots(changes: Iterable[Change]) -> set[Dot]:
    return {dot for one in changes for dot in dots_of(one)}
