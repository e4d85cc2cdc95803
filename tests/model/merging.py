"""Merging at a desk of the model: each stream in its order, each saving whole; what waits says why."""

from collections.abc import Callable, Iterable

from tests.model.parts import (
    DAMAGED,
    KEY,
    KNOWN_FIELDS,
    ORDER,
    PARTS,
    RIGHT,
    SCHEMA,
    Act,
    Dot,
    Envelope,
    Name,
    State,
    Stream,
    Write,
    may_write,
)

Epochs = Callable[[], int]
FINAL = (DAMAGED, SCHEMA)


class Merging:
    """What a laptop holds, and how it merges. `off` names the rules that are switched off."""

    def __init__(self, person: int, incarnation: int, off: frozenset[str], epochs: Epochs) -> None:
        self.person = person
        self.stream: Stream = (person, incarnation)
        self.off = off
        self._epochs = epochs
        self.state = State()
        self.unsealed: list[Write] = []
        self.kept: dict[Name, Envelope] = {}
        self.placed: set[Name] = set()
        self.waits: dict[Name, str] = {}
        self.acts: list[Act] = []
        self.wraps: set[tuple[int, int]] = set()
        """Keys, each closed for one person."""
        self.keys: set[int] = set()
        self.snapshots: list[State] = []
        self.owed: list[State] = []
        """Snapshots that came on a stick and taught something: a hub is to hear of them."""
        self.seen: tuple[int, tuple[Name, ...]] = (-1, ())
        """The epoch, and the log as this desk has verified it."""

    def _apply(self, dot: Dot, write: Write) -> None:
        state = self.state
        heads = state.cells.setdefault(write.field, {})
        early = state.early.setdefault(write.field, set())
        for before in write.replaces:
            if heads.pop(before, None) is None and not state.covers(before):
                early.add(before)
        if dot in early:
            early.discard(dot)
        else:
            heads[dot] = (write.value, write.stamp)
        if "lww" in self.off and len(heads) > 1:
            newest = max(heads, key=lambda one: (heads[one][1], one))
            state.cells[write.field] = {newest: heads[newest]}
        state.merged[dot.stream] = max(state.merged.get(dot.stream, 0), dot.number)

    def keep(self, envelope: Envelope) -> None:
        """An envelope came, from wherever: it is kept, and waits until it can be merged."""
        if envelope.name not in self.kept:
            self.kept[envelope.name] = envelope
            if envelope.last > self.state.merged.get(envelope.stream, 0):
                self.waits[envelope.name] = ORDER

    def merge(self) -> None:
        """Merge each stream in its order, each saving whole; what cannot be merged says why."""
        for stream in sorted({stream for stream, _ in self.waits}):
            self._merge_stream(stream)

    def _merge_stream(self, stream: Stream) -> None:
        merged = self.state.merged.get(stream, 0)
        names = sorted(
            name
            for name, why in self.waits.items()
            if name[0] == stream and (why not in FINAL or self.kept[name].last > merged)
        )
        run: list[tuple[Dot, Write, Name]] = []
        expected = merged + 1
        for name in names:
            envelope = self.kept[name]
            if envelope.last < expected:
                del self.waits[name]
                continue
            why = ORDER if envelope.first > expected else self._judged(envelope)
            if why:
                self.waits[name] = why
                break
            run += [
                (Dot(stream, envelope.first + place), write, name)
                for place, write in enumerate(envelope.writes)
            ]
            expected = envelope.last + 1
        self._merge_savings(run)
        self._settle(stream, {name for _, _, name in run})

    def _judged(self, envelope: Envelope) -> str:
        person = envelope.stream[0]
        now, then = may_write(self.acts, person), may_write(self.acts, person, envelope.acts)
        if not (now or then) and "norights" not in self.off:
            return RIGHT
        return "" if envelope.key in self.keys else KEY

    def _merge_savings(self, run: list[tuple[Dot, Write, Name]]) -> None:
        saving: list[tuple[Dot, Write, Name]] = []
        for one in run:
            if self.state.covers(one[0]):
                continue
            saving.append(one)
            if not one[1].more or "noparts" in self.off:
                self._merge_saving(saving)
                saving = []

    def _merge_saving(self, saving: list[tuple[Dot, Write, Name]]) -> None:
        poison = any(write.poison for _, write, _ in saving)
        beyond = any(write.field > KNOWN_FIELDS for _, write, _ in saving)
        for dot, write, name in saving:
            if poison:
                self.state.merged[dot.stream] = dot.number
                self.waits[name] = DAMAGED
                continue
            self._apply(dot, write)
            if beyond and self.waits.get(name) != DAMAGED:
                self.waits[name] = SCHEMA

    def _settle(self, stream: Stream, names: Iterable[Name]) -> None:
        """Say of what was opened whether it is merged."""
        merged = self.state.merged.get(stream, 0)
        for name in names:
            if self.waits.get(name) in FINAL and "droppoison" not in self.off:
                continue
            if self.kept[name].last <= merged:
                self.waits.pop(name, None)
            else:
                self.waits[name] = ORDER if self.kept[name].first > merged + 1 else PARTS
