"""Envelopes and statements that come without a hub: on a stick, from another desk, in any order.

The same checks as for a log, but for the log itself. What another scope's people must read is carried for
them. All that came so is told to the hub at the next round, before one's own.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sync.engine.engine import Engine
from sync.engine.reading import Broken, Cloned
from sync.envelope import NOTHING, Envelope, Malformed, Stream, parse
from sync.ledger import KEY, ORDER, Kept
from sync.protocol import Ends
from sync.statements import Wrap, read


class Said(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """A statement, of the directory or of a membership."""

    raw: bytes


class Wrapped(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A wrapped key."""

    wrap: Wrap


class Sealed(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """An envelope."""

    raw: bytes


class Stood(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A snapshot with its pieces, and the attestations of it."""

    raw: bytes
    pieces: list[bytes]
    words: list[bytes] = []


class Piece(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A piece of a blob."""

    blob: bytes
    number: int
    pieces: int
    body: bytes


class Known(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """How far the sender has met a scope: what need not be carried to it again."""

    scope: bytes
    ends: list[Ends]


AnyFrame = Said | Wrapped | Sealed | Stood | Piece | Known
Acknowledged = Mapping[bytes, Mapping[Stream, int]]
"""By scope, how far each stream is known to somebody."""


def frames_of(engine: Engine, known: Acknowledged | None = None) -> Iterator[AnyFrame]:
    """Everything of this desk that somebody may lack, who knows what `known` says."""
    with engine.transaction():
        engine.asker.prepare()
    ledger, organisation = engine.ledger, engine.belief.directory.organisation
    yield from (Said(raw) for raw in ledger.statements(organisation))
    for scope in engine.asker.scopes():
        yield from (Said(raw) for raw in ledger.statements(scope))
    for scope in dict.fromkeys([*engine.asker.scopes(), *ledger.scopes_outside()]):
        met = (known or {}).get(scope, {})
        yield from (Wrapped(wrap) for wrap in ledger.wraps(scope))
        words = {one.snapshot: one.word for one in ledger.confirmed(scope)}
        yield from (
            Stood(s.raw, list(s.pieces), [words[s.id]])
            for s in ledger.snapshots(scope)
            if s.id in words
        )
        for kept in ledger.envelopes(scope):
            if kept.last > met.get(kept.stream, 0):
                yield Sealed(kept.raw)
        yield Known(scope, list(ledger.ends(scope).values()))


def take_frames(engine: Engine, frames: Iterable[AnyFrame]) -> Acknowledged:
    """Take what came; gives how far the sender knows each scope. Nothing in it can do harm.

    Pieces of blobs are the caller's to keep.
    """
    sorted_: dict[type, list[AnyFrame]] = {}
    for frame in frames:
        sorted_.setdefault(type(frame), []).append(frame)
    _take_statements(engine, sorted_)
    for stood in sorted_.get(Stood, ()):
        if isinstance(stood, Stood):
            engine.snapshots.take(stood.raw, tuple(stood.pieces), stood.words, owed=True)
    envelopes = [
        e for s in sorted_.get(Sealed, ()) if isinstance(s, Sealed) and (e := _parsed(s.raw))
    ]
    for scope in sorted({one.header.scope for one in envelopes}):
        _take_scope(engine, scope, [one for one in envelopes if one.header.scope == scope])
    return {
        frame.scope: {Stream(e.device, e.incarnation): e.last for e in frame.ends}
        for frame in sorted_.get(Known, ())
        if isinstance(frame, Known)
    }


def _take_statements(engine: Engine, frames: Mapping[type, list[AnyFrame]]) -> None:
    organisation = engine.belief.directory.organisation
    chains: dict[bytes, list[bytes]] = {organisation: []}
    for said in frames.get(Said, ()):
        if isinstance(said, Said):
            try:
                chains.setdefault(read(said.raw).statement.chain, []).append(said.raw)
            except Malformed:
                continue
    wraps = [frame.wrap for frame in frames.get(Wrapped, ()) if isinstance(frame, Wrapped)]
    for chain, raws in chains.items():
        with engine.transaction():
            engine.belief.take(
                sorted(raws, key=lambda raw: read(raw).statement.seq), confirmed=False
            )
            known = None if chain == organisation else engine.belief.members(chain)
            wanted = [w for w in wraps if known and w.scope == chain and w.commitment in known.keys]
            fresh = {(w.commitment, w.to, w.under) for w in engine.ledger.wraps(chain)}
            engine.ledger.add_wraps(
                [w for w in wanted if (w.commitment, w.to, w.under) not in fresh], confirmed=False
            )
    # Only now, since a right may come through a circle whose own chain came later.
    for chain in chains:
        if chain != organisation and engine.belief.role(chain):
            with engine.transaction():
                engine.settle_place(chain)
    engine.open_keys()


def _parsed(raw: bytes) -> Envelope | None:
    try:
        return parse(raw)
    except Malformed:
        return None


def _take_scope(engine: Engine, scope: bytes, envelopes: list[Envelope]) -> None:
    reads = bool(engine.belief.role(scope))
    for envelope in sorted(envelopes, key=lambda one: (one.header.stream, one.header.first)):
        try:
            with engine.transaction():
                _keep(engine, envelope, ORDER if reads else KEY)
        except Broken as broken:
            with engine.transaction():
                engine.belief.report("refused", scope, str(broken))
        except Cloned as cloned:
            with engine.transaction():
                engine.mender.split(cloned.scope, cloned.stream, cloned.first)
                _keep(engine, envelope, ORDER)
    with engine.transaction():
        _advance(engine, scope)
        if reads:
            engine.merger.merge(scope)
            for envelope in envelopes:
                kept = engine.ledger.named(scope, envelope.id)
                if kept is not None:
                    engine.merger.check(kept)


def _keep(engine: Engine, envelope: Envelope, waits: str) -> None:
    """Check and keep one envelope; where it stands in its stream is seen once all have come."""
    header, ledger = envelope.header, engine.ledger
    if ledger.named(header.scope, envelope.id) is not None:
        return
    device = engine.belief.directory.devices.get(header.device)
    if device is None or not envelope.signed_by(device.signing):
        raise Broken("signature")
    engine.reader.demand_sole(header)
    if ledger.kept(header.scope, header.stream, header.first) is not None:
        raise Broken("fork")
    end = ledger.ends(header.scope).get(header.stream)
    if end is not None and header.last <= end.last:
        return
    ledger.keep(
        Kept(
            header.scope, *header.stream, header.first, header.count, envelope.id, envelope.raw, 0, waits
        )
    )  # fmt: skip


def _advance(engine: Engine, scope: bytes) -> None:
    """Move the ends of streams over what has come, as far as it is whole."""
    ledger = engine.ledger
    for stream in {kept.stream for kept in ledger.outside(scope)}:
        end = ledger.ends(scope).get(stream)
        last, named = (end.last, end.id) if end else (0, NOTHING)
        while (kept := ledger.kept(scope, stream, last + 1)) is not None:
            if parse(kept.raw).header.previous != named:
                engine.belief.report("fork", scope, str(kept.first))
                break
            last, named = kept.last, kept.id
        if last:
            ledger.set_ends(scope, [Ends(*stream, last, named)])
