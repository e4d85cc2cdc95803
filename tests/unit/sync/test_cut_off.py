"""Laptops that die in the middle of a round: no number is used twice, no half is taken for whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import structs

from sync.engine.engine import Engine
from sync.envelope import Stream, parse
from sync.protocol import Answer, News, Peer, Pull, Round, Unreachable
from tests.protections import guards
from tests.sync_model.channel import Faulty
from tests.sync_model.community import Person, trio


class Died(Exception):
    """The laptop lost its power here."""


class Fuse:
    """Ends a desk at the step so numbered: before or after a transaction, or around a request."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Died


class Mortal:
    """A hub that notes what is pushed, and a line that may die around each request."""

    def __init__(self, inner: Peer, fuse: Fuse, pushed: list[bytes]) -> None:
        self._inner, self._fuse, self._pushed = inner, fuse, pushed

    def sync(self, asked: Round) -> Answer:
        self._fuse.step()
        self._pushed += asked.push
        answer = self._inner.sync(asked)
        self._fuse.step()
        return answer

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def mortal(person: Person, fuse: Fuse) -> None:
    """Every transaction of this desk burns the fuse, when it begins and before it is durable."""
    whole = type(person.ledger).transaction

    @contextmanager
    def transaction() -> Iterator[None]:
        fuse.step()
        with whole(person.ledger):
            yield
            fuse.step()

    person.ledger.transaction = transaction  # type: ignore[method-assign] # of this one alone
    person.engine = Engine(person.ledger, person.desk)


def test_t06_a_desk_that_dies_at_any_step_uses_no_number_twice() -> None:
    """Fifty deaths between stamp, commit, seal, send and answer: each number has one envelope."""
    community, ana, blas, _, scope = trio()
    pushed: list[bytes] = []
    deaths = 0
    for steps in range(50):
        fuse = Fuse(steps % 17)
        mortal(ana, fuse)
        try:
            ana.save(scope, 1 + steps % 3, f"written {steps}")
            community.round(ana, Mortal(community.hub.peer(ana.device), fuse, pushed))  # type: ignore[arg-type] # by its names
        except Died:
            deaths += 1
    mortal(ana, Fuse(1 << 30))
    community.settle()

    assert deaths > 30
    named: dict[tuple[Stream, int], bytes] = {}
    for raw in pushed:
        header = parse(raw).header
        assert named.setdefault((header.stream, header.first), raw) == raw
    rows = community.store.tables.rows[scope]
    numbers = [n for row in rows for n in range(row.first, row.last + 1)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert blas.state(scope) == ana.state(scope)
    assert "clone" not in ana.alarms()


class Counted(Faulty):
    """A narrow line that dies after so many answers, and counts what was brought for how often."""

    def __init__(self, inner: Peer, answers: int, brought: dict[int, int]) -> None:
        super().__init__(inner)
        self._peer, self._answers, self._brought = inner, answers, brought

    def _count(self, news: News) -> None:
        for entry in news.entries:
            self._brought[entry.seq] = self._brought.get(entry.seq, 0) + 1

    def sync(self, asked: Round) -> Answer:
        answer = self._peer.sync(structs.replace(asked, room=1))
        for news in answer.news:
            self._count(news)
        return answer

    def pull(self, asked: Pull) -> News:
        if not self._answers:
            raise Unreachable
        self._answers -= 1
        news = self._peer.pull(structs.replace(asked, room=1))
        self._count(news)
        return news


def test_t13_a_first_sync_cut_off_goes_on_where_it_was_and_is_not_taken_for_whole() -> None:
    community, ana, blas, _, scope = trio()
    for number in range(40):
        ana.save(scope, 1, number)
        community.round(ana)
    fresh = community.desk_of("Blas", blas.user)
    community.settle([ana])
    brought: dict[int, int] = {}
    cuts = 0
    while fresh.values(scope, 1) != {39}:
        try:
            receipt = community.round(fresh, Counted(community.hub.peer(fresh.device), 2, brought))
        except Unreachable:
            cuts += 1
            position = fresh.ledger.position(scope)
            assert position is None or position.seq < 40
        else:
            assert not receipt.complete or fresh.values(scope, 1) == {39}

    assert cuts >= 10
    assert sorted(brought) == list(range(1, 41))
    assert sum(brought.values()) <= 40 + cuts, "no more than a frame for each cut"


@guards("sync.reading.one_step")
def test_t48_the_cursor_is_written_with_what_it_stands_for_or_not_at_all() -> None:
    """A desk that dies while it merges a frame stands before it, and has nothing of it."""
    community, ana, blas, _, scope = trio()
    for number in range(8):
        ana.save(scope, 1, number)
        community.round(ana)
    before = blas.ledger.position(scope)
    fuse = Fuse(1 << 30)
    mortal(blas, fuse)
    transactions = 0
    for steps in range(40):
        backup = blas.ledger.backup()
        fuse.left = steps
        try:
            community.round(blas)
        except Died:
            transactions += 1
            position, cells = blas.ledger.position(scope), blas.values(scope, 1)
            assert (position == before) == (cells == set())
            assert position == before or (cells == {7} and position is not None)
            blas.ledger.rows = backup
            fuse.left = 1 << 30
            blas.engine = Engine(blas.ledger, blas.desk)
        else:
            break
    assert transactions > 5
    assert blas.values(scope, 1) == {7}
