"""The laptops of the organisation, as the signed directory knows them, and what may lie on each."""

from datetime import UTC, datetime
from uuid import UUID

from pscp_desktop.services.reconciling.identity import words_of
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.services.reconciling.told import Laptop


def laptops(reconciling: Reconciling) -> tuple[Laptop, ...]:
    """Every laptop that was ever let in, those in use first, by worker.

    What a laptop held is told by what its person may read: that is the most that can be on it.
    """
    engine = reconciling.engine
    directory = engine.belief.directory
    readers = [
        members.readers(engine.belief.members)
        for position in reconciling.ledger.positions()
        if (members := engine.belief.members(position.scope)) is not None
    ]
    me, seen = reconciling.identity.device, _last_seen(reconciling)
    with reconciling.desk.reading() as session:
        names = {w.id.bytes: w.name for w in reconciling.desk.workers(session).values()}
    found = [
        Laptop(
            name,
            UUID(bytes=device.user),
            names.get(device.user, ""),
            name == me,
            words_of(device.signing, device.receiving),
            seen.get(name),
            sum(device.user in people for people in readers),
            removed=bool(device.until),
            stolen=device.stolen,
            wiped=name in directory.wiped,
        )
        for name, device in directory.devices.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.removed, one.worker, one.device)))


def _last_seen(reconciling: Reconciling) -> dict[bytes, datetime]:
    """By device, when its newest change that has come here was written, by its own clock."""
    with reconciling.desk.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT device, max(wall) FROM change JOIN stream ON stream.no = change.stream GROUP BY 1"
        )
        return {
            bytes(device): datetime.fromtimestamp(wall / 1000, UTC) for device, wall in rows.all()
        }
