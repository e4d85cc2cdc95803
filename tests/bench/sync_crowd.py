"""sync.P13: everybody comes home at once, after weeks in which all worked on the same files.

Real vaults and a real hub, all on this machine's processors: on their own laptops the desks would share
nothing but the hub, so the seconds here are the most it could take. By default a fifth of the desks.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import UUID

from pscp_desktop.app.compose import Newcomer
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind, SessionState
from pscp_desktop.services.reconciling.identity import Hub
from tests.bench.figure import Figure
from tests.bench.sync_world import ALBA, Seat, a_folder, a_hub, found, let_in, texts, write

DESKS: Final = 20
DESKS_FULL: Final = 100
CHANGES: Final = 200
FILES: Final = 20
EVERY: Final = 10
"""One change in so many is of the one record of a file that everybody writes on."""
BAR: Final = 60
MOST_ROUNDS: Final = 6


def homecoming(*, full: bool = False) -> Iterator[Figure]:
    """How long until all desks know the same, with nothing lost and no error told."""
    desks = DESKS_FULL if full else DESKS
    with a_folder() as folder, a_hub(folder / "hub", "--processes", "2") as hub:
        seats, shared = _everybody(folder, hub.hub, desks)
        for number, seat in enumerate(seats):
            _works(seat, number, shared)
        began = perf_counter()
        rounds = _all_return(seats)
        seconds = round(perf_counter() - began, 2)
        _demand_equal(seats, shared)
        for seat in seats:
            seat.close()
    yield Figure(
        bench="sync.P13", value=seconds, unit="s", ok=not full or seconds <= BAR,
        bar=f"<= {BAR} s, 0 lost, 0 errors" if full else None, n=1, p50=seconds, p95=seconds,
        records=desks * CHANGES, bytes=0, more={"desks": desks, "rounds": rounds},
    )  # fmt: skip


def _everybody(folder: Path, hub: Hub, desks: int) -> tuple[list[Seat], Sequence[UUID]]:
    alba = Seat.new(folder / "0", ALBA, hub)
    found(alba)
    shared = write(alba, FILES, files=FILES)
    alba.round()
    seats = [alba]
    for number in range(1, desks):
        newcomer = Newcomer(f"Persona Ficticia {number}", "mediator", "Equipo Ficticio")
        seats.append(Seat.new(folder / str(number), newcomer, hub))
        let_in(alba, seats[-1])
    for seat in seats:
        seat.round()
    return seats, shared


def _works(seat: Seat, number: int, shared: Sequence[UUID]) -> None:
    """Weeks without a network: new sessions in every file, and now and then the one that all write on."""
    desk, told = seat.services.desk, texts(CHANGES)
    for change in range(CHANGES):
        place = change % FILES
        with desk.reading() as session:
            known = desk.load(session, MediationSession, shared[place])
        if change // FILES % EVERY == 0:
            desk.save(known, {"place": f"Sala que eligió {number}"})
            continue
        one = next(told)
        with desk.writing("session", undoable=False) as unit:
            unit.create(
                MediationSession(
                    dossier=known.record.dossier, kind=SessionKind.JOINT.value, mediator=desk.worker,
                    state=SessionState.HELD.value, place=one["place"], issues=one["issues"],
                    notes=one["notes"],
                )
            )  # fmt: skip


def _all_return(seats: Sequence[Seat]) -> int:
    """All meet the hub at the same moment, and again until nobody has anything to send or to hear."""

    def once(seat: Seat) -> bool:
        receipt = seat.services.reconciling.round(seat.connected())
        assert not receipt.refused
        return receipt.complete and not (receipt.sent or receipt.received or receipt.unsent)

    with ThreadPoolExecutor(len(seats)) as pool:
        for number in range(1, MOST_ROUNDS + 1):
            if all(list(pool.map(once, seats))):
                return number
    raise AssertionError("they did not converge")


def _demand_equal(seats: Sequence[Seat], shared: Sequence[UUID]) -> None:
    """The same everywhere, all of it, and nothing that anybody would have to look at but the conflicts."""
    made = FILES + len(seats) * CHANGES * (EVERY - 1) // EVERY
    with seats[0].services.desk.reading() as session:
        records = [session.get_one(MediationSession, one) for one in shared]
    for one in records:
        assert len({seat.services.reconciling.state_hash(one.dossier) for seat in seats}) == 1
    for seat in seats:
        with seat.services.desk.reading() as session:
            connection = session.connection()
            count = connection.exec_driver_sql("SELECT count(*) FROM mediationsession").scalar_one()
            values = connection.exec_driver_sql("SELECT count(*) FROM sibling").scalar_one()
        assert (count, values) == (made, len(seats) * FILES), (count, made, values)
        assert seat.services.reconciling.state().attention == 0
