"""The two desks of the practice, made: one founds and admits, both have worked, one conflict waits.

Everything goes the way it goes in a team: custodians' cards, eight words read aloud, rounds with the hub.
"""

import json
import shutil
import time
from pathlib import Path
from typing import Final
from uuid import UUID

from pscp_desktop.app import practice, sync_demo
from pscp_desktop.app.compose import Newcomer, Services, furnish, terms
from pscp_desktop.app.sync_demo import Seat
from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.reconciling import inviting
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.store import keys, vault

STAMP: Final = "made.json"
FORM: Final = 1
"""Of what is made here: a pair of another form is made anew."""
FILE: Final = "Uso del patio"
ASKS: Final = "Hassan Muestra"
NOTED: Final = (
    "Omar ha hablado con la escuela infantil: cierra a las cinco los viernes.",
    "Gloria pregunta si puede venir con su hermana a la próxima sesión.",
)
TELEPHONES: Final = ("600 111 023", "600 222 023")
"""As each of them understood it, on the same day and without a network."""


def fresh(folder: Path) -> Path | None:
    """The folder of the hub of a pair that can be opened as it stands; None where there is none."""
    hub, form, at = _stamp(folder)
    young = time.time() - at < practice.STALE_SECONDS
    return hub if hub is not None and young and form == FORM and hub.is_dir() else None


def forget(folder: Path) -> None:
    """Throw away the hub of a pair, and with it the pair."""
    hub, _, _ = _stamp(folder)
    (folder / STAMP).unlink(missing_ok=True)
    if hub is not None:
        shutil.rmtree(hub, ignore_errors=True)


def _stamp(folder: Path) -> tuple[Path | None, int, float]:
    """Where the hub of a pair lies, the form of the pair, and when it was made."""
    stamp = folder / STAMP
    try:
        told = json.loads(stamp.read_text(encoding="utf-8"))
        return Path(told["hub"]), int(told["form"]), stamp.stat().st_mtime
    except (OSError, ValueError, KeyError, TypeError):
        return None, 0, 0.0


def stamped(folder: Path, hub: Path) -> None:
    """Remember that the pair is whole, and where its hub lies."""
    told = json.dumps({"form": FORM, "hub": str(hub)})
    (folder / STAMP).write_text(told, encoding="utf-8")


def first_desk(folder: Path) -> Services:
    """Inés's desk with its sixty files; whatever lay there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return practice.make(folder)


def pair_up(first: Services, second: Path, hub: Hub) -> None:
    """Found the team with Inés's desk, let Omar's in, and let both work: a conflict is left waiting."""
    ines = Seat(practice.INES.name, first, hub, _silent)
    sync_demo.begin(ines, hub)
    colleague = _colleague(first)
    shutil.rmtree(second, ignore_errors=True)
    second.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    omar = Seat(colleague.name, _invited(first, colleague, second), hub, _silent)
    try:
        sync_demo.let_in(ines, omar)
        _work(ines, omar)
    finally:
        omar.services.close()


def _silent(_: str) -> None:
    """The windows show what happened."""


def _colleague(first: Services) -> Worker:
    """Who works beside Inés in her files already."""
    desk = first.desk
    with desk.reading() as session:
        me = desk.me(session)
        return next(one for one in desk.all_in(session, Worker, me.dossier) if one.id != me.id)


def _invited(first: Services, colleague: Worker, folder: Path) -> Services:
    """The colleague's empty desk, made with Inés's invitation."""
    now = int(first.desk.now().timestamp() * 1000)
    given = inviting.invite(first.reconciling, colleague.name, colleague.id, None)
    made = vault.create(folder, practice.WORDS, terms(None, cost=keys.SMALLEST))
    newcomer = Newcomer(
        colleague.name, colleague.roles, practice.INES.team,
        invitation=inviting.read_invitation(given, now),
    )  # fmt: skip
    return furnish(made, newcomer)


def _work(ines: Seat, omar: Seat) -> None:
    """What both wrote and exchanged, and one telephone that each heard differently."""
    dossier = _file(ines.services)
    for one, words in zip((omar, ines), NOTED, strict=True):
        one.services.desk.add(Note(dossier=dossier, text=words))
        one.round()
    omar.round()
    party = _asking(ines.services, dossier)
    for one, telephone in zip((ines, omar), TELEPHONES, strict=True):
        one.writes(party, telephone)
    for one in (ines, omar, ines):
        one.round()


def _file(services: Services) -> UUID:
    return next(found.dossier for found in services.finding.files(FILE) if found.title == FILE)


def _asking(services: Services, dossier: UUID) -> UUID:
    desk = services.desk
    with desk.reading() as session:
        return next(one.id for one in desk.all_in(session, Party, dossier) if one.name == ASKS)
