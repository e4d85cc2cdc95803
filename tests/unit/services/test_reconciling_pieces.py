"""Attachments in pieces: cut off on their way, or given back by a hub in another order than they came."""

import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from PIL import Image

from pscp_desktop.domain.dossiers import Attachment, Dossier
from pscp_desktop.domain.errors import AttachmentDamaged, NotFound
from pscp_desktop.services.attaching import Attaching, Away
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling.blobs import Blobs, Coming, Place
from pscp_desktop.services.reconciling.identity import Hub as HubPlace
from pscp_desktop.services.reconciling.identity import set_hub
from pscp_desktop.services.reconciling.on_demand import OnDemand
from pscp_desktop.store import attachments
from sync.protocol import BlobState, Peer, Unreachable
from tests.linked import Linked, Office
from tests.protections import guards
from tests.world import ALBA, OMAR, a_case, joins, shown

LARGE = b"%PDF-1.7\n" + bytes(range(256)) * (4 * 1024 * 10) + b"\n%%EOF\n"
"""Ten pieces and a little more."""


def _photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 40, 40)).save(made, "PNG")
    return made.getvalue()


PHOTO = _photo()


def blobs(one: Linked, folder: Path) -> Blobs:
    return Blobs(one.desk, folder / f"blobs-{one.desk.worker.hex}")


class Hub:
    """A hub as it is, but for the pieces it gives; counts them, and may be cut off."""

    def __init__(self, peer: Peer, give: Callable[[int, Sequence[bytes]], bytes]) -> None:
        self._peer, self._give = peer, give
        self.given: list[int] = []
        self.left = 1 << 30

    def blob(self, blob: bytes) -> BlobState:
        return self._peer.blob(blob)

    def get_piece(self, blob: bytes, piece: int) -> bytes:
        if not self.left:
            raise Unreachable
        self.left -= 1
        self.given.append(piece)
        count = self._peer.blob(blob).pieces
        return self._give(piece, [self._peer.get_piece(blob, n) for n in range(count)])

    def __getattr__(self, name: str) -> object:
        return getattr(self._peer, name)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Linked, Linked, Attachment]:
    """Alba has attached a large paper and given it to the hub; Omar knows of it."""
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    here = blobs(alba, tmp_path)
    here.folder.mkdir()
    kept = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, LARGE, "acta.pdf")
    office.meet()
    here.exchange(alba.peer())
    return alba, omar, kept


SWAPS: dict[str, Callable[[int, Sequence[bytes]], bytes]] = {
    "swapped": lambda n, pieces: pieces[{0: 1, 1: 0}.get(n, n)],
    "the last one short": lambda n, pieces: pieces[n][:-1] if n == len(pieces) - 1 else pieces[n],
    "one twice": lambda n, pieces: pieces[max(0, n - 1)],
}


@guards("blobs.proved")
@pytest.mark.parametrize("swap", SWAPS)
def test_t45_pieces_that_a_hub_exchanges_or_cuts_make_no_attachment(
    two: tuple[Linked, Linked, Attachment], tmp_path: Path, swap: str
) -> None:
    _, omar, kept = two
    there = blobs(omar, tmp_path)

    with pytest.raises(AttachmentDamaged):
        there.fetch(Hub(omar.peer(), SWAPS[swap]), kept)  # type: ignore[arg-type] # by its names

    assert there.standing(kept).place is not Place.HERE
    there.fetch(omar.peer(), kept)
    assert b"".join(attachments.read(there.folder, kept.blob.hex(), kept.key)) == LARGE


def test_t14_an_attachment_cut_off_again_and_again_goes_on_where_it_was(
    two: tuple[Linked, Linked, Attachment], tmp_path: Path
) -> None:
    _, omar, kept = two
    there = blobs(omar, tmp_path)
    hub = Hub(omar.peer(), lambda n, pieces: pieces[n])
    cuts, most = 0, 0
    while there.standing(kept).place is not Place.HERE:
        hub.left = 1 if cuts % 2 else 0
        try:
            there.fetch(hub, kept)  # type: ignore[arg-type] # by its names
        except Unreachable:
            cuts += 1
        most = max(most, sum(p.stat().st_size for p in there.folder.rglob("*") if p.is_file()))

    assert cuts >= 20
    assert hub.given == sorted(set(hub.given)), "nothing is brought twice"
    assert most < 2 * len(LARGE) + (1 << 21)
    assert b"".join(attachments.read(there.folder, kept.blob.hex(), kept.key)) == LARGE


