"""Two fictional workers and a hub in a terminal: apart, together, a conflict, a stick, a laptop put out.

Everything is real: two vaults, a hub in a process of its own over its own database, TLS at a pinned
certificate. It ends with the hash of what each desk knows of the file, which must be the same.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from pscp_desktop.app.compose import Newcomer, Services, furnish, terms
from pscp_desktop.app.reaching import reach
from pscp_desktop.app.trial_hub import hub_in
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.laptops import OutReason
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.reconciling import joining, sticks
from pscp_desktop.services.reconciling.ending import LastWord
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.laptops import order
from pscp_desktop.services.reconciling.told import Receipt
from pscp_desktop.store import keys, organisation, vault
from pscp_desktop.store.erasure import erase
from sync.protocol import Denied, Peer

WORD: Final = "una palabra larga para la demostracion"
ALBA: Final = Newcomer(
    "Alba Ejemplo", "coordinator mediator", "Equipo Ficticio", "Programa Ficticio"
)
OMAR: Final = Newcomer("Omar Muestra", "mediator", "Equipo Ficticio")


def say(words: str) -> None:
    """Tell it on the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Seat:
    """One worker at one desk, and whom the story is told."""

    name: str
    services: Services
    hub: Hub
    say: Callable[[str], object] = say

    def reach(self) -> AbstractContextManager[Peer]:
        """The hub, for one errand."""
        return reach(self.hub, self.services.reconciling.identity)

    def round(self) -> Receipt:
        """Meet the hub and print the receipt."""
        with self.reach() as peer:
            receipt = self.services.reconciling.round(peer)
        self.say(
            f"  {self.name}: {receipt.sent} sent, {receipt.received} received, "
            f"{receipt.unsent} left here, {receipt.requests} requests, code {receipt.heads[:12]}"
        )
        return receipt

    def writes(self, party: UUID, telephone: str) -> None:
        """Write a telephone number without a network."""
        desk = self.services.desk
        with desk.reading() as session:
            shown = desk.load(session, Party, party)
        desk.save(shown, {"telephone": telephone})
        self.say(f"  {self.name} writes {telephone}")


def seat(folder: Path, newcomer: Newcomer, hub: Hub) -> Seat:
    """A new vault with somebody in it."""
    made = vault.create(folder, WORD, terms(None, cost=keys.SMALLEST))
    return Seat(newcomer.name, furnish(made, newcomer), hub)


def let_in(alba: Seat, omar: Seat) -> None:
    """One laptop asks, both read eight words aloud, the other signs."""
    alba.say(f"The laptop of {omar.name} is let in.")
    theirs, ours = omar.services.reconciling, alba.services.reconciling
    now = int(alba.services.desk.now().timestamp() * 1000)
    request = joining.read_request(joining.ask(theirs, omar.name), now)
    alba.say("  both read: " + " ".join(request.words))
    answer = joining.read_admission(joining.admit(ours, request, theirs.identity.words), now)
    alba.round()
    with omar.reach() as peer:
        joining.join(theirs, answer, lambda engine: engine.round(peer))
    omar.round()


def a_file(alba: Seat) -> tuple[UUID, UUID]:
    """A request for mediation between fictional neighbours: its file, and who asked."""
    party = Party(name="Lía Prueba", role="requesting", telephone="600 000 000")
    process = MediationProcess(channel="door", dispute="noise", account="Ruido de noche.")
    dossier = alba.services.mediation.files.request(
        Request(process=process, requester=party, title="Patio de la Muestra")
    )
    with alba.services.desk.reading() as session:
        found = alba.services.desk.all_in(session, Party, dossier.id)
    return dossier.id, found[0].id


