"""The desk to practise at: made-up people, a vault of its own, and a passphrase that is no secret."""

import shutil
from pathlib import Path
from typing import Final

from pscp_desktop.app.compose import Newcomer, Services, compose, furnish, present, terms
from pscp_desktop.app.vaults import Opened, introduced
from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.errors import PscpError
from pscp_desktop.services.mediation.practice import PracticeClock, live_through
from pscp_desktop.store import vault

FOLDER: Final = "practice"
WORDS: Final = "ábaco abdomen abeja abierto abogado abono abrazo"
"""In the help for all to read: nothing real is ever to be kept behind it."""
STALE_SECONDS: Final = 5 * 24 * 3600
INES: Final = Newcomer(
    name="Inés Modelo",
    roles="mediator coordinator",
    team="Mediación Centro",
    organisation="Servicio de Mediación de Muestra",
)


def practise(data_folder: Path) -> Opened:
    """Open the practice desk; make it anew where there is none or its days have gone by."""
    folder = data_folder / FOLDER
    try:
        if _fresh(folder):
            return introduced(compose(vault.unlock(folder, WORDS, terms(None))))
    except PscpError:
        # Nothing in it is anybody's: a damaged one is thrown away.
        pass
    shutil.rmtree(folder, ignore_errors=True)
    return introduced(make(folder))


def make(folder: Path) -> Services:
    """A practice desk whose sixty files stand around today."""
    clock = PracticeClock(present)
    services = furnish(vault.create(folder, WORDS, terms(None)), INES, now=clock)
    live_through(services.desk, clock, day_of(present()))
    return services


def _fresh(folder: Path) -> bool:
    header = folder / "header.json"
    return header.is_file() and present().timestamp() - header.stat().st_mtime < STALE_SECONDS
