"""Two desks that meet: apart, together, a conflict decided, a stick, and a laptop put out.

Two real vaults and a hub in a process of its own over its own database. Where the chapter says that there
is no network, there is no hub.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Self

from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from pscp_desktop import i18n
from pscp_desktop.app.later import later
from pscp_desktop.app.pair import made
from pscp_desktop.app.pair.seat import opened
from pscp_desktop.app.pair.sides import LEFT, RIGHT
from pscp_desktop.app.practice import FOLDER
from pscp_desktop.app.program import Program, Start
from pscp_desktop.app.trial_hub import answering, hub_in, started
from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.settings import Policy, Preferences
from tests.e2e.camera import SIZE, Camera
from tests.e2e.hand import Count, Hand, NotThere

DECIDED, STICK, PUT_OUT = 5, 5, 5
"""At most so many interactions."""
SYNC: Final = "Ctrl+5"
TALKED: Final = "Hassan llama: prefiere que la próxima sesión empiece a las seis."
SEEN: Final = "Visto el patio con el presidente: el toldo se puede arreglar."
BY_HAND: Final = "El administrador deja la llave del cuarto en la portería."


@dataclass(slots=True)
class Meeting:
    """Who sits down at which desk, and what they do there."""

    app: QApplication
    camera: Camera
    language: str
    counts: list[Count]
    folder: Path
    hub: Hub | None = None
    ended: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def held(
        cls, app: QApplication, camera: Camera, language: str, counts: list[Count]
    ) -> Iterator[Self]:
        """A meeting in a folder of its own, which is gone afterwards."""
        folder = Path(tempfile.mkdtemp(prefix="meeting-"))
        # The database of the hub runs as another user where this one is root.
        folder.chmod(0o711)
        try:
            yield cls(app, camera, language, counts, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def pass_it(self) -> None:
        """All of it."""
        self.make_the_desks()
        self.work_apart()
        with hub_in(self.place) as self.hub:
            self.meet_and_decide()
            self.receive()
        self.hand_over_a_stick()
        with hub_in(self.place) as self.hub:
            self.put_out()
            self.learn_it()

    @property
    def place(self) -> Path:
        """Where the hub keeps what is its own."""
        return self.folder / "hub"

    def make_the_desks(self) -> None:
        """Founded, let in, exchanged; one conflict waits. The hub goes with the block."""
        with started(self.place) as process:
            first = made.first_desk(self.folder / LEFT / FOLDER)
            self.hub = answering(process)
            made.pair_up(first, self.folder / RIGHT / FOLDER, self.hub)
            first.close()

    # The chapters

    def work_apart(self) -> None:
        """Both write in one file, and no network anywhere."""
        for side, words, name in ((LEFT, TALKED, "apart-first"), (RIGHT, SEEN, "apart-second")):
            with self.at(side) as hand:
                self.note(hand, words)
                hand.settle()
                self.camera.take(name)

    def meet_and_decide(self) -> None:
        """The second desk sends and receives, and its worker decides."""
        with self.at(RIGHT) as hand:
            self.round(hand)
            self.camera.take("sync-state")
            with hand.task("conflict decided", DECIDED):
                hand.press(tr("To decide"))
                kept = made.TELEPHONES[1]
                hand.press(kept)
                hand.fill(tr("Reason (optional)"), "Acaba de llamar desde ese número.")
                self.camera.take("conflict")
                hand.press(tr("Save the decision"))
            hand.settle()
            self.camera.take("conflict-decided")
            self.round(hand)

    def receive(self) -> None:
        """The first desk hears of both: what was written, and what was decided."""
        with self.at(LEFT) as hand:
            self.round(hand)
            hand.press(tr("To decide"))
            hand.settle()
            if hand.sees(made.TELEPHONES[0]):
                raise NotThere("an end of the conflict")
            self.open_file(hand)
            hand.wait(lambda: hand.lists(SEEN), "the colleague's note")
            self.camera.take("together")

    def hand_over_a_stick(self) -> None:
        """A note goes from hand to hand: there is no network again."""
        stick = self.folder / "sync.sbundle"
        with self.at(LEFT) as hand:
            self.note(hand, BY_HAND)
            hand.keys(SYNC)
            hand.press(tr("Sticks"))
            with hand.task("stick written", STICK):
                self.choose(hand, tr("Write a stick"), stick)
            hand.settle()
            self.camera.take("stick-written")
        with self.at(RIGHT) as hand:
            hand.keys(SYNC)
            hand.press(tr("Sticks"))
            with hand.task("stick read", STICK):
                self.choose(hand, tr("Read a stick"), stick)
            hand.settle()
            self.camera.take("stick-read")
            self.open_file(hand)
            hand.wait(lambda: hand.lists(BY_HAND), "the note from the stick")
            self.camera.take("stick-brought")

    def put_out(self) -> None:
        """The second laptop is lost: its colleague puts it out."""
        with self.at(LEFT) as hand:
            hand.keys(SYNC)
            hand.press(tr("Laptops"))
            with hand.task("laptop put out", PUT_OUT):
                hand.press(tr("Put out"))
                self.camera.take("put-out")
                hand.press(tr("It was lost"))
                hand.press(tr("Put it out"))
            hand.settle()
            hand.wait(lambda: hand.sees(tr("Not confirmed yet")), "the laptop marked")
            self.camera.take("put-out-done")
            self.round(hand)

    def learn_it(self) -> None:
        """At its next contact the lost laptop destroys its vault."""
        with self.at(RIGHT) as hand:
            hand.keys(SYNC)
            hand.press(tr("State"))
            hand.press(tr("Sync now"))
            hand.wait(lambda: self.ended[-1:] == ["wiped"], "the order to end")
        left = self.folder / RIGHT / FOLDER
        if left.exists() and any(left.iterdir()):
            raise NotThere(f"an empty place where the vault was; {sorted(left.iterdir())}")
        with self.at(LEFT) as hand:
            self.round(hand)
            hand.press(tr("Laptops"))
            hand.wait(lambda: hand.sees(tr("Destroyed")), "the lost laptop's last word")
            self.camera.take("put-out-confirmed")

    # What is done again and again

    def note(self, hand: Hand, words: str) -> None:
        """Write a note in the file of which both know."""
        self.open_file(hand)
        hand.keys("Ctrl+T")
        hand.type(words)
        hand.keys("Ctrl+Return")
        hand.wait(lambda: hand.lists(words), "the note")

    def open_file(self, hand: Hand) -> None:
        """Open it from the list."""
        hand.keys("Ctrl+2")
        hand.keys("Ctrl+F")
        hand.type(made.FILE)
        hand.wait(lambda: hand.lists(made.FILE), made.FILE)
        hand.row(made.FILE)
        hand.wait(lambda: hand.sees(made.ASKS), made.ASKS)

    def round(self, hand: Hand) -> None:
        """Meet the hub now."""
        hand.keys(SYNC)
        hand.press(tr("State"))
        hand.press(tr("Sync now"))
        hand.settle()
        # At the foot of the rail and on the page itself.
        hand.wait(lambda: len(hand.all(tr("Everything sent"), QLabel)) > 1, "everything sent")

    def choose(self, hand: Hand, words: str, path: Path) -> None:
        """Press, and name the file that is asked for."""
        hand.press(words)
        hand.wait(lambda: isinstance(hand.window, QFileDialog), "where to")
        hand.type(str(path))
        hand.keys("Return")
        hand.rest()

    @contextmanager
    def at(self, side: str) -> Iterator[Hand]:
        """Somebody sits down at a desk and closes it in the end."""
        folder, language = self.folder / side, self.language
        i18n.use(language)
        start = Start(
            folder=folder,
            preferences=Preferences(language=language),
            policy=Policy(),
            practice=True,
        )
        keys = replace(later(folder), practise=lambda: opened(folder, self._answer()))
        program = Program(self.app, start, keys)
        over: list[str] = []
        for hears in (over, self.ended):
            program.ended.connect(hears.append)
        program.begin()
        assert program.window is not None
        program.window.resize(*SIZE)
        # What a lock has cut off is never done.
        hand = Hand(self.app, lambda: not over and program._tasks.busy, self.counts)
        try:
            hand.wait(lambda: program._session is not None, "the desk")
            hand.rest()
            yield hand
        finally:
            for window in self.app.topLevelWidgets():
                if window.isVisible():
                    window.close()
            program._tasks.close()

    def _answer(self) -> dict[str, Any]:
        assert self.hub is not None
        return {"url": self.hub.url, "anchors": list(self.hub.anchors)}
