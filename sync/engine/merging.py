"""Merging what was verified: each stream in its order, each saving whole or not yet.

What cannot be merged says why and waits: for a key, for what comes before it, for the rest of its saving,
for a coordinator's word. Everything else goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sync.changes import decode
from sync.engine.belief import Belief
from sync.engine.keyring import Keyring
from sync.envelope import Contents, Envelope, Malformed, Stream, contents_of, parse
from sync.ledger import (
    BEYOND,
    DAMAGED,
    INCOMPLETE,
    KEY,
    MERGED,
    ORDER,
    PARTS,
    RIGHT,
    SCHEMA,
    UNREADABLE,
    Arrived,
    Kept,
    Ledger,
)
from sync.members import View
from sync.protocol import Position
from sync.seal import NotOpened
from sync.state import hash_of

FINAL = frozenset({DAMAGED, SCHEMA})
"""What is kept to be shown and does not wait for anything that arrives."""


@dataclass(slots=True)
class _Run:
    """Consecutive envelopes of one stream that could be opened, and their changes."""

    envelopes: list[Kept]
    changes: list[Arrived]


class Merger:
    """Hands changes to the store. Every write lies in the caller's transaction of the ledger."""

    def __init__(self, belief: Belief, keyring: Keyring) -> None:
        self._belief = belief
        self._keyring = keyring
        self._ledger: Ledger = belief.ledger

    def merge(self, scope: bytes) -> None:
        """Merge all that can be merged by now."""
        moved = True
        while moved:
            moved = False
            for run in self._streams(scope):
                moved |= self._merge_stream(scope, run)

    def _streams(self, scope: bytes) -> Iterator[list[Kept]]:
        by_stream: dict[Stream, list[Kept]] = {}
        merged = self._ledger.merged(scope)
        for kept in self._ledger.waiting(scope):
            # What was found bad in an envelope says nothing of a saving that it only begins.
            if kept.waits not in FINAL or kept.last > merged.get(kept.stream, 0):
                by_stream.setdefault(kept.stream, []).append(kept)
        for waiting in by_stream.values():
            yield sorted(waiting, key=lambda kept: kept.first)

    def _merge_stream(self, scope: bytes, waiting: Sequence[Kept]) -> bool:
        """Merge one stream as far as it goes; whether anything was merged."""
        stream = waiting[0].stream
        before = self._ledger.merged(scope).get(stream, 0)
        run = self._opened(waiting, before)
        for group in _savings(run.changes):
            if group[-1].number <= before:
                continue
            outcome = self._ledger.absorb(scope, group)
            if outcome == INCOMPLETE:
                break
            if outcome == UNREADABLE:
                self._ledger.skip(scope, stream, group[-1].number)
            self._mark_bad(run.envelopes, group, outcome)
        after = self._ledger.merged(scope).get(stream, 0)
        self._settle(run.envelopes, after)
        return after > before

    def _opened(self, waiting: Sequence[Kept], merged: int) -> _Run:
        run, expected = _Run([], []), merged + 1
        for kept in waiting:
            if kept.first > expected:
                self._wait(kept, ORDER)
                break
            reason, contents = self._contents(kept)
            if reason == DAMAGED:
                self._skip_damaged(run, kept)
                break
            if contents is None:
                self._wait(kept, reason)
                break
            run.envelopes.append(kept)
            run.changes += [
                Arrived(*kept.stream, kept.first + place, body)
                for place, body in enumerate(contents.changes)
            ]
            expected = max(expected, kept.last + 1)
        return run

    def _skip_damaged(self, run: _Run, kept: Kept) -> None:
        """Pass over what is no change, once all before it is merged: it may be poison, and stops nobody."""
        if not run.envelopes:
            self._ledger.skip(kept.scope, kept.stream, kept.last)
            self._wait(kept, DAMAGED)

    def _contents(self, kept: Kept) -> tuple[str, Contents | None]:
        envelope = parse(kept.raw)
        reason = self._judged(envelope)
        if reason:
            return reason, None
        key = self._keyring.key(kept.scope, envelope.header.key_commitment)
        if key is None:
            return KEY, None
        try:
            contents = contents_of(envelope, key)
        except (NotOpened, Malformed):
            return DAMAGED, None
        user = self._belief.directory.user_of(kept.device)
        if any(_user(body) not in (user, None) for body in contents.changes):
            # Signed by one person's device, in the name of another.
            return DAMAGED, None
        return MERGED, contents

    def _judged(self, envelope: Envelope) -> str:
        members = self._belief.members(envelope.header.scope)
        if members is None:
            return KEY
        view = View(self._belief.members)
        verdict = members.judge(envelope.header, envelope.id, self._belief.directory, view)
        if verdict.reason == "released":
            return DAMAGED
        # A key that no statement names yet may be one whose statement is being signed again.
        return "" if verdict.code == "ok" or verdict.reason == "key" else RIGHT

    def _settle(self, envelopes: Sequence[Kept], merged: int) -> None:
        for kept in envelopes:
            if kept.last <= merged:
                self._done(kept)
            else:
                self._wait(kept, ORDER if kept.first > merged + 1 else PARTS)

    def _done(self, kept: Kept) -> None:
        now = self._ledger.kept(kept.scope, kept.stream, kept.first)
        if now is not None and now.waits not in FINAL:
            self._ledger.keep(replace(now, waits=MERGED))

    def _wait(self, kept: Kept, reason: str) -> None:
        now = self._ledger.kept(kept.scope, kept.stream, kept.first) or kept
        if now.waits != reason and now.waits not in FINAL:
            self._ledger.keep(replace(now, waits=reason))

    def _mark_bad(self, envelopes: Sequence[Kept], group: Sequence[Arrived], outcome: str) -> None:
        reason = {BEYOND: SCHEMA, UNREADABLE: DAMAGED}.get(outcome)
        if reason:
            numbers = {one.number for one in group}
            for kept in envelopes:
                now = self._ledger.kept(kept.scope, kept.stream, kept.first)
                damaged = now is not None and now.waits == DAMAGED
                # What is partly poison stays that, whatever else it holds.
                if not damaged and numbers & set(range(kept.first, kept.last + 1)):
                    self._ledger.keep(replace(kept, waits=reason))

    def check(self, kept: Kept) -> None:
        """Compare what the author of an envelope saw and counted with what stands here."""
        envelope = parse(kept.raw)
        key = self._keyring.key(kept.scope, envelope.header.key_commitment)
        position = self._ledger.position(kept.scope)
        if key is None or position is None:
            return
        try:
            contents = contents_of(envelope, key)
        except (NotOpened, Malformed):
            return
        self._check_seen(kept, contents, position)
        self._check_state(kept, contents, position)

    def _check_seen(self, kept: Kept, contents: Contents, position: Position) -> None:
        """Two who verified different logs up to one place were told different things."""
        seen = contents.seen
        if seen is None or seen.epoch != position.epoch:
            return
        here = self._ledger.place(kept.scope, seen.seq)
        if here and here != seen.chain:
            self._belief.report("fork", kept.scope, str(seen.seq))

    def _check_state(self, kept: Kept, contents: Contents, position: Position) -> None:
        """Two who merged the same log must have the same; each counts its own."""
        if contents.beat is None or not kept.seq == contents.beat[0] == position.seq:
            return
        if not self.quiet(kept.scope):
            return
        if hash_of(self._ledger.state(kept.scope)) != contents.beat[1]:
            self._belief.report("state", kept.scope, str(kept.seq))

    def quiet(self, scope: bytes) -> bool:
        """Whether all that is here is in the log and merged, and nothing else is."""
        return not (
            self._ledger.outside(scope)
            or self._ledger.waiting(scope)
            or scope in self._ledger.scopes_unsealed()
        )


def _savings(changes: Sequence[Arrived]) -> Iterator[list[Arrived]]:
    """The changes cut into savings; one whose rest is missing is not among them."""
    group: list[Arrived] = []
    for one in changes:
        group.append(one)
        if not _more(one.body):
            yield group
            group = []


def _user(body: bytes) -> bytes | None:
    """In whose name a change was made; None where it is none."""
    try:
        return decode(body).user
    except ValueError:
        return None


def _more(body: bytes) -> bool:
    try:
        return decode(body).more
    except ValueError:
        return False
