"""The same day with a hub: a colleague is let in, both meet it, disagree, decide, and carry a stick.

`python -m tests.attack.journey_synced FOLDER FILES HUB`: the hub keeps everything it has in HUB, in a process
of its own over its own PostgreSQL.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.attack.journey import Day, run  # isort: skip # (it hardens the process before anything else)

from pscp_desktop.app import sync_demo
from pscp_desktop.app.compose import Newcomer
from pscp_desktop.app.sync_demo import Seat
from pscp_desktop.app.trial_hub import answering, started
from pscp_desktop.domain.dossiers import Attachment, Note
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.reconciling import sticks


class SyncedDay(Day):
    """What is written is met with a hub before the window opens, and again after the lock."""

    roles = "coordinator mediator"

    def __init__(self, folder: Path, files: int, word: str, hub: Path) -> None:
        super().__init__(folder, files, word)
        self._process = started(hub)

    def steps(self) -> Iterator[Callable[[], None]]:
        for step in super().steps():
            yield step
            if step.__name__ == "finds":
                yield from (
                    self.founds, self.lets_a_colleague_in, self.meets, self.disagrees,
                    self.decides, self.carries_a_stick,
                )  # fmt: skip
            if step.__name__ == "comes_back":
                yield self.meets_again
        yield self.leaves_the_hub

    def founds(self) -> None:
        self.hub = answering(self._process)
        self.me = Seat(self.word, self.services, self.hub, _unsaid)
        sync_demo.begin(self.me, self.hub)

    def lets_a_colleague_in(self) -> None:
        named = Newcomer(f"Omar {self.word}", "mediator", f"Equipo {self.word}")
        self.colleague = sync_demo.seat(self.folder / "other", named, self.hub)
        self.colleague = Seat(named.name, self.colleague.services, self.hub, _unsaid)
        sync_demo.let_in(self.me, self.colleague)

    def meets(self) -> None:
        """Everything goes up, attachments too, and comes down at the colleague's."""
        way = self.journeys[0]
        self.services.desk.add(Note(dossier=way.dossier, text=self.words))
        for one in (self.me, self.colleague):
            one.round()
            with one.reach() as peer:
                one.services.blobs.exchange(peer)
        theirs = self.colleague.services
        with theirs.desk.reading() as session:
            (found,) = theirs.desk.all_in(session, Attachment, way.dossier)
        content = Attaching(theirs.desk, theirs.vault.folder).content(found.id)
        assert self.words.encode() in content

    def disagrees(self) -> None:
        party = self.journeys[0].alba
        for one, said in ((self.me, f"{self.word} 1"), (self.colleague, f"{self.word} 2")):
            one.writes(party, said)
        for one in (self.me, self.colleague, self.me):
            one.round()
        assert self.services.conflicts.count() == 1

    def decides(self) -> None:
        service = self.colleague.services.conflicts
        (conflict,) = service.waiting().conflicts
        opened = service.open(conflict)
        assert opened is not None
        service.decide(opened, f"{self.word} 3", f"porque {self.word} lo dijo")
        for one in (self.colleague, self.me):
            one.round()
        assert self.services.conflicts.count() == 0

    def carries_a_stick(self) -> None:
        self.services.desk.add(Note(dossier=self.journeys[1].dossier, text=self.words))
        path = self.folder / "stick.sbundle"
        sticks.write(self.services.reconciling, self.services.blobs, path)
        theirs = self.colleague.services
        assert sticks.read(theirs.reconciling, theirs.blobs, path).received
        theirs.close()

    def meets_again(self) -> None:
        """The desk after its lock meets the hub as before."""
        self.services.desk.add(Note(dossier=self.journeys[2].dossier, text=self.words))
        receipt = Seat(self.word, self.services, self.hub, _unsaid).round()
        assert not receipt.unsent

    def leaves_the_hub(self) -> None:
        self._process.__exit__(None, None, None)


def _unsaid(_: str) -> None:
    """The terminal is the parent's."""


if __name__ == "__main__":
    run(lambda word: SyncedDay(Path(sys.argv[1]), int(sys.argv[2]), word, Path(sys.argv[3])))
