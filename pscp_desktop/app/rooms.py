"""Which places the desk has, in the order of the rail. A place that does not exist is not listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pscp_desktop.app.compose import Services
from pscp_desktop.settings import Preferences
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.rail import Place
from pscp_desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every page is made with."""

    services: Services
    look: Look
    tasks: Tasks
    changes: Changes
    preferences: Callable[[], Preferences]
    change: Callable[[Preferences], None]


def places(_: Means) -> Sequence[Place]:
    """The places there are."""
    return ()
