"""The desks' own engine against the hub over HTTPS: restored, emptied, and lied about on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from sync.protocol import Peer
from sync.server.embedded import Embedded
from tests.hub_world import Desk, round_of
from tests.hubs import Live, copied, live
from tests.sync_model.community import Community, Person, trio

FIELD = 1


def reach(hub: Live, person: Person) -> Peer:
    desk = Desk(person.user, person.device, person.desk.signing, person.desk.receiving)
    return hub.client(desk)


@contextmanager
def serving(database: str, folder: Path, everybody: Community) -> Iterator[Live]:
    """A hub over `database` that signs with the key the community's directory names."""
    with live(database, folder) as hub:
        hub.service._pair = everybody.hub_pair
        yield hub


def introduce(hub: Live, everybody: Community, person: Person) -> None:
    """Give the hub the directory and all memberships."""
    chains = everybody.store.tables.chains
    scopes = [
        raw for name, chain in chains.items() if name != everybody.organisation for raw in chain
    ]
    answer = reach(hub, person).sync(round_of(statements=[*everybody.chain, *scopes]))
    assert {result.code for result in answer.statements} <= {"ok", "dup"}
    wraps = [wrap for one in everybody.people for s in chains for wrap in one.ledger.wraps(s)]
    reach(hub, person).sync(structs.replace(round_of(), wraps=wraps))


def settled(hub: Live, people: list[Person], file: bytes, times: int = 4) -> set[bytes]:
    """All exchange until nothing is left to say; the states they then hold."""
    for _ in range(times):
        for person in people:
            person.engine.round(reach(hub, person))
    return {person.state(file) for person in people}


def test_t01_what_was_pushed_after_a_backup_comes_back_by_itself(
    database: str, tmp_path: Path, postgres: Embedded
) -> None:
    everybody, ana, blas, carla, file = trio(11)
    people = [ana, blas, carla]
    with serving(database, tmp_path / "hub", everybody) as hub:
        introduce(hub, everybody, ana)
        ana.save(file, FIELD, "before")
        assert len(settled(hub, people, file)) == 1
    older = copied(postgres, database)
    with serving(database, tmp_path / "hub", everybody) as hub:
        blas.save(file, 2, "after the copy")
        ana.save(file, 3, "after it too")
        settled(hub, people, file)
    with serving(older, tmp_path / "hub", everybody) as hub:
        carla.save(file, 4, "first to come")
        assert len(settled(hub, [carla, ana, blas], file)) == 1
        (news,) = [n for n in reach(hub, ana).sync(round_of()).news if n.scope == file]
        assert len(news.entries) == news.head

    assert [carla.values(file, number) for number in (1, 2, 3, 4)] == [
        {"before"}, {"after the copy"}, {"after it too"}, {"first to come"},
    ]  # fmt: skip
    assert [person.unsent() for person in people] == [0, 0, 0]
