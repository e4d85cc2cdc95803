"""From the first window to the open desk."""

from dataclasses import replace

from pscp_desktop.settings import Preferences
from tests.e2e.hand import Hand
from tests.e2e.stage import PASSPHRASE, Stage


def opened(stage: Stage, theme: str = "light") -> Hand:
    """Type the passphrase; gives the hand, at the desk."""
    program = stage.start(replace(Preferences(), language=stage.language, theme=theme))
    made = Hand(stage.app, stage.busy)
    made.wait(lambda: stage.app.focusWidget() is not None, "the keyboard")
    made.rest()
    made.type(PASSPHRASE)
    made.keys("Return")
    made.wait(lambda: program._session is not None, "the desk")
    made.rest()
    return made
