"""The hub of the model: it numbers what it is given, and judges by what was said to it."""

from dataclasses import dataclass, field

from tests.model.parts import Act, Envelope, Name, State, Stream, may_write


@dataclass(slots=True)
class ModelHub:
    """A log with a chain, an epoch that a log which shrank is given anew, and snapshots."""

    epoch: int = 0
    log: list[Envelope] = field(default_factory=list)
    base: int = 0
    """Envelopes up to here have no body any more."""
    acts: list[Act] = field(default_factory=list)
    snapshots: list[State] = field(default_factory=list)
    held: list[Envelope] = field(default_factory=list)

    def copy(self) -> "ModelHub":
        return ModelHub(
            self.epoch, list(self.log), self.base, list(self.acts),
            [one.copy() for one in self.snapshots], list(self.held),
        )  # fmt: skip

    def chain(self, seq: int) -> tuple[Name, ...]:
        """What a hash of the log up to a place stands for."""
        return tuple(one.name for one in self.log[:seq])

    def last(self, stream: Stream) -> int:
        ends = [one.last for one in self.log if one.stream == stream]
        return max(ends + [s.merged.get(stream, 0) for s in self.snapshots], default=0)

    def covers(self, envelope: Envelope) -> bool:
        """Whether a snapshot here stands for an envelope."""
        return any(s.merged.get(envelope.stream, 0) >= envelope.last for s in self.snapshots)

    def take(self, envelope: Envelope) -> str:
        """What becomes of an envelope: ok, dup, fork, gap or held."""
        for known in self.log:
            if known.name == envelope.name:
                return "dup" if known == envelope else "fork"
        person = envelope.stream[0]
        if not may_write(self.acts, person) and not may_write(self.acts, person, envelope.acts):
            if envelope not in self.held:
                self.held.append(envelope)
            return "held"
        last = self.last(envelope.stream)
        if envelope.first <= last:
            return "dup"
        if envelope.first != last + 1:
            return "gap"
        self.log.append(envelope)
        return "ok"