@guards("blobs.on_demand")
def test_a_photo_stays_where_it_is_until_somebody_wants_to_see_it(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    case = a_case(alba.desk)
    here, there = blobs(alba, tmp_path), blobs(omar, tmp_path)
    here.folder.mkdir()
    there.folder.mkdir()
    photo = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, PHOTO, "portal.png")
    office.meet()
    there.exchange(omar.peer())
    place = HubPlace("https://hub.invalid", [])
    set_hub(omar.desk.store, place)
    demand = OnDemand(there, lambda _: nullcontext(omar.peer()))
    seen = Attaching(omar.desk, there.folder, demand)
    assert seen.away([photo]) == {photo.id: Away(at_hub=False, writer="Alba Ejemplo")}
    assert not seen.bring(photo.id, lambda *_: None)

    here.exchange(alba.peer())
    assert there.exchange(omar.peer()) == (0, 0), "it does not come by itself"
    assert seen.away([photo]) == {photo.id: Away(at_hub=True)}
    heard: list[tuple[int, int]] = []
    assert seen.bring(photo.id, lambda done, total: heard.append((done, total)))

    assert heard == [(0, 1)]
    assert seen.away([photo]) == {}
    assert seen.content(photo.id) == PHOTO


@guards("blobs.chosen")
@pytest.mark.parametrize(
    ("coming", "comes"),
    [
        (Coming.DOCUMENTS, {"acta.pdf"}),
        (Coming.ALL, {"acta.pdf", "portal.png"}),
        (Coming.NONE, set()),
    ],
    ids=lambda one: one.value if isinstance(one, Coming) else "",
)
def test_what_comes_by_itself_is_what_was_chosen_on_this_laptop(
    two: tuple[Linked, Linked, Attachment], tmp_path: Path, coming: Coming, comes: set[str]
) -> None:
    alba, omar, paper = two
    here, there = blobs(alba, tmp_path), blobs(omar, tmp_path)
    there.folder.mkdir()
    photo = Attaching(alba.desk, here.folder).attach_bytes(paper.dossier, PHOTO, "portal.png")
    alba.round()
    here.exchange(alba.peer())
    omar.round()
    there.choose(coming)
    told: list[tuple[int, int]] = []

    there.exchange(omar.peer(), lambda done, of: told.append((done, of)))

    assert there.coming is coming
    assert blobs(omar, tmp_path).coming is coming, "kept in the vault"
    here_now = {one.name for one in (paper, photo) if there.standing(one).place is Place.HERE}
    assert here_now == comes
    assert told == [(done, len(comes)) for done in range(len(comes) + 1)]
    for one in (paper, photo):
        assert there.standing(one).place in {Place.HERE, Place.HUB}, "it can be asked for"


def test_attachments_of_open_files_come_before_those_of_closed_ones(tmp_path: Path) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    here, there = blobs(alba, tmp_path), blobs(omar, tmp_path)
    here.folder.mkdir()
    there.folder.mkdir()
    closed, opened = a_case(alba.desk), a_case(alba.desk)
    view = shown(alba.desk, Dossier, closed.dossier)
    alba.desk.save(view, {"closed_on": alba.desk.today()})
    attaching = Attaching(alba.desk, here.folder)
    last = attaching.attach_bytes(closed.dossier, LARGE, "cerrado.pdf")
    first = attaching.attach_bytes(opened.dossier, LARGE, "abierto.pdf")
    office.meet()
    here.exchange(alba.peer())
    hub = Hub(omar.peer(), lambda n, pieces: pieces[n])
    hub.left = omar.peer().blob(first.blob).pieces

    with pytest.raises(Unreachable):
        there.exchange(hub)  # type: ignore[arg-type] # whatever it lacks it hands on

    assert there.standing(first).place is Place.HERE
    assert there.standing(last).place is not Place.HERE


def test_what_may_not_be_read_is_not_brought_either(tmp_path: Path) -> None:
    office = Office(tmp_path)
    alba = office.first(ALBA)
    joins(alba.desk, OMAR, team=False)
    stranger = Desk(alba.desk.store, OMAR)
    case = a_case(alba.desk)
    here = blobs(alba, tmp_path)
    here.folder.mkdir()
    photo = Attaching(alba.desk, here.folder).attach_bytes(case.dossier, PHOTO, "portal.png")

    with pytest.raises(NotFound):
        Attaching(stranger, here.folder).bring(photo.id, lambda *_: None)
