"""The laptops of the organisation: what each told of itself, and its end where it was put out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain.errors import JoiningRefused
from pscp_desktop.domain.laptops import (
    NOT_IN_HAND,
    LaptopOrder,
    LaptopReport,
    OutReason,
    Settled,
)
from pscp_desktop.domain.record import EPOCH
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.identity import words_of
from pscp_desktop.services.reconciling.leasing import policy_of
from pscp_desktop.services.reconciling.service import Reconciling, moment_of
from pscp_desktop.services.reconciling.told import End, Laptop, Stage
from pscp_desktop.store.gate import StoreSession
from sync.directory import Directory
from sync.statements import COORDINATOR


def laptops(reconciling: Reconciling) -> tuple[Laptop, ...]:
    """Every laptop that was ever let in, those in use first, by worker.

    What a laptop held is told by what its person may read: that is the most that can be on it.
    """
    directory = reconciling.engine.belief.directory
    with reconciling.desk.reading() as session:
        people = {w.id.bytes: w for w in reconciling.desk.workers(session).values()}
        known = _Known(
            people, _reports(session), _orders(session), _last_seen(session), _readers(reconciling)
        )
    found = [_laptop(reconciling, known, name) for name in directory.devices]
    return tuple(sorted(found, key=lambda one: (one.removed, one.worker, one.device)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What lies here of all laptops and their people."""

    people: Mapping[bytes, Worker]
    reports: Mapping[UUID, LaptopReport]
    orders: Mapping[UUID, LaptopOrder]
    seen: Mapping[bytes, datetime]
    readers: Sequence[set[bytes]]


def _laptop(reconciling: Reconciling, known: _Known, name: bytes) -> Laptop:
    directory, laptop = reconciling.engine.belief.directory, UUID(bytes=name)
    device = directory.devices[name]
    worker, report = known.people.get(device.user), known.reports.get(laptop)
    order = known.orders.get(laptop)
    met = _met(reconciling, name, known.seen.get(name), report)
    alone = not any(directory.active(other) for other in directory.devices if other != name)
    days = timedelta(days=policy_of(reconciling.engine).lease_days)
    return Laptop(
        name, UUID(bytes=device.user), worker.name if worker else "",
        name == reconciling.identity.device, words_of(device.signing, device.receiving), met,
        sum(device.user in able for able in known.readers),
        stage=_stage(directory, name, order), end=_end(directory, name, order),
        stolen=device.stolen,
        way=report.way if report is not None and report.met_at == met else "",
        program=report.program if report else "",
        held=report.files if report else None,
        unsent=report.unsent if report else None,
        runs_until=met + days if met and not alone and not device.until else None,
        left=_left(worker, reconciling.desk.today()),
    )  # fmt: skip


def _met(
    reconciling: Reconciling, name: bytes, seen: datetime | None, report: LaptopReport | None
) -> datetime | None:
    """The last sign of a laptop, never later than now whatever its clock says."""
    own = reconciling.state().last_contact if name == reconciling.identity.device else None
    signs = (own or seen, report.met_at if report else None)
    now = reconciling.desk.now()
    return max((min(one, now) for one in signs if one is not None), default=None)


def _left(worker: Worker | None, today: date) -> bool:
    return worker is not None and worker.left_on is not None and worker.left_on <= today


def pending(reconciling: Reconciling) -> tuple[Laptop, ...]:
    """The laptops about which whoever coordinates has something to do; none for anybody else."""
    if not reconciling.joined or not leads(reconciling):
        return ()
    return tuple(one for one in laptops(reconciling) if one.pending)


def look(reconciling: Reconciling) -> None:
    """Remember what is pending, for pages that are shown while a round is under way."""
    reconciling.contact.pending = pending(reconciling)


def leads(reconciling: Reconciling) -> bool:
    """Whether this desk's person may put laptops out."""
    directory, me = reconciling.engine.belief.directory, reconciling.identity
    return directory.active(me.device) and directory.rank(me.user) >= COORDINATOR


def order(reconciling: Reconciling, device: bytes, reason: OutReason) -> None:
    """Put a laptop out and order its vault destroyed. Raises JoiningRefused; then nothing changed."""
    joining.put_out(reconciling, device, stolen=reason in NOT_IN_HAND, wipe=True)
    _write(reconciling, device, {"reason": reason.value})


def settle(reconciling: Reconciling, device: bytes, how: Settled) -> None:
    """Close the matter of a laptop that does not confirm its end. Raises JoiningRefused."""
    if not leads(reconciling):
        raise JoiningRefused("right")
    today = reconciling.desk.today()
    _write(reconciling, device, {"settled": how.value, "settled_on": today})


def _write(reconciling: Reconciling, device: bytes, values: Mapping[str, Any]) -> None:
    """Keep what a person said of a laptop, in its one record."""
    desk, laptop = reconciling.desk, UUID(bytes=device)
    with desk.reading() as session:
        known = _orders(session).get(laptop)
        shown = desk.store.heads(session, known) if known is not None else {}
        home = desk.me(session).dossier
    with desk.writing(undoable=False) as unit:
        if known is None:
            unit.create(LaptopOrder(dossier=home, laptop=laptop, **values))
        else:
            unit.set(known, dict(values), shown=shown)


def _stage(directory: Directory, device: bytes, order: LaptopOrder | None) -> Stage:
    if directory.active(device):
        return Stage.IN_USE
    if device in directory.ended:
        return Stage.ENDED
    if order is not None and order.settled:
        return Stage.SETTLED
    return Stage.ASKED if device in directory.wiped else Stage.OUT


def _end(directory: Directory, device: bytes, order: LaptopOrder | None) -> End:
    known = directory.devices[device]
    ended = directory.ended.get(device)
    return End(
        moment_of(known.removed_at) if known.removed_at else None,
        order.reason if order and known.until else "",
        moment_of(ended.at) if ended else None,
        ended.unsent if ended else 0,
        order.settled if order else "",
        order.settled_on if order else None,
    )


def _reports(session: StoreSession) -> dict[UUID, LaptopReport]:
    """By laptop, what it told last."""
    rows = session.exec(
        select(LaptopReport)
        .where(col(LaptopReport.removed).is_(False), col(LaptopReport.met_at) > EPOCH)
        .order_by(col(LaptopReport.met_at))
    )
    return {one.laptop: one for one in rows}


def _orders(session: StoreSession) -> dict[UUID, LaptopOrder]:
    rows = session.exec(
        select(LaptopOrder)
        .where(col(LaptopOrder.removed).is_(False))
        .order_by(col(LaptopOrder.recorded_at))
    )
    return {one.laptop: one for one in rows}


def _readers(reconciling: Reconciling) -> list[set[bytes]]:
    """For each scope of which the membership is known here, who may read it."""
    belief = reconciling.engine.belief
    return [
        members.readers(belief.members)
        for position in reconciling.ledger.positions()
        if (members := belief.members(position.scope)) is not None
    ]


def _last_seen(session: StoreSession) -> dict[bytes, datetime]:
    """By device, when its newest change that has come here was written, by its own clock."""
    rows = session.connection().exec_driver_sql(
        "SELECT device, max(wall) FROM change JOIN stream ON stream.no = change.stream GROUP BY 1"
    )
    return {bytes(device): moment_of(wall) for device, wall in rows.all()}