def decide(omar: Seat) -> None:
    """Omar keeps what he wrote."""
    service = omar.services.conflicts
    (conflict,) = service.waiting().conflicts
    opened = service.open(conflict)
    assert opened is not None  # noqa: S101 (it was just listed)
    for version in opened.versions:
        say(f"  {version.writer}: {version.value}")
    mine = next(version.value for version in opened.versions if version.mine)
    service.decide(opened, mine, "Acaba de llamar.")
    say(f"  Omar Muestra keeps {mine}")


def by_stick(alba: Seat, omar: Seat, dossier: UUID, folder: Path) -> None:
    """A note goes from hand to hand."""
    alba.services.desk.add(Note(dossier=dossier, text="Anotado sin red."))
    path = folder / "stick.sbundle"
    sticks.write(alba.services.reconciling, alba.services.blobs, path)
    got = sticks.read(omar.services.reconciling, omar.services.blobs, path)
    say(f"  {path.stat().st_size} bytes on the stick, {got.received} received from it")


def put_out(alba: Seat, omar: Seat) -> None:
    """Omar's laptop is lost."""
    device = omar.services.reconciling.identity.device
    order(alba.services.reconciling, device, OutReason.STOLEN)
    alba.round()
    try:
        with omar.reach() as peer:
            omar.services.reconciling.round(peer)
    except Denied as denied:
        say(f"  the hub refuses it: {denied.reason}")
    say(f"  it knows that it must destroy its vault: {omar.services.reconciling.wiped}")
    word, folder = LastWord(omar.services.reconciling), omar.services.vault.folder
    omar.services.close()
    left = erase(folder, None).left
    with reach(omar.hub, word.identity) as peer:
        said = not left and word.say(peer)
    alba.round()
    ended = alba.services.reconciling.engine.belief.directory.ended
    say(
        f"  its vault is gone: {not left}; it said so: {said}; Alba's laptop knows: {device in ended}"
    )


def begin(alba: Seat, hub: Hub) -> None:
    """The organisation is founded and the hub named."""
    alba.say(f"Two custodians' cards found the organisation on the laptop of {alba.name}.")
    founded = organisation.found("Programa Ficticio")
    public = organisation.public_file(founded)
    joining.found_with_cards(alba.services.reconciling, public, founded.cards[:2])
    with alba.reach() as peer:
        joining.meet_hub(alba.services.reconciling, hub, peer)
    alba.round()


def apart_and_together(alba: Seat, omar: Seat, party: UUID) -> None:
    """Both write in one place without a network; one decides."""
    say("Both work without a network.")
    alba.writes(party, "600 111 111")
    omar.writes(party, "600 222 222")
    for one in (alba, omar, alba):
        one.round()
    say("One conflict waits, on both desks.")
    decide(omar)
    for one in (omar, alba):
        one.round()


def tell(folder: Path) -> bool:
    """The story; whether both desks ended with the same."""
    with hub_in(folder / "hub") as hub:
        say(f"A hub at {hub.url}, and two laptops.")
        alba, omar = seat(folder / "a", ALBA, hub), seat(folder / "o", OMAR, hub)
        begin(alba, hub)
        let_in(alba, omar)
        dossier, party = a_file(alba)
        alba.round()
        omar.round()
        apart_and_together(alba, omar, party)
        say("A stick.")
        by_stick(alba, omar, dossier, folder)
        hashes = [one.services.reconciling.state_hash(dossier) for one in (alba, omar)]
        say("What each desk knows of the file:")
        for one, hashed in zip((alba, omar), hashes, strict=True):
            say(f"  {one.name}: {hashed}")
        say("Omar's laptop is reported stolen.")
        put_out(alba, omar)
        alba.services.close()
    return hashes[0] == hashes[1]


def main() -> int:
    """Run the story in a folder that is thrown away; 0 where both desks ended with the same."""
    with tempfile.TemporaryDirectory(prefix="pscp-") as place:
        # The database of the hub runs as another user, who must find its folder in this one.
        Path(place).chmod(0o711)
        same = tell(Path(place))
    say("The same on both." if same else "NOT the same.")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
