"""`python3 run.py`: a trial hub and the desks of two made-up workers, side by side.

The first window is shown at once and says what is being made. Both desks and the hub are held by pipes
from here: they end when this process does, however it does; and this process ends with the last desk.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, NoReturn

from pscp_desktop import i18n
from pscp_desktop.app import instance
from pscp_desktop.app.held import Heard, Held
from pscp_desktop.app.pair.sides import FAILED, LEFT, RIGHT, SHOWN, WAITING
from pscp_desktop.domain.errors import AlreadyRunning, NoTrialHub
from pscp_desktop.i18n import tr
from pscp_desktop.settings import data_folder, read_preferences

if TYPE_CHECKING:
    from pscp_desktop.app.compose import Services
    from pscp_desktop.services.reconciling.identity import Hub

FOLDER: Final = "pair"
VAULT: Final = "practice"
SHOW_SECONDS: Final = 90.0
LOOK_SECONDS: Final = 0.5


def main(given: Sequence[str] | None = None) -> int:
    """Open both desks and stay until both are closed; 1 where they are open already."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--anew", action="store_true", help="throw away what was practised before")
    asked = parser.parse_args(given)
    signal.signal(signal.SIGTERM, _end)
    folder = data_folder() / FOLDER
    i18n.use(read_preferences(folder / LEFT).language)
    try:
        held = instance.claim(folder, patience=0)
    except AlreadyRunning:
        say(tr("The practice is open already: look for its two windows."))
        return 1
    try:
        with ExitStack() as stack:
            _play(Pair(folder, stack), anew=asked.anew)
    except KeyboardInterrupt:
        pass
    finally:
        held.release()
    return 0


def say(words: str) -> None:
    """Tell it on the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _end(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@dataclass(slots=True)
class Pair:
    """The folder of the practice, and the desks that are open; what is started ends with the stack."""

    folder: Path
    stack: ExitStack
    heard: Heard = field(default_factory=SimpleQueue)
    desks: dict[Held, str] = field(default_factory=dict)

    def seat(self, side: str) -> None:
        """Start the desk of one side; its window says that it waits."""
        given = ("--folder", str(self.folder / side), "--seat", side)
        desk = Held("pscp_desktop", *given, quiet=False, heard=self.heard)
        self.desks[self.stack.enter_context(desk)] = side

    def vault(self, side: str) -> Path:
        """Where the vault of one side lies."""
        return self.folder / side / VAULT

    def leave(self, side: str) -> None:
        """Close the desk of one side."""
        for desk in [one for one, where in self.desks.items() if where == side]:
            desk.end()

    def stay(self, answer: dict[str, object], *, spoilt: Path) -> None:
        """Answer the desks, also after a lock, until the last is closed.

        A desk that cannot open what was made takes away `spoilt`: then the next start makes it anew.
        """
        late, shown = time.monotonic() + SHOW_SECONDS, 0
        while self.desks:
            try:
                desk, line = self.heard.get(timeout=LOOK_SECONDS)
            except Empty:
                if time.monotonic() > late and shown < len(self.desks):
                    late = float("inf")
                    say(tr("A window takes long to come. Ctrl+C ends the practice."))
                continue
            if line is None:
                self.desks.pop(desk, None)
            elif line == WAITING:
                desk.tell(**answer)
            elif line == SHOWN:
                shown += 1
                say(tr("The desk of {name} is open.").format(name=NAMES[self.desks[desk]]))
            elif line == FAILED:
                spoilt.unlink(missing_ok=True)
                say(tr("A desk could not be opened. Close it and start again: it is made anew."))


NAMES: Final = {LEFT: "Inés Modelo", RIGHT: "Omar Muestra"}


def _play(pair: Pair, *, anew: bool) -> None:
    pair.seat(LEFT)
    # Only now, while the window is on its way: this takes a second.
    from pscp_desktop.app.pair import made

    stamp = pair.folder / made.STAMP
    try:
        hub = _ready(pair, None if anew else made.fresh(pair.folder))
    except NoTrialHub as reason:
        say(str(reason))
        say(tr("So there is no hub to practise with, and one desk opens alone."))
        _alone(pair)
    except NotPaired as reason:
        say(tr("The two desks could not be prepared: {reason}.").format(reason=reason))
        say(tr("One desk opens alone. Close it and start again to try once more."))
        # Half of a team is in them: the desk that opens alone is made anew.
        for side in (LEFT, RIGHT):
            shutil.rmtree(pair.vault(side), ignore_errors=True)
        _alone(pair)
    else:
        say(tr("The trial hub answers at {url}.").format(url=hub.url))
        pair.stay({"url": hub.url, "anchors": list(hub.anchors)}, spoilt=stamp)


class NotPaired(Exception):
    """The hub answered, and the two desks could not be tied to it; with the kind of what went wrong."""


def _alone(pair: Pair) -> None:
    """Let the left desk open without a hub, and stay until it is closed."""
    pair.leave(RIGHT)
    pair.stay({"alone": True}, spoilt=pair.folder / "none")


def _ready(pair: Pair, place: Path | None) -> "Hub":
    """The hub that answers and two desks that may be opened. Raises NoTrialHub, NotPaired."""
    from pscp_desktop.app.pair import made
    from pscp_desktop.app.trial_hub import answering, started

    if place is not None:
        process = pair.stack.enter_context(started(place))
        pair.seat(RIGHT)
        return answering(process)
    made.forget(pair.folder)
    place = _hub_folder(pair.folder)
    process = pair.stack.enter_context(started(place))
    say(tr("Two desks and a hub are being made. This is done once and takes about half a minute."))
    first = made.first_desk(pair.vault(LEFT))
    try:
        hub = answering(process)
        pair.seat(RIGHT)
        _tied(pair, first, hub)
    finally:
        first.close()
    made.stamped(pair.folder, place)
    return hub


def _tied(pair: Pair, first: "Services", hub: "Hub") -> None:
    """Tie both desks to the hub. Raises NotPaired, whatever it was: a trace of calls helps nobody here."""
    from pscp_desktop.app.pair import made

    try:
        made.pair_up(first, pair.vault(RIGHT), hub)
    except Exception as failed:
        raise NotPaired(type(failed).__name__) from failed


def _hub_folder(folder: Path) -> Path:
    """A new folder for the hub: of this user's, or for root where its database's user can come."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        place = Path(tempfile.mkdtemp(prefix="pscp-practice-"))
        place.chmod(0o711)
        return place
    place = folder / "hub"
    shutil.rmtree(place, ignore_errors=True)
    return place


if __name__ == "__main__":
    sys.exit(main())
