"""The one loss there is: a hub put back and a laptop gone on one day. It is named, asked for, given up."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pscp_desktop.domain.mediation_sessions import MediationSession
from pscp_desktop.services.reconciling import attention as needs
from pscp_desktop.services.reconciling import sticks
from pscp_desktop.services.reconciling.attention import GIVEN_UP, MISSING, attention
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.told import Attention
from pscp_desktop.store import audit
from sync import bundle
from sync.engine import loose
from sync.engine.loose import frames_of
from sync.envelope import Stream
from sync.ledger import ORDER, Kept
from sync.server.embedded import Embedded
from tests.hubs import copied
from tests.linked import Linked, Office
from tests.linked_far import far, over_https
from tests.protections import guards
from tests.unit.services.test_refused_work import notes
from tests.world import ALBA, LIA, OMAR, Case, a_case, a_note, shown

Burgled = tuple[Office, Linked, Linked, Case, str]


def small_stick(giver: Linked, case: Case, path: Path) -> None:
    """A stick that leaves out what the hub has already, as the taker will have it from there."""
    engine, ledger = giver.reconciling.engine, giver.reconciling.ledger
    with engine.transaction():
        engine.asker.prepare()
    last: dict[Stream, int] = {}
    for kept in ledger.envelopes(case.dossier.bytes):
        if kept.seq:
            last[kept.stream] = max(last.get(kept.stream, 0), kept.last)
    frames = frames_of(engine, {case.dossier.bytes: last})
    bundle.write(path, engine.belief, list(engine.belief.directory.devices), frames)


def reads(taker: Linked, path: Path, folder: Path) -> None:
    sticks.read(taker.reconciling, Blobs(taker.desk, folder / "blobs"), path)


def named(one: Linked) -> list[Attention]:
    return [each for each in attention(one.reconciling) if each.code in (MISSING, GIVEN_UP)]


@pytest.fixture
def burgled(
    tmp_path: Path, database: str, postgres: Embedded
) -> tuple[Office, Linked, Linked, Case, str]:
    """Three notes lay on Alba's laptop and at the hub; the hub is put back and the laptop is stolen.

    Omar had one more from her, on a stick that left out what the hub was to bring him.
    """
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    office.meet()
    with far(database, tmp_path / "hub", office) as hub:
        over_https(hub, alba, omar)
        office.meet()
    older = copied(postgres, database)
    with far(database, tmp_path / "hub", office) as hub:
        over_https(hub, alba)
        for number in range(3):
            a_note(alba.desk, case.dossier, f"Perdida {number}.")
        alba.round()
        assert alba.reconciling.state().unsent == 0
    office.moment.passes(days=12)
    a_note(alba.desk, case.dossier, "La última.")
    small_stick(alba, case, tmp_path / "small.sbundle")
    reads(omar, tmp_path / "small.sbundle", tmp_path)
    return office, alba, omar, case, older


@guards("naming.absent")
def test_t09_what_a_hub_put_back_and_a_lost_laptop_took_is_named_by_laptop_day_and_number(
    burgled: Burgled, tmp_path: Path
) -> None:
    office, alba, omar, case, older = burgled
    with far(older, tmp_path / "older", office) as hub:
        over_https(hub, omar)
        assert notes(omar, case) == []
        assert named(omar) == [], "it may be on its way"
        office.moment.passes(days=5)
        omar.round()

        (found,) = named(omar)

    assert found.missing is not None
    assert (found.writer, found.missing.count) == ("Alba Ejemplo", 3)
    assert found.missing.stream.device == alba.reconciling.identity.device
    assert found.at is not None
    assert (found.at.month, found.at.day) == (3, 14)
    codes = [one.code for one in attention(omar.reconciling)]
    assert (codes.count(MISSING), codes.count(ORDER)) == (1, 1), "it, and what waits for it"
    assert omar.reconciling.state().attention == len(codes)


@guards("naming.patience")
def test_what_is_declared_lost_is_quiet_with_its_reason_and_merges_should_it_come(
    burgled: Burgled, tmp_path: Path
) -> None:
    office, alba, omar, case, older = burgled
    with far(older, tmp_path / "older", office) as hub:
        over_https(hub, omar)
        omar.round()
        assert named(omar) == [], "it may be on its way"
        office.moment.passes(days=5)
        omar.round()
        (found,) = named(omar)

        needs.declare_lost(omar.reconciling, found, "Robaron el portátil de Alba.")
        receipt = omar.round()

        (told,) = named(omar)
        assert (told.code, told.why) == (GIVEN_UP, "Robaron el portátil de Alba.")
        assert receipt.complete
        with omar.desk.reading() as session:
            lines = [line for _, line, _ in audit.lines(session.connection(), case.dossier)]
        assert ("declare_lost", "Robaron el portátil de Alba.") in {
            (line.act, line.why) for line in lines
        }
        waiting = [one.code for one in attention(omar.reconciling) if one.envelope]
        assert waiting == [ORDER]

        needs.look_again(omar.reconciling, told)
        assert [one.code for one in named(omar)] == [MISSING]
        needs.declare_lost(omar.reconciling, told, "Robaron el portátil de Alba.")

        # The laptop is found after all.
        over_https(hub, alba)
        office.meet()
    assert notes(omar, case) == ["La última.", *(f"Perdida {number}." for number in range(3))]
    assert attention(omar.reconciling) == tuple(
        one for one in attention(omar.reconciling) if one.code == "rewound"
    )
    assert not omar.reconciling.ledger.given_up()
    assert omar.reconciling.state_hash(case.dossier) == alba.reconciling.state_hash(case.dossier)


def without(frames: Sequence[loose.AnyFrame], gone: Sequence[Kept]) -> list[loose.AnyFrame]:
    """What is left of a stick without these envelopes and without anybody's word on how far they are."""
    left = {kept.raw for kept in gone}
    return [
        frame
        for frame in frames
        if not isinstance(frame, loose.Known)
        and not (isinstance(frame, loose.Sealed) and frame.raw in left)
    ]


