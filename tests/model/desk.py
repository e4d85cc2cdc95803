"""A desk of the model: what its person does, and how it meets a hub, a stick and a snapshot."""

from collections.abc import Iterable

from tests.model.hub import ModelHub
from tests.model.merging import Merging
from tests.model.parts import Act, Dot, Envelope, Field, State, Write, joined, may_write


class ModelDesk(Merging):
    """One laptop."""

    # What its person does.

    def heads(self, field: Field) -> frozenset[Dot]:
        return frozenset(self.state.cells.get(field, {}))

    def save(self, write: Write) -> Dot:
        """What is poison was never written by the person who sees it: a fault put it there."""
        number = self.state.merged.get(self.stream, 0) + 1
        self.unsealed.append(write)
        if write.poison:
            self.state.merged[self.stream] = number
        else:
            self._apply(Dot(self.stream, number), write)
        return Dot(self.stream, number)

    def restored(self, incarnation: int) -> None:
        """Go on from an earlier copy of this vault, sealed when it was made: a new life, read anew."""
        if "samestream" not in self.off:
            self.stream = (self.person, incarnation)
        self.seen = (-1, ())

    def seal(self) -> None:
        """All that is unsealed becomes one envelope, under the newest key that is known.

        What was written before its author learnt that the right was gone is sealed as it was believed then.
        """
        believed = len(self.acts)
        while believed and not may_write(self.acts, self.person, believed):
            believed -= 1
        if not self.unsealed or not believed:
            return
        first = self.state.merged[self.stream] - len(self.unsealed) + 1
        key = self.acts[believed - 1].key
        envelope = Envelope(self.stream, first, tuple(self.unsealed), key, believed)
        self.kept[envelope.name] = envelope
        self.unsealed = []

    # What is said of the membership.

    def hear(self, acts: list[Act], wraps: Iterable[tuple[int, int]]) -> None:
        """The acts of another, who knows as much or more, and the closed keys that came along."""
        self.acts = list(acts if len(acts) > len(self.acts) else self.acts)
        self.wraps |= set(wraps)
        self.keys |= {key for key, person in self.wraps if person == self.person}

    # With a hub.

    def round(self, hub: ModelHub, wraps: set[tuple[int, int]], *, lost: bool = False) -> None:
        """Read, seal, hand over what others sealed, then one's own, and read again.

        `lost` is an answer that never came: the hub has taken what it does not know of.
        """
        self.pull(hub, wraps)
        self.seal()
        self.push(hub)
        if not lost:
            self.pull(hub, wraps)

    def pull(self, hub: ModelHub, wraps: set[tuple[int, int]]) -> None:
        epoch, log = self.seen
        mine = {(key, person) for key, person in wraps if person == self.person}
        self.hear(hub.acts, mine)
        grown = "nochain" in self.off and len(log) <= len(hub.log)
        shrank = epoch == hub.epoch and not (grown or hub.chain(len(log)) == log)
        if shrank:
            hub.epoch = self._epochs()
        fresh = epoch != hub.epoch
        if fresh:
            if "noheal" not in self.off:
                self.heal(hub)
            log, self.placed = (), set()
        if fresh or len(log) < hub.base:
            for snapshot in hub.snapshots:
                self.take(snapshot)
        for envelope in hub.log[max(len(log), hub.base) :]:
            self.keep(envelope)
        self.placed |= {envelope.name for envelope in hub.log}
        self.seen = (hub.epoch, hub.chain(len(hub.log)))
        self.merge()

    def pay(self, hub: ModelHub) -> None:
        """Offer what a snapshot on a stick taught: it may be in no log, and in nobody's envelopes here."""
        for snapshot in self.owed if "noowed" not in self.off else ():
            self._offer(hub, snapshot)
        self.owed = []

    def _offer(self, hub: ModelHub, snapshot: State) -> None:
        if any(last > hub.last(stream) for stream, last in snapshot.merged.items()):
            hub.snapshots.append(snapshot.copy())
            hub.epoch = self._epochs()

    def heal(self, hub: ModelHub) -> None:
        """Give back what the hub lost: snapshots first, for what nobody has as it was sealed."""
        for snapshot in self.snapshots:
            self._offer(hub, snapshot)
        for name in sorted(self.kept):
            hub.take(self.kept[name])

    def outside(self) -> list[Envelope]:
        """What is in no log that this desk has verified, others' first."""
        found = [self.kept[name] for name in self.kept if name not in self.placed]
        covered = [s.merged for s in self.snapshots]
        left = [e for e in found if not any(e.last <= m.get(e.stream, 0) for m in covered)]
        return sorted(left, key=lambda one: one.stream[0] == self.person)

    def push(self, hub: ModelHub) -> None:
        self.pay(hub)
        for envelope in self.outside():
            if envelope.stream[0] != self.person and "norelay" in self.off:
                continue
            result = hub.take(envelope)
            if result == "gap":
                self.heal(hub)
                result = hub.take(envelope)
            if (result == "dup" and hub.covers(envelope)) or "acktrust" in self.off:
                self.placed.add(envelope.name)

    # With another desk.

    def give(self, other: "ModelDesk") -> None:
        """All that is here, on a stick."""
        self.seal()
        other.hear(self.acts, self.wraps)
        for snapshot in self.snapshots:
            if other.take(snapshot):
                other.owed.append(snapshot.copy())
        for name in sorted(self.kept):
            other.keep(self.kept[name])
        other.merge()

    # Snapshots.

    def quiet(self) -> bool:
        return not (self.unsealed or self.outside() or self.waits)

    def snapshot(self) -> State | None:
        """The state of exactly the verified log; None where more or less is here."""
        if not self.quiet() and "snapunseq" not in self.off:
            return None
        made = self.state.copy()
        if "nodead" in self.off:
            made.early = {}
        self.snapshots.append(made)
        return made.copy()

    def take(self, snapshot: State) -> bool:
        """Join a snapshot that knows more; whether it did."""
        if all(self.state.merged.get(s, 0) >= last for s, last in snapshot.merged.items()):
            return False
        self.state = joined(self.state, snapshot)
        self.snapshots.append(snapshot.copy())
        return True
