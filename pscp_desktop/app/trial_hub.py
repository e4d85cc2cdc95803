"""A trial hub in a process of its own, for as long as somebody here wants it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pscp_desktop.app.held import Held, NoAnswer
from pscp_desktop.domain.errors import NoTrialHub
from pscp_desktop.services.reconciling.identity import Hub

START_SECONDS: Final = 90.0
"""The first start makes a database."""


def started(folder: Path) -> Held:
    """Begin to start a hub over `folder`, at whatever port is free."""
    # A hub that this user may operate besides, and its database, have nothing to do with it.
    around = {name: said for name, said in os.environ.items() if not name.startswith("PSCP_HUB_")}
    settings = {"PSCP_HUB_FOLDER": str(folder), "PSCP_HUB_PORT": "0"}
    return Held("sync.server", "serve", "--held", environment={**around, **settings})


def answering(hub: Held) -> Hub:
    """Where it answers and by which certificate it is known. Raises NoTrialHub."""
    try:
        card = json.loads(hub.line(START_SECONDS))
        return Hub(card["url"], [Path(card["certificate"]).read_text(encoding="ascii")])
    except (NoAnswer, OSError, KeyError, ValueError) as reason:
        raise NoTrialHub(str(reason)) from None


@contextmanager
def hub_in(folder: Path) -> Iterator[Hub]:
    """A hub that answers; gone when the block ends. Raises NoTrialHub."""
    with started(folder) as process:
        yield answering(process)
