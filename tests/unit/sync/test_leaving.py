"""The right to a file ends while its author is away: what was written before is not lost with it."""

from sync.engine.engine import Engine
from sync.engine.scopes import release, withdraw
from sync.members import GRACE
from tests.protections import guards
from tests.sync_model.community import trio


@guards("sync.sealing.leaving")
def test_what_was_written_before_its_author_learnt_of_the_end_is_sealed_and_taken() -> None:
    community, ana, blas, carla, scope = trio()
    community.settle()
    blas.save(scope, 1, "before he could know")
    withdraw(ana.engine, scope, blas.user)
    ana.save(scope, 2, "under another key")
    community.settle([ana, carla])
    blas.engine = Engine(blas.ledger, blas.desk)  # started anew: it hears first and speaks then

    community.settle([blas, ana, carla])

    assert ana.values(scope, 1) == carla.values(scope, 1) == {"before he could know"}
    assert not blas.values(scope, 2)
    assert blas.unsent() == 0
    assert "refused" not in blas.alarms()


@guards("sync.sealing.leaving")
def test_what_comes_too_late_is_held_told_and_let_in_by_a_word() -> None:
    community, ana, blas, _, scope = trio()
    blas.save(scope, 1, "written in time")
    withdraw(ana.engine, scope, blas.user)
    community.settle([ana])
    community.wall.now += GRACE + 1
    blas.engine = Engine(blas.ledger, blas.desk)

    receipts = [community.round(blas) for _ in range(3)]

    (waiting,) = community.store.tables.holds.values()
    held = {alarm.detail for alarm in blas.ledger.rows.alarms if alarm.kind == "held"}
    assert held == {f"late {waiting.id.hex()}"}
    assert all(receipt.held == 1 for receipt in receipts)
    assert blas.unsent() == 1
    release(ana.engine, scope, waiting.id, accepted=True)
    community.settle([ana])
    assert ana.values(scope, 1) == {"written in time"}
    community.settle([blas])
    assert blas.unsent() == 0