WAYS: dict[str, Callable[[Sequence[Kept], Sequence[loose.AnyFrame]], list[loose.AnyFrame]]] = {
    "told how far she is": lambda _, frames: [f for f in frames if not isinstance(f, loose.Sealed)],
    "what follows came": lambda last, frames: without(frames, last[:1]),
    "what stands on it came": lambda last, frames: without(frames, last),
}
"""What a stick may hold that names what it does not hold."""


@guards("naming.heard")
def test_a_change_that_is_nowhere_is_known_by_how_far_somebody_else_is(tmp_path: Path) -> None:
    owed = {("Alba Ejemplo", 2), ("Lía Prueba", 1)}
    assert owed_after(tmp_path, "told how far she is") == owed


@guards("naming.waiting")
def test_a_change_that_is_nowhere_is_known_by_what_follows_it(tmp_path: Path) -> None:
    assert owed_after(tmp_path, "what follows came") == {("Alba Ejemplo", 1)}


@guards("naming.early")
def test_a_change_that_is_nowhere_is_known_by_what_stands_on_it(tmp_path: Path) -> None:
    assert owed_after(tmp_path, "what stands on it came") == {("Alba Ejemplo", 2)}


def owed_after(tmp_path: Path, way: str) -> set[tuple[str, int]]:
    """What Omar misses and of whom, after such a stick; all comes at last."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar, lia = office.newcomer(OMAR, alba), office.newcomer(LIA, alba)
    case = a_case(alba.desk)
    office.meet()
    for number in range(2):
        alba.desk.save(
            shown(alba.desk, MediationSession, case.session), {"place": f"Sala {number}"}
        )
        alba.round()
    lia.round()
    if way != "what follows came":
        lia.desk.save(shown(lia.desk, MediationSession, case.session), {"place": "Sala de Lía"})
    engine, path = lia.reconciling.engine, tmp_path / "s.sbundle"
    frames = [
        frame
        for frame in loose.frames_of(engine)
        if not (isinstance(frame, loose.Known) and frame.scope != case.dossier.bytes)
    ]
    albas = [
        kept
        for kept in lia.reconciling.ledger.envelopes(case.dossier.bytes)
        if kept.device == alba.reconciling.identity.device
    ]
    bundle.write(
        path, engine.belief, list(engine.belief.directory.devices), WAYS[way](albas[-2:], frames)
    )

    reads(omar, path, tmp_path)
    office.moment.passes(days=5)

    owed = {(one.writer, one.missing.count) for one in named(omar) if one.missing}
    office.meet()
    assert named(omar) == []
    assert not omar.reconciling.ledger.names()
    return owed
