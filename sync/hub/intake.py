"""Envelopes coming in: judged, numbered under the scope's lock, chained. The order is that of commits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync.directory import Directory
from sync.envelope import NOTHING, Envelope, Malformed, Stream, linked, parse
from sync.hub.chains import Chains
from sync.hub.store import Held, HubStore, Row, ScopeRow
from sync.members import Members, Verdict, View
from sync.protocol import DUP, FORK, GAP, HELD, OK, REFUSED, Ends, Result


@dataclass(slots=True)
class _Log:
    """A scope's log while envelopes are added to it, its row locked."""

    row: ScopeRow
    directory: Directory
    members: Members
    ends: dict[Stream, Ends]
    added: list[Row]


class Intake:
    """Takes envelopes into the logs. Judges them by the chains, never by who delivered them."""

    def __init__(self, store: HubStore, chains: Chains) -> None:
        self._store = store
        self._chains = chains

    def take(self, pushed: Sequence[bytes], now: int) -> list[Result]:
        """What became of each, in the order given; one transaction for each scope."""
        results: dict[int, Result] = {}
        by_scope: dict[bytes, list[tuple[int, Envelope]]] = {}
        for number, raw in enumerate(pushed):
            try:
                envelope = parse(raw)
            except Malformed as malformed:
                results[number] = Result(REFUSED, str(malformed))
            else:
                by_scope.setdefault(envelope.header.scope, []).append((number, envelope))
        for scope in sorted(by_scope):
            taken = self._take_scope(scope, [one for _, one in by_scope[scope]], now)
            numbers = [number for number, _ in by_scope[scope]]
            results.update(zip(numbers, taken, strict=True))
        return [results[number] for number in range(len(pushed))]

    def release(self, scope: bytes, named: bytes, now: int) -> Result | None:
        """A coordinator let a held envelope pass: put it into the log. None where none is held."""
        with self._store.transaction():
            held = self._store.held(scope, named)
        if held is None:
            return None
        (result,) = self._take_scope(scope, [parse(held.raw)], now)
        if result.code in (OK, DUP, REFUSED):
            with self._store.transaction():
                self._store.unhold(scope, named)
        return result

    def _take_scope(self, scope: bytes, envelopes: Sequence[Envelope], now: int) -> list[Result]:
        with self._store.transaction():
            row = self._store.scope(scope, lock=True)
            directory = self._chains.directory()
            members = self._chains.members(scope)
            if row is None or members is None:
                return [Result(REFUSED, "scope") for _ in envelopes]
            ends = dict(self._store.ends(scope, {one.header.stream for one in envelopes}))
            log = _Log(row, directory, members, ends, [])
            results = [self._take_one(log, one, now) for one in envelopes]
            self._store.append(log.added)
            return results

    def _take_one(self, log: _Log, envelope: Envelope, now: int) -> Result:
        refused = self._judged(log, envelope, now)
        if refused is not None:
            return refused
        header = envelope.header
        end = log.ends.get(header.stream)
        last = end.last if end else 0
        if header.first <= last:
            return self._met_before(log, envelope)
        if header.first != last + 1:
            return Result(GAP, last=last)
        if header.previous != (end.id if end else NOTHING):
            return Result(FORK, last=last)
        return self._add(log, envelope, now)

    def _judged(self, log: _Log, envelope: Envelope, now: int) -> Result | None:
        """What keeps an envelope out of the log; None where nothing does."""
        header = envelope.header
        device = log.directory.devices.get(header.device)
        if device is None:
            return Result(REFUSED, "device")
        if not envelope.signed_by(device.signing):
            return Result(REFUSED, "signature")
        verdict = self._verdict(log, envelope, now)
        if verdict.code == HELD and self._store.find(header.scope, header.stream, header.first):
            # It came in good time and is delivered once more.
            return None
        if verdict.code == HELD:
            held = Held(header.scope, envelope.id, envelope.raw, verdict.reason, now)
            self._store.hold(held)
        return None if verdict.code == OK else Result(verdict.code, verdict.reason)

    def _verdict(self, log: _Log, envelope: Envelope, now: int) -> Verdict:
        header, directory, members = envelope.header, log.directory, log.members
        if header.scope in directory.blocked:
            return Verdict(REFUSED, "later")
        if header.members > members.seq or header.directory > directory.seq:
            return Verdict(REFUSED, "scope")
        view = View(self._chains.remembered, now, strict=True)
        return members.judge(header, envelope.id, directory, view)

    def _met_before(self, log: _Log, envelope: Envelope) -> Result:
        header = envelope.header
        found = self._store.find(header.scope, header.stream, header.first)
        for row in log.added if found is None else ():
            if (row.device, row.incarnation, row.first) == (*header.stream, header.first):
                found = row
        if found is None:
            # Covered by a snapshot that healed this hub: its own row was lost with the old one.
            return Result(DUP)
        return (
            Result(DUP, seq=found.seq) if found.id == envelope.id else Result(FORK, seq=found.seq)
        )

    @staticmethod
    def _add(log: _Log, envelope: Envelope, now: int) -> Result:
        header, seq = envelope.header, log.row.head + 1
        chain = linked(log.row.chain, seq, envelope.id)
        log.added.append(
            Row(
                header.scope, seq, header.device, header.incarnation, header.first, header.last,
                envelope.id, chain, envelope.raw, now, tuple(header.blobs),
            )
        )  # fmt: skip
        log.row = replace(log.row, head=seq, chain=chain)
        log.ends[header.stream] = Ends(*header.stream, header.last, envelope.id)
        return Result(OK, seq=seq)
