"""A lease that is over closes every way of reading a file, and none of keeping or sending what one wrote.

Each way is walked before the end, where it must give something, and after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from pscp_desktop.domain.dossiers import Note, Visit
from pscp_desktop.domain.errors import ContactOwed
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.finding import Finding
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.reconciling import sticks
from pscp_desktop.services.reconciling.blobs import Blobs
from pscp_desktop.services.reconciling.manifest import manifest
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.services.standing import open_record
from pscp_desktop.services.visits import Visits
from tests.linked import Linked, Office
from tests.protections import guards
from tests.unit.services.risk_way import a_layer
from tests.world import ALBA, OMAR, a_note, shown

WORDS: Final = "toldo"


@dataclass
class Seat:
    """Omar's desk, with a file of Alba's on it, and what the program reads it by."""

    office: Office
    omar: Linked
    dossier: UUID
    attachment: UUID
    layer: UUID
    party: UUID
    form: Loaded[Party]
    folder: Path

    @property
    def mediation(self) -> Mediation:
        return Mediation(self.omar.desk)

    @property
    def attaching(self) -> Attaching:
        return Attaching(self.omar.desk, self.folder)

    @property
    def risk(self) -> Risk:
        return Risk(self.omar.desk, self.attaching)


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    asked = Request(
        process=MediationProcess(channel="door", dispute="noise", account=f"El {WORDS} golpea."),
        requester=Party(name="Lía Prueba", role="requesting", telephone="600 000 000"),
        title="Patio de la Muestra",
    )
    dossier = Mediation(alba.desk).files.request(asked).id
    attaching = Attaching(alba.desk, tmp_path)
    attachment = attaching.attach_bytes(dossier, b"Texto del acta.", "acta.txt").id
    risk = Risk(alba.desk, attaching)
    layer = risk.map.keep(a_layer(title="Farolas"), b"{}", "capa.geojson").id
    for step in range(6):
        risk.field.observe(
            FieldObservation(text="Farola rota", longitude=-3.70 + step * 1e-5, latitude=40.41)
        )
    office.meet()
    with omar.desk.reading() as session:
        party = omar.desk.all_in(session, Party, dossier)[0].id
    form = shown(omar.desk, Party, party)
    return Seat(office, omar, dossier, attachment, layer, party, form, tmp_path)


def _exported(seat: Seat) -> bytes:
    path = seat.folder / "out.txt"
    path.unlink(missing_ok=True)
    seat.attaching.export(seat.attachment, path, "Lo pide el juzgado.")
    return path.read_bytes()


READING: Final[Mapping[str, Callable[[Seat], Any]]] = {
    "open a file": lambda s: s.omar.desk.open(s.dossier),
    "the whole file": lambda s: s.mediation.whole.read(s.dossier),
    "people": lambda s: s.mediation.whole.read(s.dossier).papers.parties,
    "a record in its form": lambda s: open_record(s.omar.desk, Party, s.party),
    "a record with what stands in it": lambda s: shown(s.omar.desk, Party, s.party),
    "what happened": lambda s: s.mediation.timeline.of(s.dossier),
    "search": lambda s: s.omar.desk.find(WORDS),
    "palette": lambda s: Finding(s.omar.desk).files(WORDS),
    "print": lambda s: s.mediation.documents.printable(s.dossier),
    "an attachment": lambda s: s.attaching.content(s.attachment),
    "an attachment as a picture": lambda s: s.attaching.seen(s.attachment).words,
    "export": _exported,
    "layers": lambda s: s.risk.map.all(),
    "what a layer holds": lambda s: s.risk.map.content(s.layer),
    "map of own records": lambda s: s.risk.map.noticed(leaves=False),
    "what others noticed": lambda s: s.risk.field.observations(),
    "what lies on a laptop": lambda s: (
        manifest(s.omar.reconciling, s.omar.reconciling.identity.device).files
    ),
}


def _gives(read: Callable[[Seat], Any], seat: Seat) -> bool:
    """Whether a way gives anything; a refusal for want of contact gives nothing."""
    try:
        return bool(read(seat))
    except ContactOwed:
        return False


def _open_ways(seat: Seat) -> list[str]:
    return [way for way, read in READING.items() if _gives(read, seat)]


@guards("lease.every_way")
def test_r04_each_way_of_reading_is_closed_once_the_lease_is_over(seat: Seat) -> None:
    assert _open_ways(seat) == list(READING), "what gives nothing while it is open proves nothing"
    seat.office.moment.passes(days=31)
    assert seat.omar.reconciling.lease.over()

    assert _open_ways(seat) == []

    seat.omar.round()
    assert _open_ways(seat) == list(READING), "a round opens all again"


def _a_draft(seat: Seat) -> bool:
    drafts = seat.omar.desk.drafts
    drafts.keep(UUID(int=7), "note", {"text": "A medias."})
    return [one.values for one in drafts.all()] == [{"text": "A medias."}]


def _a_save(seat: Seat) -> bool:
    """In a form that was open when the lease ended."""
    seat.omar.desk.save(seat.form, {"telephone": "600 000 001"})
    return True


def _a_stick(seat: Seat) -> bool:
    path = seat.folder / f"one{sticks.SUFFIX}"
    sticks.write(seat.omar.reconciling, Blobs(seat.omar.desk, seat.folder), path)
    return path.stat().st_size > 0


def _own_street_note(seat: Seat) -> bool:
    seat.risk.field.observe(FieldObservation(text="Portal a oscuras", district="sol"))
    return [one.text for one in seat.risk.field.observations()] == ["Portal a oscuras"]


def _a_visit(seat: Seat) -> bool:
    """What somebody's safety hangs on."""
    visits, back = Visits(seat.omar.desk), seat.office.moment() + timedelta(hours=1)
    visits.leave(
        Visit(dossier=seat.dossier, worker=OMAR, place="Calle de la Muestra 1", back_at=back)
    )
    return [one.visit.place for one in visits.away()] == ["Calle de la Muestra 1"]


KEEPING: Final[Mapping[str, Callable[[Seat], Any]]] = {
    "save": _a_save,
    "a new note": lambda s: a_note(s.omar.desk, s.dossier, "Con el plazo vencido."),
    "draft": _a_draft,
    "a note from the street, one's own": _own_street_note,
    "a visit": _a_visit,
    "attach": lambda s: s.attaching.attach_bytes(s.dossier, b"Otro texto.", "otro.txt"),
    "write a stick": _a_stick,
    "how far this laptop is": lambda s: s.omar.reconciling.state().lease,
}


@guards("lease.unsent")
def test_r04_each_way_of_keeping_and_sending_stays_open(seat: Seat) -> None:
    seat.office.moment.passes(days=31)
    assert seat.omar.reconciling.lease.over()

    assert [way for way, keep in KEEPING.items() if not keep(seat)] == []

    assert seat.omar.reconciling.lease.over(), "nothing of it was a contact"
    seat.omar.round()
    assert seat.omar.reconciling.state().unsent == 0
    seat.office.meet()
    alba = seat.office.desks[ALBA].desk
    with alba.reading() as session:
        notes = [one.text for one in alba.all_in(session, Note, seat.dossier)]
        parties = [one.telephone for one in alba.all_in(session, Party, seat.dossier)]
    assert (notes, parties) == (["Con el plazo vencido."], ["600 000 001"])
